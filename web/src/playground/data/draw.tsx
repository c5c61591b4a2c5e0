// Where the reader draws points: with the mouse, a finger, or the keyboard.

import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { theme } from "../../theme";
import { css } from "../palette";
import { erase, MOST_DRAWN, put, REACH, snapped, spray } from "./drawing";
import {
  brush,
  byValue,
  classCount,
  chosenClass,
  drawn,
  erasing,
  learn,
  mark,
  remember,
  targetOfMark,
  undo,
} from "./drawn";
import { Brushes, Marks } from "./draw-tools";
import { targetColours } from "./points-canvas";
import { say } from "./words";

const DOT = 3; // CSS pixels
const ERASER = 0.5; // units of the plane
const KEY_STEP = 0.25;

interface At {
  readonly x: number;
  readonly y: number;
}

export function Draw() {
  const count = drawn.value.length;
  return (
    <div class="draw">
      <Marks />
      <Area />
      <Brushes />
      <p class={count > 0 && count < MOST_DRAWN ? "hidden" : "draw-count quiet"} role="status">
        {count === 0
          ? say("drawHint")
          : say(count >= MOST_DRAWN ? "drawnFull" : "drawnCount", { n: count })}
      </p>
      <p class="hidden" id="draw-keys">
        {say("drawKeys")}
      </p>
    </div>
  );
}

function Area() {
  const canvas = useRef<HTMLCanvasElement>(null);
  const cross = useSignal<At>({ x: 0, y: 0 });
  const byKeys = useSignal(false);
  const colour = targetColours(byValue.value ? null : classCount.value);

  useEffect(() => {
    const sheet = canvas.current;
    const pen = sheet?.getContext("2d");
    if (!sheet || !pen) return;
    const scale = Math.max(1, devicePixelRatio);
    const side = Math.round(sheet.clientWidth * scale);
    sheet.width = sheet.height = side;
    const at = (v: number) => (side / 2) * (1 + v / REACH);
    const { edge, paper } = lineColours(sheet);
    pen.strokeStyle = edge;
    pen.lineWidth = 1;
    line(pen, at(0), 0, at(0), side);
    line(pen, 0, at(0), side, at(0));
    pen.strokeStyle = paper;
    for (const point of drawn.value) {
      pen.fillStyle = css(colour(targetOfMark(point.mark)));
      pen.beginPath();
      pen.arc(at(point.x), at(-point.y), DOT * scale, 0, 7);
      pen.fill();
      pen.stroke();
    }
    if (byKeys.value) {
      const [x, y, arm] = [at(cross.value.x), at(-cross.value.y), 8 * scale];
      pen.strokeStyle = css(colour(targetOfMark(mark.value)));
      pen.lineWidth = 2 * scale;
      line(pen, x - arm, y, x + arm, y);
      line(pen, x, y - arm, x, y + arm);
    }
  }, [drawn.value, theme.value, cross.value, byKeys.value, mark.value, colour]);

  const stroke = ({ x, y }: At) => {
    drawn.value = erasing.value
      ? erase(drawn.value, { x, y }, Math.max(ERASER, brush.value))
      : spray(drawn.value, { x, y, mark: mark.value }, brush.value);
  };
  const placeOf = (e: PointerEvent & { currentTarget: HTMLCanvasElement }): At => {
    const box = e.currentTarget.getBoundingClientRect();
    return {
      x: (((e.clientX - box.left) / box.width) * 2 - 1) * REACH,
      y: (1 - ((e.clientY - box.top) / box.height) * 2) * REACH,
    };
  };
  const keyed = (e: KeyboardEvent) => {
    if (!keys(e, cross.value, (at) => (cross.value = at))) return;
    byKeys.value = true;
    e.preventDefault();
    e.stopPropagation();
  };
  return (
    <>
      <canvas
        ref={canvas}
        class="draw-area"
        tabIndex={0}
        role="application"
        aria-label={say("drawArea")}
        aria-describedby="draw-keys"
        onPointerDown={(e) => {
          if (e.button !== 0) return;
          e.currentTarget.setPointerCapture(e.pointerId);
          byKeys.value = false;
          remember();
          stroke(placeOf(e));
        }}
        onPointerMove={(e) => {
          if (e.currentTarget.hasPointerCapture(e.pointerId)) stroke(placeOf(e));
        }}
        onLostPointerCapture={learn}
        onKeyDown={keyed}
        onBlur={() => (byKeys.value = false)}
      />
      <p class="hidden" role="status">
        {byKeys.value &&
          say("crossAt", { x: short(cross.value.x), y: short(cross.value.y), n: drawn.value.length })}
      </p>
    </>
  );
}

const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

/** Does what the key asks for; whether it was one of the drawing area's. */
function keys(e: KeyboardEvent, at: At, move: (at: At) => void): boolean {
  const arrow = ARROWS[e.key];
  if (arrow) {
    const step = KEY_STEP * (e.shiftKey ? 4 : 1);
    move({ x: snapped(at.x + arrow[0] * step), y: snapped(at.y + arrow[1] * step) });
    return true;
  }
  if ((e.ctrlKey || e.metaKey) && e.key === "z") undo();
  else if (e.ctrlKey || e.metaKey || e.altKey) return false;
  else if (e.key === " " || e.key === "Enter") {
    remember();
    drawn.value = put(drawn.value, { ...at, mark: mark.value });
    learn();
  } else if (e.key === "Delete" || e.key === "Backspace") {
    remember();
    drawn.value = erase(drawn.value, at, ERASER);
    learn();
  } else if (/^[1-9]$/.test(e.key) && !byValue.value && Number(e.key) <= classCount.value)
    chosenClass.value = Number(e.key) - 1;
  else return false;
  return true;
}

function lineColours(of: HTMLElement) {
  const style = getComputedStyle(of);
  return { edge: style.getPropertyValue("color"), paper: style.getPropertyValue("background-color") };
}

function line(pen: CanvasRenderingContext2D, x: number, y: number, toX: number, toY: number) {
  pen.beginPath();
  pen.moveTo(x, y);
  pen.lineTo(toX, toY);
  pen.stroke();
}

function short(v: number): string {
  return String(Math.round(v * 100) / 100);
}

