// The sentences of judging. Terms of the field are in the glossary.

import { filled, told } from "../language";
import type { Text } from "../messages";

export const W = {
  judge: { en: "How good is it?", ja: "評価" },
  about: {
    en: "Figures on rows or pictures that it has not learned from. The test part is sealed: opening it is noted in the recording. Look once, at the end.",
    ja: "学習に使っていないデータでの成績です。テスト部分は封印されていて、開くと記録に書き残されます。最後に一度だけ使うのが基本です。",
  },
  validation: { en: "Judge on the validation part", ja: "検証部分で評価する" },
  test: { en: "Open the test part and judge", ja: "テスト部分を開いて評価する" },
  onValidation: { en: "On the validation part ({n} examples)", ja: "検証部分での成績 ({n} 件)" },
  onTest: {
    en: "On the test part ({n} examples; opened {times} times in all)",
    ja: "テスト部分での成績 ({n} 件。これまでに計 {times} 回開封)",
  },
  onTestOnce: {
    en: "On the test part ({n} examples; opened once)",
    ja: "テスト部分での成績 ({n} 件。開封は今回が初めて)",
  },
  stop: { en: "Stop", ja: "停止" },
  stopped: { en: "Stopped.", ja: "停止しました。" },
  left: { en: "{time} left", ja: "残り {time}" },
  working: { en: "Judging …", ja: "評価しています…" },
  reporting: { en: "Writing the report …", ja: "レポートを書いています…" },
  report: { en: "Open the report, with the worst mistakes", ja: "レポートを開く (大きな間違いも)" },
  confusion: { en: "Rows: true class; columns: what was told", ja: "行: 正しいクラス、列: 予測したクラス" },
  trueClass: { en: "True class", ja: "正しいクラス" },
  byClass: { en: "By class", ja: "クラスごと" },
  roc: { en: "ROC curve", ja: "ROC 曲線" },
  rocAbout: { en: "{name}: area {area}", ja: "{name}: 面積 {area}" },
  rocX: { en: "false positives", ja: "偽陽性率" },
  rocY: { en: "true positives", ja: "真陽性率" },
  calibration: { en: "Calibration", ja: "較正" },
  calibrationAbout: {
    en: "How often it is right where it says so. On the diagonal it is as right as it is sure.",
    ja: "自信の度合いごとの正解率です。対角線上なら、自信のとおりに正解しています。",
  },
  said: { en: "probability said", ja: "予測した確率" },
  so: { en: "share right", ja: "正解の割合" },
  rows: { en: "rows", ja: "行数" },
  answers: { en: "True and told values", ja: "正しい値と予測した値" },
  answersX: { en: "true value", ja: "正しい値" },
  answersY: { en: "told value", ja: "予測した値" },
  asTable: { en: "The numbers", ja: "数値" },
  point: { en: "{x}: {y}", ja: "{x}: {y}" },
  m_precision: { en: "precision", ja: "適合率" },
  m_recall: { en: "recall", ja: "再現率" },
  m_f1: { en: "F1", ja: "F1" },
  m_log_loss: { en: "log loss", ja: "対数損失" },
  m_brier_score: { en: "Brier score", ja: "ブライアスコア" },
  m_calibration_error: { en: "expected calibration error", ja: "期待較正誤差" },
  m_roc_auc: { en: "area under the ROC curve", ja: "ROC 曲線の下の面積" },
  m_average_precision: { en: "average precision", ja: "平均適合率" },
  m_top5_error: { en: "top-5 error", ja: "上位 5 誤り率" },
  m_rmse: { en: "RMSE", ja: "RMSE" },
  m_mse: { en: "mean squared error", ja: "平均二乗誤差" },
  m_mae: { en: "mean absolute error", ja: "平均絶対誤差" },
  m_r2: { en: "R²", ja: "R²" },
} as const satisfies Record<string, Text>;

export function w(key: keyof typeof W, values: Record<string, string | number> = {}): string {
  return filled(told(W[key]), values);
}

/** A metric by its name in the library, where there is a word for it. */
export function metricWord(name: string): string | null {
  const key = `m_${name}`;
  return Object.hasOwn(W, key) ? w(key as keyof typeof W) : null;
}
