// A network that learns from the table, how far it is, and the way to its recording.

import { useSignal } from "@preact/signals";
import { href, hrefWith } from "../address";
import { counted, duration, ending, measured } from "../figures";
import { term, told } from "../language";
import type { Sheet, SheetState } from "../messages";
import { ProgressPanel } from "../parts/progress-panel";
import { Exports } from "../recording/exports";
import "../styles/progress.css";
import { tableOptions } from "../selection/asked";
import { asked, lost, network, state, stop, train, trouble, working } from "./store";
import { w } from "./words";

const NUMBERS = ["epochs", "batch_size", "learning_rate"] as const;
const USUAL = { epochs: 100, batch_size: 32, learning_rate: 0.01 };

export function Learn({ sheet }: { sheet: Sheet }) {
  const numbers = useSignal(USUAL);
  const begin = () => {
    if (!asked.value) return;
    const { epochs, batch_size, learning_rate: rate } = numbers.value;
    const wanted = { ...asked.value, target: sheet.target };
    void train({ asked: wanted, network: network.value, epochs, batch_size, rate });
  };
  return (
    <section class="panel learn" aria-labelledby="data-learn">
      <h2 id="data-learn">{w("learn")}</h2>
      <form
        onSubmit={(e) => {
          e.preventDefault();
          begin();
        }}
      >
        <label class="labelled">
          <span>{w("networkLine")}</span>
          <textarea
            rows={2}
            spellcheck={false}
            value={network.value}
            onInput={(e) => (network.value = e.currentTarget.value.replace(/\s*\n\s*/g, " "))}
          />
        </label>
        <div class="numbers">
          {NUMBERS.map((name) => (
            <label key={name} class="labelled">
              <span>{term(name)}</span>
              <input
                type="number"
                min={name === "learning_rate" ? 0 : 1}
                step={name === "learning_rate" ? "any" : 1}
                required
                value={numbers.value[name]}
                onChange={(e) => {
                  const value = e.currentTarget.valueAsNumber || USUAL[name];
                  numbers.value = { ...numbers.value, [name]: value };
                }}
              />
            </label>
          ))}
        </div>
        <button class="button primary" disabled={working.value}>
          {w("train")}
        </button>
      </form>
      {trouble.value && (
        <p class="warning" role="alert">
          {told(trouble.value)}
        </p>
      )}
      {asked.value && (
        <p>
          <a href={hrefWith(tableOptions(asked.value, sheet.target, sheet.task), "selection")}>
            {w("compare")}
          </a>
        </p>
      )}
    </section>
  );
}

export function Progress() {
  const now = state.value;
  return (
    <ProgressPanel
      id="data-progress"
      title={w("progress")}
      lost={lost.value ? w("lost") : null}
      idle={w("idle")}
    >
      {now && now.phase !== "idle" ? <Shown now={now} /> : null}
    </ProgressPanel>
  );
}

function Shown({ now }: { now: SheetState }) {
  const done = now.epochs ? now.epoch / now.epochs : 0;
  const last = now.history.at(-1);
  return (
    <>
      <div class="progress-head">
        <p role="status">{phase(now)}</p>
        {working.value && (
          <button type="button" class="button" disabled={now.stopping} onClick={() => void stop()}>
            {now.stopping ? w("stopping") : w("stop")}
          </button>
        )}
      </div>
      <progress
        aria-label={w("progress")}
        max={1}
        {...(now.phase === "loading" ? {} : { value: now.phase === "ended" ? 1 : done })}
      />
      {now.problem && (
        <p class="warning" role="alert">
          {told(now.problem)}
        </p>
      )}
      {last && (
        <>
          <Curve history={now.history} />
          <dl class="tiles">
            <Tile name={term("loss")} row={last} at={1} show={measured} />
            {last[3] !== null && <Tile name={term("accuracy")} row={last} at={3} show={share} />}
          </dl>
          {now.scaled && <p class="quiet">{w("scaled")}</p>}
        </>
      )}
      {now.run !== null && (
        <>
          <p>
            <a href={href("runs", now.run)}>{w("recording")}</a>
          </p>
          <Exports id={now.run} />
        </>
      )}
    </>
  );
}

type Row = SheetState["history"][number];

interface TileProps {
  readonly name: string;
  readonly row: Row;
  readonly at: 1 | 3;
  readonly show: (value: number | null | undefined) => string;
}

function Tile({ name, row, at, show }: TileProps) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{w("latest", { train: show(row[at]), validation: show(row[at + 1]) })}</dd>
    </div>
  );
}

function share(value: number | null | undefined): string {
  return value == null ? "–" : `${(100 * value).toFixed(1)} %`;
}

const WIDE = 300;
const TALL = 80;

function Curve({ history }: { history: readonly Row[] }) {
  const last = history.at(-1);
  if (!last || history.length < 2) return null;
  const losses = history.flatMap((row) => [row[1], row[2]]).filter((v) => v !== null);
  const most = Math.max(...losses, 1e-12);
  const line = (at: 1 | 2) =>
    history
      .filter((row) => row[at] !== null)
      .map((row) => {
        const x = (row[0] / last[0]) * WIDE;
        return `${x.toFixed(1)},${(TALL - ((row[at] ?? 0) / most) * TALL).toFixed(1)}`;
      })
      .join(" ");
  const label = w("lossCurve", { train: measured(last[1]), validation: measured(last[2]) });
  return (
    <svg
      class="loss-curve"
      viewBox={`0 -2 ${WIDE} ${TALL + 4}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <polyline class="of-training" points={line(1)} />
      <polyline class="of-validation" points={line(2)} />
    </svg>
  );
}

function phase(now: SheetState): string {
  switch (now.phase) {
    case "loading":
      return w("phaseLoading");
    case "learning":
      return w("phaseLearning", { n: Math.floor(now.epoch), of: counted(now.epochs) });
    case "failed":
      return w("phaseFailed");
    default:
      return w("phaseEnded", { how: ending(now.ended ?? ""), time: duration(now.seconds) });
  }
}
