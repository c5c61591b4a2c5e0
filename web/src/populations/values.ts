// The values of a setting as the reader writes them.

import type { Offered } from "../messages";

type Value = number | string;

/** 0.03 as .03 would be shorter, but nobody reads it faster. */
export function written(value: Value): string {
  if (typeof value === "string") return value;
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e6)) return value.toExponential().replace("e+", "e");
  return String(Number(value.toPrecision(6)));
}

/** The values in a text, or what in it is none. */
export function readValues(text: string, kind: Offered["kind"]): readonly Value[] | { wrong: string } {
  const parts = text
    .split(/[,、，\s]+/)
    .map((part) => part.trim())
    .filter(Boolean);
  if (kind === "choice") return parts;
  const values: number[] = [];
  for (const part of parts) {
    const value = Number(part.replace("−", "-"));
    if (!Number.isFinite(value)) return { wrong: part };
    values.push(value);
  }
  return values;
}
