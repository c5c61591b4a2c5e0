// The settings that one turns while it learns, and the rest under "more".

import { signal, useSignal } from "@preact/signals";
import { term } from "../../language";
import type { Experiment } from "../../messages";
import { isShown } from "../controls-shown";
import { change, experiment } from "../store";
import { say } from "../words";
import { Choice, NumberChoice } from "./field";
import { More } from "./more";

const RATES = [0.00001, 0.0001, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10];
const STRENGTHS = [0, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10];
const FIRST_STRENGTH = 0.003;
export const ACTIVATIONS = [
  "relu", "tanh", "sigmoid", "identity", "leaky_relu", "elu", "gelu", "softplus", "heaviside",
  "sign", "square", "cube",
]; // prettier-ignore
const OF_THE_ORIGINAL = 4;

export function activations(now: Experiment): readonly string[] {
  return now.mode === "original" ? ACTIVATIONS.slice(0, OF_THE_ORIGINAL) : ACTIVATIONS;
}

const NAMES: Readonly<Record<string, string>> = {
  relu: "ReLU", leaky_relu: "leaky ReLU", elu: "ELU", gelu: "GELU", square: "x²", cube: "x³",
  tanh: "tanh", softplus: "softplus", sign: "sign",
}; // prettier-ignore

export function activationName(name: string): string {
  return NAMES[name] ?? term(name);
}

export function Controls() {
  const open = useSignal(false);
  const now = experiment.value;
  if (!now) return null;
  return (
    <>
      <div class="knobs" role="group" aria-label={say("settings")}>
        {isShown("learningRate") && (
          <NumberChoice
            label="learning_rate"
            value={now.rate}
            usual={RATES}
            choose={(rate) => change({ rate })}
          />
        )}
        {isShown("activation") && <ActivationChoice now={now} />}
        <RegularizationChoice now={now} />
        {isShown("problem") && <ProblemChoice now={now} />}
        <button
          type="button"
          class="button more-button"
          aria-expanded={open.value}
          aria-controls="more-settings"
          onClick={() => (open.value = !open.value)}
        >
          {say("more")}
          <svg viewBox="0 0 24 24" aria-hidden="true">
            <path class="stroke" d={open.value ? "M6 15l6-6 6 6" : "M6 9l6 6 6-6"} />
          </svg>
        </button>
      </div>
      <div id="more-settings" hidden={!open.value}>
        {open.value && <More now={now} />}
      </div>
    </>
  );
}

const MIXED = "mixed";

function ActivationChoice({ now }: { now: Experiment }) {
  const used = new Set(now.layers.map((layer) => layer.activation));
  const chosen = used.size > 1 ? MIXED : (now.layers[0]?.activation ?? "tanh");
  const options = activations(now).map((value) => ({ value, text: activationName(value) }));
  if (used.size > 1) options.unshift({ value: MIXED, text: say("allLayers") });
  const choose = (activation: string) => {
    if (activation === MIXED) return;
    change({ layers: now.layers.map((layer) => ({ ...layer, activation })) });
  };
  return <Choice label="activation" value={chosen} options={options} choose={choose} />;
}

type Kind = "none" | "l1" | "l2" | "both";

function kindOf({ l1, l2 }: Experiment): Kind {
  if (l1 > 0 && l2 > 0) return "both";
  return l1 > 0 ? "l1" : l2 > 0 ? "l2" : "none";
}

// The kind that was chosen while its strength is still 0, which the experiment cannot tell.
const chosenKind = signal<Kind>("none");

function RegularizationChoice({ now }: { now: Experiment }) {
  const real = kindOf(now);
  const kind = real === "none" ? chosenKind.value : real;
  const strength = Math.max(now.l1, now.l2);
  const set = (next: Kind, rate: number) => {
    chosenKind.value = next;
    change({
      l1: next === "l1" || next === "both" ? rate : 0,
      l2: next === "l2" || next === "both" ? rate : 0,
    });
  };
  const options = [
    { value: "none", text: say("none") },
    { value: "l1", text: "L1" },
    { value: "l2", text: "L2" },
    ...(now.mode === "original" ? [] : [{ value: "both", text: say("both") }]),
  ];
  return (
    <>
      {isShown("regularization") && (
        <Choice
          label="regularization"
          value={kind}
          options={options}
          choose={(next) => set(next as Kind, next === "none" ? 0 : strength || FIRST_STRENGTH)}
        />
      )}
      {isShown("regularizationRate") && kind !== "none" && (
        <NumberChoice
          label={{ text: say("strength") }}
          value={kind === "l1" || kind === "both" ? now.l1 : now.l2}
          usual={STRENGTHS}
          choose={(rate) => set(kind, rate)}
        />
      )}
    </>
  );
}

// The data that each problem had last, so that going there and back changes nothing.
const lastData: Record<Experiment["problem"], string> = {
  classification: "circle",
  regression: "plane",
};

function ProblemChoice({ now }: { now: Experiment }) {
  const options = (["classification", "regression"] as const).map((value) => ({
    value,
    text: term(value),
  }));
  const choose = (value: string) => {
    const problem = value as Experiment["problem"];
    lastData[now.problem] = now.data;
    change({ problem, data: lastData[problem], loss: "squared_error" });
  };
  return (
    <Choice label={{ text: say("problem") }} value={now.problem} options={options} choose={choose} />
  );
}
