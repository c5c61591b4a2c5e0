// What the population tells as a whole: the band of boundaries, the spread, the pooled estimate.

import type { ComponentChild } from "preact";
import { useRef } from "preact/hooks";
import { measured, percent } from "../figures";
import { term } from "../language";
import { Term } from "../parts/term";
import type { SpreadTold } from "../messages";
import { css, pixel } from "../playground/palette";
import { drawPicture, drawPoints } from "./canvas";
import { useDrawing } from "./drawing";
import { answerPixels, colourOf, ofClasses, valueEnds } from "./colours";
import { mixed } from "./mixed";
import { heat } from "./scale";
import { head, planned, results } from "./store";
import { LossName, lossName } from "./pictures";
import { say } from "./words";

const DRAWN = 320; // pixels

export function Bands() {
  const several = ofClasses.value;
  const names = several
    ? [say("meanClasses"), say("shareClasses")]
    : [say("mean"), say("share"), say("deviation")];
  return (
    <section class="card">
      <h2>{say("bandTitle")}</h2>
      <div class="bands">
        {names.map((name, i) => (
          <figure key={name}>
            <Band index={i} name={name} />
            <figcaption>
              {name}
              {i > 0 && <BandLegend index={i} />}
            </figcaption>
          </figure>
        ))}
      </div>
    </section>
  );
}

function Band({ index, name }: { index: number; name: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useDrawing(() => {
    head.value;
    const now = planned.value;
    const picture = results.value?.bands[index];
    const colours = index === 0 ? answerPixels.value : bandPixels(index);
    const context = canvas.current?.getContext("2d");
    if (!context || !now) return;
    context.clearRect(0, 0, DRAWN, DRAWN);
    if (!picture) return;
    drawPicture(context, picture, colours, [0, 0, DRAWN]);
    if (index === 0) drawPoints(context, now.train, colourOf, "#fff");
  }, [index]);
  return <canvas class="seen-plane" ref={canvas} width={DRAWN} height={DRAWN} role="img" aria-label={name} />;
}

/** Shares of −1 and +1 have the colours of both; anything else goes from dark to pale. */
function bandPixels(index: number): Uint32Array {
  const { negative, zero, positive } = valueEnds.value;
  const byShare = index === 1 && !ofClasses.value;
  return Uint32Array.from({ length: 256 }, (_, byte) => {
    const at = byte / 255;
    if (!byShare) return pixel(heat(index === 1 ? 1 - at : at));
    return pixel(at < 0.5 ? mixed(negative, zero, at * 2) : mixed(zero, positive, at * 2 - 1));
  });
}

function BandLegend({ index }: { index: number }) {
  const colours = bandPixels(index);
  const swatch = (i: number) => {
    const value = colours[i] ?? 0;
    return css([value & 255, (value >> 8) & 255, (value >> 16) & 255]);
  };
  const [low, high] = index === 1 ? ["0 %", "100 %"] : ["0", "1"];
  return (
    <span class="band-legend">
      <span>{low}</span>
      <span class="heat-scale" aria-hidden="true">
        {Array.from({ length: 16 }, (_, i) => (
          <i key={i} style={{ background: swatch(Math.round((i / 15) * 255)) }} />
        ))}
      </span>
      <span>{high}</span>
    </span>
  );
}

export function Spread() {
  const now = head.value;
  if (!now?.loss) return null;
  return (
    <section class="card">
      <h2>{say("spreadTitle")}</h2>
      <Histogram />
      <dl class="numbers">
        <SpreadRow name={<LossName />} told={now.loss} show={measured} />
        {now.accuracy && <SpreadRow name={<Term name="test_accuracy" />} told={now.accuracy} show={percent} />}
      </dl>
    </section>
  );
}

function SpreadRow({ name, told, show }: { name: ComponentChild; told: SpreadTold; show: (n: number) => string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {show(told.mean)} ± {show(told.deviation)}
        <span class="quiet small">
          {" "}
          {say("range", { least: show(told.least), most: show(told.most) })}
        </span>
      </dd>
    </div>
  );
}

const BARS = 24;

function Histogram() {
  head.value; // every frame
  const all = results.value;
  const range = all?.range("loss");
  if (!all || !range) return null;
  const [least, most] = range;
  const counts = new Array<number>(BARS).fill(0);
  for (let i = 0; i < all.count; i++) {
    const value = all.measure("loss", i);
    if (!Number.isFinite(value)) continue;
    const bar = Math.min(BARS - 1, Math.floor(((value - least) / (most - least || 1)) * BARS));
    counts[bar] = (counts[bar] ?? 0) + 1;
  }
  const highest = Math.max(1, ...counts);
  return (
    <div class="histogram" role="img" aria-label={say("spreadTitle")}>
      {counts.map((count, i) => (
        <i key={i} style={{ blockSize: `${(100 * count) / highest}%` }} />
      ))}
      <span>{measured(least)}</span>
      <span>{measured(most)}</span>
    </div>
  );
}

export function Folds() {
  const now = head.value;
  if (!now?.loss) return null;
  const { pooled } = now;
  return (
    <section class="card">
      <h2><Term name="cross_validation" /></h2>
      <dl class="numbers">
        <SpreadRow name={`${lossName()}, ${say("meanAndSd")}`} told={now.loss} show={measured} />
        {now.accuracy && (
          <SpreadRow name={<><Term name="accuracy" />, {say("meanAndSd")}</>} told={now.accuracy} show={percent} />
        )}
      </dl>
      {pooled && (
        <>
          <h3>{say("pooled")}</h3>
          <p class="quiet">{say("pooledAbout")}</p>
          <dl class="numbers">
            <div>
              <dt><Term name="loss" /></dt>
              <dd>{measured(pooled.loss)}</dd>
            </div>
            {pooled.accuracy !== null && (
              <div>
                <dt><Term name="accuracy" /></dt>
                <dd>{percent(pooled.accuracy)}</dd>
              </div>
            )}
          </dl>
          {pooled.confusion.length > 0 && <Confusion rows={pooled.confusion} />}
        </>
      )}
    </section>
  );
}

function Confusion({ rows }: { rows: readonly (readonly number[])[] }) {
  const names = planned.value?.classes ?? [];
  return (
    <div class="scroll" role="group" aria-label={term("confusion_matrix")} tabIndex={0}>
      <table>
        <caption class="quiet">{say("confusionAbout")}</caption>
        <thead>
          <tr>
            <td />
            {names.map((name) => (
              <th key={name} scope="col">{name}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, i) => (
            <tr key={names[i]}>
              <th scope="row">{names[i]}</th>
              {row.map((count, j) => (
                <td key={names[j]} class={i === j ? "figure right" : "figure"}>{count}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
