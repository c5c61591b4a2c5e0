// What a network of the population is called.

import type { Planned } from "../messages";
import { term } from "../language";
import { say, settingWord } from "./words";
import { written } from "./values";

type Named = Pick<Planned, "plan" | "values">;

/** A value of a setting as it is read: a name of the field, or a number. */
export function valueName(value: number | string): string {
  return typeof value === "string" ? term(value) : written(value);
}

/** "Learning rate 0.1, hidden layers 3"; "seed 7"; "part 2". */
export function networkName({ plan, values }: Named, number: number): string {
  const own = values[number] ?? [];
  if (plan.kind === "seeds") return say("seed", { n: own[0] ?? "" });
  if (plan.kind === "folds") return say("fold", { n: own[0] ?? "" });
  const name = plan.choices
    .map(({ setting }, i) => `${settingWord(setting)} ${valueName(own[i] ?? "")}`)
    .join(", ");
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** Short enough to stand in a corner of its picture. */
export function shortName({ plan, values }: Named, number: number): string {
  const own = values[number] ?? [];
  return plan.kind === "grid" ? own.map(valueName).join(", ") : String(own[0] ?? "");
}
