// The sentences of the page of populations. Terms of the field are in the glossary.

import { GLOSSARY } from "../glossary";
import { filled, told } from "../language";
import type { Text } from "../messages";

export const W = {
  title: { en: "Populations", ja: "集団" },
  lead: {
    en: "Many networks learn at once: to see what a setting does, how much is chance, and how far a result can be trusted.",
    ja: "たくさんのネットワークを一度に学習させ、設定の効果、偶然によるばらつき、結果の確かさを見ます。",
  },
  kind: { en: "What to look at", ja: "調べること" },
  grid: { en: "Settings", ja: "設定" },
  seeds: { en: "Chance", ja: "ばらつき" },
  folds: { en: "Cross-validation", ja: "交差検証" },
  gridAbout: {
    en: "One network for each combination of values.",
    ja: "値の組み合わせごとに 1 つのネットワークを学習させます。",
  },
  seedsAbout: {
    en: "The same experiment again and again; each seed draws data, initial weights and order anew.",
    ja: "同じ実験を繰り返します。乱数シードごとに、データ、初期重み、順序を引き直します。",
  },
  foldsAbout: {
    en: "The training data are cut into parts. Each network learns from all parts but one, which judges it. The test data are left alone.",
    ja: "訓練データをいくつかに分け、1 つを除いて学習し、除いた部分で評価します。テストデータは使いません。",
  },
  rows: { en: "Rows", ja: "縦に変える設定" },
  columns: { en: "Columns", ja: "横に変える設定" },
  only: { en: "Setting", ja: "変える設定" },
  none: { en: "none", ja: "なし" },
  values: { en: "Values of {name}", ja: "{name} の値" },
  valuesHint: { en: "separated by commas", ja: "コンマで区切る" },
  badValue: { en: "{text} is not a number", ja: "{text} は数ではありません" },
  seedCount: { en: "Networks", ja: "ネットワークの数" },
  foldCount: { en: "Parts", ja: "分割数" },
  epochs: { en: "Epochs", ja: "エポック数" },
  start: { en: "Start", ja: "開始" },
  again: { en: "Start again", ja: "もう一度" },
  stop: { en: "Stop", ja: "停止" },
  networks: { en: "{n} networks", ja: "ネットワーク {n} 個" },
  oneNetwork: { en: "1 network", ja: "ネットワーク 1 個" },
  left: { en: "{time} left", ja: "残り約 {time}" },
  took: { en: "done in {time}", ja: "{time} で終了" },
  stopped: { en: "stopped after {time}", ja: "{time} で停止" },
  progress: { en: "Progress", ja: "進み具合" },
  base: { en: "The experiment", ja: "もとになる実験" },
  changeBase: { en: "Change it in the playground", ja: "プレイグラウンドで変更" },
  boundaries: { en: "What each network says", ja: "各ネットワークの答え" },
  boundariesAbout: {
    en: "Each picture is the plane as one network sees it. Choose one to look closer.",
    ja: "1 枚が 1 つのネットワークから見た平面です。選ぶと詳しく見られます。",
  },
  heat: { en: "Test loss", ja: "テスト損失" },
  heatFold: { en: "Loss on the part left out", ja: "除いた部分での損失" },
  heatAccuracy: { en: "Test accuracy", ja: "テスト正解率" },
  heatOf: { en: "Figure", ja: "表す値" },
  better: { en: "better", ja: "良い" },
  worse: { en: "worse", ja: "悪い" },
  best: { en: "Best", ja: "最良" },
  diverged: {
    en: "This network diverged: a loss or a weight was no longer a finite number. The picture is of the moment before.",
    ja: "このネットワークは発散しました。損失か重みが有限の数でなくなったためです。図はその直前のものです。",
  },
  divergedCount: { en: "{n} diverged", ja: "{n} 個が発散" },
  byValue: { en: "Loss by {name}", ja: "{name} と損失" },
  chosen: { en: "The network chosen", ja: "選んだネットワーク" },
  nothing: { en: "Choose a network to see it larger.", ja: "ネットワークを選ぶと大きく表示されます。" },
  open: { en: "Open in the playground", ja: "プレイグラウンドで開く" },
  openAbout: {
    en: "It learns the same there, epoch for epoch.",
    ja: "プレイグラウンドでも、まったく同じように学習します。",
  },
  foldOpenAbout: {
    en: "The playground has no folds: there the network learns from all training data.",
    ja: "プレイグラウンドには分割がないため、すべての訓練データで学習します。",
  },
  seed: { en: "seed {n}", ja: "シード {n}" },
  fold: { en: "part {n}", ja: "第 {n} 部分" },
  bandTitle: { en: "The band of decision boundaries", ja: "決定境界の帯" },
  share: { en: "How many networks say +1", ja: "+1 と答えるネットワークの割合" },
  shareClasses: { en: "How many agree with the most frequent class", ja: "最も多い答えに一致する割合" },
  mean: { en: "Mean answer", ja: "答えの平均" },
  meanClasses: { en: "Most frequent class", ja: "最も多い答え" },
  deviation: { en: "Standard deviation", ja: "標準偏差" },
  spreadTitle: { en: "Spread of the test loss", ja: "テスト損失のばらつき" },
  courseTitle: { en: "Loss by epoch", ja: "エポックごとの損失" },
  courseAbout: {
    en: "One thin line for each network; thick: their mean, shaded: ± one standard deviation.",
    ja: "細い線が各ネットワーク、太い線が平均、帯が平均 ± 標準偏差です。",
  },
  meanAndSd: { en: "mean ± sd", ja: "平均 ± 標準偏差" },
  range: { en: "from {least} to {most}", ja: "{least} から {most} まで" },
  pooled: { en: "All points together", ja: "全データ点をまとめた推定" },
  pooledAbout: {
    en: "Every training point is judged once, by the network that had not seen it.",
    ja: "訓練データの各点を、その点を見ていないネットワークで 1 回ずつ評価した結果です。",
  },
  confusionAbout: {
    en: "Rows: true class; columns: told class",
    ja: "行が正しいクラス、列が予測したクラス",
  },
  lost: {
    en: "The studio's server does not answer. Trying again.",
    ja: "スタジオのサーバーから応答がありません。再接続しています。",
  },
  connecting: { en: "Preparing the networks …", ja: "ネットワークを準備しています…" },
  keys: {
    en: "Arrow keys move, Enter opens the network in the playground.",
    ja: "矢印キーで移動し、Enter でプレイグラウンドを開きます。",
  },
  summaryData: { en: "Data", ja: "データ" },
  summaryNetwork: { en: "Network", ja: "ネットワーク" },
} satisfies Record<string, Text>;

const SETTINGS: Readonly<Record<string, Text>> = {
  units: { en: "units in each hidden layer", ja: "各隠れ層のユニット数" },
  layers: { en: "hidden layers", ja: "隠れ層の数" },
  initial: { en: "initial weights", ja: "初期重み" },
  size: { en: "number of points", ja: "データ点の数" },
  train_percent: { en: "share of training data (%)", ja: "訓練データの割合 (%)" },
  noise: { en: "noise (%)", ja: "ノイズ (%)" },
};

export function say(key: keyof typeof W, values: Record<string, string | number> = {}): string {
  return filled(told(W[key]), values);
}

/** What a setting is called, at the beginning of a line. */
export function settingName(setting: string): string {
  const text = settingWord(setting);
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** And within a sentence. */
export function settingWord(setting: string): string {
  const own = SETTINGS[setting];
  if (own) return told(own);
  return Object.hasOwn(GLOSSARY, setting)
    ? told(GLOSSARY[setting as keyof typeof GLOSSARY])
    : setting;
}
