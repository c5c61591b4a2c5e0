import type { Text } from "../../messages";

export const W = {
  about: {
    en: "Move back and forth; learning goes on from wherever you stand.",
    ja: "前後に動かせ、学習はその時点から続けられます。",
  },
  all: { en: "Every epoch is kept.", ja: "すべてのエポックが記録されています。" },
  thinned: {
    en: "Of {epochs} epochs, {kept} moments are kept, evenly spread.",
    ja: "{epochs} エポックのうち、等間隔の {kept} 時点を記録しています。",
  },
  moment: { en: "Moment", ja: "時点" },
  atEpoch: { en: "epoch {epoch}", ja: "第 {epoch} エポック" },
  first: { en: "To the start", ja: "最初へ" },
  back: { en: "One moment back", ja: "1 つ戻る" },
  forward: { en: "One moment on", ja: "1 つ進む" },
  last: { en: "To the latest", ja: "最新へ" },
  replay: { en: "Watch it again", ja: "最初から見直す" },
  stopReplay: { en: "Stop", ja: "止める" },
  nothing: {
    en: "Nothing is kept yet: play, or go on by one epoch.",
    ja: "まだ記録がありません。再生するか、1 エポック進めてください。",
  },
  branch: { en: "Branch from here", ja: "ここから分岐する" },
  branchAbout: {
    en: "Two networks go on from the weights of this moment; one of them with one setting changed.",
    ja: "この時点の重みから 2 つのネットワークが学習を続けます。一方だけ、設定を 1 つ変えます。",
  },
  fromStart: {
    en: "From the same initial weights instead",
    ja: "この時点ではなく、同じ初期重みから始める",
  },
  setting: { en: "Setting", ja: "設定" },
  value: { en: "New value", ja: "新しい値" },
  run: { en: "Run both side by side", ja: "2 つを並べて実行" },
  now: { en: "now {value}", ja: "今は {value}" },
} as const satisfies Record<string, Text>;
