// The race that this page shows: what is asked of the server, and how far it has been played.

import { batch, computed, effect, signal } from "@preact/signals";
import { option, setOption } from "../address";
import type { RaceTold, SurfaceTold } from "../messages";
import { asking } from "./asking";
import { numberOf, oneOf, racers, SURFACES } from "./choices";

export const STEPS = 300;
const BY_SECOND = 40; // steps, while it plays
const USUAL_FORMULA = "sin(x1) cos(x2) + (x1^2 + x2^2)/20";

export const surface = asking<SurfaceTold>("surface");
export const race = asking<RaceTold>("race");
export const step = signal(0);
export const playing = signal(false);
/** The start while it is being dragged, a moment before the address has it. */
export const dragged = signal<readonly [number, number] | null>(null);

export const surfaceName = computed(() => oneOf(SURFACES, option("surface")));
export const formula = computed(() => option("f") ?? USUAL_FORMULA);
export const momentum = computed(() => numberOf("mu", 0.9, 0, 0.99));
export const noise = computed(() => numberOf("noise", 0, 0, 20));

/** The surface as the server tells it; null while another one is awaited. */
export const shown = computed(() => {
  const told = surface.answer.value;
  const own = surfaceName.value === "own";
  if (!told || told.name !== surfaceName.value || (own && told.formula !== formula.value)) return null;
  return told;
});

export const start = computed<readonly [number, number]>(() => {
  if (dragged.value) return dragged.value;
  const told = shown.value;
  if (!told) return [0, 0];
  const [left, right, bottom, top] = told.extent;
  return [numberOf("x", told.start[0], left, right), numberOf("y", told.start[1], bottom, top)];
});

export function chooseSurface(name: string): void {
  batch(() => {
    dragged.value = null;
    setOption("x", null);
    setOption("y", null);
    setOption("surface", name === SURFACES[0] ? null : name);
  });
  rewind();
}

/** Puts the start somewhere; `done` when the reader lets go. The whole paths are seen at once. */
export function moveStart([x, y]: readonly [number, number], done: boolean): void {
  const told = shown.peek();
  if (!told) return;
  const [left, right, bottom, top] = told.extent;
  const place = [clamped(x, left, right), clamped(y, bottom, top)] as const;
  playing.value = false;
  step.value = STEPS;
  dragged.value = place;
  if (!done) return;
  batch(() => {
    setOption("x", String(rounded(place[0])));
    setOption("y", String(rounded(place[1])));
    dragged.value = null;
  });
}

export function rounded(value: number): number {
  return Number(value.toPrecision(4));
}

function clamped(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, value));
}

export function rewind(): void {
  playing.value = false;
  step.value = 0;
}

export function togglePlay(): void {
  if (!playing.peek() && step.peek() >= STEPS) step.value = 0;
  playing.value = !playing.peek();
}

export function stepOn(): void {
  playing.value = false;
  step.value = Math.min(STEPS, step.peek() + 1);
}

/** Asks whenever something changes, and moves on while it plays; what it gives back ends that. */
export function enter(): () => void {
  const ends = [
    effect(() => {
      surface.ask({ name: surfaceName.value, formula: surfaceName.value === "own" ? formula.value : "" });
    }),
    effect(() => {
      const told = shown.value;
      const chosen = racers();
      if (!told || chosen.length === 0) return;
      race.ask({
        surface: { name: told.name, formula: told.name === "own" ? told.formula : "" },
        start: start.value,
        racers: chosen,
        steps: STEPS,
        momentum: momentum.value,
        noise: noise.value,
        seed: 0,
      });
    }),
    effect(() => (playing.value ? played() : undefined)),
  ];
  const moves = !matchMedia("(prefers-reduced-motion: reduce)").matches;
  if (step.peek() === 0) {
    if (moves) playing.value = true;
    else step.value = STEPS;
  }
  return () => {
    for (const end of ends) end();
    playing.value = false;
  };
}

function played(): () => void {
  let began: number | null = null;
  const first = step.peek();
  let asked = requestAnimationFrame(function move(now: number) {
    if (race.answer.peek()) {
      began ??= now;
      const next = Math.min(STEPS, first + Math.floor(((now - began) / 1000) * BY_SECOND));
      step.value = next;
      if (next >= STEPS) {
        playing.value = false;
        return;
      }
    }
    asked = requestAnimationFrame(move);
  });
  return () => cancelAnimationFrame(asked);
}
