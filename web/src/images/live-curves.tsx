// Loss and accuracy while learning goes on; within an epoch the loss so far moves on.

import { useEffect } from "preact/hooks";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { measured, percent } from "../figures";
import { language, say, term } from "../language";
import type { ImagesState } from "../messages";
import { letterSize } from "../parts/letters";
import { renew, TOGETHER } from "../recording/chart";
import { useKeyedChart } from "../recording/keyed-chart";
import { theme } from "../theme";
import { state } from "./store";
import { w } from "./words";

const HEIGHT = 13; // letters
type What = "loss" | "accuracy";
type Points = (number | null | undefined)[];

export function LiveCurves() {
  return (
    <div class="charts">
      <Chart what="loss" />
      <Chart what="accuracy" />
    </div>
  );
}

function Chart({ what }: { what: What }) {
  const { drawn, into, onKeyDown } = useKeyedChart(
    (element, width) => new uPlot(options(what, width), series(what, state.peek()), element),
    [what, theme.value, language.value],
  );
  const { history, running, epochs } = state.value;
  useEffect(() => {
    if (drawn.current) renew(drawn.current, series(what, state.peek()));
  }, [history, running, epochs]);
  const name = say("chartKeys", { what: term(what) });
  return (
    <div class="chart">
      <div ref={into} tabIndex={0} role="group" aria-label={name} onKeyDown={onKeyDown} />
    </div>
  );
}

/** The columns that uPlot takes: one x for all lines. */
export function series(what: What, { history, running }: ImagesState): uPlot.AlignedData {
  const epochs = history.map((row) => row[0]);
  const columns = what === "loss" ? ([1, 2] as const) : ([3, 4] as const);
  const ended: uPlot.AlignedData = [epochs, ...columns.map((c) => history.map((row) => row[c]))];
  if (what === "accuracy" || running.length === 0) {
    return what === "accuracy" ? ended : [...ended, epochs.map(() => null)];
  }
  const within: uPlot.AlignedData = [running.map(([epoch]) => epoch), running.map(([, loss]) => loss)];
  return uPlot.join([ended, within]);
}

function options(what: What, width: number): uPlot.Options {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const em = letterSize();
  const font = `${0.74 * em}px ${style.getPropertyValue("--font")}`;
  const show = what === "accuracy" ? percent : measured;
  const grid = { stroke: colour("--chart-grid"), width: 1 };
  const axis = { stroke: colour("--chart-ink"), font, grid, ticks: { ...grid, size: 6 } };
  const line = (label: string, ink: string, dash: number[]) => ({
    label,
    stroke: colour(ink),
    dash,
    width: em / 8,
    spanGaps: true,
    points: { show: (u: uPlot) => (u.data[1] as Points).filter((v) => v != null).length < 2 },
    value: (_: uPlot, v: number | null) => (v == null ? "–" : show(v)),
  });
  const within = {
    ...line(w("runningLoss"), "--line-1", []),
    width: em / 16,
    alpha: 0.45,
    points: { show: false },
  };
  return {
    width,
    height: Math.round(HEIGHT * em),
    cursor: { sync: { key: TOGETHER }, drag: { x: true, y: false } },
    scales: {
      x: { time: false, range: (_, min, max) => [Math.min(0, min ?? 0), Math.max(max ?? 1, 1)] },
    },
    axes: [
      { ...axis, size: 2.2 * em },
      {
        ...axis,
        size: 3.6 * em,
        values: (_, ticks) => ticks.map((t) => (what === "accuracy" ? `${Math.round(1000 * t) / 10} %` : measured(t))),
      },
    ],
    series: [
      { label: term("epoch"), value: (_, v) => (v == null ? "–" : measured(v)) },
      line(term(`train_${what}`), "--line-1", []),
      line(term(`validation_${what}`), "--line-2", [7, 4]),
      ...(what === "loss" ? [within] : []),
    ],
  };
}
