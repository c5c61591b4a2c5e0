// How the graph of a network lies on the page: columns from left to right, branches in lanes.

import type { GraphNode } from "../messages";
import { planesOf } from "./windows";

/** A node's place: its column from the left, and its lane around the middle one, 0. */
export interface Placed {
  readonly node: number;
  readonly column: number;
  readonly lane: number;
}

export interface Edge {
  readonly from: number;
  readonly to: number;
}

export interface Plan {
  readonly places: readonly Placed[];
  readonly edges: readonly Edge[];
  readonly columns: number;
  /** The lanes above the middle and below it. */
  readonly lanes: readonly [number, number];
}

// Layers that act on each number by itself, or only hand numbers on.
const SMALL_STEPS = ["activation", "batchnorm", "layernorm", "dropout", "flatten"];

/** Whether a node may be left out where a network is too long to be shown whole. */
export function isSmallStep(node: GraphNode): boolean {
  return SMALL_STEPS.includes(node.kind);
}

/**
 * The plan of the nodes that are shown (all but `hidden`). What a hidden node takes is handed on to
 * those that take from it.
 */
export function plan(nodes: readonly GraphNode[], hidden: (index: number) => boolean): Plan {
  const shown = nodes.map((_, i) => i).filter((i) => !hidden(i));
  const visible = (i: number): number => {
    const before = nodes[i]?.inputs[0];
    return hidden(i) && before !== undefined ? visible(before) : i;
  };
  const edges = shown.flatMap((to) => {
    const sources = (nodes[to]?.inputs ?? []).map(visible);
    return [...new Set(sources)].map((from) => ({ from, to }));
  });
  const column = new Map<number, number>();
  for (const i of shown) {
    const before = edges.filter((edge) => edge.to === i).map((edge) => column.get(edge.from) ?? 0);
    column.set(i, before.length ? Math.max(...before) + 1 : 0);
  }
  const lanes = lanesOf(nodes, shown);
  const places = shown.map((node) => ({
    node,
    column: column.get(node) ?? 0,
    lane: lanes.get(node) ?? 0,
  }));
  const all = places.map(({ lane }) => lane);
  return {
    places,
    edges,
    columns: Math.max(0, ...places.map((place) => place.column)) + 1,
    lanes: [Math.max(0, -Math.min(...all)), Math.max(0, ...all)],
  };
}

interface Chain {
  readonly members: (number | Block)[];
}

/** A layer that holds layers: its chains, and the node where they meet. */
interface Block {
  readonly chains: Map<string, Chain>;
}

/** Branches share out the height evenly around the lane of the layer that holds them. */
function lanesOf(nodes: readonly GraphNode[], shown: readonly number[]): Map<number, number> {
  const top: Chain = { members: [] };
  const blocks = new Map<string, Block>();
  const chainOf = (path: readonly string[]): Chain => {
    if (path.length < 2) return top;
    const holder = path.slice(0, -1).join(".");
    const branch = path.at(-1) ?? "";
    let block = blocks.get(holder);
    if (!block) {
      block = { chains: new Map() };
      blocks.set(holder, block);
      chainOf(path.slice(0, -2)).members.push(block);
    }
    const found = block.chains.get(branch) ?? { members: [] };
    block.chains.set(branch, found);
    return found;
  };
  for (const i of shown) {
    chainOf((nodes[i]?.path ?? "").split(".").slice(0, -1)).members.push(i);
  }
  const lanes = new Map<number, number>();
  const height = (chain: Chain): number =>
    Math.max(
      1,
      ...chain.members.map((one) =>
        typeof one === "number" ? 1 : [...one.chains.values()].reduce((all, c) => all + height(c), 0),
      ),
    );
  const lay = (chain: Chain, middle: number): void => {
    for (const one of chain.members) {
      if (typeof one === "number") {
        lanes.set(one, middle);
        continue;
      }
      const chains = [...one.chains.values()];
      const all = chains.reduce((sum, c) => sum + height(c), 0);
      let from = middle - all / 2;
      for (const inner of chains) {
        const own = height(inner);
        lay(inner, from + own / 2);
        from += own;
      }
    }
  };
  lay(top, 0);
  return lanes;
}

/** How a node's maps lie beside each other in a box: so many columns of tiles of so many pixels. */
export interface Mosaic {
  readonly tile: number;
  readonly columns: number;
  readonly rows: number;
  readonly width: number;
  readonly height: number;
}

const GAP = 1;

/** The largest tiles with which `count` of them fit into a box of `high` pixels, not much wider. */
export function mosaic(count: number, aspect: number, high: number, largest: number): Mosaic {
  const widest = high * 1.7;
  let tile = Math.floor(largest);
  for (; tile > 3; tile--) {
    const across = Math.max(1, tile * aspect);
    const rows = Math.max(1, Math.floor((high + GAP) / (tile + GAP)));
    if (Math.ceil(count / rows) * (across + GAP) <= widest) break;
  }
  const most = Math.max(1, Math.floor((high + GAP) / (tile + GAP)));
  const columns = Math.max(1, Math.ceil(count / most));
  const rows = Math.ceil(count / columns);
  const width = columns * (tile * aspect + GAP) - GAP;
  return { tile, columns, rows, width, height: rows * (tile + GAP) - GAP };
}

/** The number of tiles that a node has: maps, or units. */
export function tilesOf(node: GraphNode): number {
  return planesOf(node.shape).maps;
}
