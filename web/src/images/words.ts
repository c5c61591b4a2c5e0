// The sentences of the page of images. Terms of the field are in the glossary.

import { filled, told } from "../language";
import type { Text } from "../messages";

export const W = {
  title: { en: "Images", ja: "画像" },
  lead: {
    en: "Choose pictures and a network, watch it learn, then draw and see what it thinks, layer by layer.",
    ja: "画像のデータとネットワークを選び、学習の様子を眺めましょう。絵を描くと、各層が何を見て、どう答えるかがわかります。",
  },
  pictures: { en: "Pictures", ja: "画像データ" },
  ownFolder: { en: "My own folder …", ja: "自分のフォルダ…" },
  notHere: { en: "{title} (not on this machine)", ja: "{title} (このマシンにはありません)" },
  fetchFirst: {
    en: "This set is not on this machine yet. This brings it:",
    ja: "このデータセットはまだこのマシンにありません。次のコマンドで取得できます。",
  },
  folderPath: { en: "Folder, with a folder for each class in it", ja: "フォルダ (中にクラスごとのフォルダ)" },
  folderSize: { en: "Pixels a side", ja: "1 辺の画素数" },
  grey: { en: "Grey", ja: "グレースケール" },
  looking: { en: "Looking inside …", ja: "中を調べています…" },
  lookInside: { en: "Look inside", ja: "中を調べる" },
  folderHolds: {
    en: "{n} pictures in {k} classes: {names}",
    ja: "{k} クラス、{n} 枚の画像: {names}",
  },
  theNetwork: { en: "Network", ja: "ネットワーク" },
  linear: { en: "One layer", ja: "1 層" },
  mlp: { en: "Perceptron", ja: "パーセプトロン" },
  deep: { en: "Deeper", ja: "深い" },
  cnn: { en: "Convolutional", ja: "畳み込み" },
  networkLine: { en: "The network in one line", ja: "ネットワークの記述 (1 行)" },
  shapes: { en: "Layers, shapes and costs", ja: "層・形状・計算量" },
  costs: {
    en: "{parameters} parameters, {multiplications} multiplications an example",
    ja: "パラメータ {parameters} 個、1 例あたりの乗算 {multiplications} 回",
  },
  howToLearn: { en: "How to learn", ja: "学習の設定" },
  examples: { en: "Training examples", ja: "訓練に使う枚数" },
  all: { en: "all", ja: "すべて" },
  train: { en: "Train", ja: "学習を始める" },
  trainAgain: { en: "Train again", ja: "もう一度学習する" },
  stop: { en: "Stop", ja: "停止" },
  stopping: { en: "Stopping …", ja: "停止しています…" },
  learning: { en: "Learning", ja: "学習" },
  idle: {
    en: "Nothing has been trained yet. Choose on this page what should learn what, then press Train.",
    ja: "まだ学習していません。データとネットワークを選び、「学習を始める」を押してください。",
  },
  phaseLoading: { en: "Reading the pictures …", ja: "画像を読み込んでいます…" },
  phaseCompiling: {
    en: "Compiling the step; this takes some seconds the first time …",
    ja: "学習のステップをコンパイルしています。初回は数秒かかります…",
  },
  phaseLearning: { en: "Learning: {left} left", ja: "学習中: 残り {left}" },
  phaseJust: { en: "Learning …", ja: "学習中…" },
  phaseEnded: { en: "Ended ({how}) after {time}", ja: "終了 ({how})、所要 {time}" },
  phaseFailed: { en: "Broken off", ja: "異常終了" },
  epochOf: { en: "Epoch {n} of {of}", ja: "エポック {n} / {of}" },
  speed: { en: "{n} pictures/s", ja: "{n} 枚/秒" },
  compiledIn: { en: "compiled in {time}", ja: "コンパイル {time}" },
  recording: { en: "Open the recording", ja: "記録を開く" },
  lost: {
    en: "The studio's server does not answer; this page tries again by itself.",
    ja: "スタジオのサーバーから応答がありません。自動的に再接続します。",
  },
  runningLoss: { en: "loss within the epoch", ja: "エポック途中の損失" },
  tryIt: { en: "Try it", ja: "試してみる" },
  drawDigit: { en: "Draw a digit", ja: "数字を描く" },
  draw: { en: "Draw something", ja: "何か描く" },
  padKeys: {
    en: "Drawing field. With the keyboard: arrow keys move the pen, the space bar lowers or lifts it, Delete clears.",
    ja: "描画欄。キーボードでは矢印キーでペンを動かし、スペースキーでペンの上げ下げ、Delete で消去します。",
  },
  clear: { en: "Clear", ja: "消す" },
  upload: { en: "Upload a picture …", ja: "画像をアップロード…" },
  anExample: { en: "A validation picture", ja: "検証用の画像から" },
  whatItSees: { en: "What the network gets", ja: "ネットワークへの入力" },
  answer: { en: "Its answer", ja: "ネットワークの答え" },
  says: { en: "It says {name}, {share}", ja: "答え: {name} ({share})" },
  nothingYet: {
    en: "Draw, and the answer appears here.",
    ja: "描くと、ここに答えが現れます。",
  },
  needsTraining: {
    en: "Train a network first; its answers appear while it learns.",
    ja: "先に学習を始めてください。学習の途中でも答えが現れます。",
  },
  layersSay: { en: "What each layer says", ja: "各層の反応" },
  layersAbout: {
    en: "Each picture is a feature map: what one unit or kernel makes of the picture. Blue is positive, orange negative; each layer has its own scale.",
    ja: "1 枚が 1 つの特徴マップで、ユニットやカーネルがその画像から作ったものです。青は正、橙は負で、色の尺度は層ごとに異なります。",
  },
  mapsOf: { en: "{n} maps of {h} × {w}", ja: "{h} × {w} のマップ {n} 枚" },
  mapsCut: { en: "the first {shown} of {n} maps of {h} × {w}", ja: "{h} × {w} のマップ {n} 枚のうち最初の {shown} 枚" },
  unitsOf: { en: "{n} units", ja: "{n} ユニット" },
  upTo: { en: "up to {scale}", ja: "最大 {scale}" },
  weights: { en: "Its weights", ja: "重み" },
  judged: { en: "How well it does", ja: "成績" },
  judging: { en: "Judging the pictures …", ja: "画像を評価しています…" },
  judgedOn: {
    en: "{part}: {accuracy} of {n} pictures right",
    ja: "{part}: {n} 枚のうち {accuracy} が正解",
  },
  soFar: {
    en: "While it learns, the first {n} pictures are judged; all of them at the end.",
    ja: "学習中は最初の {n} 枚で評価します。終わるとすべての画像で評価します。",
  },
  part: { en: "Judged on", ja: "評価に使うデータ" },
  confusionAbout: {
    en: "Rows are true classes, columns the network's answers. Choose a cell to see its pictures; arrow keys move.",
    ja: "行が正しいクラス、列がネットワークの答えです。セルを選ぶとその画像が見られます。矢印キーで移動できます。",
  },
  cellName: { en: "{label} taken for {told}: {n}", ja: "{label} を {told} と答えた: {n}" },
  cellShown: {
    en: "{label} taken for {told}: {n}, the surest first",
    ja: "{label} を {told} と答えた画像 {n} 枚 (確信の強い順)",
  },
  trueClass: { en: "true class", ja: "正しいクラス" },
  toldClass: { en: "answer", ja: "答え" },
  confused: { en: "Most confused", ja: "よく取り違えるもの" },
  mistakes: { en: "The worst mistakes", ja: "確信を持って間違えた画像" },
  mistakesAbout: {
    en: "{n} are wrong; those that the network was surest of come first. Choose one to try it.",
    ja: "間違いは {n} 枚です。確信の強い順に並んでいます。選ぶと、その画像で試せます。",
  },
  noMistakes: { en: "There are none.", ja: "間違いはありません。" },
  caption: { en: "{label} → {told}, {share}", ja: "{label} → {told} ({share})" },
  tryPicture: { en: "Try: {caption}", ja: "この画像で試す: {caption}" },
  testTitle: { en: "The sealed test part", ja: "封印されたテストデータ" },
  testAbout: {
    en: "{n} pictures that nothing was learned or chosen by. Open them once, at the end: the opening is counted, and its result goes into the recording.",
    ja: "学習にも選択にも使っていない {n} 枚です。最後に一度だけ開いてください。開いた回数は数えられ、結果は記録に残ります。",
  },
  openTest: { en: "Open the test part", ja: "テストデータを開く" },
  opened: { en: "Opened; {accuracy} right, loss {loss}", ja: "開封済み: 正解率 {accuracy}、損失 {loss}" },
} as const satisfies Record<string, Text>;

export function w(key: keyof typeof W, values: Record<string, string | number> = {}): string {
  return filled(told(W[key]), values);
}
