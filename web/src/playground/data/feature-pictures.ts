// The usual features, and small pictures of them: the plane in the colours of −1…1.

export interface UsualFeature {
  readonly formula: string;
  readonly label: string;
  readonly value: (x1: number, x2: number) => number;
}

/** Those of the original playground, in its order. */
export const USUAL: readonly UsualFeature[] = [
  { formula: "x1", label: "x₁", value: (x1) => x1 },
  { formula: "x2", label: "x₂", value: (_, x2) => x2 },
  { formula: "x1^2", label: "x₁²", value: (x1) => x1 * x1 },
  { formula: "x2^2", label: "x₂²", value: (_, x2) => x2 * x2 },
  { formula: "x1*x2", label: "x₁x₂", value: (x1, x2) => x1 * x2 },
  { formula: "sin(x1)", label: "sin x₁", value: (x1) => Math.sin(x1) },
  { formula: "sin(x2)", label: "sin x₂", value: (_, x2) => Math.sin(x2) },
];

const REACH = 6;

/** A picture as the server sends one: bytes (b − 127.5) / 127.5, top row first. */
export function picture(value: UsualFeature["value"], size: number): Uint8Array {
  const at = (i: number) => REACH * ((2 * i) / (size - 1) - 1);
  return Uint8Array.from({ length: size * size }, (_, i) => {
    const found = value(at(i % size), -at(Math.floor(i / size)));
    return Math.round(127.5 + 127.5 * Math.max(-1, Math.min(1, found)));
  });
}

/** The features with one put in or taken out; the usual ones stay in their order, first. */
export function toggled(features: readonly string[], formula: string): readonly string[] {
  if (features.includes(formula)) return features.filter((f) => f !== formula);
  const usual = USUAL.map((u) => u.formula).filter((f) => f === formula || features.includes(f));
  return [...usual, ...features.filter((f) => !usual.includes(f)), ...(usual.includes(formula) ? [] : [formula])];
}
