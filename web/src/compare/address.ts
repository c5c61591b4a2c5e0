// Two experiments side by side, as an address: `#/compare?a=…&b=…`, each the link of one of them.

import { address, format, moved } from "../address";
import type { Experiment } from "../messages";

export interface From {
  readonly session: string;
  readonly epoch: number;
}

type Options = Readonly<Record<string, string>>;

let awaited: Experiment | null = null;

/**
 * Opens the page on which both run; `from` is the moment at which both begin. An experiment that
 * has no link yet gets one from the server once it is opened.
 */
export function compare(a: string, b: string | Experiment, from: From | null = null): void {
  awaited = typeof b === "string" ? null : b;
  const there = moved(address.value, ["compare"]);
  const second = typeof b === "string" ? { b } : {};
  const begin = from ? { session: from.session, epoch: String(from.epoch) } : {};
  location.hash = format({ ...there, options: { ...there.options, a, ...second, ...begin } });
}

/** The second experiment, where it came without a link. */
export function awaitedExperiment(options: Options): Experiment | null {
  return options["b"] === undefined ? awaited : null;
}

export function fromOf({ session, epoch }: Options): From | null {
  const at = Number(epoch);
  return session && epoch && Number.isInteger(at) && at >= 0 ? { session, epoch: at } : null;
}
