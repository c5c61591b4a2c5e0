// The sentences of the data panel. Terms of the field are in the glossary.

import { filled, told } from "../../language";
import type { Text } from "../../messages";

export const W = {
  dataSets: { en: "Data sets", ja: "データセット" },
  circle: { en: "Circle", ja: "円" },
  xor: { en: "XOR", ja: "XOR" },
  gauss: { en: "Gaussian", ja: "正規分布" },
  spiral: { en: "Spiral", ja: "らせん" },
  moons: { en: "Moons", ja: "半月" },
  blobs: { en: "Clusters", ja: "クラスタ" },
  plane: { en: "Plane", ja: "平面" },
  "gauss-regression": { en: "Six bumps", ja: "山と谷" },
  iris: { en: "Iris", ja: "アヤメ" },
  wine: { en: "Wine", ja: "ワイン" },
  "breast-cancer": { en: "Breast cancer", ja: "乳がん" },
  diabetes: { en: "Diabetes", ja: "糖尿病" },
  digits: { en: "Digits", ja: "手書き数字" },
  own: { en: "Own data", ja: "自分のデータ" },
  draw: { en: "Draw", ja: "描く" },
  table: { en: "Table", ja: "表" },
  ownTable: { en: "A table of your own, {rows} rows", ja: "自分の表 ({rows} 行)" },
  points: { en: "{train} training, {test} test", ja: "訓練 {train} 点、テスト {test} 点" },

  features: { en: "Features", ja: "特徴量" },
  ratio: { en: "Training", ja: "訓練の割合" },
  ratioLong: { en: "Share of training data", ja: "訓練データの割合" },
  size: { en: "Points", ja: "点の数" },
  classes: { en: "Classes", ja: "クラスの数" },
  newPoints: { en: "New points", ja: "点を引き直す" },

  axes: { en: "Axes", ja: "軸" },
  components: { en: "Principal components", ja: "主成分" },
  twoColumns: { en: "Two columns", ja: "2 つの列" },
  axis1: { en: "x₁", ja: "x₁" },
  axis2: { en: "x₂", ja: "x₂" },
  asProblem: { en: "Learned as", ja: "問題の種類" },
  preview: { en: "First rows", ja: "先頭の行" },
  columnsLeftOut: { en: "left out: {why}", ja: "除外: {why}" },

  drawHint: {
    en: "Draw points with the mouse or a finger.",
    ja: "マウスや指で点を描いてください。",
  },
  drawKeys: {
    en: "Arrow keys move the cross, the space bar puts a point, Delete erases, digits choose the class, Ctrl+Z takes back.",
    ja: "矢印キーで十字を動かし、スペースキーで点を置きます。Delete で消去、数字キーでクラスの選択、Ctrl+Z で元に戻します。",
  },
  drawArea: { en: "Area to draw points in", ja: "点を描く領域" },
  drawAs: { en: "Draw as", ja: "描くクラス" },
  drawValue: { en: "Value", ja: "描く値" },
  classNamed: { en: "Class {name}", ja: "クラス {name}" },
  valueNamed: { en: "Value {value}", ja: "値 {value}" },
  addClass: { en: "One more class", ja: "クラスを追加" },
  brush: { en: "Brush", ja: "ブラシ" },
  brushPoint: { en: "Point", ja: "点" },
  brushSmall: { en: "Small", ja: "小" },
  brushLarge: { en: "Large", ja: "大" },
  eraser: { en: "Eraser", ja: "消しゴム" },
  undo: { en: "Undo", ja: "元に戻す" },
  clear: { en: "Clear", ja: "すべて消す" },
  takeCurrent: { en: "Begin with the current points", ja: "今の点から始める" },
  drawnCount: { en: "{n} points", ja: "{n} 点" },
  drawnFull: { en: "{n} points, which is as many as a link holds", ja: "{n} 点 (リンクに入る上限です)" },
  crossAt: { en: "x₁ {x}, x₂ {y}, {n} points", ja: "x₁ {x}、x₂ {y}、{n} 点" },

  openTable: { en: "Bring your own table", ja: "自分の表を読み込む" },
  tableHelp: {
    en: "Paste rows from a spreadsheet or a CSV file, or choose a file. The first row may hold names; one column is the class or value to be learned.",
    ja: "表計算ソフトや CSV ファイルの行を貼り付けるか、ファイルを選んでください。1 行目は列の名前でもかまいません。1 つの列が、学習するクラスや値になります。",
  },
  tableText: { en: "Rows of the table", ja: "表の内容" },
  tableExample: { en: "height, width, kind\n3.1, 1.2, a\n2.8, 4.0, b", ja: "高さ, 幅, 種類\n3.1, 1.2, a\n2.8, 4.0, b" },
  chooseFile: { en: "Choose a file …", ja: "ファイルを選ぶ…" },
  useTable: { en: "Use this table", ja: "この表を使う" },
  otherTable: { en: "Another table …", ja: "別の表…" },
  reading: { en: "Reading the table …", ja: "表を読み込んでいます…" },
  cancel: { en: "Cancel", ja: "キャンセル" },
  otherKind: {
    en: "This file is neither a table (.csv, .tsv, .txt) nor a saved network (.safetensors). From a spreadsheet, save the sheet as CSV.",
    ja: "表 (.csv、.tsv、.txt) でも、保存したネットワーク (.safetensors) でもないファイルです。表計算ソフトからは CSV 形式で保存してください。",
  },
  dropHere: { en: "Drop the file here", ja: "ここにファイルをドロップ" },
  noTarget: {
    en: "No column of the table can be a target: one is needed with classes (at most 20) or with numbers that differ.",
    ja: "目標値にできる列がありません。20 種類以下のクラスの列か、異なる数の並ぶ列が必要です。",
  },

  addFormula: { en: "Add a formula of x₁ and x₂", ja: "x₁ と x₂ の数式を追加" },
  add: { en: "Add", ja: "追加" },
  remove: { en: "Remove {name}", ja: "{name} を削除" },
  lastFeature: { en: "At least one feature is needed", ja: "特徴量は 1 つ以上必要です" },
  understood: { en: "read as {label}", ja: "{label} と読み取りました" },
  comesTwice: { en: "this feature is there already", ja: "この特徴量はすでにあります" },
} satisfies Record<string, Text>;

export type Key = keyof typeof W;

export function say(key: Key, values: Record<string, string | number> = {}): string {
  return filled(told(W[key]), values);
}

/** The short name of a set on its button. */
export function setName(name: string): string {
  return Object.hasOwn(W, name) ? told(W[name as Key]) : name;
}
