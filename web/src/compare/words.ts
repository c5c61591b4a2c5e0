import type { Text } from "../messages";

export const W = {
  title: { en: "Side by side", ja: "並べて比べる" },
  about: {
    en: "Two networks learn at the same pace. Where they have the same shape and seed, they begin with the same weights. What differs is told below.",
    ja: "2 つのネットワークが同じ歩調で学習します。形とシードが同じなら、同じ重みから始まります。違いは下の表のとおりです。",
  },
  aboutBranch: {
    en: "Both go on from the same weights, those of epoch {epoch}.",
    ja: "2 つとも、第 {epoch} エポックの同じ重みから学習を続けます。",
  },
  nothing: {
    en: "Nothing to compare: open this page from the time machine or the doctor of the playground.",
    ja: "比べるものがありません。プレイグラウンドの「タイムマシン」か「ドクター」から開いてください。",
  },
  lost: {
    en: "The studio's server does not answer. Trying again; both networks go on from where they were.",
    ja: "スタジオのサーバーから応答がありません。再接続しています。つながれば、2 つとも続きから再開します。",
  },
  back: { en: "Playground", ja: "プレイグラウンド" },
  play: { en: "Play both", ja: "両方を再生" },
  pause: { en: "Pause both", ja: "両方を一時停止" },
  step: { en: "One epoch", ja: "1 エポック進める" },
  reset: { en: "From the start", ja: "最初から" },
  open: { en: "Open in the playground", ja: "プレイグラウンドで開く" },
  difference: { en: "B − A", ja: "B − A" },
  differenceAbout: {
    en: "Blue where B's output is higher, orange where A's is.",
    ja: "青は B の出力のほうが高い所、橙は A のほうが高い所です。",
  },
  differenceClasses: {
    en: "Blue where they name different classes.",
    ja: "青は、答えるクラスが異なる所です。",
  },
  decided: {
    en: "They decide differently on {share} of the plane.",
    ja: "平面の {share} で判断が分かれています。",
  },
  same: { en: "The two experiments are the same.", ja: "2 つの実験に違いはありません。" },
  changes: { en: "What differs", ja: "異なる設定" },
  setting: { en: "Setting", ja: "設定" },
  lossCurves: { en: "Losses of both by epoch", ja: "エポックごとの両方の損失" },
  trainOf: { en: "{side} training", ja: "{side} 訓練" },
  testOf: { en: "{side} test", ja: "{side} テスト" },
  mode: { en: "Mode", ja: "モード" },
  problem: { en: "Problem", ja: "問題" },
  points: { en: "Drawn points", ja: "描いた点" },
  table: { en: "Table", ja: "表" },
  columns: { en: "Columns", ja: "列" },
  size: { en: "Number of points", ja: "点の数" },
  train_percent: { en: "Share of training data (%)", ja: "訓練データの割合 (%)" },
  features: { en: "Features", ja: "特徴量" },
  layers: { en: "Hidden layers", ja: "隠れ層" },
  output_initial: { en: "Initial weights of the output", ja: "出力層の初期重み" },
  schedule_epochs: { en: "Epochs of the schedule", ja: "スケジュールのエポック数" },
  schedule_factor: { en: "Factor of the schedule", ja: "スケジュールの倍率" },
  init_zero: { en: "Initial weights of zero", ja: "初期重みを 0 にする" },
} as const satisfies Record<string, Text>;
