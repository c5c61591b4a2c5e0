// The settings that a branch may change: those that the same weights go on with.

import type { Experiment } from "../../messages";

export interface Branching {
  /** The glossary's name. */
  readonly name: string;
  readonly values: readonly string[];
  readonly now: (experiment: Experiment) => string;
  readonly changed: (experiment: Experiment, value: string) => Experiment;
}

type Numbers = "rate" | "batch_size" | "l1" | "l2" | "momentum";

const RATES = ["0.00001", "0.0001", "0.001", "0.003", "0.01", "0.03", "0.1", "0.3", "1", "3", "10"];
const STRENGTHS = ["0", "0.001", "0.003", "0.01", "0.03", "0.1", "0.3", "1"];
const BATCHES = ["1", "2", "5", "10", "20", "30", "50", "100", "250"];
const OPTIMIZERS = ["gradient_descent", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw"];
const ACTIVATIONS = ["tanh", "relu", "sigmoid", "identity", "leaky_relu", "elu", "gelu", "softplus"];
const SHARES = ["0", "0.1", "0.2", "0.3", "0.5"];

/** Original mode knows gradient descent, four activations and no dropout. */
export function branchings({ mode, layers }: Experiment): readonly Branching[] {
  const always = [
    number("rate", RATES),
    number("batch_size", BATCHES),
    number("l1", STRENGTHS),
    number("l2", STRENGTHS),
  ];
  const activation = ofLayers("activation", ACTIVATIONS);
  if (mode === "original") return layers.length ? [...always, { ...activation, values: ACTIVATIONS.slice(0, 4) }] : always;
  const optimizer: Branching = {
    name: "optimizer",
    values: OPTIMIZERS,
    now: (experiment) => experiment.optimizer,
    changed: (experiment, value) => ({ ...experiment, optimizer: value }),
  };
  const hidden = layers.length ? [activation, ofLayers("dropout", SHARES)] : [];
  return [...always, optimizer, number("momentum", ["0", "0.5", "0.9", "0.99"]), ...hidden];
}

function number(name: Numbers, values: readonly string[]): Branching {
  return {
    name,
    values,
    now: (experiment) => String(experiment[name]),
    changed: (experiment, value) => ({ ...experiment, [name]: Number(value) }),
  };
}

/** One value for all hidden layers. */
function ofLayers(name: "activation" | "dropout", values: readonly string[]): Branching {
  const typed = (value: string) => (name === "dropout" ? Number(value) : value);
  return {
    name,
    values,
    now: ({ layers }) => [...new Set(layers.map((layer) => String(layer[name])))].join(", "),
    changed: (experiment, value) => ({
      ...experiment,
      layers: experiment.layers.map((layer) => ({ ...layer, [name]: typed(value) })),
    }),
  };
}
