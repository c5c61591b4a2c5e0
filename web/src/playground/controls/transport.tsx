// Play, pause, step, begin again; how far it is and how fast it goes.

import { useComputed } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { counted } from "../../figures";
import { term } from "../../language";
import { isShown } from "../controls-shown";
import {
  frame, playing, reset, setSpeed, type Speed, SPEEDS, speed, step, togglePlay,
} from "../store"; // prettier-ignore
import { say } from "../words";

export function Transport() {
  return (
    <div class="transport" role="group" aria-label={say("learningControls")}>
      {isShown("resetButton") && (
        <IconButton name={say("reset")} press={(e) => reset(e.shiftKey ? "new" : "same")}>
          <path class="stroke" d="M5 12a7 7 0 1 0 2.300-5.200M5 4.500V8.500h4" />
        </IconButton>
      )}
      {isShown("resetButton") && isShown("seed") && (
        <IconButton name={say("newSeed")} press={() => reset("new")}>
          <path class="stroke" d="M5 5h14v14H5z" />
          <path class="dots" d="M8.8 8.8v.01M15.2 8.8v.01M12 12v.01M8.8 15.2v.01M15.2 15.2v.01" />
        </IconButton>
      )}
      {isShown("playButton") && <PlayButton />}
      {isShown("stepButton") && (
        <IconButton name={say("stepEpoch")} press={() => step("epoch")}>
          <path d="M6 5.500v13l9-6.500z" fill="currentColor" />
          <path class="stroke" d="M18 6v12" />
        </IconButton>
      )}
      <Epoch />
      {isShown("speed") && <SpeedChoice />}
    </div>
  );
}

interface IconProps {
  readonly name: string;
  readonly press: (event: MouseEvent) => void;
  readonly children: ComponentChildren;
}

function IconButton({ name, press, children }: IconProps) {
  return (
    <button type="button" class="icon-button large" aria-label={name} title={name} onClick={press}>
      <svg viewBox="0 0 24 24" aria-hidden="true">
        {children}
      </svg>
    </button>
  );
}

function PlayButton() {
  const on = playing.value;
  const name = say(on ? "pause" : "play");
  return (
    <button
      type="button"
      class={`play ${on ? "on" : ""}`}
      aria-label={name}
      title={`${name} (Space)`}
      onClick={togglePlay}
    >
      <svg viewBox="0 0 24 24" aria-hidden="true">
        {on ? (
          <path d="M7 5h3.500v14H7zM13.500 5H17v14h-3.500z" fill="currentColor" />
        ) : (
          <path d="M8 4.500v15l12-7.500z" fill="currentColor" />
        )}
      </svg>
    </button>
  );
}

/** Bound to text, so that a frame draws nothing anew but these few letters. */
function Epoch() {
  const epoch = useComputed(() => counted(frame.value?.head.epoch ?? 0));
  const batch = useComputed(() => {
    const done = frame.value?.head.batch ?? 0;
    return done > 0 ? ` + ${counted(done)}` : "";
  });
  const rate = useComputed(() => {
    const n = frame.value?.head.playing ? frame.value.head.epochs_per_second : 0;
    return n > 0 ? say("perSecond", { n: counted(Math.round(n)) }) : " ";
  });
  return (
    <div class="epoch">
      <span class="epoch-word" data-term="epoch">
        {term("epoch")}
      </span>
      <output class="epoch-number" aria-live="off">
        {epoch}
        <small>{batch}</small>
      </output>
      <span class="epoch-rate">{rate}</span>
    </div>
  );
}

function SpeedChoice() {
  return (
    <select
      class="speed"
      aria-label={say("speed")}
      title={say("speed")}
      value={speed.value}
      onChange={(e) => setSpeed(e.currentTarget.value as Speed)}
    >
      {(Object.keys(SPEEDS) as Speed[]).map((name) => (
        <option key={name} value={name} selected={name === speed.value}>
          {say(name)}
        </option>
      ))}
    </select>
  );
}
