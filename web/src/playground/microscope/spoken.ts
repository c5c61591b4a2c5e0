// A short formula as plain text, for whoever hears it.

const SIGNS: readonly (readonly [RegExp, string])[] = [
  [/\\tfrac\{1\}\{2\}/g, "½"],
  [/\\left\||\\right\|/g, "|"],
  [/\\lnot\s*/g, "¬"],
  [/\\land/g, "∧"],
  [/\\lor/g, "∨"],
  [/\\oplus/g, "⊕"],
  [/\\sigma/g, "σ"],
  [/\\cdot/g, "·"],
  [/\\[,;!]\s*/g, " "],
  [/\\([a-z]+)/g, "$1"],
  [/_\{?1\}?/g, "₁"],
  [/_\{?2\}?/g, "₂"],
  [/\^\{?2\}?/g, "²"],
  [/\^\{?3\}?/g, "³"],
  [/-/g, "−"],
  [/\s+/g, " "],
];

export function spoken(latex: string): string {
  return SIGNS.reduce((text, [sign, plain]) => text.replace(sign, plain), latex).trim();
}
