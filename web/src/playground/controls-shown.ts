// Which controls a teacher may hide, by the names that links give them: the first sixteen are the
// original playground's.

import { computed } from "@preact/signals";
import { experiment } from "./store";

export const HIDABLE = [
  "playButton",
  "stepButton",
  "resetButton",
  "learningRate",
  "activation",
  "regularization",
  "regularizationRate",
  "problem",
  "dataset",
  "regDataset",
  "percTrainData",
  "noise",
  "batchSize",
  "numHiddenLayers",
  "showTestData",
  "discretize",
  "features",
  "optimizer",
  "loss",
  "schedule",
  "stop",
  "seed",
  "speed",
  "panels",
] as const;

export type Control = (typeof HIDABLE)[number];

const hidden = computed(() => new Set(experiment.value?.view.hidden ?? []));

export function isShown(control: Control): boolean {
  return !hidden.value.has(control);
}
