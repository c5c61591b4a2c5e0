// Where the settings of runs differ.

import type { RunCurves } from "../messages";

export interface Row {
  /** As in a recording: `optimizer.rate`; `network` and `data` for those. */
  readonly name: string;
  /** By run; null where it has no such setting. */
  readonly values: readonly (string | null)[];
}

/** The settings that are not the same in all runs, in the order in which they first come. */
export function differing(runs: readonly RunCurves[]): Row[] {
  const tables = runs.map(
    ({ entry, settings }) =>
      new Map([
        ["network", entry.network],
        ["data", entry.data],
        ...settings.map(({ name, value }) => [name, value] as const),
      ]),
  );
  const names = [...new Set(tables.flatMap((table) => [...table.keys()]))];
  return names
    .map((name) => ({ name, values: tables.map((table) => table.get(name) ?? null) }))
    .filter(({ values }) => new Set(values).size > 1);
}
