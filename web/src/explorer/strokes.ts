// A drawing as text, so that a link holds it: strokes apart by dots, each point four letters.

import type { Stroke } from "../images/pad";

const BASE = 36;
const MOST_LETTERS = 6_000;

export function written(strokes: readonly Stroke[]): string {
  return strokes
    .map((stroke) => stroke.map((n) => Math.round(n).toString(BASE).padStart(2, "0")).join(""))
    .join(".");
}

/** The strokes of such a text; what is none is left out. */
export function strokesOf(text: string): Stroke[] {
  return text
    .slice(0, MOST_LETTERS)
    .split(".")
    .filter((part) => part.length >= 4 && /^([0-9a-z]{4})+$/.test(part))
    .map((part) => (part.match(/../g) ?? []).map((pair) => Number.parseInt(pair, BASE)));
}
