// Digits whose labels are shuffled: learned by heart, and not understood.

import { useEffect } from "preact/hooks";
import { counted, percent } from "../figures";
import { term } from "../language";
import type { LabelsTold } from "../messages";
import { theme } from "../theme";
import { asking } from "./asking";
import { numberOf } from "./choices";
import { LineChart } from "./line-chart";
import { colourOf } from "./map";
import { Ladder, State } from "./parts";
import { Row } from "./regularization";
import { say } from "./words";

const SHARES = [0, 0.1, 0.25, 0.5, 0.75, 1] as const;
const UNITS = [4, 16, 64, 128, 256, 512] as const;
const EPOCHS = [10, 20, 50, 100, 150, 200] as const;

const learned = asking<LabelsTold>("labels");

export function Labels() {
  const asked = {
    share: numberOf("share", 1, 0, 1),
    units: numberOf("units", 256, 1, 512),
    epochs: numberOf("epochs", 100, 1, 200),
    seed: 0,
  };
  useEffect(() => learned.ask(asked)); // which asks only for what is new
  const told = learned.answer.value;
  return (
    <div class="body">
      <section class="card fields side">
        <p class="quiet small">{say("labelsAbout")}</p>
        <Ladder label={say("share")} values={SHARES} value={asked.share} usual={1} option="share" shown={(v) => `${Math.round(v * 100)} %`} />
        <Ladder label={say("units")} values={UNITS} value={asked.units} usual={256} option="units" />
        <Ladder label={say("epochs")} values={EPOCHS} value={asked.epochs} usual={100} option="epochs" />
        <State asked={learned} seconds={told?.seconds} />
      </section>
      {told && (
        <div class="main" aria-busy={learned.awaited.value}>
          <section class="card">
            <LineChart
              title={say("accuracyChart")}
              x={told.train_accuracy.map((_, i) => i + 1)}
              xName={term("epoch")}
              curves={[
                { name: say("onTrain"), colour: colourOf(4, theme.value), y: told.train_accuracy },
                { name: say("onValidation"), colour: "var(--line-1)", y: told.validation_accuracy },
              ]}
              levels={[{ x: told.chance, name: say("chance") }]}
              least={0}
              most={1}
            />
            <dl class="numbers">
              <Row name={say("onTrain")} value={percent(told.train_accuracy[told.train_accuracy.length - 1])} />
              <Row name={say("onValidation")} value={percent(told.validation_accuracy[told.validation_accuracy.length - 1])} />
            </dl>
            <p class="quiet small">
              {say("sizes", {
                weights: counted(told.parameters),
                examples: counted(told.examples),
                wrong: percent(told.wrong),
              })}
            </p>
          </section>
        </div>
      )}
    </div>
  );
}
