// The learning-rate range test on a network of the reader's.

import { useEffect, useId } from "preact/hooks";
import { option, setOption } from "../address";
import { measured } from "../figures";
import { term } from "../language";
import type { RateTold } from "../messages";
import { Command } from "../parts/command";
import { setName } from "../playground/data/words";
import { theme } from "../theme";
import { asking } from "./asking";
import { oneOf, OPTIMIZERS } from "./choices";
import { LineChart } from "./line-chart";
import { colourOf } from "./map";
import { Choice, State } from "./parts";
import { say } from "./words";

const SETS = ["digits", "iris", "wine", "breast-cancer", "moons", "circle", "xor", "gauss", "spiral"] as const;
const ORDER = ["adam", ...OPTIMIZERS.filter((one) => one !== "adam")] as const;

const tested = asking<RateTold>("rate");

export function Rate() {
  const id = useId();
  const asked = {
    data: oneOf(SETS, option("data")),
    network: option("net") ?? "",
    optimizer: oneOf(ORDER as unknown as readonly [string, ...string[]], option("optimizer")),
    seed: 0,
  };
  useEffect(() => tested.ask(asked)); // which asks only for what is new
  const told = tested.answer.value;
  const shortest = told && told.suggested.toPrecision(2).replace(/0+$/, "");
  return (
    <div class="body">
      <section class="card fields side">
        <p class="quiet small">{say("rateAbout")}</p>
        <Choice
          name={say("data")}
          value={asked.data}
          values={SETS.map((name) => [name, setName(name)] as const)}
          set={(name) => setOption("data", name === SETS[0] ? null : name)}
        />
        <Choice
          name={term("optimizer")}
          value={asked.optimizer}
          values={ORDER.map((name) => [name, term(name)] as const)}
          set={(name) => setOption("optimizer", name === ORDER[0] ? null : name)}
        />
        <div class="field">
          <label for={id}>{say("network")}</label>
          <input
            id={id}
            type="text"
            spellcheck={false}
            value={asked.network}
            placeholder={told?.network ?? ""}
            onChange={(e) => setOption("net", e.currentTarget.value || null)}
          />
        </div>
        <State asked={tested} seconds={told?.seconds} />
      </section>
      {told && (
        <div class="main" aria-busy={tested.awaited.value}>
          <section class="card">
            <LineChart
              title={say("rateChart")}
              x={told.rates}
              xName={term("learning_rate")}
              curves={[
                { name: say("eachStep"), colour: "var(--quiet)", y: told.losses, thin: true },
                { name: say("runningMean"), colour: colourOf(1, theme.value), y: told.smooth },
              ]}
              uprights={[
                { x: told.suggested, name: say("advised") },
                { x: told.lowest, name: say("lowest") },
              ]}
              logX
              least={0}
              most={2 * (told.smooth[0] ?? 1)}
            />
            <p>
              <strong>{say("advice", { rate: shortest ?? "", lowest: measured(told.lowest) })}</strong>
            </p>
            <p class="quiet small">{say("trainWith")}</p>
            <Command
              text={`mieru train "${told.network}" --data ${asked.data} --optimizer ${asked.optimizer} --rate ${shortest}`}
            />
          </section>
        </div>
      )}
    </div>
  );
}
