import { expect, test } from "vitest";
import { epochs, graphs, positive } from "../src/recording/columns";

const HISTORY = {
  epoch: [1, 2, 3],
  train_loss: [2.3, null, 0.5],
  train_accuracy: [0.1, 0.5, 0.9],
  validation_loss: [null, null, null],
  validation_accuracy: [0.1, 0.4, 0.8],
  rate: [0.1, 0.1, 0.1],
  seconds: [1, 2, 3],
};

test("losses are drawn together, accuracies together, and only columns with numbers", () => {
  const found = graphs(HISTORY).map(({ what, lines }) => [what, lines.map((l) => l.name)]);
  expect(found).toEqual([
    ["loss", ["train_loss"]],
    ["accuracy", ["train_accuracy", "validation_accuracy"]],
  ]);
});

test("a learning rate is drawn where it changed", () => {
  const last = graphs({ ...HISTORY, rate: [0.1, 0.05, 0.025] }).at(-1);
  expect(last).toEqual({
    what: "learning_rate",
    lines: [{ name: "rate", values: [0.1, 0.05, 0.025] }],
  });
});

test("a history without numbers draws nothing", () => {
  expect(graphs({})).toEqual([]);
  expect(epochs({})).toEqual([]);
});

test("epochs go up, whatever the file says", () => {
  expect(epochs({ epoch: [10, 20, 30] })).toEqual([10, 20, 30]);
  expect(epochs({ epoch: [null, 5, null, 2, 9] })).toEqual([1, 5, 6, 7, 9]);
});

test("a logarithmic axis leaves out what it cannot show", () => {
  expect(positive([1, 0, -1, null, 1e-9])).toEqual([1, null, null, null, 1e-9]);
});
