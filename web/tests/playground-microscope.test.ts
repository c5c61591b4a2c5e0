import { expect, test } from "vitest";
import type { Microscope, MicroscopeNumber, Wiring } from "../src/messages";
import { marks, marksOf, query, short } from "../src/playground/microscope/asking";
import { whichExercise } from "../src/playground/microscope/exercises";
import { grouped } from "../src/playground/microscope/numbers";
import { spoken } from "../src/playground/microscope/spoken";
import { laidOut } from "../src/playground/microscope/wiring";

function number(kind: string, part: Partial<MicroscopeNumber> = {}): MicroscopeNumber {
  return { kind, lines: [], value: 1, place: null, of_bias: false, uses: [], ...part };
}

function look(phase: Microscope["step"]["phase"], numbers: MicroscopeNumber[]): Microscope {
  return {
    epoch: 0, batch: 0, examples: [], example: 0, own: false,
    step: { phase, level: 1, unit: 0 },
    number: 1, count: 1, before: null, after: null, phases: [], numbers, is_cut: false, unit_values: [],
  }; // prettier-ignore
}

test("an address names the step, and the example or a point of one's own", () => {
  expect(query(null)).toBe("");
  expect(query(null, 3)).toBe("?example=3");
  const step = { phase: "update", level: 2, unit: 1 } as const;
  expect(query(step, 2)).toBe("?example=2&phase=update&level=2&unit=1");
  expect(query(null, 2, { x1: 1.5, x2: -2, t: 1 })).toBe("?point=1.5%2C-2%2C1");
});

test("numbers in the graph are short, and keep their sign and size", () => {
  expect(["0", "0.123", "−12.3", "1.2e−5", "−2.0e5", "–"]).toEqual(
    [0, 0.12345, -12.345, 0.0000123, -200_000, null].map(short),
  );
});

test("a step forward points out the unit, what comes in, and on which links", () => {
  const u = number("u", {
    uses: [
      { level: 0, unit: 0, source: null, value: 2 },
      { level: 1, unit: 0, source: 0, value: -0.5 },
      { level: 1, unit: 0, source: null, value: 0.1 },
    ],
  });
  const z = number("z", { value: 0.7, place: { level: 1, unit: 0, source: null, value: 0.7 } });
  expect(marks(look("forward", [u, z]))).toEqual([
    { place: { layer: 1, unit: 0 }, text: "0.7" },
    { place: { layer: 0, unit: 0 }, text: "2" },
    { place: { layer: 1, unit: 0, source: 0 }, text: "−0.5" },
  ]);
});

test("a bias has no place in the graph of its own", () => {
  const place = { level: 1, unit: 0, source: null, value: 0.2 };
  const change = number("change", { place, of_bias: true });
  expect(marks(look("update", [change]))).toEqual([]);
  expect(marksOf(change)).toEqual([]);
});

test("numbers of an update stand together weight by weight", () => {
  const kinds = ["mean_gradient", "change", "after", "mean_gradient", "change", "after"];
  const groups = grouped(kinds.map((kind) => number(kind)));
  expect(groups.map((group) => group.map(({ kind }) => kind))).toEqual([
    kinds.slice(0, 3),
    kinds.slice(3),
  ]);
});

test("a formula is heard as it is read", () => {
  const formulas = [
    String.raw`\max(0,\, -2x_1 - x_2 + 1)`,
    String.raw`\lnot (x_1 \oplus x_2)`,
    String.raw`\max(x_1, -\tfrac{1}{2} x_1)`,
    String.raw`\left|x_1 - x_2\right|`,
    "x_1^2 + x_2^3",
  ];
  expect(formulas.map(spoken)).toEqual([
    "max(0, −2x₁ − x₂ + 1)",
    "¬(x₁ ⊕ x₂)",
    "max(x₁, −½ x₁)",
    "|x₁ − x₂|",
    "x₁² + x₂³",
  ]);
});

const WIRING: Wiring = {
  weights: [[[1, -2], [0, 0.5]], [[3, 1]]],
  biases: [[0.5, 0], []],
  functions: ["relu", "identity"],
  inputs: ["x_1", "x_2"],
}; // prettier-ignore

test("a network is drawn with functions in its vertices and weights on its edges", () => {
  const { vertices, edges } = laidOut(WIRING);
  expect(vertices.map(({ text }) => text)).toEqual(["x₁", "x₂", "ReLU", "ReLU", "Σ", "1"]);
  // Where the weight is 0, there is no edge.
  expect(edges.map(({ text }) => text)).toEqual(["1", "−2", "0.5", "0.5", "3", "1"]);
});

test("values stand over the vertices, and the unit that is looked at is marked", () => {
  const step = { phase: "forward", level: 1, unit: 1 } as const;
  const { vertices } = laidOut(WIRING, [[1, 2], [3, 4], [5]], step);
  expect(vertices.map(({ value }) => value)).toEqual(["1", "2", "3", "4", "5", undefined]);
  expect(vertices.map(({ here }) => here === true)).toEqual([false, false, false, true, false, false]);
});

test("an address leads to one exercise; one that is none leads to the first", () => {
  expect(whichExercise("3-12")).toEqual({ level: 3, seed: 12 });
  for (const text of [undefined, "", "5-1", "1-", "2-x", "1-99999999999", "01-1"])
    expect(whichExercise(text)).toEqual({ level: 1, seed: 1 });
});
