// The microscope's own sentences.

import { filled, told } from "../../language";
import type { Text } from "../../messages";

export const W = {
  // what it shows
  views: { en: "What the microscope shows", ja: "顕微鏡の表示" },
  steps: { en: "Steps", ja: "ステップ" },
  formula: { en: "Formula", ja: "式" },
  matrices: { en: "Matrices", ja: "行列" },
  worked: { en: "Worked example", ja: "手計算の例題" },
  exercise: { en: "Which function?", ja: "どの関数?" },
  looking: { en: "Looking …", ja: "見ています…" },

  // the batch
  batch: { en: "The next batch", ja: "次のバッチ" },
  batchAt: { en: "epoch {epoch}, batch {batch}", ja: "エポック {epoch}、バッチ {batch}" },
  examplesCut: { en: "The first {n} are listed.", ja: "最初の {n} 個を表示しています。" },
  example: { en: "Example {n}", ja: "データ点 {n}" },
  nextExample: { en: "Next example", ja: "次のデータ点へ" },
  nextBatch: { en: "Learn this batch", ja: "このバッチを学習" },
  nextEpoch: { en: "Learn an epoch", ja: "1 エポック学習" },
  own: { en: "A point of your own", ja: "自分で選んだ点" },
  ownLook: { en: "Look", ja: "見る" },
  ownBack: { en: "Back to the batch", ja: "バッチに戻る" },
  ownAbout: {
    en: "Numbers as if this point alone were the batch.",
    ja: "この点だけをバッチとした場合の値です。",
  },
  wrongNumbers: {
    en: "Three numbers are needed: x₁, x₂ and t.",
    ja: "x₁, x₂, t の 3 つの数を入力してください。",
  },

  // steps
  stepping: { en: "Steps", ja: "ステップの操作" },
  previous: { en: "Previous step", ja: "前のステップ" },
  next: { en: "Next step", ja: "次のステップ" },
  ofAll: { en: "{n} of {all}", ja: "{n} / {all}" },
  keys: {
    en: "← and → step, Page Up and Page Down change the phase. A click on a unit of the network leads to its numbers.",
    ja: "← → でステップ、Page Up と Page Down で段階を移動します。ネットワークのユニットを押すと、その計算に移ります。",
  },
  phases: { en: "Phases", ja: "段階" },
  forward: { en: "Forward", ja: "順伝播" },
  error: { en: "Error", ja: "誤差" },
  backward: { en: "Backward", ja: "逆伝播" },
  update: { en: "Update", ja: "更新" },
  forwardAbout: {
    en: "Each input is multiplied by its weight; the sum with the bias is u, and the activation function makes z of it.",
    ja: "入力に重みを掛け、バイアスと合わせた和が u です。活性化関数を適用すると z になります。",
  },
  outputAbout: {
    en: "The output unit sums up what comes in, too; its function makes the answer y.",
    ja: "出力ユニットも同じように和を求め、関数を適用したものが答え y です。",
  },
  errorAbout: {
    en: "How far the answer is from the target. Learning lowers the mean over the batch.",
    ja: "答えが目標値からどれだけ離れているかです。学習ではバッチでの平均を小さくします。",
  },
  backwardAbout: {
    en: "δ tells how the error changes with u. It comes from above, through the same weights, times f′(u); times what came in, it is the derivative by each weight.",
    ja: "δ は u を変えたときの誤差の変化です。上の層から同じ重みを通って届き、f′(u) を掛けて求めます。入力を掛ければ、各重みによる微分になります。",
  },
  updateAbout: {
    en: "The gradient is the mean over the batch. From it the optimizer makes the change of each weight.",
    ja: "勾配はバッチでの平均です。最適化手法がそこから各重みの変化量を決めます。",
  },
  cut: {
    en: "There are more links than are listed here.",
    ja: "リンクが多いため、一部だけを表示しています。",
  },
  u: { en: "Weighted sum", ja: "重み付き和" },
  factor: { en: "Dropout", ja: "ドロップアウト" },
  z: { en: "Output of the unit", ja: "ユニットの出力" },
  answerOf: { en: "Answer", ja: "答え" },
  error_: { en: "Error of this example", ja: "このデータ点の誤差" },
  mean_error: { en: "Error of the batch", ja: "バッチの誤差" },
  slope: { en: "Slope of the function", ja: "関数の傾き" },
  delta: { en: "Error signal δ", ja: "誤差信号 δ" },
  gradient: { en: "Derivative by a weight", ja: "重みによる微分" },
  gradientOfBias: { en: "Derivative by the bias", ja: "バイアスによる微分" },
  mean_gradient: { en: "Mean over the batch", ja: "バッチでの平均" },
  penalized: { en: "With L2", ja: "L2 正則化を加える" },
  clipped: { en: "Cut to the largest norm", ja: "ノルムの上限に縮める" },
  moment1: { en: "Remembered mean", ja: "記憶している平均" },
  moment2: { en: "Remembered squares", ja: "記憶している二乗" },
  mean1: { en: "Freed of its start", ja: "初期の偏りを補正" },
  mean2: { en: "Freed of its start", ja: "初期の偏りを補正" },
  change: { en: "Change", ja: "変化量" },
  after: { en: "New value", ja: "新しい値" },
  ofWeight: { en: "Weight from {source}", ja: "{source} からの重み" },
  ofBias: { en: "Bias", ja: "バイアス" },

  // formulas
  wholeAbout: {
    en: "The whole network as one formula of its inputs.",
    ja: "ネットワーク全体を、入力の 1 つの式として表したものです。",
  },
  tooLong: {
    en: "As one formula the network would be too long to read; here it is layer by layer.",
    ja: "1 つの式にすると長すぎて読めないため、層ごとに示します。",
  },
  layerAbout: { en: "Layer by layer", ja: "層ごとの式" },
  matrixAbout: {
    en: "The same for the whole batch at once: each column of X is an example, each row of W a unit.",
    ja: "バッチ全体の計算を一度に表したものです。X の各列がデータ点、W の各行がユニットに対応します。",
  },

  // the worked example
  workedAbout: {
    en: "x = 2, then a weight, a square, a weight, a cube, and the error E = (y − t)² with t = 5. Work it out by hand, then check every number.",
    ja: "x = 2 に重みを掛けて二乗し、また重みを掛けて三乗します。誤差は E = (y − t)²、目標値は t = 5 です。まず手で計算してから、1 つずつ確かめましょう。",
  },
  chainRule: {
    en: "As one product: every factor on the way from the error back to the weight",
    ja: "1 つの積として: 誤差から重みまで、道にある因子をすべて掛けます",
  },
  load: { en: "Open in the playground", ja: "プレイグラウンドで開く" },
  loadNote: {
    en: "The playground takes half the squared error, so there each derivative is half of the one here.",
    ja: "プレイグラウンドの誤差は二乗の半分なので、微分の値はどれもここの半分になります。",
  },
  drawing: { en: "Drawing of the network", ja: "ネットワークの図" },

  // exercises
  level: { en: "Level", ja: "レベル" },
  level1: { en: "1 · One vertex", ja: "1 · 頂点 1 つ" },
  level2: { en: "2 · A gate", ja: "2 · 論理ゲート" },
  level3: { en: "3 · Two layers", ja: "3 · 2 層のゲート" },
  level4: { en: "4 · Sums", ja: "4 · 頂点の和" },
  right: { en: "Right!", ja: "正解です!" },
  wrong: { en: "Not that one. Try again.", ja: "違います。もう一度考えてみましょう。" },
  another: { en: "Another one", ja: "次の問題" },
  hint: { en: "Hint: some values", ja: "ヒント: いくつかの値" },
  solution: { en: "Worked out", ja: "解き方" },
  score: { en: "{right} of {all} at the first try", ja: "1 回目で正解 {right} / {all}" },
  choices: { en: "Answers", ja: "選択肢" },
} as const satisfies Record<string, Text>;

export function say(key: keyof typeof W, values: Record<string, string | number> = {}): string {
  return filled(told(W[key]), values);
}
