// What should learn what stands in the address, so that a link opens the same choices.

import { address, setOption } from "../address";
import type { FolderAsked, PictureSet, PictureSets, TrainAsked } from "../messages";

export const FOLDER = "folder";

export interface Choices {
  readonly data: string;
  readonly folder: FolderAsked;
  /** Empty: the first perceptron that is suggested. */
  readonly network: string;
  readonly epochs: number;
  readonly batch_size: number;
  readonly optimizer: string;
  readonly rate: number;
  readonly l2: number;
  /** A line such as "shift 2, flip"; empty for none. */
  readonly augment: string;
  readonly seed: number;
  /** 0: all. */
  readonly examples: number;
}

const USUAL: Choices = {
  data: "digits",
  folder: { path: "", size: 32, grey: false },
  network: "",
  epochs: 20,
  batch_size: 64,
  optimizer: "adam",
  rate: 0.002,
  l2: 0,
  augment: "",
  seed: 0,
  examples: 0,
};

export const NUMBERS = ["epochs", "batch_size", "rate", "l2", "seed", "examples"] as const;
export type NumberName = (typeof NUMBERS)[number];

// Names in the address, where they differ.
type Name = NumberName | "network" | "optimizer" | "augment";

const SHORT: Partial<Record<Name, string>> = {
  batch_size: "batch",
  network: "net",
};

const nameOf = (name: Name) => SHORT[name] ?? name;

/** The choices that these options of an address stand for; what is none is the usual one. */
export function read(options: Readonly<Record<string, string>>): Choices {
  const number = (name: NumberName) => {
    const found = Number(options[nameOf(name)] || Number.NaN);
    return Number.isFinite(found) && found >= 0 ? found : USUAL[name];
  };
  const numbers = Object.fromEntries(NUMBERS.map((name) => [name, number(name)]));
  return {
    ...USUAL,
    ...(numbers as Record<NumberName, number>),
    data: options["data"] || USUAL.data,
    network: options["net"] ?? "",
    optimizer: options["optimizer"] || USUAL.optimizer,
    augment: options["augment"] ?? "",
    folder: {
      path: options["path"] ?? "",
      size: Number(options["size"]) || USUAL.folder.size,
      grey: options["grey"] === "1",
    },
  };
}

export function choices(): Choices {
  return read(address.value.options);
}

/** One choice, as it goes into the address; the usual one is left out. */
export function choose(name: Name, value: string | number): void {
  const usual = value === USUAL[name] || value === "";
  setOption(nameOf(name), usual ? null : String(value));
}

/** Another set begins with its own networks. */
export function chooseData(name: string): void {
  setOption("net", null);
  setOption("data", name === USUAL.data ? null : name);
}

export function chooseFolder({ path, size, grey }: FolderAsked): void {
  setOption("path", path || null);
  setOption("size", size === USUAL.folder.size ? null : String(size));
  setOption("grey", grey ? "1" : null);
}

export function setNamed(sets: PictureSets | null, name: string): PictureSet | undefined {
  return sets?.sets.find((one) => one.name === name);
}

export function asked(chosen: Choices, network: string): TrainAsked {
  const { data, folder, examples, epochs, batch_size, optimizer, rate, l2, augment, seed } = chosen;
  const source = data === FOLDER ? { data: "", folder } : { data, folder: null };
  const learning = { epochs, batch_size, optimizer, rate, l2, augment, seed };
  return { network, ...source, ...learning, examples: examples || null };
}
