// The loss of every network by epoch, their mean and its band; or by the value of one setting.

import { useRef } from "preact/hooks";
import { letterSize } from "../parts/letters";
import { Term } from "../parts/term";
import { useWidth } from "../parts/width";
import { theme } from "../theme";
import { sharp } from "./canvas";
import { useDrawing } from "./drawing";
import { axes, curve, heightOf, yAxis, type Frame, type Look } from "./chart";
import type { Results } from "./results";
import { head, planned, results, selected } from "./store";
import { lossName } from "./pictures";
import { say, settingWord } from "./words";
import { valueName } from "./names";

const HEIGHT = 13; // letters
const BEYOND = 1.6; // times the median of the beginnings: what is higher is cut

export function Course() {
  const name = say("courseTitle");
  return (
    <section class="card">
      <h2>
        {name} <span class="quiet small">{lossName()}</span>
      </h2>
      <p class="quiet">{say("courseAbout")}</p>
      <Chart name={name} draw={drawCourse} />
    </section>
  );
}

export function ByValue() {
  const setting = planned.value?.plan.choices[0]?.setting ?? "";
  const name = say("byValue", { name: settingWord(setting) });
  return (
    <section class="card">
      <h2>{name}</h2>
      <Chart name={name} draw={drawByValue} />
      <p class="legend-lines">
        <span class="line-test"><Term name="test_loss" /></span>
        <span class="line-train"><Term name="train_loss" /></span>
      </p>
    </section>
  );
}

type Draw = (frame: Frame, all: Results, look: Look, ratio: number) => void;

function Chart({ name, draw }: { name: string; draw: Draw }) {
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const width = useWidth(box);
  const em = letterSize();
  const height = Math.round(HEIGHT * em);
  useDrawing(() => {
    head.value;
    theme.value;
    selected.value;
    const all = results.value;
    if (!canvas.current || !all || width === 0) return;
    const ratio = sharp(canvas.current, width, height);
    const context = canvas.current.getContext("2d");
    if (!context) return;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, canvas.current.width, canvas.current.height);
    context.scale(ratio, ratio);
    const style = getComputedStyle(document.documentElement);
    const colour = (key: string) => style.getPropertyValue(key).trim();
    const look = {
      ink: colour("--chart-ink"),
      rule: colour("--chart-grid"),
      line: colour("--line-1"),
      mean: colour("--line-2"),
      font: `${0.74 * em}px ${colour("--font")}`,
    };
    const [left, bottom] = [3 * em, 1.6 * em];
    const frame = { context, left, top: 6, width: width - left - 0.8 * em, height: height - bottom - 6 };
    draw(frame, all, look, ratio);
  }, [width, height, draw]);
  return (
    <div ref={box} class="curve">
      <canvas ref={canvas} role="img" aria-label={name} style={{ inlineSize: `${width}px`, blockSize: `${height}px` }} />
    </div>
  );
}

function drawCourse(frame: Frame, all: Results, look: Look): void {
  const { context } = frame;
  const last = all.marks.at(-1) ?? 1;
  const place = axes(frame, last, ceiling(all), look);
  const line = (values: (mark: number) => number) =>
    all.marks.map((epoch, mark) => place(epoch, values(mark)));
  context.save();
  context.lineJoin = "round";
  context.strokeStyle = look.line;
  context.globalAlpha = Math.max(0.08, Math.min(0.55, 6 / all.count));
  context.lineWidth = 1;
  for (let i = 0; i < all.count; i++)
    curve(context, line((mark) => all.testLoss[i * all.marks.length + mark] ?? Number.NaN));
  const spreads = all.marks.map((_, mark) => all.spread(all.testLoss, mark));
  context.globalAlpha = 0.16;
  context.fillStyle = look.mean;
  band(context, spreads, (mark, value) => place(all.marks[mark] ?? 0, Math.max(0, value)));
  context.globalAlpha = 1;
  context.strokeStyle = look.mean;
  context.lineWidth = 2.5;
  curve(context, line((mark) => spreads[mark]?.[0] ?? Number.NaN));
  const chosen = selected.value;
  if (chosen !== null) {
    context.strokeStyle = look.line;
    context.lineWidth = 2;
    curve(context, line((mark) => all.testLoss[chosen * all.marks.length + mark] ?? Number.NaN));
  }
  context.restore();
}

/** A loss that nearly all stay below: one that grows beyond all bounds must not flatten the rest. */
function ceiling(all: Results): number {
  const highest: number[] = [];
  for (let i = 0; i < all.count; i++) {
    const own = all.testLoss.subarray(i * all.marks.length, (i + 1) * all.marks.length);
    const found = Math.max(...[...own].filter(Number.isFinite));
    if (Number.isFinite(found)) highest.push(found);
  }
  if (highest.length === 0) return 1;
  highest.sort((a, b) => a - b);
  const median = highest[Math.floor(highest.length / 2)] ?? 1;
  return Math.min(highest.at(-1) ?? 1, BEYOND * median) * 1.05 || 1;
}

function band(
  context: CanvasRenderingContext2D,
  spreads: readonly (readonly [number, number] | null)[],
  place: (mark: number, value: number) => readonly [number, number],
): void {
  const known = spreads.flatMap((found, mark) => (found ? [[mark, ...found] as const] : []));
  context.beginPath();
  for (const [mark, mean, deviation] of known) context.lineTo(...place(mark, mean + deviation));
  for (const [mark, mean, deviation] of known.reverse())
    context.lineTo(...place(mark, mean - deviation));
  context.fill();
}

function drawByValue(frame: Frame, all: Results, look: Look): void {
  const { context, left, width, top, height } = frame;
  const values = planned.value?.plan.choices[0]?.values ?? [];
  const range = all.range("loss");
  if (!range || values.length === 0) return;
  const trains = values.map((_, i) => all.last(all.trainLoss, i));
  const most = Math.max(range[1], ...trains.filter(Number.isFinite)) * 1.08 || 1;
  yAxis(frame, most, look);
  const x = (i: number) => left + ((i + 0.5) / values.length) * width;
  context.textAlign = "center";
  context.textBaseline = "top";
  const room = Math.max(1, Math.ceil((values.length * 44) / width));
  values.forEach((value, i) => {
    if (i % room === 0) context.fillText(valueName(value), x(i), top + height + 5);
  });
  for (const [column, colour] of [
    [all.trainLoss, look.mean],
    [all.testLoss, look.line],
  ] as const) {
    const points = values.map((_, i) => [x(i), heightOf(frame, all.last(column, i), most)] as const);
    context.strokeStyle = context.fillStyle = colour;
    context.lineWidth = 2;
    curve(context, points);
    for (const [px, py] of points) {
      if (!Number.isFinite(py)) continue;
      context.beginPath();
      context.arc(px, py, 3.5, 0, 2 * Math.PI);
      context.fill();
    }
  }
}
