// Where a layer's window lies, so that it moves before the server has answered.

import type { GraphNode, WindowWalk } from "../messages";

/** Which value is looked at: of which map (or which unit), and where in it. */
export interface Spot {
  readonly map: number;
  readonly row: number;
  readonly column: number;
}

/** How large a node's planes are, and how many; units are planes of a single value. */
export interface Planes {
  readonly maps: number;
  readonly rows: number;
  readonly columns: number;
}

export function planesOf(shape: readonly number[]): Planes {
  if (shape.length === 3) {
    const [rows = 1, columns = 1, maps = 1] = shape;
    return { maps, rows, columns };
  }
  return { maps: shape.reduce((all, n) => all * n, 1), rows: 1, columns: 1 };
}

/**
 * The input's rows (axis 0) or columns (1) under the window of output row or column `at`; they may
 * lie beyond the edge. Null where a transposed convolution's kernel meets no pixel.
 */
export function under(window: WindowWalk, axis: 0 | 1, at: number): (number | null)[] {
  const { size, stride, padding, dilation, transposed } = window;
  const before = padding[axis][0];
  return Array.from({ length: size[axis] }, (_, k) => {
    const reach = k * dilation[axis];
    if (!transposed) return at * stride[axis] - before + reach;
    const from = at + before - reach;
    return from >= 0 && from % stride[axis] === 0 ? from / stride[axis] : null;
  });
}

/** How far the windows reach beyond the input: top, right, bottom, left; never less than 0. */
export function margins(window: WindowWalk | null): readonly [number, number, number, number] {
  if (!window || window.transposed) return [0, 0, 0, 0];
  const [[top, bottom], [left, right]] = window.padding;
  return [top, right, bottom, left].map((n) => Math.max(0, n)) as [number, number, number, number];
}

/** The place of a value as the server counts it, an index for each axis. */
export function placeOf(shape: readonly number[], { map, row, column }: Spot): number[] {
  if (shape.length === 3) return [row, column, map];
  const place: number[] = [];
  let left = map;
  for (const n of [...shape].reverse()) {
    place.unshift(left % n);
    left = Math.floor(left / n);
  }
  return place;
}

/** The other way round. */
export function spotOf(shape: readonly number[], place: readonly number[]): Spot {
  if (shape.length === 3) {
    const [row = 0, column = 0, map = 0] = place;
    return { map, row, column };
  }
  const map = place.reduce((index, i, axis) => index * (shape[axis] ?? 1) + i, 0);
  return { map, row: 0, column: 0 };
}

/** The spot inside the planes that is nearest. */
export function inside({ map, row, column }: Spot, { maps, rows, columns }: Planes): Spot {
  const bound = (n: number, most: number) => Math.min(Math.max(0, n), most - 1);
  return { map: bound(map, maps), row: bound(row, rows), column: bound(column, columns) };
}

/** The spot `steps` on in reading order, over rows; from the end it begins again. */
export function stepped(spot: Spot, planes: Planes, steps: number): Spot {
  const { maps, rows, columns } = planes;
  const wrap = (n: number, all: number) => ((n % all) + all) % all;
  if (rows * columns === 1) return { ...spot, map: wrap(spot.map + steps, maps) };
  const at = wrap(spot.row * columns + spot.column + steps, rows * columns);
  return { ...spot, row: Math.floor(at / columns), column: at % columns };
}

/** Where to look first: the middle of a picture, the first unit of others. */
export function middle({ rows, columns }: Planes): Spot {
  return { map: 0, row: Math.floor((rows - 1) / 2), column: Math.floor((columns - 1) / 2) };
}

/** The last part of a node's path, its own name; those inside a layer come after its name. */
export function nameOf(node: Pick<GraphNode, "path">): string {
  return node.path.split(".").at(-1) ?? node.path;
}

/** In place of a node's path: the answer, at the end of the graph. */
export const ENDING = "answer";
