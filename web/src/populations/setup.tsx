// What the population is to be: the kind, the settings that differ, for how long.

import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { hrefOfLink } from "../address";
import { counted, duration } from "../figures";
import { term } from "../language";
import type { Offered, Plan, Varied } from "../messages";
import { change, head, plan, planned, problem, results, running, start, stop, stopped } from "./store";
import { readValues, written } from "./values";
import { setName } from "../playground/data/words";
import { say, settingName } from "./words";
import { told } from "../language";

const KINDS = ["grid", "seeds", "folds"] as const;
const ABOUT = { grid: "gridAbout", seeds: "seedsAbout", folds: "foldsAbout" } as const;

export function Setup() {
  const now = plan.value;
  if (!now) return null;
  return (
    <section class="card planning" aria-label={say("kind")}>
      <div class="segments kinds" role="group" aria-label={say("kind")}>
        {KINDS.map((kind) => (
          <button
            key={kind}
            type="button"
            aria-pressed={now.kind === kind}
            data-term={kind === "folds" ? "cross_validation" : undefined}
            onClick={() => change({ kind })}
          >
            {say(kind)}
          </button>
        ))}
      </div>
      <p class="quiet">{say(ABOUT[now.kind])}</p>
      {now.kind === "grid" && <Choices now={now} />}
      {now.kind === "seeds" && (
        <Count name={say("seedCount")} value={now.seeds} most={500} field="seeds" />
      )}
      {now.kind === "folds" && (
        <Count name={say("foldCount")} value={now.folds} most={50} field="folds" />
      )}
      <Count name={say("epochs")} value={now.epochs} most={20_000} field="epochs" />
      {problem.value && (
        <p class="warning" role="alert">
          {told(problem.value.text)}
        </p>
      )}
      <Run />
      <Base />
    </section>
  );
}

function Choices({ now }: { now: Plan }) {
  const [first, second] = now.choices;
  const set = (which: 0 | 1, next: Varied | null) => {
    const both = [...now.choices];
    if (next) both[which] = next;
    else both.splice(which, 1);
    change({ choices: both });
  };
  return (
    <>
      <Choice name={say(second ? "rows" : "only")} choice={first ?? null} other={second?.setting} change={(next) => set(0, next)} />
      <Choice name={say("columns")} choice={second ?? null} other={first?.setting} change={(next) => set(1, next)} canBeNone />
    </>
  );
}

interface ChoiceProps {
  readonly name: string;
  readonly choice: Varied | null;
  readonly other: string | undefined;
  readonly canBeNone?: boolean;
  readonly change: (next: Varied | null) => void;
}

function Choice({ name, choice, other, canBeNone = false, change }: ChoiceProps) {
  const id = useId();
  const offered = planned.value?.settings ?? [];
  const chosen = offered.find(({ setting }) => setting === choice?.setting);
  const take = (setting: string) => {
    const found = offered.find((one) => one.setting === setting);
    change(found ? { setting, values: found.values } : null);
  };
  return (
    <div class="choice">
      <label for={id}>{name}</label>
      <select id={id} value={choice?.setting ?? ""} onChange={(event) => take(event.currentTarget.value)}>
        {canBeNone && <option value="">{say("none")}</option>}
        {offered
          .filter(({ setting }) => setting !== other)
          .map(({ setting }) => (
            <option key={setting} value={setting}>
              {settingName(setting)}
            </option>
          ))}
      </select>
      {choice && chosen && (
        <Values key={choice.setting} offered={chosen} choice={choice} change={change} />
      )}
    </div>
  );
}

interface ValuesProps {
  readonly offered: Offered;
  readonly choice: Varied;
  readonly change: (next: Varied) => void;
}

/** Names are ticked, numbers are written. */
function Values({ offered, choice, change }: ValuesProps) {
  if (offered.kind === "choice") return <Names offered={offered} choice={choice} change={change} />;
  return <Numbers offered={offered} choice={choice} change={change} />;
}

function Names({ offered, choice, change }: ValuesProps) {
  const toggle = (value: number | string) => {
    const has = choice.values.includes(value);
    const values = offered.values.filter((one) => (one === value ? !has : choice.values.includes(one)));
    if (values.length) change({ ...choice, values });
  };
  return (
    <div class="names" role="group" aria-label={say("values", { name: settingName(offered.setting) })}>
      {offered.values.map((value) => (
        <label key={value}>
          <input type="checkbox" checked={choice.values.includes(value)} onChange={() => toggle(value)} />
          {term(String(value))}
        </label>
      ))}
    </div>
  );
}

function Numbers({ offered, choice, change }: ValuesProps) {
  const wrong = useSignal<string | null>(null);
  const id = useId();
  const read = (text: string) => {
    const found = readValues(text, offered.kind);
    if ("wrong" in found) {
      wrong.value = say("badValue", { text: found.wrong });
      return;
    }
    wrong.value = null;
    if (found.length) change({ ...choice, values: found });
  };
  return (
    <>
      <input
        type="text"
        inputMode="decimal"
        spellcheck={false}
        aria-label={`${say("values", { name: settingName(offered.setting) })} (${say("valuesHint")})`}
        aria-invalid={wrong.value !== null}
        aria-describedby={id}
        value={choice.values.map(written).join(", ")}
        onChange={(event) => read(event.currentTarget.value)}
      />
      {wrong.value && (
        <span class="warning" id={id}>
          {wrong.value}
        </span>
      )}
    </>
  );
}

interface CountProps {
  readonly name: string;
  readonly value: number;
  readonly most: number;
  readonly field: "seeds" | "folds" | "epochs";
}

function Count({ name, value, most, field }: CountProps) {
  const id = useId();
  return (
    <div class="count">
      <label for={id}>{name}</label>
      <input
        id={id}
        type="number"
        min={field === "epochs" ? 1 : 2}
        max={most}
        value={value}
        onChange={(event) => {
          const given = event.currentTarget.valueAsNumber;
          if (Number.isInteger(given)) change({ [field]: given });
        }}
      />
    </div>
  );
}

function Run() {
  const now = head.value;
  const count = results.value?.count ?? 0;
  const isRunning = running.value && !stopped.value;
  const diverged = results.value?.diverged.reduce((sum, one) => sum + one, 0) ?? 0;
  return (
    <div class="run-box">
      <div class="run-line">
        {isRunning ? (
          <button type="button" class="button" onClick={stop}>
            {say("stop")}
          </button>
        ) : (
          <button type="button" class="button primary" onClick={start}>
            {say(now ? "again" : "start")}
          </button>
        )}
        <span class="quiet small" aria-live="polite">
          {count === 1 ? say("oneNetwork") : say("networks", { n: counted(count) })}
          {diverged > 0 && ` · ${say("divergedCount", { n: diverged })}`}
        </span>
      </div>
      <progress value={now?.done ?? 0} max={1} aria-label={say("progress")} />
      <span class="quiet small">{state()}</span>
    </div>
  );
}

function state(): string {
  const now = head.value;
  if (!now) return say("connecting");
  if (now.running)
    return now.seconds_left === null ? "…" : say("left", { time: duration(now.seconds_left) });
  return say(now.done < 0.9999 ? "stopped" : "took", { time: duration(now.seconds) });
}

function Base() {
  const now = planned.value;
  if (!now) return null;
  const { experiment } = now.plan;
  const units = [experiment.features.length, ...experiment.layers.map(({ units }) => units)];
  const outputs = now.output === "softmax" ? (now.classes?.length ?? 1) : 1;
  return (
    <div class="base">
      <h2>{say("base")}</h2>
      <dl class="numbers">
        <div>
          <dt>{say("summaryData")}</dt>
          <dd>{setName(experiment.data)}</dd>
        </div>
        <div>
          <dt>{say("summaryNetwork")}</dt>
          <dd>{[...units, outputs].join("–")}</dd>
        </div>
        <div>
          <dt>{settingName("rate")}</dt>
          <dd>{written(experiment.rate)}</dd>
        </div>
        <div>
          <dt>{settingName("batch_size")}</dt>
          <dd>{experiment.batch_size}</dd>
        </div>
      </dl>
      <a href={hrefOfLink(now.playground)}>{say("changeBase")}</a>
    </div>
  );
}
