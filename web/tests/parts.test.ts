import { expect, test } from "vitest";
import { address, href, parse } from "../src/address";
import type { Entry } from "../src/messages";
import { quoted } from "../src/pages/quoted";
import { bestKnown } from "../src/parts/best-known";
import { runTitle } from "../src/parts/run-title";
import { runPath, weightsPath } from "../src/server";

test("the metrics by which runs are compared come first, three at most", () => {
  const metrics = { train_loss: 1, seconds: 2, test_loss: 3, test_accuracy: null, x: 4 };
  expect(bestKnown(metrics).map(([name]) => name)).toEqual([
    "test_accuracy",
    "test_loss",
    "train_loss",
  ]);
});

test("a path is quoted as a shell needs it", () => {
  expect(quoted("runs/mlp-1/mlp.safetensors")).toBe("runs/mlp-1/mlp.safetensors");
  expect(quoted("runs/my run.safetensors")).toBe("'runs/my run.safetensors'");
  expect(quoted("it's")).toBe(`'it'\\''s'`);
  expect(quoted("$(rm)")).toBe("'$(rm)'");
});

test("an id or a name of any content stays one part of the address asked for", () => {
  expect(runPath("a/b?c#d")).toBe("/api/runs/a%2Fb%3Fc%23d");
  expect(weightsPath("x", "residual1/path/dense1/weight")).toBe(
    "/api/runs/x/weights/residual1/path/dense1/weight",
  );
  expect(href("runs", "a/b")).toBe("#/runs/a%2Fb");
});

test("a run is called by its system, and by its file where the system left several", () => {
  address.value = parse("#/?lang=ja");
  const titles = new Map([["mlp", { en: "The perceptron", ja: "パーセプトロン" }]]);
  const titled = (name: string, system: string | null) =>
    runTitle({ name, system } as Entry, titles);
  expect(titled("mlp-2026/mlp", "mlp")).toBe("パーセプトロン");
  expect(titled("mlp-2026/digits", "mlp")).toBe("パーセプトロン · digits");
  expect(titled("mlp-2026", "mlp")).toBe("パーセプトロン");
  expect(titled("x/y", "unknown")).toBe("x/y");
  expect(titled("x/y", null)).toBe("x/y");
});
