// The field to draw in: light strokes on dark, as the pictures of MNIST are.

import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { lookAt } from "./looking";
import { data } from "./store";
import { w } from "./words";

const SIDE = 112; // pixels of the drawing
const PEN = 9; // pixels across
const KEY_STEP = 4;

const KEYS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-KEY_STEP, 0],
  ArrowRight: [KEY_STEP, 0],
  ArrowUp: [0, -KEY_STEP],
  ArrowDown: [0, KEY_STEP],
};

interface Place {
  readonly x: number;
  readonly y: number;
}

export function Pad() {
  const canvas = useRef<HTMLCanvasElement>(null);
  const last = useRef<Place | null>(null);
  const asked = useRef(0);
  const pen = useSignal<(Place & { down: boolean }) | null>(null);
  const digits = data.value?.digits ?? true;

  const send = () => {
    asked.current ||= requestAnimationFrame(() => {
      asked.current = 0;
      const pixels = canvas.current && grey(canvas.current);
      if (pixels) lookAt({ kind: "drawn", pixels, side: SIDE });
    });
  };
  const line = (from: Place, to: Place) => {
    const context = canvas.current?.getContext("2d", { willReadFrequently: true });
    if (!context) return;
    context.strokeStyle = "#fff";
    context.lineWidth = PEN;
    context.lineCap = context.lineJoin = "round";
    context.beginPath();
    context.moveTo(from.x, from.y);
    context.lineTo(to.x, to.y);
    context.stroke();
    send();
  };
  const clear = () => {
    canvas.current?.getContext("2d", { willReadFrequently: true })?.clearRect(0, 0, SIDE, SIDE);
    lookAt(null);
  };
  const begin = (event: PointerEvent) => {
    if (event.button !== 0) return;
    canvas.current?.setPointerCapture(event.pointerId);
    last.current = place(event);
    line(last.current, last.current);
  };
  const move = (event: PointerEvent) => {
    if (!last.current) return;
    for (const part of event.getCoalescedEvents?.() ?? [event]) {
      const next = place(part);
      line(last.current, next);
      last.current = next;
    }
  };
  const end = () => {
    last.current = null;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const from = pen.value ?? { x: SIDE / 2, y: SIDE / 2, down: false };
    const step = KEYS[event.key];
    if (step) {
      const bound = (value: number) => Math.min(SIDE, Math.max(0, value));
      const to = { ...from, x: bound(from.x + step[0]), y: bound(from.y + step[1]) };
      if (from.down) line(from, to);
      pen.value = to;
    } else if (event.key === " ") {
      if (!from.down) line(from, from);
      pen.value = { ...from, down: !from.down };
    } else if (event.key === "Delete" || event.key === "Backspace") clear();
    else return;
    event.preventDefault();
  };
  useEffect(() => clear, []);
  return (
    <div class="pad">
      <h3>{w(digits ? "drawDigit" : "draw")}</h3>
      <div
        class="pad-field"
        tabIndex={0}
        role="application"
        aria-label={w("padKeys")}
        onKeyDown={onKeyDown}
        onBlur={() => {
          pen.value = null;
        }}
      >
        <canvas
          ref={canvas}
          width={SIDE}
          height={SIDE}
          onPointerDown={begin}
          onPointerMove={move}
          onPointerUp={end}
          onPointerCancel={end}
        />
        {pen.value && (
          <span
            class={pen.value.down ? "pen down" : "pen"}
            style={{ left: `${(100 * pen.value.x) / SIDE}%`, top: `${(100 * pen.value.y) / SIDE}%` }}
          />
        )}
      </div>
      <button type="button" class="button" onClick={clear}>
        {w("clear")}
      </button>
    </div>
  );
}

/** Where a pointer is, in pixels of the drawing. */
function place(event: PointerEvent): Place {
  const box = (event.target as HTMLCanvasElement).getBoundingClientRect();
  const scale = SIDE / box.width;
  return { x: (event.clientX - box.left) * scale, y: (event.clientY - box.top) * scale };
}

/** How light each pixel is: its opacity, as all strokes are white. */
function grey(canvas: HTMLCanvasElement): Uint8Array | null {
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) return null;
  const { data: colours } = context.getImageData(0, 0, SIDE, SIDE);
  return Uint8Array.from({ length: SIDE * SIDE }, (_, i) => colours[4 * i + 3] ?? 0);
}
