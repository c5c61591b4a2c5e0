// Where among the steps, and on to others.

import type { Microscope, MicroscopeStep } from "../../messages";
import { say } from "./words";

interface Props {
  readonly look: Microscope;
  readonly go: (to: MicroscopeStep) => void;
}

export function Stepper({ look, go }: Props) {
  return (
    <div class="stepper" role="group" aria-label={say("stepping")}>
      <div class="stepper-phases" role="group" aria-label={say("phases")}>
        {look.phases.map((first) => (
          <button
            key={first.phase}
            type="button"
            aria-pressed={first.phase === look.step.phase}
            onClick={() => go(first)}
          >
            {say(first.phase)}
          </button>
        ))}
      </div>
      <div class="stepper-moves">
        <Move name={say("previous")} sign="M15 5l-7 7 7 7" to={look.before} go={go} />
        <span class="stepper-place">{say("ofAll", { n: look.number, all: look.count })}</span>
        <Move name={say("next")} sign="M9 5l7 7-7 7" to={look.after} go={go} />
      </div>
    </div>
  );
}

interface MoveProps {
  readonly name: string;
  readonly sign: string;
  readonly to: MicroscopeStep | null;
  readonly go: (to: MicroscopeStep) => void;
}

function Move({ name, sign, to, go }: MoveProps) {
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={name}
      title={name}
      // Not `disabled`, which would take the focus from whoever steps by keyboard.
      aria-disabled={to === null}
      onClick={() => to && go(to)}
    >
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path class="stroke" d={sign} />
      </svg>
    </button>
  );
}
