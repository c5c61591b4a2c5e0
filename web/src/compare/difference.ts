// What differs: of two pictures of outputs, and of two experiments.

import type { Experiment } from "../messages";

/** Half the difference, second less first, of two pictures of values, as such a picture. */
export function differenceOf(first: Uint8Array, second: Uint8Array): Uint8Array {
  return second.map((byte, i) => Math.floor((byte - (first[i] as number) + 256) / 2));
}

/** +1 where the likeliest class is another one, else 0, as a picture of values. */
export function otherClass(
  first: readonly Uint8Array[],
  second: readonly Uint8Array[],
): Uint8Array {
  const pixels = first[0]?.length ?? 0;
  return Uint8Array.from({ length: pixels }, (_, i) =>
    likeliest(first, i) === likeliest(second, i) ? 128 : 255,
  );
}

/** On what share of the plane the two decide differently, 0…1. */
export function decidedDifferently(
  first: readonly Uint8Array[],
  second: readonly Uint8Array[],
): number {
  const pixels = first[0]?.length ?? 0;
  let count = 0;
  for (let i = 0; i < pixels; i++) if (decision(first, i) !== decision(second, i)) count++;
  return pixels ? count / pixels : 0;
}

/** A class; of one output its sign. */
function decision(pictures: readonly Uint8Array[], at: number): number {
  if (pictures.length > 1) return likeliest(pictures, at);
  return (pictures[0]?.[at] as number) >= 128 ? 1 : 0;
}

function likeliest(pictures: readonly Uint8Array[], at: number): number {
  let best = 0;
  pictures.forEach((picture, k) => {
    if ((picture[at] as number) > (pictures[best]?.[at] as number)) best = k;
  });
  return best;
}

export interface Change {
  readonly name: keyof Experiment;
  readonly first: string;
  readonly second: string;
}

/** The settings in which two experiments differ, what only the page shows left out. */
export function changesBetween(first: Experiment, second: Experiment): Change[] {
  const names = Object.keys(first) as (keyof Experiment)[];
  return names
    .filter((name) => name !== "view" && name !== "stop")
    .filter((name) => JSON.stringify(first[name]) !== JSON.stringify(second[name]))
    .map((name) => ({ name, first: told(first, name), second: told(second, name) }));
}

const BYTES = 3; // of a drawn point in the link, and 4 letters for them

function told(experiment: Experiment, name: keyof Experiment): string {
  if (name === "points") return String(Math.floor(experiment.points.length / (BYTES + 1)) || "–");
  if (name === "table") return experiment.table.slice(0, 8) || "–";
  if (name === "edited") return String(experiment.edited.length || "–");
  return shown(experiment[name] as Exclude<Experiment[keyof Experiment], Experiment["edited"]>);
}

function shown(value: Exclude<Experiment[keyof Experiment], Experiment["edited"]>): string {
  if (Array.isArray(value)) return value.map(shownItem).join(", ") || "–";
  if (typeof value === "boolean") return value ? "✓" : "–";
  return String(value) || "–";
}

function shownItem(item: string | Experiment["layers"][number]): string {
  if (typeof item === "string") return item;
  const dropout = item.dropout ? ` dropout ${item.dropout}` : "";
  const initial = item.initial === "uniform" ? "" : ` ${item.initial}`;
  return `${item.units} ${item.activation}${dropout}${initial}`;
}
