// Which networks and settings are compared, and how.

import { useSignal } from "@preact/signals";
import { address, option, setOption } from "../address";
import { term, told } from "../language";
import type { Sheet, SheetAsked } from "../messages";
import { command, NUMBERS, type NumberName, numberOf, RANDOM, TRIED, type Tried, tryText, usualNetworks, wanted } from "./asked"; // prettier-ignore
import { begin, trouble, working } from "./store";
import { w } from "./words";

export function nameOf(name: string): string {
  return name === "rate" ? term("learning_rate") : term(name);
}

export function Setup({ table, sheet }: { table: SheetAsked; sheet: Sheet }) {
  const wrong = useSignal<Tried | null>(null);
  const { options } = address.value;
  const networks = options["networks"] ?? usualNetworks(sheet);
  const found = wanted(options, { ...table, target: sheet.target, task: sheet.task }, networks);
  const start = () => {
    wrong.value = "wrong" in found ? found.wrong : null;
    if ("asked" in found) void begin(found.asked);
  };
  const random = options["search"] === "random";
  return (
    <section class="panel" aria-labelledby="selection-candidates">
      <h2 id="selection-candidates">{w("compared")}</h2>
      <form
        onSubmit={(e) => {
          e.preventDefault();
          start();
        }}
      >
        <label class="labelled">
          <span>{w("networks")}</span>
          <textarea
            rows={4}
            spellcheck={false}
            value={networks}
            onInput={(e) => setOption("networks", e.currentTarget.value)}
          />
        </label>
        <div class="fields wide">
          <label class="labelled">
            <span>{w("search")}</span>
            <select
              value={random ? "random" : "grid"}
              onChange={(e) => setOption("search", e.currentTarget.value === "random" ? "random" : null)}
            >
              <option value="grid">{w("grid")}</option>
              <option value="random">{w("random")}</option>
            </select>
          </label>
          {random && (
            <Whole label={w("count")} value={Number(option("count") ?? RANDOM) || RANDOM} least={1}
              put={(value) => setOption("count", value === RANDOM ? null : String(value))} />
          )}
          <label class="labelled">
            <span>{w("measure")}</span>
            <select
              value={options["measure"] ?? ""}
              onChange={(e) => setOption("measure", e.currentTarget.value || null)}
            >
              <option value="">{w("usual")}</option>
              {sheet.task === "classification" && <option value="accuracy">{term("accuracy")}</option>}
              <option value="loss">{term("loss")}</option>
            </select>
          </label>
        </div>
        <fieldset>
          <legend>{w("tries")}</legend>
          <p class="quiet">{w("triesAbout")}</p>
          <div class="fields">
            {TRIED.map((name) => (
              <label key={name} class="labelled">
                <span>{nameOf(name)}</span>
                <input
                  type="text"
                  autocomplete="off"
                  spellcheck={false}
                  value={tryText(options, name)}
                  onInput={(e) => setOption(`try_${name}`, e.currentTarget.value)}
                />
              </label>
            ))}
          </div>
        </fieldset>
        <div class="fields">
          {(Object.keys(NUMBERS) as NumberName[]).map((name) => (
            <Whole key={name} label={labelOf(name)} value={numberOf(options, name)}
              least={name === "patience" ? 0 : name === "folds" ? 2 : 1}
              put={(value) => setOption(name, value === NUMBERS[name] ? null : String(value))} />
          ))}
        </div>
        <button class="button primary" disabled={working.value}>
          {w("begin")}
        </button>
      </form>
      {wrong.value && (
        <p class="warning" role="alert">
          {w("badValues", { name: nameOf(wrong.value), text: tryText(options, wrong.value) })}
        </p>
      )}
      {trouble.value && (
        <p class="warning" role="alert">
          {told(trouble.value)}
        </p>
      )}
      {"asked" in found && (
        <details>
          <summary>{w("inTerminal")}</summary>
          <pre tabIndex={0} lang="en" aria-label={w("inTerminal")}>
            <code>{command(found.asked)}</code>
          </pre>
        </details>
      )}
    </section>
  );
}

function labelOf(name: NumberName): string {
  if (name === "patience") return `${term("patience")} (${w("noPatience")})`;
  return name === "epochs" || name === "batch_size" ? nameOf(name) : w(name);
}

interface WholeProps {
  readonly label: string;
  readonly value: number;
  readonly least: number;
  readonly put: (value: number) => void;
}

function Whole({ label, value, least, put }: WholeProps) {
  return (
    <label class="labelled">
      <span>{label}</span>
      <input
        type="number"
        min={least}
        step={1}
        required
        value={value}
        onChange={(e) => {
          const given = e.currentTarget.valueAsNumber;
          if (Number.isInteger(given) && given >= least) put(given);
        }}
      />
    </label>
  );
}
