// What is asked stands in the address: the table, the networks, the values and how they are compared.

import type { SelectAsked, SelectValues, Sheet, SheetAsked } from "../messages";

type Options = Readonly<Record<string, string | undefined>>;

export const TRIED = ["rate", "batch_size", "epochs", "l1", "l2"] as const;
export type Tried = (typeof TRIED)[number];

/** Whole numbers, each with what it usually is. */
export const NUMBERS = { folds: 5, repeats: 1, seeds: 1, epochs: 50, batch_size: 32, patience: 0 } as const;
export type NumberName = keyof typeof NUMBERS;
export const RANDOM = 20; // candidates, where they are drawn by chance
export const RATE = 0.01;

/** The table that the address names; null for none. */
export function tableOf(options: Options): SheetAsked | null {
  const { table, name, target, task, types, group } = options;
  if (!table) return null;
  return {
    digest: table,
    name: name ?? "table.csv",
    target: target ?? null,
    task: task === "classification" || task === "regression" ? task : null,
    types: typesOf(types),
    group: group ?? null,
    seed: 0,
  };
}

/** As the address of the page has it. */
export function tableOptions(asked: SheetAsked, target: string, task: Sheet["task"]): Record<string, string> {
  const types = Object.keys(asked.types).length ? { types: JSON.stringify(asked.types) } : {};
  const group = asked.group === null ? {} : { group: asked.group };
  return { table: asked.digest, name: asked.name, target, task, ...types, ...group };
}

const KINDS = ["number", "category", "date", "skip"];

function typesOf(text: string | undefined): SheetAsked["types"] {
  try {
    const found: unknown = JSON.parse(text ?? "{}");
    if (typeof found !== "object" || found === null) return {};
    return Object.fromEntries(Object.entries(found).filter(([, kind]) => KINDS.includes(kind)));
  } catch {
    return {};
  }
}

/** Networks to begin with: none, a few and many hidden units. */
export function usualNetworks(sheet: Sheet): string {
  const outputs = sheet.classes.length || 1;
  const hidden = (units: number) =>
    `${sheet.features}, dense ${units} initial=he, relu, dense ${outputs}`;
  return [`${sheet.features}, dense ${outputs}`, hidden(8), hidden(64)].join("\n");
}

export const USUAL_TRIES: Readonly<Record<Tried, string>> = {
  rate: "0.001, 0.01, 0.1",
  batch_size: "",
  epochs: "",
  l1: "",
  l2: "",
};

/** “0.1, 0.01” as values, “0.01..0.1” as the ends of a range; null where a part is no number. */
export function valuesOf(name: Tried, text: string): SelectValues | null {
  const between = text.includes("..");
  const parts = text.split(between ? ".." : /[,、，]/).map((part) => part.trim());
  const given = between ? parts : parts.filter(Boolean);
  const values = given.map((part) => (part === "" ? Number.NaN : Number(part)));
  if (values.some((value) => !Number.isFinite(value)) || (between && values.length !== 2)) return null;
  return { name, values, between };
}

export function tryText(options: Options, name: Tried): string {
  return options[`try_${name}`] ?? USUAL_TRIES[name];
}

export function numberOf(options: Options, name: NumberName): number {
  const value = Number(options[name] ?? NUMBERS[name]);
  return Number.isInteger(value) && value >= 0 ? value : NUMBERS[name];
}

/** What is sent, or the setting whose values cannot be read. */
export function wanted(
  options: Options,
  table: SheetAsked,
  networks: string,
): { readonly asked: SelectAsked } | { readonly wrong: Tried } {
  const values: SelectValues[] = [];
  for (const name of TRIED) {
    const text = tryText(options, name);
    if (text.trim() === "") continue;
    const found = valuesOf(name, text);
    if (found === null) return { wrong: name };
    values.push(found);
  }
  const random = options["search"] === "random" ? Number(options["count"] ?? RANDOM) || RANDOM : null;
  const measure = options["measure"];
  const numbers = Object.fromEntries(
    Object.keys(NUMBERS).map((name) => [name, numberOf(options, name as NumberName)]),
  ) as Record<NumberName, number>;
  return {
    asked: {
      asked: table,
      networks: networks.split("\n").map((line) => line.trim()).filter(Boolean),
      values,
      random,
      ...numbers,
      rate: RATE,
      measure: measure === "accuracy" || measure === "loss" ? measure : null,
    },
  };
}

/** The same in the terminal. */
export function command({ asked, ...how }: SelectAsked): string {
  const networks = how.networks.map((line) => `"${line}"`).join(" ");
  const target = asked.target ? ` --target "${asked.target}"` : "";
  const group = asked.group ? ` --group "${asked.group}"` : "";
  const tries = how.values.map(
    ({ name, values, between }) => ` --try ${name}=${values.join(between ? ".." : ",")}`,
  );
  const random = how.random === null ? "" : ` --random ${how.random}`;
  const rest = ` --folds ${how.folds} --repeats ${how.repeats} --seeds ${how.seeds} --epochs ${how.epochs} --batch-size ${how.batch_size}`;
  const rate = how.values.some(({ name }) => name === "rate") ? "" : ` --rate ${how.rate}`;
  const stop = how.patience ? ` --stop-after ${how.patience}` : "";
  const measure = how.measure ? ` --measure ${how.measure}` : "";
  return `mieru select ${networks} --data ${asked.name}${target}${group}${tries.join("")}${random}${rest}${rate}${stop}${measure}`;
}
