import type { Entry } from "../messages";

const MOST_METRICS = 3;
// What a reader compares runs by comes first.
const FIRST = ["test_accuracy", "validation_accuracy", "test_loss", "validation_loss"];

/** The metrics that a line of the list has room for. */
export function bestKnown(metrics: Entry["metrics"]): [string, number | null][] {
  const rank = (name: string) => (FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length);
  return Object.entries(metrics)
    .sort(([a], [b]) => rank(a) - rank(b))
    .slice(0, MOST_METRICS);
}
