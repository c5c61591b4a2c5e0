import { describe, expect, test } from "vitest";
import { fromOf } from "../src/compare/address";
import {
  changesBetween,
  decidedDifferently,
  differenceOf,
  otherClass,
} from "../src/compare/difference";
import type { Experiment } from "../src/messages";
import { branchings } from "../src/playground/time/branches";

const bytes = (...values: number[]) => Uint8Array.from(values);
const view = { discretize: false, show_test: false, hide_text: false, hidden: [], tutorial: "", palette: "classic" } as const;
const stop = { epochs: null, test_loss: null, test_accuracy: null, patience: null };
const layer = { units: 4, activation: "tanh", dropout: 0, initial: "uniform" };
const EXPERIMENT: Experiment = {
  mode: "mieru", problem: "classification", data: "circle", points: "", table: "", columns: [], classes: 0,
  size: 0, noise: 0, train_percent: 50, features: ["x1", "x2"], layers: [layer],
  loss: "squared_error", output_initial: "uniform", optimizer: "gradient_descent", rate: 0.03,
  momentum: 0.9, decay1: 0.9, decay2: 0.999, weight_decay: 0.01, schedule: "constant",
  schedule_epochs: 100, schedule_factor: 0.5, batch_size: 10, l1: 0, l2: 0, stop, seed: "1",
  init_zero: false, edited: [], view,
} as Experiment; // prettier-ignore

describe("the difference map", () => {
  test("is grey where both are the same, and reaches the ends where they are opposite", () => {
    expect([...differenceOf(bytes(0, 128, 255, 0), bytes(0, 128, 0, 255))]).toEqual([128, 128, 0, 255]);
  });
  test("of classes tells where another one is likeliest", () => {
    const first = [bytes(200, 20), bytes(55, 235)];
    const second = [bytes(30, 20), bytes(225, 235)];
    expect([...otherClass(first, second)]).toEqual([255, 128]);
    expect(decidedDifferently(first, second)).toBe(0.5);
  });
  test("counts decisions by the sign of one output", () => {
    expect(decidedDifferently([bytes(127, 128, 0, 255)], [bytes(128, 128, 0, 0)])).toBe(0.5);
    expect(decidedDifferently([], [])).toBe(0);
  });
});

describe("what differs between two experiments", () => {
  test("is told by name, and what only the page shows is left out", () => {
    const other = { ...EXPERIMENT, rate: 0.3, layers: [layer, { ...layer, units: 2, dropout: 0.2 }], view: { ...view, discretize: true } };
    expect(changesBetween(EXPERIMENT, other)).toEqual([
      { name: "layers", first: "4 tanh", second: "4 tanh, 2 tanh dropout 0.2" },
      { name: "rate", first: "0.03", second: "0.3" },
    ]);
    expect(changesBetween(EXPERIMENT, EXPERIMENT)).toEqual([]);
  });
});

describe("a branch", () => {
  test("changes the one setting that it names", () => {
    for (const { name, values, now, changed } of branchings(EXPERIMENT)) {
      const other = values.find((value) => value !== now(EXPERIMENT)) as string;
      const branched = changed(EXPERIMENT, other);
      expect(now(branched), name).toBe(other);
      expect(changesBetween(EXPERIMENT, branched)).toHaveLength(1);
    }
  });
  test("of the original knows no optimizer and no dropout", () => {
    const names = branchings({ ...EXPERIMENT, mode: "original" }).map(({ name }) => name);
    expect(names).toEqual(["rate", "batch_size", "l1", "l2", "activation"]);
  });
});

test("where both begin stands in the address, or nothing does", () => {
  expect(fromOf({ session: "s", epoch: "12" })).toEqual({ session: "s", epoch: 12 });
  for (const options of [{}, { session: "s" }, { epoch: "3" }, { session: "s", epoch: "x" }, { session: "s", epoch: "-1" }])
    expect(fromOf(options)).toBeNull();
});
