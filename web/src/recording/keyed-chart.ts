// A chart that is read with the keyboard. Its cursor outlives the chart's being drawn anew, and keys
// that are pressed before it is drawn count all the same.

import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type uPlot from "uplot";
import { useWidth } from "../parts/width";
import { moveCursor, putCursor } from "./chart";

// What keys do to the cursor: so many epochs on.
const STEPS: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowRight: 1,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
};

interface KeyedChart {
  /** The chart as it is drawn now, for new numbers. */
  readonly drawn: RefObject<uPlot | null>;
  readonly into: RefObject<HTMLDivElement | null>;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

/** Draws into an element, and anew when its width or one of `inputs` changes; null draws nothing. */
export function useKeyedChart(
  draw: (into: HTMLElement, width: number) => uPlot | null,
  inputs: readonly unknown[],
): KeyedChart {
  const into = useRef<HTMLDivElement>(null);
  const drawn = useRef<uPlot | null>(null);
  const early = useRef<number[]>([]);
  const at = useRef<number | null>(null);
  const width = useWidth(into);
  useEffect(() => {
    const made = into.current && width ? draw(into.current, width) : null;
    if (!made) return;
    let here = true;
    // uPlot lays its scales in a microtask of its own; before that no cursor finds its place.
    queueMicrotask(() => {
      if (!here) return;
      drawn.current = made;
      if (at.current !== null) putCursor(made, at.current);
      for (const steps of early.current.splice(0)) moveCursor(made, steps);
    });
    return () => {
      here = false;
      drawn.current = null;
      at.current = made.cursor.idx ?? null;
      made.destroy();
    };
  }, [width, ...inputs]);
  const onKeyDown = (event: KeyboardEvent) => {
    const steps = STEPS[event.key];
    if (steps === undefined) return;
    event.preventDefault();
    if (drawn.current) moveCursor(drawn.current, steps);
    else early.current.push(steps);
  };
  return { drawn, into, onKeyDown };
}
