// The colours of a measure, from good to bad: dark blue to pale yellow, which all eyes tell apart.

import type { Colour } from "../playground/palette";
import { mixed } from "./mixed";

const STOPS: readonly Colour[] = [
  [23, 42, 96],
  [24, 91, 141],
  [38, 140, 150],
  [110, 184, 130],
  [196, 216, 108],
  [252, 240, 150],
];
const LOGARITHMIC = 12; // times as much; from then on small values would all look alike

export interface Scale {
  readonly least: number;
  readonly most: number;
  readonly logarithmic: boolean;
  /** Whether more is better. */
  readonly rising: boolean;
}

export function scaleOf(range: readonly [number, number], rising: boolean): Scale {
  const [least, most] = range;
  const logarithmic = !rising && least > 0 && most / least > LOGARITHMIC;
  return { least, most, logarithmic, rising };
}

/** 0 for the best, 1 for the worst. */
export function share(value: number, { least, most, logarithmic, rising }: Scale): number {
  const at = logarithmic
    ? Math.log(value / least) / Math.log(most / least)
    : (value - least) / (most - least);
  const found = Number.isFinite(at) ? Math.min(1, Math.max(0, at)) : 0;
  return rising ? 1 - found : found;
}

/** The colour of a share. */
export function heat(at: number): Colour {
  const place = at * (STOPS.length - 1);
  const below = Math.min(STOPS.length - 2, Math.floor(place));
  return mixed(STOPS[below] as Colour, STOPS[below + 1] as Colour, place - below);
}

/** Whether black or white letters are read better on a colour. */
export function inkOn([red, green, blue]: Colour): "#000" | "#fff" {
  return 0.299 * red + 0.587 * green + 0.114 * blue > 140 ? "#000" : "#fff";
}

/** The value at a share of the scale, for its legend. */
export function valueAt(at: number, { least, most, logarithmic, rising }: Scale): number {
  const place = rising ? 1 - at : at;
  return logarithmic ? least * (most / least) ** place : least + (most - least) * place;
}
