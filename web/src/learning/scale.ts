// Where a value stands on an axis, and which values are written beside it.

import { ticks } from "../populations/chart";

export interface Scale {
  readonly least: number;
  readonly most: number;
  readonly at: (value: number) => number;
}

export interface Tick {
  readonly value: number;
  readonly text: string;
}

const RAISED = [..."⁰¹²³⁴⁵⁶⁷⁸⁹"];
const MOST_POWERS = 6;

/** From `least` to `most`, laid from one place to another; straight, or by powers of ten. */
export function scaleOf(
  least: number,
  most: number,
  [from, to]: readonly [number, number],
  log: boolean,
): Scale {
  const usable = Number.isFinite(least) && Number.isFinite(most) && (!log || least > 0);
  const [low, high] = usable ? [least, most > least ? most : least + 1] : [log ? 1 : 0, log ? 10 : 1];
  const by = log ? Math.log10 : (value: number) => value;
  const share = (value: number) => (by(value) - by(low)) / (by(high) - by(low));
  return { least: low, most: high, at: (value) => from + share(value) * (to - from) };
}

export function ticksOf({ least, most }: Scale, log: boolean): readonly Tick[] {
  if (log) return powers(least, most);
  const step = ticks(most - least)[1] ?? 1;
  const digits = Math.max(0, -Math.floor(Math.log10(step)));
  const found: Tick[] = [];
  for (let i = Math.ceil(least / step - 1e-9); i * step <= most + 1e-9 * step; i++) {
    const value = Number((i * step).toFixed(digits));
    found.push({ value, text: String(value).replace("-", "−") });
  }
  return found;
}

function powers(least: number, most: number): readonly Tick[] {
  const [first, last] = [Math.ceil(Math.log10(least) - 1e-9), Math.floor(Math.log10(most) + 1e-9)];
  if (last - first < 2) return between(least, most);
  const step = Math.max(1, Math.ceil((last - first + 1) / MOST_POWERS));
  const found: Tick[] = [];
  for (let power = first; power <= last; power += step) {
    const digits = [...String(Math.abs(power))].map((digit) => RAISED[Number(digit)]).join("");
    found.push({ value: 10 ** power, text: `10${power < 0 ? "⁻" : ""}${digits}` });
  }
  return found;
}

/** 1, 2 and 5 of each power of ten, where there are few powers. */
function between(least: number, most: number): readonly Tick[] {
  const found: Tick[] = [];
  for (let power = Math.floor(Math.log10(least)); power <= Math.log10(most); power++) {
    for (const digit of [1, 2, 5]) {
      const value = Number(`${digit}e${power}`);
      if (value >= least && value <= most) found.push({ value, text: String(value) });
    }
  }
  return found;
}
