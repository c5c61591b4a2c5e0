// Where each unit of a network is drawn, and each link between two.

import type { LinkPlace, Sizes, UnitPlace } from "../places";

export interface Node extends UnitPlace {
  /** The middle, in CSS pixels. */
  readonly x: number;
  readonly y: number;
}

export interface Column {
  readonly x: number;
  /** Units that are drawn, the first ones; the others are told as a number. */
  readonly shown: number;
  readonly more: number;
}

export interface Plan {
  readonly width: number;
  readonly height: number;
  /** Of a unit's picture. */
  readonly side: number;
  readonly columns: readonly Column[];
  readonly nodes: readonly Node[];
}

export interface Link extends LinkPlace {
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
}

const MOST_SHOWN = 12;
// In letters.
const LARGEST_SIDE = 6;
const USUAL_SIDE = 3.4;
const SMALLEST_SIDE = 1.25;
const PITCH = 1.34; // sides from one unit to the next
const LOWEST = 19;
const TALLEST = 34;
const SHARE_OF_WIDTH = 0.085; // a side's, where there is much room
const SPREAD = 0.5; // share of a side over which the links into a unit are spread

/** Fits a network into `width` CSS pixels, `em` of which are a letter; margins are for labels. */
export function planned(sizes: Sizes, width: number, em: number, margins: [number, number]): Plan {
  const shown = sizes.map((units) => (units > MOST_SHOWN ? MOST_SHOWN - 1 : units));
  const rows = Math.max(1, ...sizes.map((units) => Math.min(units, MOST_SHOWN)));
  const inner = width - margins[0] - margins[1];
  const gap = inner / Math.max(1, sizes.length - 1 + 0.6);
  const side = clamp(
    Math.min(0.62 * gap, (TALLEST * em) / (rows * PITCH)),
    SMALLEST_SIDE * em,
    clamp(SHARE_OF_WIDTH * width, USUAL_SIDE * em, LARGEST_SIDE * em),
  );
  const pitch = side * PITCH;
  const height = Math.max(LOWEST * em, rows * pitch + 0.5 * em);
  const [first, last] = [margins[0] + side / 2, width - margins[1] - side / 2];
  const columns = sizes.map((units, layer) => ({
    x: first + ((last - first) * layer) / Math.max(1, sizes.length - 1),
    shown: shown[layer] ?? 0,
    more: units - (shown[layer] ?? 0),
  }));
  const nodes = columns.flatMap(({ x, shown, more }, layer) =>
    Array.from({ length: shown }, (_, unit) => ({
      layer,
      unit,
      x,
      y: height / 2 + (unit - (shown + (more > 0 ? 1 : 0) - 1) / 2) * pitch,
    })),
  );
  return { width, height, side, columns, nodes };
}

/** The links between units that are drawn. */
export function links({ nodes, side, columns }: Plan): Link[] {
  const at = columns.map((_, layer) => nodes.filter((node) => node.layer === layer));
  return nodes.flatMap((to) => {
    const below = at[to.layer - 1] ?? [];
    return below.map((from) => {
      const spread = ((from.unit - (below.length - 1) / 2) / below.length) * SPREAD * side;
      return {
        layer: to.layer,
        unit: to.unit,
        source: from.unit,
        from: [from.x + side / 2, from.y] as const,
        to: [to.x - side / 2, to.y + spread] as const,
      };
    });
  });
}

/** The link that passes nearest to (x, y), within `reach`. */
export function nearest(all: readonly Link[], x: number, y: number, reach: number): Link | null {
  let found: Link | null = null;
  let closest = reach;
  for (const link of all) {
    const share = (x - link.from[0]) / (link.to[0] - link.from[0]);
    if (share < 0 || share > 1) continue;
    const [height, slope] = curve(link, share);
    const distance = Math.abs(y - height) / Math.hypot(1, slope);
    if (distance < closest) [closest, found] = [distance, link];
  }
  return found;
}

/** The height of a link at a share of its way, and how steep it is there. */
function curve({ from, to }: Link, share: number): [number, number] {
  // A cubic Bézier curve with both handles in the middle: x = 1.5t − 1.5t² + t³, y = 3t² − 2t³.
  let low = 0;
  let high = 1;
  for (let i = 0; i < 20; i++) {
    const t = (low + high) / 2;
    if (1.5 * t - 1.5 * t * t + t ** 3 < share) low = t;
    else high = t;
  }
  const t = (low + high) / 2;
  const rise = to[1] - from[1];
  const dx = (1.5 - 3 * t + 3 * t * t) * (to[0] - from[0]);
  return [from[1] + rise * (3 * t * t - 2 * t ** 3), (rise * (6 * t - 6 * t * t)) / dx];
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
