// How far a run is that another process learns.

import { counted, duration } from "../figures";
import type { UnderWay as Message } from "../messages";
import "../styles/progress.css";
import { w } from "./words";

export function UnderWay({ now, goesOn }: { now: Message; goesOn: boolean }) {
  const n = now.epoch < now.epochs ? now.epoch.toFixed(1) : counted(now.epoch);
  const progress = w("progress", { n, of: counted(now.epochs) });
  return (
    <div class="under-way">
      <progress aria-label={progress} max={1} value={now.epochs ? now.epoch / now.epochs : 0} />
      <span>{now.compiled ? progress : w("compiling")}</span>
      {goesOn && now.seconds_left !== null && (
        <span>{w("left", { time: duration(now.seconds_left) })}</span>
      )}
    </div>
  );
}
