// The points that the reader draws, and what they are drawn with.

import { computed, effect, signal } from "@preact/signals";
import { change, experiment, opened } from "../store";
import { chooseDrawn, OWN } from "./choosing";
import { classOf, type Drawn, decode, encode, MOST_CLASSES, markOfValue, valueOf } from "./drawing";

/** Whether an empty area was opened, from which nothing can be learned yet. */
export const drawsFirst = signal(false);
export const isDrawing = computed(
  () =>
    drawsFirst.value || (experiment.value?.data === OWN && experiment.value.table === ""),
);
export const drawn = signal<readonly Drawn[]>([]);
export const byValue = computed(() => experiment.value?.problem === "regression");
/** What the brush puts: a class number or a value, by the problem. */
export const chosenClass = signal(0);
export const chosenValue = signal(1);
/** The radius of the brush in units of the plane; 0 puts single points. */
export const brush = signal(0);
export const erasing = signal(false);
const moreClasses = signal(2);

export const classCount = computed(() => {
  const highest = Math.max(...drawn.value.map(({ mark }) => classOf(mark)), 1);
  return Math.max(moreClasses.value, highest + 1);
});

export const mark = computed(() =>
  byValue.value ? markOfValue(chosenValue.value) : chosenClass.value,
);

/** What a point stands for in the problem at hand. */
export function targetOfMark(mark: number): number {
  return byValue.value ? valueOf(mark) : classOf(mark);
}

export function addClass(): void {
  moreClasses.value = Math.min(MOST_CLASSES, classCount.value + 1);
  chosenClass.value = moreClasses.value - 1;
}

let past: (readonly Drawn[])[] = [];
let sent = "";
const LONGEST_PAST = 100;

/** Before a stroke begins, so that it can be taken back. */
export function remember(): void {
  past = [...past.slice(1 - LONGEST_PAST), drawn.value];
}

export function undo(): void {
  const before = past.pop();
  if (!before) return;
  drawn.value = before;
  learn();
}

export function clear(): void {
  remember();
  drawn.value = [];
}

/** Learns from the points as they are now; from fewer than two nothing can be learned. */
export function learn(): void {
  if (drawn.value.length < 2) return;
  sent = encode(drawn.value);
  drawsFirst.value = false;
  change(chooseDrawn(sent));
}

/** Opens the drawing area: with the points that the experiment has kept, or empty. */
export function beginDrawing(): void {
  if (experiment.value?.points) change(chooseDrawn(experiment.value.points));
  else drawsFirst.value = true;
}

/** The points that are learned from now become points to draw on. */
export function takeCurrent(): void {
  const now = opened.value;
  if (!now) return;
  remember();
  drawn.value = [now.train, now.test].flatMap(({ x1, x2, t }) =>
    t.map((target, i) => ({
      x: x1[i] as number,
      y: x2[i] as number,
      mark: now.classes ? target : markOfValue(target),
    })),
  );
  learn();
}

/** A link, or the back button, brought other points. */
effect(() => {
  const now = experiment.value;
  if (now?.data !== OWN || now.table || now.points === sent) return;
  sent = now.points;
  drawn.value = decode(now.points);
  past = [];
});
