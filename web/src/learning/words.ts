// The sentences of the page of learning. Terms of the field are in the glossary.

import { filled, told } from "../language";
import type { Text } from "../messages";

export const W = {
  title: { en: "Learning", ja: "学習" },
  lead: {
    en: "How weights find their way down, what holds them back, and what their landscape looks like. Drag, turn, and watch.",
    ja: "重みはどう坂を下るのか、何がそれを引き止めるのか、その地形はどう見えるのか。動かして、回して、眺めてみましょう。",
  },
  topics: { en: "What to look at", ja: "見るもの" },
  descent: { en: "Optimizers", ja: "最適化手法" },
  regularization: { en: "Regularization", ja: "正則化" },
  landscape: { en: "Landscape", ja: "損失の地形" },
  labels: { en: "Random labels", ja: "ランダムなラベル" },
  rate: { en: "Learning rate", ja: "学習率" },
  working: { en: "Learning …", ja: "学習しています…" },
  took: { en: "in {time}", ja: "{time} で完了" },

  surface: { en: "Surface", ja: "曲面" },
  valley: { en: "A narrow valley", ja: "狭い谷" },
  bent: { en: "A bent valley", ja: "曲がった谷" },
  saddle: { en: "A saddle", ja: "鞍点" },
  minima: { en: "Many minima", ja: "たくさんの極小" },
  himmelblau: { en: "Four minima", ja: "4 つの極小" },
  own: { en: "Your own formula", ja: "自分の数式" },
  formula: { en: "f(x₁, x₂) =", ja: "f(x₁, x₂) =" },
  descentAbout: {
    en: "Drag the start, or move it with the arrow keys (Shift for larger steps).",
    ja: "出発点をドラッグするか、矢印キーで動かしてください (Shift で大きく動きます)。",
  },
  mapOf: { en: "The surface and the paths on it", ja: "曲面とその上の経路" },
  startAt: {
    en: "Start: x₁ = {x}, x₂ = {y}. The arrow keys move it.",
    ja: "出発点: x₁ = {x}、x₂ = {y}。矢印キーで動かせます。",
  },
  racers: { en: "Who races", ja: "走る手法" },
  rateOf: { en: "Learning rate of {name}", ja: "{name}の学習率" },
  momentumOf: { en: "μ of momentum", ja: "モーメンタムの μ" },
  noise: { en: "Noise of the gradient", ja: "勾配のノイズ" },
  play: { en: "Play", ja: "再生" },
  pause: { en: "Pause", ja: "一時停止" },
  stepOn: { en: "One step", ja: "1 ステップ" },
  reset: { en: "Back to the start", ja: "最初に戻す" },
  step: { en: "Step", ja: "ステップ" },
  stepNow: { en: "step {n} of {all}", ja: "{all} ステップ中 {n}" },
  heights: { en: "Where they are", ja: "現在地" },
  minimumAt: { en: "at a minimum from step", ja: "極小に着いたステップ" },
  flewOff: { en: "flew off", ja: "発散" },
  never: { en: "–", ja: "–" },
  heightChart: { en: "f by step", ja: "ステップごとの f" },
  none: { en: "Choose at least one optimizer.", ja: "手法を 1 つ以上選んでください。" },

  regularizationAbout: {
    en: "40 tanh units learn 60 noisy points in 250 epochs: enough to learn them by heart. Turn what holds them back.",
    ja: "tanh の 40 ユニットが、ノイズの多い 60 点を 250 エポック学習します。丸暗記できる大きさです。引き止める力を変えてみましょう。",
  },
  data: { en: "Data", ja: "データ" },
  l1: { en: "L1, λ", ja: "L1 の λ" },
  l2: { en: "L2, λ", ja: "L2 の λ" },
  dropout: { en: "Dropout, p", ja: "ドロップアウトの p" },
  max_norm: { en: "Max-norm, c", ja: "max-norm の c" },
  label_smoothing: { en: "Label smoothing, ε", ja: "ラベル平滑化の ε" },
  stopping: { en: "Early stopping, patience", ja: "早期終了で待つ回数" },
  off: { en: "off", ja: "なし" },
  whatItSays: { en: "What the network says", ja: "ネットワークの答え" },
  pictureOf: {
    en: "Blue where the network says class 1, orange where class 0; the dots are the training points.",
    ja: "青はクラス 1、橙はクラス 0 と答える場所です。点は訓練データです。",
  },
  weightsNow: { en: "The weights", ja: "重み" },
  zeros: { en: "exactly zero", ja: "厳密に 0" },
  zerosOf: { en: "{n} of {all}", ja: "{all} 個中 {n} 個" },
  norm: { en: "length ‖W‖", ja: "長さ ‖W‖" },
  histogramOf: {
    en: "How many weights have which value, from {least} to {most}",
    ja: "重みの値の分布 ({least} から {most} まで)",
  },
  lossChart: { en: "Loss by epoch", ja: "エポックごとの損失" },
  keptEpoch: { en: "weights of epoch", ja: "採用したエポック" },

  landscapeOfWhat: { en: "Landscape of", ja: "対象" },
  small: { en: "a small network that learns here", ja: "ここで学習する小さなネットワーク" },
  saved: { en: "a saved recording", ja: "保存された記録" },
  savedAbout: {
    en: "The loss around the weights that a recording kept, along two random directions (in each unit and kernel as long as its own weights), on its training data. The middle is where it stands.",
    ja: "記録に保存された重みのまわりの損失です。2 つのランダムな方向 (ユニットやカーネルごとに、重みと同じ長さ) に沿って、訓練データで計算します。中央が現在の重みです。",
  },
  recording: { en: "Recording", ja: "記録" },
  noRecordings: { en: "There are no recordings yet: train a network on another page, or with mieru train.", ja: "まだ記録がありません。ほかのページか mieru train で学習させてください。" },
  span: { en: "How far, in lengths of the weights", ja: "広がり (重みの長さの何倍か)" },
  otherDirections: { en: "Other directions", ja: "別の方向" },
  compute: { en: "Compute", ja: "計算する" },
  stop: { en: "Stop", ja: "停止" },
  stopped: { en: "Stopped.", ja: "停止しました。" },
  timeLeft: { en: "{time} left", ja: "残り {time}" },
  lossOver: { en: "loss in the middle, over {n} training examples", ja: "中央での損失 (訓練データ {n} 件)" },
  landscapeAbout: {
    en: "A network learns two-dimensional data. The map is a slice through the space of all its weights.",
    ja: "ネットワークが 2 次元のデータを学習します。地図は、すべての重みの空間を切った断面です。",
  },
  plane: { en: "Plane", ja: "平面" },
  path: { en: "along the path of learning", ja: "学習の経路に沿って" },
  random: { en: "at random around the end", ja: "終点のまわりででたらめに" },
  units: { en: "Hidden units", ja: "隠れ層のユニット数" },
  epochs: { en: "Epochs", ja: "エポック数" },
  placesOf: { en: "{n} places", ja: "{n} 点" },
  landscapeOf: {
    en: "The loss over the plane; the arrow keys read it",
    ja: "平面上の損失。矢印キーで値を読めます",
  },
  lossAt: { en: "loss {loss} at ({a}, {b})", ja: "({a}, {b}) での損失 {loss}" },
  explained: {
    en: "{a} of the path lies along the first axis, {b} along the second.",
    ja: "経路の {a} が第 1 軸に、{b} が第 2 軸に収まっています。",
  },
  snapshot: { en: "Snapshot", ja: "スナップショット" },

  labelsAbout: {
    en: "The labels of some of the training digits are shuffled. The network learns them all the same, by heart; what it says about new digits shows the difference. (Zhang et al. 2016)",
    ja: "訓練用の数字の一部のラベルをシャッフルします。ネットワークはそれも丸暗記しますが、新しい数字への答えに違いが現れます。(Zhang et al. 2016)",
  },
  share: { en: "Labels shuffled", ja: "シャッフルする割合" },
  accuracyChart: { en: "Accuracy by epoch", ja: "エポックごとの正解率" },
  onTrain: { en: "on the labels it learned", ja: "学習したラベル" },
  onValidation: { en: "on new digits, true labels", ja: "新しい数字 (正しいラベル)" },
  chance: { en: "chance", ja: "でたらめ" },
  sizes: {
    en: "{weights} weights and biases, {examples} examples, of which {wrong} have a wrong label.",
    ja: "重みとバイアス {weights} 個、データ点 {examples} 個、うち {wrong} のラベルが誤りです。",
  },

  rateAbout: {
    en: "The rate is raised from step to step until the loss flies off. A tenth of the rate at which the loss was lowest is a good one to begin with. (Smith 2017)",
    ja: "1 ステップごとに学習率を上げ、損失が跳ね上がるまで続けます。損失が最小になった学習率の 10 分の 1 が、最初に試すのによい値です。(Smith 2017)",
  },
  network: { en: "Network in one line (empty: a usual one)", ja: "1 行で書いたネットワーク (空なら標準のもの)" },
  rateChart: { en: "Loss by learning rate", ja: "学習率ごとの損失" },
  eachStep: { en: "of each step", ja: "各ステップ" },
  runningMean: { en: "running mean", ja: "移動平均" },
  advised: { en: "advised", ja: "お勧め" },
  lowest: { en: "lowest", ja: "最小" },
  advice: {
    en: "Begin with {rate}; expect trouble from {lowest} on.",
    ja: "{rate} から始めましょう。{lowest} あたりから不安定になります。",
  },
  trainWith: { en: "In the terminal:", ja: "端末では:" },
  chartKeys: { en: "{what}. Left and right arrow keys read the values.", ja: "{what}。左右の矢印キーで値を読めます。" },
} as const satisfies Record<string, Text>;

export type Sentence = keyof typeof W;

export function say(key: Sentence, values: Record<string, string | number> = {}): string {
  return filled(told(W[key]), values);
}
