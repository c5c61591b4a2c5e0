// Which columns of a history are drawn together, and how.

import type { Recording } from "../messages";

export type Column = readonly (number | null)[];

export interface Line {
  readonly name: string;
  readonly values: Column;
}

export interface Graph {
  /** The glossary's name of what is drawn: loss, accuracy, learning_rate. */
  readonly what: "loss" | "accuracy" | "learning_rate";
  readonly lines: readonly Line[];
}

const GRAPHS: readonly { what: Graph["what"]; columns: readonly string[] }[] = [
  { what: "loss", columns: ["train_loss", "validation_loss", "test_loss"] },
  { what: "accuracy", columns: ["train_accuracy", "validation_accuracy", "test_accuracy"] },
  { what: "learning_rate", columns: ["rate"] },
];

/** The graphs that this history has numbers for; a learning rate only where it changed. */
export function graphs(history: Recording["history"]): Graph[] {
  return GRAPHS.map(({ what, columns }) => ({
    what,
    lines: columns.flatMap((name) => {
      const values = history[name];
      return values?.some((value) => value !== null) ? [{ name, values }] : [];
    }),
  })).filter(({ what, lines }) => lines.length > 0 && (what !== "learning_rate" || vary(lines)));
}

function vary(lines: readonly Line[]): boolean {
  return lines.some(({ values }) => new Set(values).size > 1);
}

/** Epoch numbers; where one is missing, one more than the one before. */
export function epochs(history: Recording["history"]): number[] {
  let last = 0;
  return (history["epoch"] ?? []).map((epoch) => {
    last = epoch !== null && epoch > last ? epoch : last + 1;
    return last;
  });
}

/** What a logarithmic axis can show. */
export function positive(values: Column): (number | null)[] {
  return values.map((value) => (value !== null && value > 0 ? value : null));
}
