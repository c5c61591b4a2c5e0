// A curve of any length in as many points as the screen has columns.

/** The lowest and highest value in each column; NaN in columns without one. */
export interface Thinned {
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly last: Float64Array;
}

/**
 * Thins a curve over `columns` columns of which the first begins at x = `from` and the last ends
 * at `to`. `x` ascends. No peak is lost.
 */
export function thin(
  x: Float64Array,
  y: Float64Array,
  [from, to]: readonly [number, number],
  columns: number,
): Thinned {
  const low = new Float64Array(columns).fill(Number.NaN);
  const high = new Float64Array(columns).fill(Number.NaN);
  const last = new Float64Array(columns).fill(Number.NaN);
  const scale = to > from ? (columns - 1) / (to - from) : 0;
  for (let i = 0; i < x.length; i++) {
    const value = y[i] as number;
    if (!Number.isFinite(value)) continue;
    const c = Math.round(((x[i] as number) - from) * scale);
    if (c < 0 || c >= columns) continue;
    if (!(value >= (low[c] as number))) low[c] = value;
    if (!(value <= (high[c] as number))) high[c] = value;
    last[c] = value;
  }
  return { low, high, last };
}

/** The smallest and largest of what is finite; null where nothing is. */
export function range(...all: readonly Float64Array[]): [number, number] | null {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const values of all)
    for (const value of values) {
      if (value < low && Number.isFinite(value)) low = value;
      if (value > high && Number.isFinite(value)) high = value;
    }
  return low <= high ? [low, high] : null;
}

/** The row whose x is nearest; −1 for none. `x` ascends. */
export function nearestRow(x: Float64Array, to: number): number {
  let low = 0;
  let high = x.length - 1;
  if (high < 0) return -1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((x[middle] as number) <= to) low = middle;
    else high = middle;
  }
  return Math.abs((x[high] as number) - to) < Math.abs((x[low] as number) - to) ? high : low;
}

const LEAP = 0.1; // of all rows, by Page Up and Page Down

/** The x that a key leads to from `from`, null for none; null where it is none of the chart's keys. */
export function epochAfter(key: string, x: Float64Array, from: number | null): number | null {
  const last = x.length - 1;
  if (last < 0) return null;
  const here = from === null ? last : nearestRow(x, from);
  const leap = Math.max(1, Math.round(LEAP * last));
  const rows: Readonly<Record<string, number>> = {
    ArrowLeft: here - 1,
    ArrowRight: here + 1,
    PageUp: here - leap,
    PageDown: here + leap,
    Home: 0,
    End: last,
  };
  const row = Object.hasOwn(rows, key) ? rows[key] : undefined;
  return row === undefined ? null : (x[Math.min(last, Math.max(0, row))] as number);
}
