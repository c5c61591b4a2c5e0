// The sentences of the list of runs and of their comparison.

import { filled, told } from "../language";
import type { Text } from "../messages";

export const W = {
  compare: { en: "Compare {name}", ja: "{name} を比べる" },
  comparison: { en: "Compared", ja: "比較" },
  howTo: {
    en: "Mark runs in the list below to lay their curves over each other and to see where their settings differ.",
    ja: "下の一覧で印を付けると、学習曲線を重ねて見られ、設定の違いもわかります。",
  },
  clear: { en: "Clear the choice", ja: "選択を解除" },
  remove: { en: "Leave {name} out", ja: "{name} を外す" },
  whatToDraw: { en: "Curves", ja: "曲線" },
  lines: { en: "Solid: validation. Dashed: training. Dotted: test.", ja: "実線は検証、破線は訓練、点線はテストです。" },
  noLines: { en: "None of these runs has this curve.", ja: "この曲線を持つ実行はありません。" },
  differences: { en: "Where they differ", ja: "違いのある設定" },
  same: {
    en: "All their settings are the same.",
    ja: "設定はすべて同じです。",
  },
  results: { en: "Results", ja: "結果" },
  live: { en: "Learning now", ja: "学習中" },
  broken: { en: "Broken off", ja: "途中で終了" },
  compiling: { en: "compiling …", ja: "コンパイル中…" },
  progress: { en: "epoch {n} of {of}", ja: "エポック {n} / {of}" },
  left: { en: "{time} left", ja: "残り {time}" },
  notThere: {
    en: "{n} of the chosen runs cannot be compared: they are gone, damaged, or have no curves.",
    ja: "選んだうち {n} 件は、なくなったか、破損しているか、曲線がないため比べられません。",
  },
} as const satisfies Record<string, Text>;

export function w(key: keyof typeof W, values: Record<string, string | number> = {}): string {
  return filled(told(W[key]), values);
}
