// One graph by uPlot, in the colours of the theme and the words of the reader.

import uPlot from "uplot";
import { measured, percent } from "../figures";
import { say, term } from "../language";
import { letterSize } from "../parts/letters";
import { type Graph, positive } from "./columns";

export interface ChartLook {
  readonly width: number;
  readonly logarithmic: boolean;
  readonly keptEpoch: number;
}

// In letters; a canvas does not grow with them by itself.
const HEIGHT = 18.5;
const FONT = 0.74;
export const TOGETHER = "epochs"; // graphs whose cursors move together
const COLOURS = ["--line-1", "--line-2", "--line-3"];
const DASHES = [[], [7, 4], [2, 3]];
const LOGARITHMIC = 3; // uPlot's number for that distribution

export function chart(
  graph: Graph,
  x: readonly number[],
  { width, logarithmic, keptEpoch }: ChartLook,
  into: HTMLElement,
): uPlot {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const show = graph.what === "accuracy" ? percent : measured;
  const em = letterSize();
  const font = `${FONT * em}px ${style.getPropertyValue("--font")}`;
  const axis = {
    stroke: colour("--chart-ink"),
    font,
    labelFont: font,
    labelSize: 1.4 * em,
    labelGap: 0,
    grid: { stroke: colour("--chart-grid"), width: 1 },
    ticks: { stroke: colour("--chart-grid"), width: 1, size: 6 },
  };
  const yAxis = {
    ...axis,
    size: 3.9 * em,
    label: term(graph.what),
    values: (_: uPlot, ticks: (number | null)[]) => ticks.map((t) => tick(t, graph.what)),
  };
  const values = graph.lines.map((l) => (logarithmic ? positive(l.values) : [...l.values]));
  return new uPlot(
    {
      width,
      height: Math.round(HEIGHT * em),
      cursor: { sync: { key: TOGETHER }, drag: { x: true, y: false } },
      scales: { x: { time: false }, y: logarithmic ? { distr: LOGARITHMIC } : {} },
      axes: [{ ...axis, size: 2.5 * em, label: term("epoch"), incrs: WHOLE }, yAxis],
      series: [
        { label: term("epoch"), value: (_, v) => (v === null ? "–" : String(v)) },
        ...graph.lines.map(({ name }, i) => ({
          label: term(name),
          stroke: colour(COLOURS[i] ?? "--line-1"),
          dash: DASHES[i] ?? [],
          width: em / 8,
          points: { show: x.length === 1 },
          value: (_: uPlot, v: number | null) => show(v),
        })),
      ],
      hooks: { draw: [(u) => markKept(u, keptEpoch, colour("--chart-ink"))] },
    },
    [[...x], ...values],
    into,
  );
}

const WHOLE = [1, 2, 5].flatMap((n) => Array.from({ length: 8 }, (_, i) => n * 10 ** i)).sort(
  (a, b) => a - b,
);

function tick(value: number | null, what: Graph["what"]): string {
  if (value === null) return "";
  return what === "accuracy" ? `${Math.round(value * 1000) / 10} %` : measured(value);
}

/** A thin line at the epoch whose weights are in the recording. */
function markKept(u: uPlot, epoch: number, colour: string): void {
  const { min, max } = u.scales["x"] ?? {};
  if (min == null || max == null || epoch < min || epoch > max) return;
  const x = Math.round(u.valToPos(epoch, "x", true)) + 0.5;
  const { top, height, left, width } = u.bbox;
  const { ctx } = u;
  ctx.save();
  ctx.strokeStyle = ctx.fillStyle = colour;
  ctx.globalAlpha = 0.7;
  ctx.setLineDash([2 * devicePixelRatio, 3 * devicePixelRatio]);
  ctx.beginPath();
  ctx.moveTo(x, top);
  ctx.lineTo(x, top + height);
  ctx.stroke();
  ctx.globalAlpha = 1;
  ctx.textBaseline = "top";
  const onTheLeft = x > left + width / 2;
  ctx.textAlign = onTheLeft ? "right" : "left";
  ctx.fillText(say("keptHere"), x + (onTheLeft ? -6 : 6) * devicePixelRatio, top + 4);
  ctx.restore();
}

/** Moves the cursor of all graphs by `steps` epochs, or to the first or last for infinite ones. */
export function moveCursor(u: uPlot, steps: number): void {
  const last = u.data[0].length - 1;
  putCursor(u, (u.cursor.idx ?? (steps > 0 ? -1 : last + 1)) + steps);
}

/** Puts the cursor of all graphs on the epoch at that place in the data of `u`, or the nearest. */
export function putCursor(u: uPlot, place: number): void {
  putCursorAt(u.data[0][Math.min(u.data[0].length - 1, Math.max(0, place))] ?? 0);
}

/** New numbers, with the cursor left at the epoch at which a reader with keys has put it. */
export function renew(u: uPlot, data: uPlot.AlignedData): void {
  const keyed = u.root.parentElement === document.activeElement;
  const epoch = u.cursor.idx == null ? undefined : u.data[0][u.cursor.idx];
  u.setData(data);
  // As in keyed-chart.ts: the scales are laid in a microtask.
  if (keyed && epoch !== undefined) queueMicrotask(() => putCursorAt(epoch));
}

function putCursorAt(epoch: number): void {
  for (const plot of uPlot.sync(TOGETHER).plots) {
    if (plot.status !== 1) continue; // not laid out yet
    const left = plot.valToPos(epoch, "x");
    plot.setCursor({ left, top: plot.over.clientHeight / 2 });
  }
}
