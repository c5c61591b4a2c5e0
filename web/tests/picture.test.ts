import { expect, test } from "vitest";
import type { Weights } from "../src/messages";
import { at, coloured, corner, decode, extent, layout, spot, weight } from "../src/recording/picture";

const HEADER: Weights = {
  name: "dense1/weight",
  kind: "units",
  count: 5,
  height: 2,
  width: 3,
  channels: 1,
  scale: 2,
  total: 5,
  step: 1,
};

function sent(header: Weights, bytes: readonly number[]): ArrayBuffer {
  const head = new TextEncoder().encode(JSON.stringify(header));
  const answer = new Uint8Array(4 + head.length + bytes.length);
  new DataView(answer.buffer).setUint32(0, head.length, true);
  answer.set(head, 4);
  answer.set(bytes, 4 + head.length);
  return answer.buffer;
}

const BYTES = Array.from({ length: 30 }, (_, i) => i);

test("header and bytes are read back", () => {
  const picture = decode(sent(HEADER, BYTES));
  expect(picture.header).toEqual(HEADER);
  expect([...picture.bytes]).toEqual(BYTES);
  expect(at(picture, { picture: 1, row: 1, column: 2 })).toEqual([11]);
});

test("an answer that is too short is refused", () => {
  expect(() => decode(sent(HEADER, BYTES.slice(1)))).toThrow(RangeError);
  expect(() => decode(new ArrayBuffer(2))).toThrow(RangeError);
});

test("a byte stands for a weight between −scale and scale, 0 for none", () => {
  expect([1, 128, 255].map((byte) => weight(byte, 2))).toEqual([-2, 0, 2]);
  expect(weight(0, 2)).toBeNull();
});

test("zero has the middle colour, the ends have theirs, none is transparent", () => {
  const colours = coloured({ negative: [255, 0, 0], zero: [10, 20, 30], positive: [0, 0, 255] });
  expect(colours[128]).toEqual([10, 20, 30, 255]);
  expect(colours[1]).toEqual([255, 0, 0, 255]);
  expect(colours[255]).toEqual([0, 0, 255, 255]);
  expect(colours[0]).toEqual([0, 0, 0, 0]);
});

test("every weight is found again at the place where it is painted", () => {
  const places = { columns: 2, rows: 3, scale: 20 };
  expect(extent(HEADER, places)).toEqual([7, 8]);
  for (let picture = 0; picture < HEADER.count; picture++) {
    const [left, top] = corner(HEADER, places, picture);
    for (let row = 0; row < 2; row++)
      for (let column = 0; column < 3; column++)
        expect(spot(HEADER, places, left + column + 0.99, top + row + 0.01)).toEqual({
          picture,
          row,
          column,
        });
  }
});

test("between the pictures, beside them and after the last there is nothing", () => {
  const places = { columns: 2, rows: 3, scale: 20 };
  for (const [x, y] of [
    [3.5, 0],
    [0, 2.5],
    [-0.1, 0],
    [7.5, 0],
    [8.5, 0],
    [4.5, 6.5],
    [0, 9.5],
  ] as const)
    expect(spot(HEADER, places, x, y), `${x} ${y}`).toBeNull();
});

test.each([80, 360, 1_000, 4_000])("no picture is wider than the %i pixels there are", (available) => {
  for (const kind of ["units", "kernels", "matrix"] as const)
    for (const [height, width] of [
      [1, 1],
      [3, 3],
      [28, 28],
      [10, 784],
      [1_024, 1_024],
      [1_000, 2],
    ] as const) {
      const header = { ...HEADER, kind, height, width, count: kind === "matrix" ? 1 : 100 };
      const places = layout(header, available, 16);
      expect(extent(header, places)[0] * places.scale).toBeLessThanOrEqual(available + 1e-9);
      expect(places.columns * places.rows).toBeGreaterThanOrEqual(header.count);
    }
});
