// The settings that few need at first: how it learns, and when it pauses.

import { term } from "../../language";
import type { Experiment } from "../../messages";
import { isShown } from "../controls-shown";
import { change } from "../store";
import { say } from "../words";
import { Check, Choice, Field, NumberBox, NumberChoice } from "./field";

const OPTIMIZERS = [
  "gradient_descent", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw",
]; // prettier-ignore
const SCHEDULES = ["constant", "step_decay", "exponential_decay", "cosine"];
export const INITIALS = ["uniform", "glorot", "he", "lecun", "zeros"];
const MOMENTA = [0, 0.5, 0.8, 0.9, 0.95, 0.99];
const DECAYS = [0.9, 0.99, 0.999];
const WEIGHT_DECAYS = [0, 0.001, 0.01, 0.1];
const SPANS = [10, 30, 100, 300, 1000];
const FACTORS = [0.1, 0.5, 0.9];

const INITIAL_NAMES: Readonly<Record<string, string>> = {
  uniform: "U(−½, ½)", glorot: "Glorot", he: "He", lecun: "LeCun", zeros: "0",
}; // prettier-ignore

export function initialName(name: string): string {
  return INITIAL_NAMES[name] ?? name;
}

export function More({ now }: { now: Experiment }) {
  const own = now.mode === "mieru";
  return (
    <div class="more-knobs">
      <div class="knobs">
        {own && isShown("loss") && now.problem === "classification" && <LossChoice now={now} />}
        {own && isShown("optimizer") && <OptimizerChoice now={now} />}
        {own && isShown("schedule") && <ScheduleChoice now={now} />}
        {isShown("seed") && <Start now={now} />}
      </div>
      {own && isShown("stop") && <Stopping now={now} />}
    </div>
  );
}

function LossChoice({ now }: { now: Experiment }) {
  return (
    <Choice
      label="loss_function"
      value={now.loss}
      options={["squared_error", "cross_entropy"].map((value) => ({ value, text: term(value) }))}
      choose={(loss) => change({ loss: loss as Experiment["loss"] })}
    />
  );
}

function OptimizerChoice({ now }: { now: Experiment }) {
  const adam = now.optimizer === "adam" || now.optimizer === "adamw";
  return (
    <>
      <Choice
        label="optimizer"
        value={now.optimizer}
        options={OPTIMIZERS.map((value) => ({ value, text: term(value) }))}
        choose={(optimizer) => change({ optimizer })}
      />
      {(now.optimizer === "momentum" || now.optimizer === "nesterov") && (
        <NumberChoice
          label={{ text: say("momentumRate") }}
          value={now.momentum}
          usual={MOMENTA}
          choose={(momentum) => change({ momentum })}
        />
      )}
      {adam && (
        <NumberChoice
          label="decay1"
          value={now.decay1}
          usual={[0, 0.5, 0.9, 0.99]}
          choose={(decay1) => change({ decay1 })}
        />
      )}
      {(adam || now.optimizer === "rmsprop") && (
        <NumberChoice
          label="decay2"
          value={now.decay2}
          usual={DECAYS}
          choose={(decay2) => change({ decay2 })}
        />
      )}
      {now.optimizer === "adamw" && (
        <NumberChoice
          label="weight_decay"
          value={now.weight_decay}
          usual={WEIGHT_DECAYS}
          choose={(weight_decay) => change({ weight_decay })}
        />
      )}
    </>
  );
}

function ScheduleChoice({ now }: { now: Experiment }) {
  const text = (value: string) => (value === "constant" ? say("constant") : term(value));
  return (
    <>
      <Choice
        label="schedule"
        value={now.schedule}
        options={SCHEDULES.map((value) => ({ value, text: text(value) }))}
        choose={(schedule) => change({ schedule })}
      />
      {now.schedule !== "constant" && (
        <NumberChoice
          label={{ text: say("scheduleEpochs") }}
          value={now.schedule_epochs}
          usual={SPANS}
          choose={(schedule_epochs) => change({ schedule_epochs })}
        />
      )}
      {now.schedule.endsWith("decay") && (
        <NumberChoice
          label={{ text: say("scheduleFactor") }}
          value={now.schedule_factor}
          usual={FACTORS}
          choose={(schedule_factor) => change({ schedule_factor })}
        />
      )}
    </>
  );
}

function Start({ now }: { now: Experiment }) {
  return (
    <>
      <Field label="seed">
        {(id) => (
          <input
            id={id}
            class="number-box wide"
            type="text"
            maxLength={40}
            autocomplete="off"
            key={now.seed}
            defaultValue={now.seed}
            onKeyDown={(e) => e.key === "Enter" && e.currentTarget.blur()}
            onBlur={(e) => {
              const seed = e.currentTarget.value.trim();
              if (seed) change({ seed });
            }}
          />
        )}
      </Field>
      {now.mode === "mieru" && (
        <Choice
          label={{ text: say("outputInitial") }}
          value={now.output_initial}
          options={INITIALS.map((value) => ({ value, text: initialName(value) }))}
          choose={(output_initial) => change({ output_initial })}
        />
      )}
      <Check
        label={say("initZero")}
        checked={now.init_zero}
        set={(init_zero) => change({ init_zero })}
      />
    </>
  );
}

function Stopping({ now }: { now: Experiment }) {
  const set = (part: Partial<Experiment["stop"]>) =>
    change({ stop: { ...now.stop, ...part } }, { remembered: false });
  const { epochs, test_loss, test_accuracy, patience } = now.stop;
  const whole = (value: number | null) => (value === null ? null : Math.max(1, Math.round(value)));
  const boxes = [
    ["stopEpochs", epochs, (v: number | null) => set({ epochs: whole(v) })],
    ["stopLoss", test_loss, (v: number | null) => set({ test_loss: v })],
    [
      "stopAccuracy",
      test_accuracy === null ? null : Math.round(test_accuracy * 1e6) / 1e4,
      (v: number | null) => set({ test_accuracy: v === null ? null : v / 100 }),
    ],
    ["stopPatience", patience, (v: number | null) => set({ patience: whole(v) })],
  ] as const;
  return (
    <fieldset class="knobs stopping">
      <legend>{say("stopping")}</legend>
      {boxes.map(([key, value, done]) => {
        if (now.problem === "regression" && key === "stopAccuracy") return null;
        return (
          <Field key={key} label={{ text: say(key) }}>
            {(id) => <NumberBox id={id} value={value} placeholder={say("never")} done={done} />}
          </Field>
        );
      })}
    </fieldset>
  );
}
