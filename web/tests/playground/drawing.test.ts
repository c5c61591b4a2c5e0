import { expect, test } from "vitest";
import { numberIn, plain } from "../../src/playground/controls/field";
import { steady, steadyLoss } from "../../src/playground/number";
import { epochAfter, nearestRow, range, thin } from "../../src/playground/output/curve";
import { ticks } from "../../src/playground/output/ticks";
import {
  classColours,
  ends,
  ofValue,
  paint,
  paintClasses,
  parsed,
  pixel,
  pixels,
  shares,
  winners,
} from "../../src/playground/palette";

const CLASSIC = ends("classic", "light");

test("the classic colours are the original's, from −1 over 0 to +1", () => {
  const lut = pixels(CLASSIC, false);
  expect(lut[0]).toBe(pixel(parsed("#f59322")));
  expect(lut[255]).toBe(pixel(parsed("#0877bd")));
  expect(ofValue(0, CLASSIC)).toEqual(parsed("#e8eaeb"));
  expect(ofValue(7, CLASSIC)).toEqual(parsed("#0877bd"));
  expect(ofValue(Number.NaN, CLASSIC)).toEqual(parsed("#e8eaeb"));
});

test("discretized, zero and above is +1, all below is −1", () => {
  const lut = pixels(CLASSIC, true);
  expect([lut[127], lut[128]]).toEqual([pixel(CLASSIC.negative), pixel(CLASSIC.positive)]);
  expect(new Set(lut).size).toBe(2);
});

test("a picture is painted at its corner, and nothing beside it", () => {
  const image = new Uint32Array(16);
  const colours = Uint32Array.from({ length: 256 }, (_, byte) => byte);
  paint(image, 4, 5, Uint8Array.from([1, 2, 3, 4]), colours);
  expect([...image]).toEqual([0, 0, 0, 0, 0, 1, 2, 0, 0, 3, 4, 0, 0, 0, 0, 0]);
});

test("classes are mixed by their probabilities, or the likeliest is taken", () => {
  const colours = [parsed("#ff0000"), parsed("#0000ff")];
  const image = new Uint32Array(2);
  const probabilities = [Uint8Array.from([255, 102]), Uint8Array.from([0, 153])];
  paintClasses(image, probabilities, colours, false);
  expect([...image]).toEqual([pixel([255, 0, 0]), pixel([102, 0, 153])]);
  paintClasses(image, probabilities, colours, true);
  expect([...image]).toEqual([pixel([255, 0, 0]), pixel([0, 0, 255])]);
});

test("a probability goes from no colour to that of its class", () => {
  const [none, red] = [parsed("#000000"), parsed("#ff0000")];
  expect([...shares(none, red, false)].filter((_, byte) => byte % 51 === 0)).toEqual(
    [0, 51, 102, 153, 204, 255].map((part) => pixel([part, 0, 0])),
  );
  expect(new Set(shares(none, red, true)).size).toBe(2);
});

test.each(["classic", "safe"] as const)("twenty classes have twenty colours in %s", (name) => {
  expect(new Set(classColours(name, 20).map(String)).size).toBe(20);
});

test("a thinned curve keeps its peaks and its gaps", () => {
  const x = Float64Array.from({ length: 10_000 }, (_, i) => i);
  const y = x.map((v) => (v === 5003 ? 99 : v > 9000 ? Number.NaN : 1));
  const { low, high, last } = thin(x, y, [0, 9999], 100);
  expect(Math.max(...high.filter((v) => !Number.isNaN(v)))).toBe(99);
  expect([low[50], last[50]]).toEqual([1, 1]);
  expect(low[99]).toBeNaN();
  expect(range(y)).toEqual([1, 99]);
  expect(range(Float64Array.of(Number.NaN, Number.POSITIVE_INFINITY))).toBeNull();
});

test("the row nearest to the pointer is found", () => {
  const x = Float64Array.of(0, 1, 2, 50, 100);
  expect([-5, 0.4, 1.6, 30, 80, 1000].map((to) => nearestRow(x, to))).toEqual([0, 0, 2, 3, 4, 4]);
  expect(nearestRow(new Float64Array(0), 1)).toBe(-1);
});

test("an axis has round numbers in its own units", () => {
  const texts = (centre: number, scale: number) =>
    ticks({ name: "x", centre, scale }).map(({ text }) => text);
  expect(texts(0, 1)).toEqual(["−6", "−4", "−2", "0", "2", "4", "6"]);
  expect(texts(5.8, 0.4)).toEqual(["4", "5", "6", "7", "8"]);
  expect(texts(0, 0)).toEqual([]);
  expect(ticks({ name: "x", centre: 0, scale: 1 })[0]?.at).toBe(0);
});

test("numbers are as wide as each other, and zero has no sign", () => {
  expect([0.1234567, -0.00001, -1.5, 123.456, 1234.5, 1e7, null, Number.NaN].map(steady)).toEqual([
    "0.123", "0.000", "−1.500", "123.46", "1234.5", "1.00e7", "–", "–",
  ]); // prettier-ignore
});

test("a small loss is told from zero", () => {
  expect([0.5, 0.01, 0.00321, 0, null].map(steadyLoss)).toEqual([
    "0.500", "0.010", "0.00321", "0.00000", "–",
  ]); // prettier-ignore
});

test("a typed number is read as people write it", () => {
  expect(["0.03", " −1,5 ", "０．１", "1e-3", "", "abc", "1 2"].map(numberIn)).toEqual([
    0.03, -1.5, 0.1, 0.001, null, null, null,
  ]);
  expect([0.00001, 0.003, 3].map(plain)).toEqual(["0.00001", "0.003", "3"]);
});

test("of classes that are told apart, each is shown where it is the likeliest", () => {
  const shares = [Uint8Array.of(90, 10, 80), Uint8Array.of(80, 20, 80), Uint8Array.of(85, 30, 0)];
  expect(winners(shares).map((picture) => [...picture])).toEqual([
    [255, 0, 255],
    [0, 0, 0],
    [0, 255, 0],
  ]);
});

test("keys go along a curve row by row, and stay on it", () => {
  const epochs = Float64Array.from([0, 1, 2, 4, 8]);
  expect(epochAfter("ArrowLeft", epochs, null)).toBe(4);
  expect(epochAfter("ArrowRight", epochs, 3.2)).toBe(8);
  expect(epochAfter("ArrowRight", epochs, 8)).toBe(8);
  expect(epochAfter("Home", epochs, 4)).toBe(0);
  expect(epochAfter("PageUp", epochs, 1)).toBe(0);
  expect(epochAfter("End", new Float64Array(0), null)).toBeNull();
  for (const key of ["a", " ", "toString"]) expect(epochAfter(key, epochs, 1)).toBeNull();
});
