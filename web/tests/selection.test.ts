import { expect, test } from "vitest";
import { command, tableOf, valuesOf, wanted } from "../src/selection/asked";

const TABLE = { digest: "d", name: "t.csv", target: "y", task: null, types: {}, group: null, seed: 0 } as const;

test("values are numbers with commas, or the ends of a range", () => {
  expect(valuesOf("rate", "0.1, 1e-3")).toEqual({ name: "rate", values: [0.1, 0.001], between: false });
  expect(valuesOf("l2", "0.001..0.1")).toEqual({ name: "l2", values: [0.001, 0.1], between: true });
  for (const wrong of ["fast", "1..", "..", "1..2..3", "0.1, x", "Infinity"]) {
    expect(valuesOf("rate", wrong), wrong).toBeNull();
  }
});

test("what stands in the address is asked for, and nonsense in it is the usual", () => {
  const options = { folds: "3", seeds: "x", try_rate: "0.1", try_l2: "0, 0.01", search: "random", count: "7" };
  const found = wanted(options, TABLE, "4, dense 3\n\n 4, dense 8 ");
  expect(found).toMatchObject({
    asked: {
      networks: ["4, dense 3", "4, dense 8"],
      values: [{ name: "rate" }, { name: "l2", values: [0, 0.01] }],
      random: 7, folds: 3, seeds: 1, measure: null,
    },
  }); // prettier-ignore
  expect(wanted({ try_l1: "?" }, TABLE, "4, dense 3")).toEqual({ wrong: "l1" });
  expect(tableOf({ table: "d", types: "{", task: "magic" })).toMatchObject({ task: null, types: {} });
  expect(tableOf({ table: "d", types: '{"a":"skip","b":"evil"}' })).toMatchObject({ types: { a: "skip" } });
  expect(tableOf({})).toBeNull();
});

test("the line for the terminal says the same", () => {
  const found = wanted({ try_rate: "0.01..0.1", search: "random" }, TABLE, "4, dense 3");
  expect("asked" in found && command(found.asked)).toBe(
    'mieru select "4, dense 3" --data t.csv --target "y" --try rate=0.01..0.1 --random 20 --folds 5 --repeats 1 --seeds 1 --epochs 50 --batch-size 32',
  );
});
