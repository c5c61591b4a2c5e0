// The losses of both sides in one graph, by uPlot.

import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { measured } from "../figures";
import { filled, term, told } from "../language";
import { letterSize } from "../parts/letters";
import { EPOCH, type Losses, TEST_LOSS, TRAIN_LOSS } from "../playground/losses";
import { W } from "./words";

const HEIGHT = 15; // letters
const DRAWN = 500; // points of a curve; more cannot be told apart

export function lossChart(width: number, into: HTMLElement): uPlot {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const em = letterSize();
  const font = `${0.74 * em}px ${colour("--font")}`;
  const line = { stroke: colour("--chart-grid"), width: 1 };
  const axis = { stroke: colour("--chart-ink"), font, labelFont: font, labelSize: 1.4 * em, labelGap: 0, grid: line, ticks: line };
  const series = (["A", "B"] as const).flatMap((side, i) => {
    const stroke = colour(i === 0 ? "--line-1" : "--line-2");
    const look = { stroke, width: em / 8, points: { show: false }, spanGaps: true };
    const value = (_: uPlot, v: number | null) => measured(v);
    return [
      { ...look, value, label: filled(told(W.trainOf), { side }) },
      { ...look, value, dash: [6, 4], label: filled(told(W.testOf), { side }) },
    ];
  });
  return new uPlot(
    {
      width,
      height: Math.round(HEIGHT * em),
      scales: { x: { time: false }, y: { range: (_, __, highest) => [0, highest || 1] } },
      axes: [
        { ...axis, size: 2.5 * em, label: term("epoch") },
        { ...axis, size: 3.9 * em, label: term("loss"), values: (_, ticks) => ticks.map(measured) },
      ],
      // The second of each side is dashed, in the graph and beside its name.
      legend: { markers: { dash: (_, i) => (i % 2 ? "solid" : "dashed") } },
      series: [{ label: term("epoch"), value: (_, v) => (v === null ? "–" : String(v)) }, ...series],
    },
    [[], [], [], [], []],
    into,
  );
}

/** Both histories on one row of epochs. */
export function joined(first: Losses, second: Losses): uPlot.AlignedData {
  return uPlot.join([thinned(first), thinned(second)]);
}

/** Every k-th epoch and the last. Not-finite numbers leave a gap. */
function thinned(losses: Losses): uPlot.AlignedData {
  const step = Math.max(1, Math.ceil(losses.length / DRAWN));
  const rows: number[] = [];
  for (let i = 0; i < losses.length; i += step) rows.push(i);
  if (losses.length && rows.at(-1) !== losses.length - 1) rows.push(losses.length - 1);
  const picked = (which: number) => {
    const column = losses.column(which);
    return rows.map((row) => (Number.isFinite(column[row]) ? (column[row] as number) : null));
  };
  return [picked(EPOCH) as number[], picked(TRAIN_LOSS), picked(TEST_LOSS)];
}
