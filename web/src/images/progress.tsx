// How far the training is, and the buttons that begin and end it.

import { href } from "../address";
import { counted, duration, ending } from "../figures";
import { told } from "../language";
import "../styles/progress.css";
import type { ImagesState } from "../messages";
import { LiveCurves } from "./live-curves";
import { lost, state, stop, working } from "./store";
import { w } from "./words";

export function Progress() {
  const now = state.value;
  return (
    <section class="panel progress-panel" aria-labelledby="learning">
      <h2 id="learning">{w("learning")}</h2>
      {lost.value && (
        <p class="warning" role="alert">
          {w("lost")}
        </p>
      )}
      {now.phase === "idle" ? <p class="quiet">{w("idle")}</p> : <Bar now={now} />}
      {now.problem && (
        <p class="warning" role="alert">
          {told(now.problem)}
        </p>
      )}
      {now.job > 0 && <LiveCurves />}
      {now.run !== null && (
        <p>
          <a href={href("runs", now.run)}>{w("recording")}</a>
        </p>
      )}
    </section>
  );
}

function Bar({ now }: { now: ImagesState }) {
  const done = now.epochs ? now.epoch / now.epochs : 0;
  const busy = now.phase === "loading" || now.phase === "compiling";
  return (
    <div class="progress">
      <div class="progress-head">
        <p role="status">{phase(now)}</p>
        {working.value && (
          <button type="button" class="button" disabled={now.stopping} onClick={() => void stop()}>
            {w(now.stopping ? "stopping" : "stop")}
          </button>
        )}
      </div>
      <progress aria-label={w("learning")} max={1} {...(busy ? {} : { value: done })} />
      <p class="run-facts">
        <span>{now.data?.name ?? ""}</span>
        <span>{w("epochOf", { n: epoch(now), of: counted(now.epochs) })}</span>
        {now.examples_per_second !== null && (
          <span>{w("speed", { n: counted(Math.round(now.examples_per_second)) })}</span>
        )}
        {now.compile_seconds !== null && (
          <span>{w("compiledIn", { time: duration(now.compile_seconds) })}</span>
        )}
      </p>
      {now.data?.notes.map((note) => (
        <p key={note.en} class="quiet">
          {told(note)}
        </p>
      ))}
    </div>
  );
}

function epoch({ epoch: n, epochs, phase: now }: ImagesState): string {
  return now === "learning" && n < epochs ? n.toFixed(1) : counted(Math.round(n * 10) / 10);
}

function phase(now: ImagesState): string {
  switch (now.phase) {
    case "loading":
      return w("phaseLoading");
    case "compiling":
      return w("phaseCompiling");
    case "learning":
      return now.seconds_left === null
        ? w("phaseJust")
        : w("phaseLearning", { left: duration(now.seconds_left) });
    case "failed":
      return w("phaseFailed");
    default:
      return w("phaseEnded", { how: ending(now.ended ?? ""), time: duration(now.seconds) });
  }
}
