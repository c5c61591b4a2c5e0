// Optimizers race downhill on a surface, from a start that the reader drags.

import { useEffect, useId, useRef } from "preact/hooks";
import { option, setOption } from "../address";
import { measured } from "../figures";
import { term, told } from "../language";
import { useWidth } from "../parts/width";
import { Slider } from "../playground/data/slider";
import { sharp } from "../populations/canvas";
import { theme } from "../theme";
import {
  OPTIMIZERS,
  type OptimizerName,
  placeOf,
  racers,
  RATES,
  setNumber,
  setRacers,
  SURFACES,
} from "./choices";
import {
  chooseSurface,
  dragged,
  enter,
  formula,
  momentum,
  moveStart,
  noise,
  playing,
  race,
  rewind,
  rounded,
  shown,
  start,
  STEPS,
  step,
  stepOn,
  surface,
  surfaceName,
  togglePlay,
} from "./descent-store";
import { LineChart } from "./line-chart";
import { colourOf, drawGround, drawRings, drawTrails, type Trail } from "./map";
import { say } from "./words";

const USUAL_RATE = 0.01;
const NOISES = [0, 0.1, 0.3, 1, 2, 5, 10] as const;
const SHARE_OF_WIDTH = 0.72;

export function Descent() {
  useEffect(enter, []);
  const problem = surface.problem.value ?? race.problem.value;
  return (
    <div class="body">
      <div class="side">
        <SurfaceChoice />
        <Racers />
      </div>
      <div class="main">
        {problem && (
          <p class="warning" role="alert">
            {told(problem)}
          </p>
        )}
        <section class="card" aria-label={say("mapOf")}>
          <Field />
          <Transport />
        </section>
        <section class="card">
          <h2>{say("heights")}</h2>
          <Heights />
          <HeightChart />
        </section>
      </div>
    </div>
  );
}

function SurfaceChoice() {
  const id = useId();
  return (
    <section class="card fields">
      <div class="field">
        <label for={id}>{say("surface")}</label>
        <select id={id} value={surfaceName.value} onChange={(e) => chooseSurface(e.currentTarget.value)}>
          {SURFACES.map((name) => (
            <option key={name} value={name}>
              {say(name)}
            </option>
          ))}
        </select>
      </div>
      {surfaceName.value === "own" ? <Formula /> : <code class="formula">f = {shown.value?.formula}</code>}
    </section>
  );
}

function Formula() {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{say("formula")}</label>
      <input
        id={id}
        type="text"
        spellcheck={false}
        autocapitalize="off"
        autocomplete="off"
        maxLength={120}
        value={formula.value}
        aria-invalid={surface.problem.value !== null}
        onChange={(e) => setOption("f", e.currentTarget.value)}
      />
    </div>
  );
}

function Racers() {
  const chosen = racers();
  const rateOf = (name: OptimizerName) => chosen.find(({ optimizer }) => optimizer === name)?.rate;
  const set = (name: OptimizerName, rate: number | null) => {
    const others = chosen.filter(({ optimizer }) => optimizer !== name);
    const next = rate === null ? others : [...others, { optimizer: name, rate }];
    setRacers(OPTIMIZERS.flatMap((one) => next.filter(({ optimizer }) => optimizer === one)));
  };
  return (
    <section class="card fields">
      <h2>{say("racers")}</h2>
      {OPTIMIZERS.map((name, i) => {
        const rate = rateOf(name);
        return (
          <div key={name} class="racer" style={{ "--colour": colourOf(i, theme.value) }}>
            <label>
              <input
                type="checkbox"
                checked={rate !== undefined}
                onChange={() => set(name, rate === undefined ? USUAL_RATE : null)}
              />
              <span class="disc" aria-hidden="true">
                {i + 1}
              </span>
              {term(name)}
            </label>
            {rate !== undefined && (
              <Slider
                label="η"
                name={say("rateOf", { name: term(name) })}
                value={placeOf(RATES, rate)}
                shown={String(rate)}
                least={0}
                most={RATES.length - 1}
                set={(place) => set(name, RATES[place] ?? USUAL_RATE)}
              />
            )}
          </div>
        );
      })}
      {chosen.length === 0 && <p class="quiet">{say("none")}</p>}
      <Slider
        label={say("momentumOf")}
        value={momentum.value}
        shown={momentum.value.toFixed(2)}
        least={0}
        most={0.99}
        step={0.01}
        set={(value) => setNumber("mu", value, 0.9)}
      />
      <Slider
        label={say("noise")}
        value={placeOf(NOISES, noise.value)}
        shown={String(noise.value)}
        least={0}
        most={NOISES.length - 1}
        set={(place) => setNumber("noise", NOISES[place] ?? 0, 0)}
      />
    </section>
  );
}

function trails(until: number): readonly Trail[] {
  return (race.answer.value?.racers ?? []).map(({ optimizer, x, y }) => {
    const place = OPTIMIZERS.findIndex((one) => one === optimizer);
    return { x, y, until, colour: colourOf(place, theme.value), mark: String(place + 1) };
  });
}

function Field() {
  const into = useRef<HTMLDivElement>(null);
  const ground = useRef<HTMLCanvasElement>(null);
  const paths = useRef<HTMLCanvasElement>(null);
  const wide = useWidth(into);
  const high = Math.round(wide * SHARE_OF_WIDTH);
  const map = shown.value;
  useEffect(() => {
    if (!ground.current || !map || !wide) return;
    const ratio = sharp(ground.current, wide, high);
    drawGround(ground.current, map, theme.value);
    drawRings(ground.current, map.extent, map.minima, theme.value, ratio);
  }, [map, wide, theme.value]);
  const now = step.value;
  useEffect(() => {
    if (!paths.current || !map || !wide) return;
    const ratio = sharp(paths.current, wide, high);
    paths.current.getContext("2d")?.clearRect(0, 0, paths.current.width, paths.current.height);
    if (racers().length) drawTrails(paths.current, map.extent, trails(now), theme.value, ratio);
  }, [map, wide, now, race.answer.value, theme.value, option("race")]);
  return (
    <>
      <div ref={into} class="field-map" style={{ blockSize: `${high || 300}px` }}>
        <canvas ref={ground} aria-hidden="true" />
        <canvas ref={paths} aria-hidden="true" />
        {map && wide > 0 && <Start into={into} />}
      </div>
      <p class="quiet small about">{say("descentAbout")}</p>
    </>
  );
}

/** The handle at the start, and the whole map as the place where it can be put. */
function Start({ into }: { into: { readonly current: HTMLDivElement | null } }) {
  const [left, right, bottom, top] = shown.value?.extent ?? [0, 1, 0, 1];
  const [x, y] = start.value;
  const name = say("startAt", { x: measured(rounded(x)), y: measured(rounded(y)) });
  const put = (event: PointerEvent, done: boolean) => {
    const box = into.current?.getBoundingClientRect();
    if (!box) return;
    const across = (event.clientX - box.left) / box.width;
    const down = (event.clientY - box.top) / box.height;
    moveStart([left + across * (right - left), top - down * (top - bottom)], done);
  };
  const press = (event: KeyboardEvent) => {
    const moves: Record<string, readonly [number, number]> = {
      ArrowLeft: [-1, 0],
      ArrowRight: [1, 0],
      ArrowUp: [0, 1],
      ArrowDown: [0, -1],
    };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    const share = event.shiftKey ? 0.1 : 0.01;
    moveStart([x + move[0] * share * (right - left), y + move[1] * share * (top - bottom)], true);
  };
  return (
    <div
      class="catcher"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        put(event, false);
      }}
      onPointerMove={(event) => dragged.value && put(event, false)}
      onPointerUp={(event) => dragged.value && put(event, true)}
      onPointerCancel={() => (dragged.value = null)}
    >
      <button
        type="button"
        class="start-handle"
        aria-label={name}
        title={name}
        style={{
          insetInlineStart: `${((x - left) / (right - left)) * 100}%`,
          insetBlockStart: `${((top - y) / (top - bottom)) * 100}%`,
        }}
        onKeyDown={press}
      />
    </div>
  );
}

function Transport() {
  return (
    <div class="transport-line">
      <button type="button" class="button primary" onClick={togglePlay}>
        {say(playing.value ? "pause" : "play")}
      </button>
      <button type="button" class="button" onClick={stepOn}>
        {say("stepOn")}
      </button>
      <button type="button" class="button" onClick={rewind}>
        {say("reset")}
      </button>
      <Slider
        label={say("step")}
        value={step.value}
        shown={say("stepNow", { n: step.value, all: STEPS })}
        least={0}
        most={STEPS}
        set={(value) => {
          playing.value = false;
          step.value = value;
        }}
      />
    </div>
  );
}

function Heights() {
  const now = step.value;
  const found = racers().length ? (race.answer.value?.racers ?? []) : [];
  return (
    <div class="scroll" role="region" tabIndex={0} aria-label={say("heights")}>
      <table class="values">
        <thead>
          <tr>
            <th scope="col">{term("optimizer")}</th>
            <th scope="col">η</th>
            <th scope="col">x₁</th>
            <th scope="col">x₂</th>
            <th scope="col">f</th>
            <th scope="col">{say("minimumAt")}</th>
          </tr>
        </thead>
        <tbody>
          {found.map(({ optimizer, rate, x, y, f, reached, left }) => (
            <tr key={optimizer}>
              <th scope="row">
                <Disc optimizer={optimizer} /> {term(optimizer)}
              </th>
              <td>{rate}</td>
              <td>{measured(x[Math.min(now, x.length - 1)])}</td>
              <td>{measured(y[Math.min(now, y.length - 1)])}</td>
              <td>{measured(f[Math.min(now, f.length - 1)])}</td>
              <td>{left ? say("flewOff") : (reached ?? say("never"))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Disc({ optimizer }: { optimizer: string }) {
  const place = OPTIMIZERS.findIndex((one) => one === optimizer);
  return (
    <span class="disc" style={{ "--colour": colourOf(place, theme.value) }} aria-hidden="true">
      {place + 1}
    </span>
  );
}

function HeightChart() {
  const found = racers().length ? (race.answer.value?.racers ?? []) : [];
  const [first] = found;
  if (!first) return null;
  const curves = found.map(({ optimizer, f }) => ({
    name: term(optimizer),
    colour: colourOf(OPTIMIZERS.findIndex((one) => one === optimizer), theme.value),
    y: f,
  }));
  const highest = Math.max(...found.map(({ f }) => f[0] ?? 0));
  return (
    <LineChart
      title={say("heightChart")}
      x={first.f.map((_, i) => i)}
      xName={say("step")}
      curves={curves}
      most={Math.max(highest * 1.2, highest + 0.5)}
      now={step.value}
    />
  );
}
