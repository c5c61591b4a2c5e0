// The field to draw in: light strokes on dark, as the pictures of MNIST are.

import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import "../styles/pad.css";
import { w } from "./words";

export const SIDE = 112; // pixels of the drawing
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

/** A stroke's points in turn: x, y, x, y, …, in whole pixels of the drawing. */
export type Stroke = readonly number[];

interface Props {
  readonly heading: string;
  /** What is drawn at first. */
  readonly strokes?: readonly Stroke[];
  /** Hears of every change: how light each pixel is, SIDE × SIDE; null for nothing drawn. */
  readonly onDraw: (pixels: Uint8Array | null, strokes: readonly Stroke[]) => void;
}

export function Pad({ heading, strokes = [], onDraw }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const drawn = useRef<number[][]>([]);
  const drawing = useRef(false);
  const asked = useRef(0);
  const pen = useSignal<(Place & { down: boolean }) | null>(null);

  const send = () => {
    asked.current ||= requestAnimationFrame(() => {
      asked.current = 0;
      const pixels = canvas.current && grey(canvas.current);
      if (pixels) onDraw(pixels, drawn.current);
    });
  };
  const begin = (at: Place) => {
    drawn.current.push([at.x, at.y]);
    line(canvas.current, at, at);
    send();
  };
  const goOn = (to: Place) => {
    const stroke = drawn.current.at(-1) ?? [];
    const [x = to.x, y = to.y] = stroke.slice(-2);
    if (x === to.x && y === to.y) return;
    stroke.push(to.x, to.y);
    line(canvas.current, { x, y }, to);
    send();
  };
  const clear = () => {
    context(canvas.current)?.clearRect(0, 0, SIDE, SIDE);
    drawn.current = [];
    onDraw(null, []);
  };
  const move = (event: PointerEvent) => {
    if (!drawing.current) return;
    for (const part of event.getCoalescedEvents?.() ?? [event]) goOn(place(part));
  };
  const end = () => {
    drawing.current = false;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const from = pen.value ?? { x: SIDE / 2, y: SIDE / 2, down: false };
    const step = KEYS[event.key];
    if (step) {
      const bound = (value: number) => Math.min(SIDE, Math.max(0, value));
      const to = { ...from, x: bound(from.x + step[0]), y: bound(from.y + step[1]) };
      if (from.down) goOn(to);
      pen.value = to;
    } else if (event.key === " ") {
      if (!from.down) begin(from);
      pen.value = { ...from, down: !from.down };
    } else if (event.key === "Delete" || event.key === "Backspace") clear();
    else return;
    event.preventDefault();
  };
  useEffect(() => {
    for (const stroke of strokes) {
      const [x = 0, y = 0, ...rest] = stroke;
      begin({ x, y });
      for (let i = 0; i + 1 < rest.length; i += 2) goOn({ x: rest[i] ?? 0, y: rest[i + 1] ?? 0 });
    }
    return () => cancelAnimationFrame(asked.current);
  }, []);
  return (
    <div class="pad">
      <h3>{heading}</h3>
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
          onPointerDown={(event) => {
            if (event.button !== 0) return;
            canvas.current?.setPointerCapture(event.pointerId);
            drawing.current = true;
            begin(place(event));
          }}
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

function context(canvas: HTMLCanvasElement | null) {
  return canvas?.getContext("2d", { willReadFrequently: true });
}

function line(canvas: HTMLCanvasElement | null, from: Place, to: Place): void {
  const paint = context(canvas);
  if (!paint) return;
  paint.strokeStyle = "#fff";
  paint.lineWidth = PEN;
  paint.lineCap = paint.lineJoin = "round";
  paint.beginPath();
  paint.moveTo(from.x, from.y);
  paint.lineTo(to.x, to.y);
  paint.stroke();
}

/** Where a pointer is, in whole pixels of the drawing: what a link can hold. */
function place(event: PointerEvent): Place {
  const box = (event.target as HTMLCanvasElement).getBoundingClientRect();
  const scale = SIDE / box.width;
  const whole = (at: number) => Math.min(SIDE, Math.max(0, Math.round(at * scale)));
  return { x: whole(event.clientX - box.left), y: whole(event.clientY - box.top) };
}

/** How light each pixel is: its opacity, as all strokes are white. */
function grey(canvas: HTMLCanvasElement): Uint8Array | null {
  const paint = context(canvas);
  if (!paint) return null;
  const { data: colours } = paint.getImageData(0, 0, SIDE, SIDE);
  return Uint8Array.from({ length: SIDE * SIDE }, (_, i) => colours[4 * i + 3] ?? 0);
}
