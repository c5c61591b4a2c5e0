// Where an axis of the plane has its numbers.

import type { Axis } from "../../messages";

const REACH = 6; // the plane goes from −6 to 6
const ENOUGH = 7; // numbers on an axis

export interface Tick {
  /** Share of the axis, from 0 to 1. */
  readonly at: number;
  readonly text: string;
}

/** Round numbers in the axis's own units. */
export function ticks({ centre, scale }: Axis): Tick[] {
  const span = 2 * REACH * Math.abs(scale);
  if (!(span > 0) || !Number.isFinite(span)) return [];
  const step = roundStep(span / ENOUGH);
  const digits = Math.max(0, -Math.floor(Math.log10(step)));
  const [low, high] = [centre - span / 2, centre + span / 2];
  const found: Tick[] = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + 1e-9 * span; i++) {
    const value = i * step;
    const at = ((value - centre) / scale + REACH) / (2 * REACH);
    const text = Number(value.toFixed(digits)) === 0 ? "0" : value.toFixed(digits);
    found.push({ at, text: text.replace("-", "−") });
  }
  return found;
}

/** The next 1, 2 or 5 times a power of ten. */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return power * ([1, 2, 5].find((n) => n * power >= least) ?? 10);
}
