// A slice through the loss of a network that learns, with its path on it.

import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { option, setOption } from "../address";
import { counted, measured, percent } from "../figures";
import { term } from "../language";
import type { LandscapeTold } from "../messages";
import { useWidth } from "../parts/width";
import { setName } from "../playground/data/words";
import { Slider } from "../playground/data/slider";
import { sharp } from "../populations/canvas";
import { theme } from "../theme";
import { asking } from "./asking";
import { numberOf, oneOf, OPTIMIZERS, RATES } from "./choices";
import { LineChart } from "./line-chart";
import { colourOf, drawGround, drawTrails } from "./map";
import { Choice, Ladder, State } from "./parts";
import { Saved } from "./saved";
import { say } from "./words";

const SETS = ["moons", "circle", "xor", "gauss", "spiral"] as const;
const PLANES = ["path", "random"] as const;
const UNITS = [1, 2, 4, 8, 16, 32, 64, 128] as const;
const EPOCHS = [1, 5, 10, 20, 40, 80, 150] as const;
const ORDER = ["momentum", ...OPTIMIZERS.filter((one) => one !== "momentum")] as const;

const sliced = asking<LandscapeTold>("landscape");

const OF = ["small", "saved"] as const;

/** Of a small network that learns here and now, or of a recording. */
export function Landscape() {
  return oneOf(OF, option("of")) === "saved" ? <Saved /> : <Learned />;
}

export function OfWhat() {
  return (
    <Choice
      name={say("landscapeOfWhat")}
      value={oneOf(OF, option("of"))}
      values={OF.map((name) => [name, say(name)] as const)}
      set={(name) => setOption("of", name === OF[0] ? null : name)}
    />
  );
}

function Learned() {
  const asked = {
    data: oneOf(SETS, option("data")),
    units: numberOf("units", 16, 1, 128),
    optimizer: oneOf(ORDER as unknown as readonly [string, ...string[]], option("optimizer")),
    rate: numberOf("rate", 0.05, 1e-6, 3),
    epochs: numberOf("epochs", 40, 1, 150),
    plane: oneOf(PLANES, option("plane")),
    seed: 0,
  };
  useEffect(() => sliced.ask(asked)); // which asks only for what is new
  const told = sliced.answer.value;
  return (
    <div class="body">
      <section class="card fields side">
        <p class="quiet small">{say("landscapeAbout")}</p>
        <OfWhat />
        <Choice
          name={say("data")}
          value={asked.data}
          values={SETS.map((name) => [name, setName(name)] as const)}
          set={(name) => setOption("data", name === SETS[0] ? null : name)}
        />
        <Choice
          name={say("plane")}
          value={asked.plane}
          values={PLANES.map((name) => [name, say(name)] as const)}
          set={(name) => setOption("plane", name === PLANES[0] ? null : name)}
        />
        <Choice
          name={term("optimizer")}
          value={asked.optimizer}
          values={ORDER.map((name) => [name, term(name)] as const)}
          set={(name) => setOption("optimizer", name === ORDER[0] ? null : name)}
        />
        <Ladder label={term("learning_rate")} values={RATES} value={asked.rate} usual={0.05} option="rate" />
        <Ladder label={say("units")} values={UNITS} value={asked.units} usual={16} option="units" />
        <Ladder label={say("epochs")} values={EPOCHS} value={asked.epochs} usual={40} option="epochs" />
        <State asked={sliced} seconds={told?.seconds} />
      </section>
      {told && <Found told={told} />}
    </div>
  );
}

function Found({ told }: { told: LandscapeTold }) {
  const shown = useSignal(told.path.length - 1);
  const until = Math.min(shown.value, told.path.length - 1);
  return (
    <div class="main" aria-busy={sliced.awaited.value}>
      <section class="card">
        <Slice told={told} until={until} />
        {told.path.length > 1 && (
          <Slider
            label={say("snapshot")}
            value={until}
            shown={`${term("step")} ${counted(told.steps[until] ?? 0)}`}
            least={0}
            most={told.path.length - 1}
            set={(value) => (shown.value = value)}
          />
        )}
        <p class="quiet small">
          <code>{told.network}</code> · {say("placesOf", { n: counted(told.places) })} · {term("train_loss")}{" "}
          {measured(told.train_loss)}
          {told.explained && (
            <> · {say("explained", { a: percent(told.explained[0]), b: percent(told.explained[1]) })}</>
          )}
        </p>
      </section>
      {told.path.length > 1 && (
        <section class="card">
          <LineChart
            title={`${term("loss")}, ${say("path")}`}
            x={told.steps}
            xName={term("step")}
            curves={[{ name: term("loss"), colour: colourOf(1, theme.value), y: told.losses }]}
            logY
            now={until}
          />
        </section>
      )}
    </div>
  );
}

export function Slice({ told, until }: { told: LandscapeTold; until: number }) {
  const into = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const wide = useWidth(into);
  const high = Math.round(wide * 0.72);
  const { columns, rows, extent } = told;
  const at = useSignal<readonly [number, number]>([(columns - 1) / 2, (rows - 1) / 2]);
  useEffect(() => {
    if (!canvas.current || !wide) return;
    const ratio = sharp(canvas.current, wide, high);
    drawGround(canvas.current, told, theme.value);
    const [x, y] = [told.path.map(([a]) => a), told.path.map(([, b]) => b)];
    const trail = { x, y, until, colour: colourOf(1, theme.value), mark: "●" };
    drawTrails(canvas.current, extent, [trail], theme.value, ratio);
  }, [told, until, wide, theme.value]);
  const [column, row] = at.value;
  const [left, right, bottom, top] = extent;
  const a = left + (column / (columns - 1)) * (right - left);
  const b = bottom + (row / (rows - 1)) * (top - bottom);
  const loss = told.heights[Math.round(row) * columns + Math.round(column)];
  const read = say("lossAt", { loss: measured(loss), a: measured(a), b: measured(b) });
  const move = (event: PointerEvent) => {
    const box = into.current?.getBoundingClientRect();
    if (!box) return;
    const across = ((event.clientX - box.left) / box.width) * (columns - 1);
    const up = (1 - (event.clientY - box.top) / box.height) * (rows - 1);
    at.value = [within(Math.round(across), columns), within(Math.round(up), rows)];
  };
  const press = (event: KeyboardEvent) => {
    const moves: Record<string, readonly [number, number]> = {
      ArrowLeft: [-1, 0],
      ArrowRight: [1, 0],
      ArrowUp: [0, 1],
      ArrowDown: [0, -1],
    };
    const step = moves[event.key];
    if (!step) return;
    event.preventDefault();
    at.value = [within(column + step[0], columns), within(row + step[1], rows)];
  };
  return (
    <>
      <div
        ref={into}
        class="field-map"
        style={{ blockSize: `${high || 300}px` }}
        role="application"
        tabIndex={0}
        aria-label={`${say("landscapeOf")}: ${read}`}
        onPointerMove={move}
        onKeyDown={press}
      >
        <canvas ref={canvas} aria-hidden="true" />
        <span
          class="cross"
          style={{
            insetInlineStart: `${(column / (columns - 1)) * 100}%`,
            insetBlockEnd: `${(row / (rows - 1)) * 100}%`,
          }}
        />
      </div>
      <p class="read small" aria-live="polite">
        {read}
      </p>
    </>
  );
}

function within(value: number, count: number): number {
  return Math.max(0, Math.min(count - 1, value));
}
