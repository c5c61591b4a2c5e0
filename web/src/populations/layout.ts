// Where each network stands: in rows and columns of the two settings, or one after another.

import type { Planned } from "../messages";

export interface Layout {
  readonly columns: number;
  readonly rows: number;
  /** Whether rows and columns stand for values; else the networks follow each other. */
  readonly isTable: boolean;
}

const WIDER = 1.6; // than high, where the networks follow each other

/** `fitting`: how many of the largest cells stand side by side. So many and a half share a row. */
export function layoutOf(
  { plan, values }: Pick<Planned, "plan" | "values">,
  fitting = 1,
): Layout {
  const [first, second] = plan.kind === "grid" ? plan.choices : [];
  if (first && second)
    return { rows: first.values.length, columns: second.values.length, isTable: true };
  const count = values.length;
  if (count <= fitting * 1.5) return { columns: count, rows: 1, isTable: false };
  const columns = Math.max(1, Math.min(count, Math.max(fitting, Math.ceil(Math.sqrt(count * WIDER)))));
  return { columns, rows: Math.ceil(count / columns), isTable: false };
}

/** The network that an arrow key leads to. */
export function moved(key: string, from: number, count: number, columns: number): number {
  const steps: Readonly<Record<string, number>> = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -columns,
    ArrowDown: columns,
    Home: -(from % columns),
    End: columns - 1 - (from % columns),
    PageUp: -from,
    PageDown: count - 1 - from,
  };
  const to = from + (steps[key] ?? 0);
  const leavesRow =
    (key === "ArrowLeft" || key === "ArrowRight") &&
    Math.floor(to / columns) !== Math.floor(from / columns);
  if (leavesRow || to < 0) return from;
  return to < count ? to : key === "End" ? count - 1 : from;
}

/** How large a cell is, so that all stand side by side in `width` CSS pixels. */
export function cellSize(width: number, columns: number, gap: number, largest: number): number {
  const fitting = Math.floor((width - gap * (columns - 1)) / columns);
  return Math.max(8, Math.min(largest, fitting));
}

/** Of how many columns one has its value written over it, where a value takes `wide` pixels. */
export function everyColumn(wide: number, step: number): number {
  return Math.max(1, Math.ceil(wide / step));
}
