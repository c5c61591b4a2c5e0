// Curves of several runs in one chart: colour by run, solid for validation, dashed for training, dotted for test.

import uPlot from "uplot";
import { measured, percent } from "../figures";
import { term } from "../language";
import type { RunCurves } from "../messages";
import { letterSize } from "../parts/letters";
import { TOGETHER } from "../recording/chart";
import { epochs, positive } from "../recording/columns";

export const COLOURS = 8; // --run-1 … --run-8
const PARTS = ["validation", "train", "test"] as const;
const DASHES: Readonly<Record<string, number[]>> = { validation: [], train: [5, 4], test: [2, 3] };
const HEIGHT = 22; // letters
const LOGARITHMIC = 3; // uPlot's number for that distribution

export type What = "loss" | "accuracy";

export interface Line {
  readonly run: number;
  readonly part: (typeof PARTS)[number];
  readonly x: readonly number[];
  readonly y: readonly (number | null)[];
}

/** The lines that these runs have numbers for. */
export function linesOf(runs: readonly RunCurves[], what: What): Line[] {
  return runs.flatMap(({ history }, run) =>
    PARTS.flatMap((part) => {
      const y = history[`${part}_${what}`];
      return y?.some((value) => value !== null) ? [{ run, part, x: epochs(history), y }] : [];
    }),
  );
}

export interface Look {
  readonly what: What;
  readonly width: number;
  readonly logarithmic: boolean;
  readonly names: readonly string[];
}

export function overlay(lines: readonly Line[], look: Look, into: HTMLElement): uPlot {
  const { what, width, logarithmic, names } = look;
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const show = what === "accuracy" ? percent : measured;
  const em = letterSize();
  const font = `${0.74 * em}px ${style.getPropertyValue("--font")}`;
  const grid = { stroke: colour("--chart-grid"), width: 1 };
  const axis = {
    stroke: colour("--chart-ink"),
    font,
    labelFont: font,
    labelSize: 1.4 * em,
    labelGap: 0,
    grid,
    ticks: { ...grid, size: 6 },
  };
  const tick = (value: number | null) => {
    if (value === null) return "";
    return what === "accuracy" ? `${Math.round(value * 1000) / 10} %` : measured(value);
  };
  const options: uPlot.Options = {
    width,
    height: Math.round(HEIGHT * em),
    cursor: { sync: { key: TOGETHER }, drag: { x: true, y: false } },
    scales: { x: { time: false }, y: logarithmic ? { distr: LOGARITHMIC } : {} },
    axes: [
      { ...axis, size: 2.5 * em, label: term("epoch") },
      {
        ...axis,
        size: 3.9 * em,
        label: term(what),
        values: (_, ticks: (number | null)[]) => ticks.map(tick),
      },
    ],
    series: [
      { label: term("epoch"), value: (_, v) => (v == null ? "" : String(v)) },
      ...lines.map(({ run, part, x }) => ({
        label: `${names[run]}: ${term(`${part}_${what}`)}`,
        stroke: colour(colourOf(run)),
        dash: DASHES[part] ?? [],
        width: part === "train" ? em / 11 : em / 7,
        points: { show: x.length === 1 },
        value: (_: uPlot, v: number | null) => (v == null ? "" : show(v)),
      })),
    ],
  };
  return new uPlot(options, tableOf(lines, logarithmic), into);
}

export function colourOf(run: number): string {
  return `--run-${(run % COLOURS) + 1}`;
}

/** All lines over the epochs that any of them has. */
export function tableOf(lines: readonly Line[], logarithmic: boolean): uPlot.AlignedData {
  if (!lines.length) return [[]];
  const tables = lines.map(({ x, y }): uPlot.AlignedData => {
    return [[...x], logarithmic ? positive(y) : [...y]];
  });
  return tables.length === 1 && tables[0] ? tables[0] : uPlot.join(tables);
}
