// What the reader has chosen, as it stands in the address.

import { option, setOption } from "../address";

export const TOPICS = ["descent", "regularization", "landscape", "labels", "rate"] as const;
export type Topic = (typeof TOPICS)[number];

export const SURFACES = ["valley", "bent", "saddle", "minima", "himmelblau", "own"] as const;
export const OPTIMIZERS = [
  "gradient_descent",
  "momentum",
  "nesterov",
  "adagrad",
  "rmsprop",
  "adam",
  "adamw",
] as const;
export type OptimizerName = (typeof OPTIMIZERS)[number];

/** The rates of a slider: 1, 2, 3 and 5 of each power of ten. */
export const RATES = [
  0.0001, 0.0002, 0.0003, 0.0005, 0.001, 0.002, 0.003, 0.005, 0.01, 0.015, 0.02, 0.03, 0.05, 0.1,
  0.2, 0.3, 0.5, 1, 2, 3,
] as const; // prettier-ignore

/** Strengths that a slider runs through; 0 is none. */
export const STRENGTHS = [
  0, 0.0001, 0.0003, 0.001, 0.002, 0.003, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.2, 0.3,
] as const; // prettier-ignore

export interface Racing {
  readonly optimizer: OptimizerName;
  readonly rate: number;
}

const USUAL_RACERS = "gradient_descent:0.015,momentum:0.003,rmsprop:0.05,adam:0.3";

export function topic(): Topic {
  return oneOf(TOPICS, option("topic"));
}

/** `momentum:0.01,adam:0.1` as racers; what is none is left out, and nobody races twice. */
export function readRacers(text: string): readonly Racing[] {
  const found = new Map<OptimizerName, number>();
  for (const part of text.split(",")) {
    const [name, rate] = part.split(":");
    const known = OPTIMIZERS.find((one) => one === name);
    const value = Number(rate);
    if (known && value > 0 && Number.isFinite(value)) found.set(known, value);
  }
  return OPTIMIZERS.flatMap((optimizer) => {
    const rate = found.get(optimizer);
    return rate === undefined ? [] : [{ optimizer, rate }];
  });
}

export function writeRacers(racers: readonly Racing[]): string {
  return racers.map(({ optimizer, rate }) => `${optimizer}:${rate}`).join(",");
}

export function racers(): readonly Racing[] {
  return readRacers(option("race") ?? USUAL_RACERS);
}

export function setRacers(next: readonly Racing[]): void {
  const text = writeRacers(next);
  setOption("race", text === USUAL_RACERS ? null : text);
}

export function oneOf<T extends string>(known: readonly [T, ...T[]], value: string | undefined): T {
  return known.find((one) => one === value) ?? known[0];
}

/** A number of the address from `least` to `most`, else the usual one. */
export function numberOf(name: string, usual: number, least: number, most: number): number {
  const text = option(name);
  const value = text === undefined || text === "" ? Number.NaN : Number(text);
  return value >= least && value <= most ? value : usual;
}

export function setNumber(name: string, value: number, usual: number): void {
  setOption(name, value === usual ? null : String(value));
}

/** The nearest of some values, by its place. */
export function placeOf(values: readonly number[], value: number): number {
  let best = 0;
  values.forEach((one, i) => {
    if (Math.abs(one - value) < Math.abs((values[best] ?? 0) - value)) best = i;
  });
  return best;
}
