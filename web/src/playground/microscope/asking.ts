// What the microscope asks of the server, and what of the answer is pointed out in the graph.

import { type Signal, useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { Microscope, MicroscopeNumber, MicroscopePlace, MicroscopeStep } from "../../messages";
import { type Answer, asJson } from "../../server";
import { type Mark, playing } from "../store";

export interface OwnPoint {
  readonly x1: number;
  readonly x2: number;
  readonly t: number;
}

export type Phase = MicroscopeStep["phase"];

/** The options of an address of the microscope. */
export function query(step: MicroscopeStep | null, example = 0, own: OwnPoint | null = null): string {
  const options = new URLSearchParams();
  if (own) options.set("point", `${own.x1},${own.x2},${own.t}`);
  else if (example) options.set("example", String(example));
  for (const [name, value] of Object.entries(step ?? {})) options.set(name, String(value));
  const text = options.toString();
  return text && `?${text}`;
}

// Of the numbers of a step, those that stand beside its units and links.
const MARKED: Readonly<Record<Phase, readonly string[]>> = {
  forward: ["z", "answer"],
  error: [],
  backward: ["delta"],
  update: ["change"],
};
const MADE_OF: Readonly<Record<Phase, readonly string[]>> = {
  forward: ["u"],
  error: ["error"],
  backward: ["delta"],
  update: [],
};

/** What a step points out: its own numbers, and those that they are made of. */
export function marks(look: Microscope): Mark[] {
  const { phase } = look.step;
  const own = look.numbers.filter(({ kind }) => MARKED[phase].includes(kind));
  const made = look.numbers.filter(({ kind }) => MADE_OF[phase].includes(kind));
  return distinct([...own.flatMap(itself), ...made.flatMap(({ uses }) => uses)]);
}

/** What one number points out. */
export function marksOf(number: MicroscopeNumber): Mark[] {
  return distinct([...number.uses, ...itself(number)]);
}

function itself(number: MicroscopeNumber): MicroscopePlace[] {
  // A bias has no place of its own in the graph; its unit tells something else.
  return number.place && !number.of_bias ? [number.place] : [];
}

function distinct(places: readonly MicroscopePlace[]): Mark[] {
  const found = new Map<string, Mark>();
  for (const { level, unit, source, value } of places) {
    const place = source === null ? { layer: level, unit } : { layer: level, unit, source };
    const key = JSON.stringify(place);
    if (!found.has(key)) found.set(key, { place, text: short(value) });
  }
  return [...found.values()];
}

/** Three significant digits, for a place where there is no room for more. */
export function short(value: number | null): string {
  if (value === null) return "–";
  const size = Math.abs(value);
  const text =
    size !== 0 && (size < 1e-3 || size >= 1e4)
      ? value.toExponential(1).replace("e+", "e")
      : String(Number(value.toPrecision(3)));
  return text.replaceAll("-", "−");
}

/**
 * Asks for what `path` names, and again whenever a signal that it reads has changed: one at a
 * time and the newest last, while the network learns `pause` milliseconds apart. null asks nothing.
 */
export function useLook<T>(path: () => string | null, pause = 0): Signal<Answer<T>> {
  const answer = useSignal<Answer<T>>({ state: "awaited" });
  const asking = useRef<Asking>({ next: null, busy: false, gone: false });
  useSignalEffect(() => {
    const { current } = asking;
    current.next = path();
    if (current.busy || current.next === null) return;
    current.busy = true;
    void (async () => {
      while (current.next !== null && !current.gone) {
        const wanted = current.next;
        current.next = null;
        const found = await asJson<T>(wanted);
        if (!current.gone) answer.value = found;
        if (playing.peek()) await new Promise((done) => setTimeout(done, pause));
      }
      current.busy = false;
    })();
  });
  useEffect(() => {
    asking.current.gone = false;
    return () => {
      asking.current.gone = true;
    };
  }, []);
  return answer;
}

interface Asking {
  next: string | null;
  busy: boolean;
  gone: boolean;
}
