// What the page of populations computes by itself.

import { describe, expect, it } from "vitest";
import type { PopulationFrame } from "../../src/messages";
import { curve, ticks } from "../../src/populations/chart";
import { decode } from "../../src/populations/frame";
import { cellSize, everyColumn, layoutOf, moved } from "../../src/populations/layout";
import { Results } from "../../src/populations/results";
import { heat, inkOn, scaleOf, share, valueAt } from "../../src/populations/scale";
import { readValues, written } from "../../src/populations/values";
import { W } from "../../src/populations/words";

const SIZE = 4;

type Row = PopulationFrame["rows"][number];

function frame(rows: readonly Row[], drawn: readonly number[], bands = 0): ArrayBuffer {
  const text = new TextEncoder().encode(JSON.stringify({ type: "population", rows, drawn, bands }));
  const length = Math.ceil(text.length / 4) * 4;
  const answer = new Uint8Array(4 + length + (drawn.length + bands) * SIZE * SIZE).fill(32, 4, 4 + length);
  new DataView(answer.buffer).setUint32(0, length, true);
  answer.set(text, 4);
  for (let i = 0; i < drawn.length + bands; i++)
    answer.fill(i + 1, 4 + length + i * SIZE * SIZE, 4 + length + (i + 1) * SIZE * SIZE);
  return answer.buffer;
}

const results = () => new Results({ values: [[1], [2], [3]], marks: [1, 5, 10], size: SIZE });
const row = (number: number, epoch: number, loss: number | null, diverged = 0): Row => [
  number, epoch, loss, loss, 0.5, loss === null ? null : 1 - loss, diverged,
];

describe("frames", () => {
  it("are taken apart into rows, pictures and bands", () => {
    const told = decode(frame([row(2, 1, 0.25)], [0, 2], 3), SIZE);
    expect(told.head.rows).toHaveLength(1);
    expect([...told.picture(1)]).toEqual(new Array(16).fill(2));
    expect(told.bands.map((band) => band[0])).toEqual([3, 4, 5]);
  });

  it("shorter than they say raise", () => {
    const whole = frame([], [0, 1]);
    expect(() => decode(whole.slice(0, whole.byteLength - 1), SIZE)).toThrow(RangeError);
  });
});

describe("results", () => {
  it("know the last value, the best network and the range", () => {
    const all = results();
    all.take(decode(frame([row(0, 1, 0.4), row(1, 1, 0.3), row(0, 5, 0.1)], [0]), SIZE));
    expect(all.measure("loss", 0)).toBe(0.1);
    expect(all.epoch(0)).toBe(5);
    expect(all.measure("loss", 2)).toBeNaN();
    expect(all.best("loss")).toBe(0);
    expect(all.best("accuracy")).toBe(0);
    expect(all.range("loss")).toEqual([0.1, 0.3]);
    expect([...all.drawn]).toEqual([1, 0, 0]);
    expect(all.picture(0)[0]).toBe(1);
  });

  it("leave out those that have diverged", () => {
    const all = results();
    all.take(decode(frame([row(0, 1, 0.2), row(1, 1, null, 1)], []), SIZE));
    expect(all.best("loss")).toBe(0);
    expect(all.measure("loss", 1)).toBeNaN();
    expect(all.spread(all.testLoss, 0)).toEqual([0.2, 0]);
  });

  it("have no best and no range before there are any", () => {
    expect(results().best("loss")).toBeNull();
    expect(results().range("loss")).toBeNull();
    expect(results().spread(results().testLoss, 1)).toBeNull();
  });

  it("tell the mean and the standard deviation of a sample", () => {
    const all = results();
    all.take(decode(frame([row(0, 1, 1), row(1, 1, 2), row(2, 1, 6)], []), SIZE));
    const [mean, deviation] = all.spread(all.testLoss, 0) ?? [];
    expect(mean).toBe(3);
    expect(deviation).toBeCloseTo(Math.sqrt(7), 12);
  });
});

describe("layout", () => {
  const plan = (choices: readonly { setting: string; values: readonly number[] }[]) =>
    ({ kind: "grid", choices }) as unknown as Parameters<typeof layoutOf>[0]["plan"];

  it("is a table for two settings, and rows of many for one", () => {
    const two = [{ setting: "rate", values: [1, 2] }, { setting: "l2", values: [1, 2, 3] }];
    expect(layoutOf({ plan: plan(two), values: new Array(6).fill([1, 2]) })).toEqual({
      rows: 2, columns: 3, isTable: true,
    });
    const one = { plan: plan(two.slice(0, 1)), values: new Array(10).fill([1]) };
    expect(layoutOf(one)).toEqual({ rows: 3, columns: 4, isTable: false });
    expect(layoutOf(one, 20)).toEqual({ rows: 1, columns: 10, isTable: false });
  });

  it("is walked through with the arrow keys, and not left", () => {
    expect(moved("ArrowRight", 0, 10, 4)).toBe(1);
    expect(moved("ArrowRight", 3, 10, 4)).toBe(3);
    expect(moved("ArrowLeft", 4, 10, 4)).toBe(4);
    expect(moved("ArrowDown", 5, 10, 4)).toBe(9);
    expect(moved("ArrowDown", 7, 10, 4)).toBe(7);
    expect(moved("ArrowUp", 2, 10, 4)).toBe(2);
    expect(moved("Home", 6, 10, 4)).toBe(4);
    expect(moved("End", 8, 10, 4)).toBe(9);
    expect(moved("PageDown", 1, 10, 4)).toBe(9);
    expect(moved("x", 1, 10, 4)).toBe(1);
  });

  it("has cells that fit, from 8 pixels on", () => {
    expect(cellSize(400, 4, 4, 200)).toBe(97);
    expect(cellSize(400, 4, 4, 50)).toBe(50);
    expect(cellSize(100, 40, 3, 50)).toBe(8);
    expect(everyColumn(40, 12)).toBe(4);
    expect(everyColumn(10, 60)).toBe(1);
  });
});

describe("the scale of a measure", () => {
  it("is logarithmic where losses differ by more than twelve times", () => {
    const scale = scaleOf([0.001, 0.1], false);
    expect(scale.logarithmic).toBe(true);
    expect(share(0.01, scale)).toBeCloseTo(0.5, 12);
    expect(valueAt(0.5, scale)).toBeCloseTo(0.01, 12);
    expect(scaleOf([0, 0.1], false).logarithmic).toBe(false);
  });

  it("has the best at 0, whether more or less is better", () => {
    expect(share(0.9, scaleOf([0.1, 0.9], true))).toBe(0);
    expect(share(0.1, scaleOf([0.1, 0.9], false))).toBe(0);
    expect(share(5, scaleOf([5, 5], false))).toBe(0);
    expect(valueAt(0, scaleOf([0.1, 0.9], true))).toBe(0.9);
  });

  it("goes from dark to pale, and letters are read on all of it", () => {
    expect(heat(0)).toEqual([23, 42, 96]);
    expect(heat(1)).toEqual([252, 240, 150]);
    expect(inkOn(heat(0))).toBe("#fff");
    expect(inkOn(heat(1))).toBe("#000");
  });
});

describe("values", () => {
  it("are read as they are written, with commas of both languages", () => {
    expect(readValues("0.1, 1e-3、−2,5 ", "number")).toEqual([0.1, 0.001, -2, 5]);
    expect(readValues("tanh relu", "choice")).toEqual(["tanh", "relu"]);
    expect(readValues("1, two", "whole")).toEqual({ wrong: "two" });
  });

  it("are written without the dust of rounding", () => {
    expect([0.1 + 0.2, 1e-5, 30, 1e7, "relu"].map(written)).toEqual(["0.3", "1e-5", "30", "1e7", "relu"]);
  });
});

describe("the chart", () => {
  it("has round numbers on its axes", () => {
    expect(ticks(0.52)).toEqual([0, 0.2, 0.4]);
    expect(ticks(200)).toEqual([0, 50, 100, 150, 200]);
    expect(ticks(0)).toEqual([0]);
  });

  it("leaves a gap where a number is missing", () => {
    const said: string[] = [];
    const context = {
      beginPath: () => said.push("begin"),
      moveTo: (x: number) => said.push(`move ${x}`),
      lineTo: (x: number) => said.push(`line ${x}`),
      stroke: () => said.push("stroke"),
    } as unknown as CanvasRenderingContext2D;
    curve(context, [[0, 1], [1, 1], [2, Number.NaN], [3, 1], [4, 1]]);
    expect(said).toEqual(["begin", "move 0", "line 1", "move 3", "line 4", "stroke"]);
  });
});

it("every sentence stands in both languages, with the same blanks", () => {
  for (const { en, ja } of Object.values(W)) {
    const blanks = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();
    expect(ja).not.toBe("");
    expect(blanks(ja)).toEqual(blanks(en));
  }
});
