// How far the comparison is, with what ends it and what goes on with it.

import { duration, counted } from "../figures";
import { told } from "../language";
import type { SelectState } from "../messages";
import { ProgressPanel } from "../parts/progress-panel";
import "../styles/progress.css";
import { goOn, lost, state, stop, working } from "./store";
import { w } from "./words";

export function Progress() {
  const now = state.value;
  return (
    <ProgressPanel
      id="selection-progress"
      title={w("progress")}
      lost={lost.value ? w("lost") : null}
      idle={w("idle")}
    >
      {now && now.phase !== "idle" ? <Shown now={now} /> : null}
    </ProgressPanel>
  );
}

function Shown({ now }: { now: SelectState }) {
  const known = now.phase === "searching" || now.phase === "ended";
  return (
    <>
      <div class="progress-head">
        <p role="status">{phase(now)}</p>
        {now.seconds_left !== null && working.value && (
          <p class="quiet">{w("left", { time: duration(now.seconds_left) })}</p>
        )}
        {working.value && (
          <button type="button" class="button" disabled={now.stopping} onClick={() => void stop()}>
            {now.stopping ? w("stopping") : w("stop")}
          </button>
        )}
        {now.phase === "ended" && now.ended === "interrupted" && now.winner === null && (
          <button type="button" class="button" onClick={() => void goOn()}>
            {w("goOn")}
          </button>
        )}
      </div>
      {now.phase !== "failed" && (
        <progress aria-label={w("progress")} max={1} {...(known ? { value: now.done } : {})} />
      )}
      {now.problem && (
        <p class="warning" role="alert">
          {told(now.problem)}
        </p>
      )}
      {now.phase === "ended" && now.ended === "finished" && now.winner === null && (
        <p class="warning" role="alert">
          {w("noWinner")}
        </p>
      )}
    </>
  );
}

function phase(now: SelectState): string {
  const time = duration(now.seconds);
  switch (now.phase) {
    case "ended":
      if (now.ended !== "interrupted") return w("finished", { time });
      return w(now.winner === null ? "interrupted" : "stoppedLate", { time });
    case "searching":
      return w("searching", {
        finished: counted(now.finished),
        candidates: counted(now.candidates),
        networks: counted(now.networks),
      });
    case "idle":
      return w("idle");
    default:
      return w(now.phase);
  }
}
