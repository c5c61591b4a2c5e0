import { expect, test } from "vitest";
import { links, nearest, planned } from "../../src/playground/graph/geometry";
import {
  biasCount,
  biasIndex,
  exists,
  isLink,
  pictureIndex,
  samePlace,
  weightCount,
  weightIndex,
} from "../../src/playground/places";

const SIZES = [2, 4, 3, 1];

test("every link has its own place among the weights, in the order of the server", () => {
  const found: number[] = [];
  for (let layer = 1; layer < SIZES.length; layer++)
    for (let unit = 0; unit < (SIZES[layer] ?? 0); unit++)
      for (let source = 0; source < (SIZES[layer - 1] ?? 0); source++)
        found.push(weightIndex(SIZES, { layer, unit, source }));
  expect(found).toEqual(Array.from({ length: 8 + 12 + 3 }, (_, i) => i));
  expect(weightCount(SIZES)).toBe(23);
});

test("biases are counted from the first hidden layer, pictures from the inputs", () => {
  expect([biasIndex(SIZES, { layer: 1, unit: 0 }), biasIndex(SIZES, { layer: 3, unit: 0 })]).toEqual([
    0, 7,
  ]);
  expect(biasCount(SIZES)).toBe(8);
  expect(pictureIndex(SIZES, { layer: 0, unit: 1 })).toBe(1);
  expect(pictureIndex(SIZES, { layer: 3, unit: 0 })).toBe(9);
});

test("a place is there or not; a unit and a link into it are two places", () => {
  expect(exists(SIZES, { layer: 3, unit: 0 })).toBe(true);
  expect(exists(SIZES, { layer: 3, unit: 1 })).toBe(false);
  expect(exists(SIZES, { layer: 3, unit: 0, source: 3 })).toBe(false);
  expect(exists(SIZES, { layer: 4, unit: 0 })).toBe(false);
  expect(isLink({ layer: 1, unit: 0, source: 0 })).toBe(true);
  expect(samePlace({ layer: 1, unit: 0 }, { layer: 1, unit: 0, source: 0 })).toBe(false);
  expect(samePlace(null, null)).toBe(true);
});

test.each([
  [[2, 1], 320],
  [[2, 4, 2, 1], 320],
  [[7, 8, 8, 8, 8, 8, 8, 1], 320],
  [[7, 8, 8, 8, 8, 8, 8, 1], 900],
  [[2, 500, 3], 600],
])("the network %j stays within %d pixels, no unit on another", (sizes, width) => {
  const plan = planned(sizes, width, 16, [6, 8]);
  for (const node of plan.nodes) {
    expect(node.x - plan.side / 2).toBeGreaterThanOrEqual(0);
    expect(node.x + plan.side / 2).toBeLessThanOrEqual(width);
    expect(node.y - plan.side / 2).toBeGreaterThanOrEqual(0);
    expect(node.y + plan.side / 2).toBeLessThanOrEqual(plan.height);
    for (const other of plan.nodes)
      if (other !== node && other.layer === node.layer)
        expect(Math.abs(other.y - node.y)).toBeGreaterThanOrEqual(plan.side);
  }
});

test("of many units the first are drawn, and the others are counted", () => {
  const plan = planned([2, 500, 3], 600, 16, [6, 8]);
  expect(plan.columns[1]).toMatchObject({ shown: 11, more: 489 });
  expect(links(plan)).toHaveLength(2 * 11 + 11 * 3);
});

test("the pointer finds the link that it is on, and none between", () => {
  const all = links(planned([2, 2], 400, 16, [6, 8]));
  for (const link of all) {
    const middle = (link.from[0] + link.to[0]) / 2;
    const near = (x: number, y: number) => nearest(all, x, y, 9);
    expect(near(link.from[0] + 25, link.from[1] + 1)?.source).toBe(link.source);
    expect(near(link.to[0] - 4, link.to[1])).toBe(link);
    expect(near(middle, 0)).toBeNull();
    expect(near(link.from[0] - 20, link.from[1])).toBeNull();
  }
});
