// A teacher chooses what is hidden, and takes the link along.

import { term } from "../../language";
import { HIDABLE } from "../controls-shown";
import { Check } from "../controls/field";
import { changeView, experiment } from "../store";
import { say } from "../words";
import { CopyLink } from "./copy-link";
import { Dialog } from "./dialog";

const NAMES: Readonly<Record<(typeof HIDABLE)[number], () => string>> = {
  playButton: () => say("c_playButton"),
  stepButton: () => say("c_stepButton"),
  resetButton: () => say("c_resetButton"),
  learningRate: () => term("learning_rate"),
  activation: () => term("activation"),
  regularization: () => term("regularization"),
  regularizationRate: () => say("strength"),
  problem: () => say("problem"),
  dataset: () => say("c_dataset", { problem: term("classification") }),
  regDataset: () => say("c_dataset", { problem: term("regression") }),
  percTrainData: () => say("c_percTrainData"),
  noise: () => term("noise"),
  batchSize: () => term("batch_size"),
  numHiddenLayers: () => say("c_numHiddenLayers"),
  showTestData: () => say("showTest"),
  discretize: () => say("discretize"),
  features: () => term("feature"),
  optimizer: () => term("optimizer"),
  loss: () => term("loss_function"),
  schedule: () => term("schedule"),
  stop: () => say("c_stop"),
  seed: () => term("seed"),
  speed: () => say("speed"),
  panels: () => say("c_panels"),
};

export function Teacher({ close }: { close: () => void }) {
  const hidden = experiment.value?.view.hidden ?? [];
  const set = (name: string, shown: boolean) =>
    changeView({ hidden: shown ? hidden.filter((h) => h !== name) : [...hidden, name] });
  return (
    <Dialog title={say("teacher")} close={close}>
      <p>{say("teacherAbout")}</p>
      <div class="teacher-list">
        {HIDABLE.map((name) => (
          <Check
            key={name}
            label={NAMES[name]()}
            checked={!hidden.includes(name)}
            set={(shown) => set(name, shown)}
          />
        ))}
      </div>
      <CopyLink />
    </Dialog>
  );
}
