// Which runs are compared stands in the address: `?show=mlp-1:mlp,iris:run`.

import { option, setOption } from "../address";

export const MOST = 24; // as the server gives out

/** The ids in an option's text; ids have no comma. */
export function idsOf(text: string | undefined): string[] {
  return [...new Set((text ?? "").split(",").filter(Boolean))].slice(0, MOST);
}

/** The ids with one more, at the end, or with it taken away. */
export function toggled(ids: readonly string[], id: string): string[] {
  return ids.includes(id) ? ids.filter((other) => other !== id) : [...ids, id].slice(-MOST);
}

export function chosen(): string[] {
  return idsOf(option("show"));
}

export function toggle(id: string): void {
  choose(toggled(chosen(), id));
}

export function choose(ids: readonly string[]): void {
  setOption("show", ids.length ? ids.join(",") : null);
}
