import type { Text } from "../../messages";

export const W = {
  about: {
    en: "The doctor looks inside the network as it stands, and at how it has learned so far.",
    ja: "今のネットワークの中身と、これまでの学習の様子を調べます。",
  },
  looking: { en: "Looking …", ja: "調べています…" },
  healthy: {
    en: "Nothing is wrong at epoch {epoch}.",
    ja: "第 {epoch} エポックの時点で、異常は見つかりません。",
  },
  tooEarly: {
    en: "Let it learn for some epochs, so that there is a course of learning to look at.",
    ja: "学習の経過も調べられるように、何エポックか学習させてください。",
  },
  at: { en: "As of epoch {epoch}", ja: "第 {epoch} エポックの時点" },
  show: { en: "Show in the graph", ja: "図で示す" },
  hide: { en: "Hide", ja: "消す" },
  tryIt: {
    en: "{name}: both run side by side",
    ja: "{name} (並べて比べます)",
  },
  serious: { en: "Serious", ja: "深刻" },
  warning: { en: "Warning", ja: "注意" },
  note: { en: "Note", ja: "参考" },
  not_finite: { en: "The weights ran away", ja: "重みの発散" },
  dead_units: { en: "Dead units", ja: "働かなくなったユニット" },
  saturated_units: { en: "Saturated units", ja: "飽和したユニット" },
  identical_units: { en: "Units that are all alike", ja: "すべて同じユニット" },
  vanishing_gradient: { en: "Vanishing gradient", ja: "勾配消失" },
  exploding_gradient: { en: "Exploding gradient", ja: "勾配爆発" },
  dead_links: { en: "Links cut by L1", ja: "L1 で切れたリンク" },
  rate_too_high: { en: "Learning rate too high", ja: "学習率が大きすぎる" },
  rate_too_low: { en: "Learning rate too low", ja: "学習率が小さすぎる" },
  too_few_units: { en: "Learning stands still", ja: "学習の停滞" },
  overfitting: { en: "Overfitting", ja: "過学習" },
  leakage: { en: "Leakage", ja: "データの漏れ" },
  imbalance: { en: "Unequal classes", ja: "クラスの偏り" },
} as const satisfies Record<string, Text>;
