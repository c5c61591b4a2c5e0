import { expect, test } from "vitest";
import type { Entry, RunCurves } from "../src/messages";
import { idsOf, toggled } from "../src/runs/chosen";
import { differing } from "../src/runs/differing";
import { colourOf, linesOf, tableOf } from "../src/runs/overlay";

const run = (id: string, settings: Record<string, string>, history: RunCurves["history"]): RunCurves => ({
  entry: { id, kind: "recording", network: "4, dense 3", data: "iris" } as Entry,
  history,
  settings: Object.entries(settings).map(([name, value]) => ({ name, value })),
});

const A = run("a", { epochs: "10", seed: "0" }, { epoch: [1, 2], train_loss: [3, 2], validation_loss: [4, null] });
const B = run("b", { epochs: "20", seed: "0", l2: "1" }, { epoch: [2, 4], train_loss: [1, 0] });

test("the choice is a list without repetitions that an address holds", () => {
  expect(idsOf(undefined)).toEqual([]);
  expect(idsOf("a:b,c,a:b,,")).toEqual(["a:b", "c"]);
  expect(toggled(["a", "b"], "a")).toEqual(["b"]);
  expect(toggled(["a"], "b")).toEqual(["a", "b"]);
  const full = Array.from({ length: 24 }, (_, i) => `r${i}`);
  expect(toggled(full, "new")).toEqual([...full.slice(1), "new"]);
});

test("only settings that differ are compared, a missing one is told as such", () => {
  expect(differing([A, B])).toEqual([
    { name: "epochs", values: ["10", "20"] },
    { name: "l2", values: [null, "1"] },
  ]);
  expect(differing([A, A])).toEqual([]);
  expect(differing([])).toEqual([]);
});

test("every run has its lines, over the epochs of all", () => {
  const lines = linesOf([A, B], "loss");
  expect(lines.map(({ run, part }) => [run, part])).toEqual([
    [0, "validation"],
    [0, "train"],
    [1, "train"],
  ]);
  const [epochs, , first, second] = tableOf(lines, false);
  expect(epochs).toEqual([1, 2, 4]);
  expect(first?.slice(0, 2)).toEqual([3, 2]);
  expect([second?.[1], second?.[2]]).toEqual([1, 0]);
  expect(tableOf(lines, true)[3]?.[2]).toBe(null); // a logarithm of 0 there is not
  expect(linesOf([A], "accuracy")).toEqual([]);
  expect(tableOf([], false)).toEqual([[]]);
});

test("there are eight colours, then they come again", () => {
  expect([colourOf(0), colourOf(7), colourOf(8)]).toEqual(["--run-1", "--run-8", "--run-1"]);
});
