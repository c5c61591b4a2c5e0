// What changes in an experiment when other data are chosen.

import type { Experiment, OwnTable } from "../../messages";

export const OWN = "own";
// The sets that a link of the original playground can name.
const OF_THE_ORIGINAL = ["circle", "xor", "gauss", "spiral", "plane", "gauss-regression"];

type Part = Partial<Experiment>;

/** The set `name`; whatever the original playground does not have ends its mode. */
export function chooseSet(name: string, now: Experiment): Part {
  const mode = OF_THE_ORIGINAL.includes(name) ? now.mode : "mieru";
  return { mode, data: name, table: "", columns: [] };
}

/** Points drawn by hand, in the form of a link. */
export function chooseDrawn(points: string): Part {
  return { mode: "mieru", data: OWN, table: "", columns: [], points };
}

/** Two columns for the axes; none for principal components. The target of a table stays. */
export function chooseAxes(now: Experiment, axes: readonly string[]): Part {
  const target = targetOf(now);
  return { columns: target === null ? axes : [...axes, target] };
}

export function axesOf({ columns }: Experiment): readonly string[] {
  return columns.length >= 2 ? columns.slice(0, 2) : [];
}

/** The target that was chosen for a table; null where it is left to guessing. */
export function targetOf({ columns }: Experiment): string | null {
  return columns.length % 2 === 1 ? (columns.at(-1) ?? null) : null;
}

/** A table with its likely target, or the last column that can be one; null where none can. */
export function chooseTable(table: OwnTable): Part | null {
  const able = table.columns.filter((column) => column.problems.length > 0);
  const target = able.find((column) => column.name === table.target) ?? able.at(-1);
  const problem = target?.problems[0];
  if (!target || !problem) return null;
  return {
    mode: "mieru",
    data: OWN,
    table: table.digest,
    points: "",
    columns: [target.name],
    problem,
  };
}

/** Another target. An axis cannot be the target too, and the problem is one that it allows. */
export function chooseTarget(now: Experiment, table: OwnTable, name: string): Part {
  const problems = table.columns.find((column) => column.name === name)?.problems ?? [];
  const problem = problems.includes(now.problem) ? now.problem : (problems[0] ?? now.problem);
  const axes = axesOf(now);
  return { columns: [...(axes.includes(name) ? [] : axes), name], problem };
}
