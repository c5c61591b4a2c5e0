// The scan: from value to value in reading order, by itself or step by step.

import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { moveTo, spot } from "./store";
import { type Planes, stepped } from "./windows";
import { w } from "./words";

// Steps a second. Whoever wants little motion gets the slowest.
const SPEEDS = { slow: 1.5, normal: 5, fast: 20 } as const;
type Speed = keyof typeof SPEEDS;

export function Transport({ planes }: { planes: Planes }) {
  const playing = useSignal(false);
  const speed = useSignal<Speed>(littleMotion() ? "slow" : "normal");
  const { maps, rows, columns } = planes;
  useEffect(() => {
    if (!playing.value) return;
    const timer = setInterval(() => moveTo(stepped(spot.peek(), planes, 1)), 1000 / SPEEDS[speed.value]);
    return () => clearInterval(timer);
  }, [playing.value, speed.value, maps, rows, columns]);
  if (maps * rows * columns === 1) return null;
  const step = (by: number) => {
    playing.value = false;
    moveTo(stepped(spot.value, planes, by));
  };
  const name = w(playing.value ? "pause" : "play");
  return (
    <div class="scan-transport" role="group" aria-label={w("play")}>
      <Button name={w("stepBack")} press={() => step(-1)}>
        <path d="M18 5.500v13l-9-6.500zM6 6h1.800v12H6z" fill="currentColor" />
      </Button>
      <button
        type="button"
        class={`scan-play ${playing.value ? "on" : ""}`}
        aria-label={name}
        title={name}
        onClick={() => (playing.value = !playing.value)}
      >
        <svg viewBox="0 0 24 24" aria-hidden="true">
          {playing.value ? (
            <path d="M7 5h3.500v14H7zM13.500 5H17v14h-3.500z" fill="currentColor" />
          ) : (
            <path d="M8 4.500v15l12-7.500z" fill="currentColor" />
          )}
        </svg>
      </button>
      <Button name={w("stepOn")} press={() => step(1)}>
        <path d="M6 5.500v13l9-6.500zM16.200 6H18v12h-1.800z" fill="currentColor" />
      </Button>
      <select
        aria-label={w("speed")}
        value={speed.value}
        onChange={(e) => (speed.value = e.currentTarget.value as Speed)}
      >
        {(Object.keys(SPEEDS) as Speed[]).map((key) => (
          <option key={key} value={key}>
            {w(key)}
          </option>
        ))}
      </select>
    </div>
  );
}

interface ButtonProps {
  readonly name: string;
  readonly press: () => void;
  readonly children: ComponentChildren;
}

function Button({ name, press, children }: ButtonProps) {
  return (
    <button type="button" class="icon-button" aria-label={name} title={name} onClick={press}>
      <svg viewBox="0 0 24 24" aria-hidden="true">
        {children}
      </svg>
    </button>
  );
}

function littleMotion(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
