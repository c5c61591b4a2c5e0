// The sentences of keeping and carrying away.

import { filled, told } from "../../language";
import type { Text } from "../../messages";

export const W = {
  about: {
    en: "Take this network with you as it is now, with everything that was learned.",
    ja: "今のネットワークを、学習した内容ごと持ち出せます。",
  },
  file: { en: "File", ja: "ファイル" },
  save: { en: "Save to a file", ja: "ファイルに保存" },
  onnx: { en: "Export as ONNX", ja: "ONNX として書き出す" },
  open: { en: "Open a file …", ja: "ファイルを開く…" },
  drop: {
    en: "A saved .safetensors file can also be dropped here.",
    ja: "保存した .safetensors ファイルをここにドロップしても開けます。",
  },
  keep: { en: "Keep under Runs", ja: "「実行の記録」に残す" },
  working: { en: "One moment …", ja: "処理しています…" },
  kept: { en: "Kept as {path}.", ja: "{path} に保存しました。" },
  seeRuns: { en: "See the runs", ja: "実行の記録を見る" },
  opened: { en: "{name} is open, as it was saved.", ja: "{name} を保存時の状態で開きました。" },
  code: { en: "Source text", ja: "ソースコード" },
  codeAbout: {
    en: "Runs by itself, and gives the same outputs.",
    ja: "そのまま実行でき、同じ出力が得られます。",
  },
  language: { en: "Library", ja: "ライブラリ" },
  copy: { en: "Copy", ja: "コピー" },
  copied: { en: "Copied", ja: "コピーしました" },
  marked: {
    en: "The browser does not let pages copy here: the text is marked, press Ctrl+C.",
    ja: "ブラウザがコピーを許可していません。選択した状態なので Ctrl+C を押してください。",
  },
  download: { en: "Download {name}", ja: "{name} をダウンロード" },
  again: { en: "Write it anew, as the network is now", ja: "今のネットワークで書き直す" },
  figures: { en: "Figure and data", ja: "図とデータ" },
  figureAbout: {
    en: "The network as it is drawn above, with the output and the training data.",
    ja: "上のネットワーク図に、出力と訓練データを添えた図です。",
  },
  svg: { en: "Figure as SVG", ja: "図 (SVG)" },
  png: { en: "Figure as PNG", ja: "図 (PNG)" },
  csv: { en: "Data as CSV", ja: "データ (CSV)" },
  failed: { en: "The picture could not be drawn.", ja: "図を描けませんでした。" },
  tooLarge: {
    en: "The file has more than 64 MB; recordings of the playground are smaller.",
    ja: "ファイルが 64 MB を超えています。プレイグラウンドの記録はもっと小さいはずです。",
  },
  input: { en: "Inputs", ja: "入力" },
  epochLoss: {
    en: "Epoch {epoch} · training loss {train} · test loss {test}",
    ja: "エポック {epoch} · 訓練損失 {train} · テスト損失 {test}",
  },
  figureTitle: { en: "A neural network", ja: "ニューラルネットワーク" },
} satisfies Record<string, Text>;

export function say(key: keyof typeof W, values: Record<string, string | number> = {}): string {
  return filled(told(W[key]), values);
}
