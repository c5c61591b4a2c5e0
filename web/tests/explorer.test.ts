import { expect, test } from "vitest";
import { pictureName, pictureOf, spotIn, spotText } from "../src/explorer/chosen";
import { isSmallStep, mosaic, plan } from "../src/explorer/graph";
import { largest, short } from "../src/explorer/grid";
import { asTiles } from "../src/explorer/painting";
import { strokesOf, written } from "../src/explorer/strokes";
import { inside, margins, middle, placeOf, planesOf, spotOf, stepped, under } from "../src/explorer/windows";
import { newest } from "../src/explorer/asking";
import type { GraphNode, WindowWalk } from "../src/messages";

const WALK: WindowWalk = {
  size: [3, 2],
  stride: [2, 1],
  padding: [
    [1, 0],
    [0, 0],
  ],
  dilation: [1, 3],
  transposed: false,
};

test("a window begins in the padding, goes on by its stride, and spreads by its dilation", () => {
  expect(under(WALK, 0, 0)).toEqual([-1, 0, 1]);
  expect(under(WALK, 0, 2)).toEqual([3, 4, 5]);
  expect(under(WALK, 1, 4)).toEqual([4, 7]);
  expect(margins(WALK)).toEqual([1, 0, 0, 0]);
});

test("a transposed window is met by every stride-th pixel only", () => {
  const walk: WindowWalk = { ...WALK, dilation: [1, 1], padding: [[0, 0], [0, 0]], transposed: true };
  expect(under(walk, 0, 4)).toEqual([2, null, 1]);
  expect(under(walk, 0, 1)).toEqual([null, 0, null]);
  expect(margins(walk)).toEqual([0, 0, 0, 0]);
});

test("places are counted as the server counts them, and back", () => {
  expect(placeOf([5, 6, 7], { map: 3, row: 1, column: 2 })).toEqual([1, 2, 3]);
  expect(placeOf([10], { map: 4, row: 0, column: 0 })).toEqual([4]);
  expect(placeOf([3, 4], { map: 6, row: 0, column: 0 })).toEqual([1, 2]);
  for (const shape of [[5, 6, 7], [10], [3, 4]]) {
    const place = shape.map((n) => n - 1);
    expect(placeOf(shape, spotOf(shape, place))).toEqual(place);
  }
});

test("the scan goes row by row and begins again; units follow each other", () => {
  const planes = planesOf([2, 3, 4]);
  expect(stepped({ map: 1, row: 0, column: 2 }, planes, 1)).toEqual({ map: 1, row: 1, column: 0 });
  expect(stepped({ map: 1, row: 1, column: 2 }, planes, 1)).toEqual({ map: 1, row: 0, column: 0 });
  expect(stepped({ map: 1, row: 0, column: 0 }, planes, -1)).toEqual({ map: 1, row: 1, column: 2 });
  expect(stepped({ map: 9, row: 0, column: 0 }, planesOf([10]), 1).map).toBe(0);
  expect(inside({ map: 9, row: -1, column: 7 }, planes)).toEqual({ map: 3, row: 0, column: 2 });
  expect(middle(planesOf([28, 28, 6]))).toEqual({ map: 0, row: 13, column: 13 });
});

function node(path: string, kind: string, inputs: number[]): GraphNode {
  return { path, kind, text: "", inputs, shape: [4, 4, 2], parameters: 0, window: null };
}

const NODES = [
  node("input", "input", []),
  node("conv1", "conv", [0]),
  node("parallel1.branch1.conv1", "conv", [1]),
  node("parallel1.branch1.relu1", "activation", [2]),
  node("parallel1.branch2.conv1", "conv", [1]),
  node("parallel1", "parallel", [3, 4]),
  node("residual1.layers.conv1", "conv", [5]),
  node("residual1", "residual", [6, 5]),
];

test("branches lie in lanes of their own, and meet in the middle", () => {
  const { places, edges, columns, lanes } = plan(NODES, () => false);
  expect(places.map(({ column, lane }) => [column, lane])).toEqual([
    [0, 0],
    [1, 0],
    [2, -0.5],
    [3, -0.5],
    [2, 0.5],
    [4, 0],
    [5, 0],
    [6, 0],
  ]);
  expect([columns, lanes]).toEqual([7, [0.5, 0.5]]);
  expect(edges).toContainEqual({ from: 5, to: 7 });
});

test("what is hidden hands its edge on", () => {
  const { places, edges } = plan(NODES, (i) => isSmallStep(NODES[i] as GraphNode));
  expect(places.map((place) => place.node)).toEqual([0, 1, 2, 4, 5, 6, 7]);
  expect(edges).toContainEqual({ from: 2, to: 5 });
});

test("a mosaic fits its box, with tiles as large as they can be", () => {
  expect(mosaic(6, 1, 160, 60)).toMatchObject({ tile: 60, columns: 3, rows: 2 });
  for (const count of [1, 10, 64, 512, 2048]) {
    const found = mosaic(count, 1, 160, 60);
    expect(found.columns * found.rows).toBeGreaterThanOrEqual(count);
    expect(found.height).toBeLessThanOrEqual(160);
  }
});

test("units become tiles of one value", () => {
  const maps = { name: "dense1", kind: "dense", count: 1, total: 3, height: 1, width: 4, units: 3, scale: 1, first: 0, step: 1 };
  const found = asTiles({ maps, bytes: Uint8Array.of(1, 2, 3, 128) });
  expect([found.maps.count, found.maps.width, [...found.bytes]]).toEqual([3, 1, [1, 2, 3]]);
});

test("a drawing goes into a link and comes back", () => {
  const strokes = [
    [0, 112, 5, 7],
    [35, 36],
  ];
  expect(written(strokes)).toBe("00340507.0z10");
  expect(strokesOf(written(strokes))).toEqual(strokes);
  expect(strokesOf("?? .abc.0102")).toEqual([[1, 2]]);
});

test("a link names a picture and a value, or neither", () => {
  for (const text of ["example:12", "photograph:china", "drawn:00340507"]) {
    const found = pictureOf(text);
    expect(found && pictureName(found)).toBe(text);
  }
  for (const text of ["", "example:x", "file:secret", "photograph:"]) expect(pictureOf(text)).toBeNull();
  expect(spotIn(spotText({ map: 3, row: 0, column: 27 }))).toEqual({ map: 3, row: 0, column: 27 });
  expect([spotIn("1.2"), spotIn("-1.0.0"), spotIn(undefined)]).toEqual([null, null, null]);
});

test("numbers in cells are short", () => {
  expect([1234.5, 12.34, 1.234, 0.0123, -0.5, 0, 2e-5, null].map(short)).toEqual([
    "1235",
    "12.3",
    "1.23",
    "0.012",
    "−0.50",
    "0",
    "2e−5",
    "not a number",
  ]);
  expect(largest([1, -3, null])).toBe(3);
});

test("of the jobs that come while one is under way, the last one is done", async () => {
  const done: number[] = [];
  const ends: (() => void)[] = [];
  const begin = newest<number>((job) => {
    done.push(job);
    return new Promise((resolve) => ends.push(resolve));
  });
  for (const job of [1, 2, 3]) begin(job);
  ends[0]?.();
  await Promise.resolve();
  await Promise.resolve();
  await new Promise((resolve) => setTimeout(resolve));
  expect(done).toEqual([1, 3]);
});
