// The sentences of the Data page. Terms of the field are in the glossary.

import { filled, told } from "../language";
import type { Text } from "../messages";

export const W = {
  title: { en: "Data", ja: "データ" },
  lead: {
    en: "Bring a table that nobody prepared, see what is in it, say what is to be predicted, learn from it, and take the result with you.",
    ja: "手元の表をそのまま持ち込み、中身を確かめ、予測する列を選んで学習し、結果を持ち出せます。",
  },
  bring: { en: "A table", ja: "表" },
  chooseFile: { en: "Choose a CSV file …", ja: "CSV ファイルを選ぶ…" },
  dropHere: {
    en: "or drop it here. UTF-8, Shift_JIS, EUC-JP and UTF-16 are recognized.",
    ja: "ここにドロップすることもできます。UTF-8、Shift_JIS、EUC-JP、UTF-16 を判別します。",
  },
  paste: { en: "Or paste a table", ja: "表を貼り付ける" },
  pasteText: { en: "Rows of a table, the names of its columns first", ja: "表の行 (1 行目は列名)" },
  usePasted: { en: "Use this table", ja: "この表を使う" },
  orNamed: { en: "Or one that comes with Mieru", ja: "Mieru に付属する表" },
  chooseNamed: { en: "Choose …", ja: "選んでください…" },
  reading: { en: "Reading …", ja: "読み込んでいます…" },
  isRead: { en: "{name} is read: {rows} rows.", ja: "{name} を読み込みました ({rows} 行)。" },
  holds: { en: "{name}: {rows} rows, {columns} columns", ja: "{name}: {rows} 行、{columns} 列" },
  target: { en: "Target: the column to predict", ja: "目標値: 予測する列" },
  task: { en: "Task", ja: "課題" },
  group: { en: "Group: its rows stay in one part", ja: "グループ: 同じ値の行を同じ部分に入れる列" },
  noGroup: { en: "none", ja: "なし" },
  becomes: {
    en: "A row becomes {n} numbers. Training {train}, validation {validation}, test {test} (sealed).",
    ja: "1 行は {n} 個の数になります。訓練 {train}、検証 {validation}、テスト {test} (封印)。",
  },
  warnings: { en: "Warnings", ja: "注意" },
  noWarnings: { en: "Nothing suspicious was found.", ja: "疑わしい点は見つかりませんでした。" },
  notes: { en: "How it was read", ja: "読み取りの結果" },
  preview: { en: "First rows", ja: "先頭の行" },
  columns: { en: "Columns", ja: "列" },
  column: { en: "Column", ja: "列" },
  kind: { en: "Taken for", ja: "種類" },
  kindOf: { en: "Kind of {name}", ja: "{name} の種類" },
  missing: { en: "Missing", ja: "欠損" },
  different: { en: "Different", ja: "異なる値" },
  spread: { en: "Spread", ja: "分布" },
  number: { en: "number", ja: "数値" },
  category: { en: "category", ja: "カテゴリ" },
  date: { en: "date", ja: "日付" },
  skip: { en: "left out", ja: "除く" },
  isTarget: { en: "target", ja: "目標値" },
  leftOut: { en: "left out: {why}", ja: "除外: {why}" },
  between: { en: "{a} to {b}: {n}", ja: "{a} 〜 {b}: {n}" },
  ofName: { en: "{name}: {n}", ja: "{name}: {n}" },
  histogram: { en: "{name}: {what}", ja: "{name}: {what}" },
  fromTo: { en: "numbers from {a} to {b}", ja: "{a} から {b} までの数" },
  mostOften: { en: "most often {names}", ja: "多い順に {names}" },
  learn: { en: "Learn", ja: "学習" },
  networkLine: { en: "The network in one line", ja: "ネットワークの記述 (1 行)" },
  compare: { en: "Compare networks and settings by cross-validation", ja: "ネットワークと設定を交差検証で比べる" },
  train: { en: "Train", ja: "学習を始める" },
  stop: { en: "Stop", ja: "停止" },
  stopping: { en: "Stopping …", ja: "停止しています…" },
  progress: { en: "Training", ja: "学習の様子" },
  idle: { en: "Nothing has been trained yet.", ja: "まだ学習していません。" },
  phaseLoading: { en: "Reading and compiling …", ja: "読み込みとコンパイルをしています…" },
  phaseLearning: { en: "Learning: epoch {n} of {of}", ja: "学習中: エポック {n} / {of}" },
  phaseEnded: { en: "Ended ({how}) after {time}", ja: "終了 ({how})、所要 {time}" },
  phaseFailed: { en: "Broken off", ja: "異常終了" },
  recording: { en: "Open the recording", ja: "記録を開く" },
  lossCurve: { en: "Loss by epoch: training {train}, validation {validation}", ja: "エポックごとの損失: 訓練 {train}、検証 {validation}" },
  latest: { en: "training {train} · validation {validation}", ja: "訓練 {train} · 検証 {validation}" },
  scaled: {
    en: "Losses are of the target with mean 0 and deviation 1: always answering its mean would give 1. Predictions are in its own unit.",
    ja: "損失は、目標値を平均 0、標準偏差 1 に揃えたときのものです。いつも平均を答えると 1 になります。予測は元の単位です。",
  },
  lost: {
    en: "The studio's server does not answer; this page tries again by itself.",
    ja: "スタジオのサーバーから応答がありません。自動的に再接続します。",
  },
  inTerminal: { en: "The same in the terminal", ja: "端末で同じことをするには" },
} as const satisfies Record<string, Text>;

export function w(key: keyof typeof W, values: Record<string, string | number> = {}): string {
  return filled(told(W[key]), values);
}
