// Small multiples of what the networks say, and the heat map of how good they are.

import { useSignal } from "@preact/signals";
import { css } from "../playground/palette";
import { steady } from "../playground/number";
import { measured, percent } from "../figures";
import { Term } from "../parts/term";
import { answerPixels } from "./colours";
import { drawPicture } from "./canvas";
import { Cells, type DrawCell } from "./cells";
import { heat, inkOn, type Scale, scaleOf, share, valueAt } from "./scale";
import { head, planned, results } from "./store";
import type { Measure } from "./results";
import { say } from "./words";

const SMALLEST_NUMBER = 34; // pixels of a cell that has room for its number

export function Boundaries() {
  return (
    <section class="card">
      <h2>{say("boundaries")}</h2>
      <p class="quiet">{say("boundariesAbout")}</p>
      <Cells name={say("boundaries")} largest={7} captions={true} draw={drawBoundaries} />
    </section>
  );
}

function drawBoundaries(): DrawCell | null {
  const all = results.value;
  const colours = answerPixels.value;
  if (!all) return null;
  return (context, number, square) => {
    if (!all.drawn[number]) {
      blank(context, square);
      return;
    }
    if (all.diverged[number]) context.globalAlpha = 0.3;
    drawPicture(context, all.picture(number), colours, square);
    context.globalAlpha = 1;
    if (all.diverged[number]) cross(context, square);
  };
}

export function Heat() {
  const which = useSignal<Measure>("loss");
  const classified = planned.value?.classes;
  const measure = classified ? which.value : "loss";
  const name = measure === "loss" ? lossName() : say("heatAccuracy");
  return (
    <section class="card">
      <div class="card-head">
        <h2>{measure === "loss" ? <LossName /> : <Term name="test_accuracy" />}</h2>
        {classified && (
          <div class="segments" role="group" aria-label={say("heatOf")}>
            {(["loss", "accuracy"] as const).map((key) => (
              <button key={key} type="button" aria-pressed={measure === key} onClick={() => { which.value = key; }}>
                {key === "loss" ? lossName() : say("heatAccuracy")}
              </button>
            ))}
          </div>
        )}
      </div>
      <Cells name={name} largest={7} captions={false} draw={measure === "loss" ? drawLoss : drawAccuracy} />
      <HeatLegend measure={measure} />
    </section>
  );
}

export function lossName(): string {
  return say(planned.value?.plan.kind === "folds" ? "heatFold" : "heat");
}

/** The same, where it is to be read: as a word that explains itself. */
export function LossName() {
  return planned.value?.plan.kind === "folds" ? <>{lossName()}</> : <Term name="test_loss" />;
}

const drawLoss = () => drawHeat("loss");
const drawAccuracy = () => drawHeat("accuracy");

function drawHeat(measure: Measure): DrawCell | null {
  const all = results.value;
  const range = all?.range(measure);
  if (!all || !range) return null;
  const scale = scaleOf(range, measure === "accuracy");
  const best = all.best(measure);
  return (context, number, square) => {
    const value = all.measure(measure, number);
    if (Number.isNaN(value)) {
      blank(context, square);
      if (all.diverged[number]) cross(context, square);
      return;
    }
    const [x, y, side] = square;
    const colour = heat(share(value, scale));
    context.fillStyle = css(colour);
    context.fillRect(x, y, side, side);
    context.fillStyle = inkOn(colour);
    if (number === best) star(context, square);
    if (side < SMALLEST_NUMBER * (devicePixelRatio || 1)) return;
    context.font = `${Math.min(side * 0.27, 13 * (devicePixelRatio || 1))}px sans-serif`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillText(short(value, measure), x + side / 2, y + side / 2, side * 0.94);
  };
}

function short(value: number, measure: Measure): string {
  if (measure === "accuracy") return `${Math.round(100 * value)}%`;
  return value < 10 ? value.toPrecision(2).replace(/^0\./, ".") : steady(value);
}

function HeatLegend({ measure }: { measure: Measure }) {
  head.value; // every frame
  const range = results.value?.range(measure);
  if (!range) return null;
  const scale: Scale = scaleOf(range, measure === "accuracy");
  const told = (at: number) => {
    const value = valueAt(at, scale);
    return measure === "accuracy" ? percent(value) : measured(value);
  };
  return (
    <div class="heat-legend">
      <span>{say("better")}</span>
      <span class="heat-scale" aria-hidden="true">
        {Array.from({ length: 24 }, (_, i) => (
          <i key={i} style={{ background: css(heat(i / 23)) }} />
        ))}
      </span>
      <span>{say("worse")}</span>
      <span class="heat-values">
        <span>{told(0)}</span>
        <span>{told(0.5)}</span>
        <span>{told(1)}</span>
      </span>
    </div>
  );
}

function blank(context: CanvasRenderingContext2D, [x, y, side]: readonly [number, number, number]): void {
  context.fillStyle = "#80808022";
  context.fillRect(x, y, side, side);
}

function cross(context: CanvasRenderingContext2D, [x, y, side]: readonly [number, number, number]): void {
  const inset = side * 0.32;
  context.strokeStyle = "#808890";
  context.lineWidth = Math.max(1, side * 0.05);
  context.beginPath();
  context.moveTo(x + inset, y + inset);
  context.lineTo(x + side - inset, y + side - inset);
  context.moveTo(x + side - inset, y + inset);
  context.lineTo(x + inset, y + side - inset);
  context.stroke();
}

/** The best one has a corner of its own. */
function star(context: CanvasRenderingContext2D, [x, y, side]: readonly [number, number, number]): void {
  const corner = Math.max(5, side * 0.24);
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(x + corner, y);
  context.lineTo(x, y + corner);
  context.closePath();
  context.fill();
}
