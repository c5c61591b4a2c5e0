// What should learn what, and how.

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { counted, shape } from "../figures";
import { term, told } from "../language";
import type { FolderFound, NetworkAsked, NetworkChecked, Text } from "../messages";
import { Command } from "../parts/command";
import { Term, Word } from "../parts/term";
import * as chosen from "./asked";
import { post, problem, sets, train, working } from "./store";
import { w } from "./words";

const PATIENCE = 150; // milliseconds after the last key, until a line is checked
const PRESETS = ["linear", "mlp", "deep", "cnn"] as const;
const USUAL = 1;

/** Pictures of a shape in so many classes, with networks that suit them. */
interface Suited {
  readonly shape: readonly number[];
  readonly classes: number;
  readonly networks: readonly string[];
}

export function Setup() {
  const found = useSignal<FolderFound | null>(null);
  const choices = chosen.choices();
  const own = choices.data === chosen.FOLDER;
  const set = chosen.setNamed(sets.value, choices.data);
  const suited: Suited | undefined = own
    ? found.value
      ? { ...found.value, classes: found.value.classes.length }
      : undefined
    : set;
  const network = choices.network || suited?.networks[USUAL] || "";
  const checked = useChecked(network, suited);
  const ready = suited !== undefined && (own || set?.here === true) && checked?.problem === null;
  return (
    <form
      class="panel setup"
      onSubmit={(event) => {
        event.preventDefault();
        if (ready && !working.value) void train(chosen.asked(choices, network));
      }}
    >
      <DataChoice name={choices.data} />
      {own && <FolderChoice found={found.value} show={(value) => (found.value = value)} />}
      {set && !set.here && (
        <div class="fetch">
          <p>{w("fetchFirst")}</p>
          <Command text={`mieru data fetch ${set.name}`} />
        </div>
      )}
      {suited && <NetworkChoice network={network} suited={suited} checked={checked} />}
      <Learning choices={choices} />
      {problem.value && (
        <p class="warning" role="alert">
          {told(problem.value)}
        </p>
      )}
      <button type="submit" class="button primary" disabled={!ready || working.value}>
        {w("train")}
      </button>
    </form>
  );
}

function DataChoice({ name }: { name: string }) {
  return (
    <label class="labelled">
      <span>{w("pictures")}</span>
      <select value={name} onChange={(e) => chosen.chooseData(e.currentTarget.value)}>
        {sets.value?.sets.map((one) => (
          <option key={one.name} value={one.name}>
            {one.here ? told(one.title) : w("notHere", { title: told(one.title) })}
          </option>
        ))}
        {sets.value?.folders && <option value={chosen.FOLDER}>{w("ownFolder")}</option>}
      </select>
    </label>
  );
}

interface FolderProps {
  readonly found: FolderFound | null;
  readonly show: (found: FolderFound | null) => void;
}

function FolderChoice({ found, show }: FolderProps) {
  const { folder } = chosen.choices();
  const trouble = useSignal<Text | null>(null);
  const looking = useSignal(false);
  const look = async () => {
    looking.value = true;
    const answer = await post<FolderFound>("folder", chosen.choices().folder);
    looking.value = false;
    trouble.value = "problem" in answer ? answer.problem : null;
    show("value" in answer ? answer.value : null);
  };
  useEffect(() => {
    if (folder.path) void look();
    return () => show(null);
  }, []);
  const change = (changes: Partial<typeof folder>) => {
    chosen.chooseFolder({ ...folder, ...changes });
    void look();
  };
  return (
    <div class="folder">
      <label class="labelled">
        <span>{w("folderPath")}</span>
        <input
          type="text"
          value={folder.path}
          spellcheck={false}
          autocomplete="off"
          placeholder="~/pictures/flowers"
          onChange={(e) => change({ path: e.currentTarget.value })}
        />
      </label>
      <div class="pairs-of-fields">
        <label class="labelled">
          <span>{w("folderSize")}</span>
          <input
            type="number"
            min={8}
            max={128}
            value={folder.size}
            onChange={(e) => change({ size: e.currentTarget.valueAsNumber || 32 })}
          />
        </label>
        <label class="check">
          <input
            type="checkbox"
            checked={folder.grey}
            onChange={(e) => change({ grey: e.currentTarget.checked })}
          />
          {w("grey")}
        </label>
        <button type="button" class="button" onClick={() => void look()}>
          {w("lookInside")}
        </button>
      </div>
      {trouble.value && (
        <p class="warning" role="alert">
          {told(trouble.value)}
        </p>
      )}
      {looking.value && (
        <p class="quiet" role="status">
          {w("looking")}
        </p>
      )}
      {found && !looking.value && (
        <p class="quiet" role="status">
          {w("folderHolds", {
            n: counted(found.pictures),
            k: found.classes.length,
            names: found.classes.slice(0, 8).join(", ") + (found.classes.length > 8 ? " …" : ""),
          })}
        </p>
      )}
    </div>
  );
}

interface NetworkProps {
  readonly network: string;
  readonly suited: Suited;
  readonly checked: NetworkChecked | null;
}

function NetworkChoice({ network, suited, checked }: NetworkProps) {
  const trouble = checked?.problem ?? null;
  return (
    <fieldset>
      <legend>{w("theNetwork")}</legend>
      <div class="segments presets" role="group" aria-label={w("theNetwork")}>
        {PRESETS.map((name, i) => (
          <button
            key={name}
            type="button"
            aria-pressed={network === suited.networks[i]}
            onClick={() => chosen.choose("network", suited.networks[i] ?? "")}
          >
            {w(name)}
          </button>
        ))}
      </div>
      <textarea
        rows={3}
        value={network}
        spellcheck={false}
        aria-label={w("networkLine")}
        aria-invalid={trouble !== null}
        aria-describedby="network-checked"
        onInput={(e) => chosen.choose("network", e.currentTarget.value.replace(/\s*\n\s*/g, " "))}
      />
      <div id="network-checked" class="checked" role="status">
        {trouble && <p class="warning">{told(trouble)}</p>}
        {checked && !trouble && (
          <p class="quiet">
            {w("costs", {
              parameters: counted(checked.parameters),
              multiplications: counted(checked.multiplications),
            })}
          </p>
        )}
      </div>
      {checked && !trouble && (
        <details>
          <summary>{w("shapes")}</summary>
          <Shapes checked={checked} />
        </details>
      )}
    </fieldset>
  );
}

function Shapes({ checked }: { checked: NetworkChecked }) {
  return (
    <div class="scroll" tabIndex={0} role="group" aria-label={w("shapes")}>
      <table class="compact">
        <thead>
          <tr>
            <th scope="col"><Term name="layer" /></th>
            <th scope="col" class="figure">
              <Term name="output" />
            </th>
            <th scope="col" class="figure">
              <Term name="parameters" />
            </th>
          </tr>
        </thead>
        <tbody>
          {checked.layers.map((layer, i) => (
            <tr key={i}>
              <th scope="row" style={{ paddingInlineStart: `${0.7 + layer.depth}rem` }}>
                {layer.name.split("/").at(-1)}
              </th>
              <td class="figure">{shape(layer.shape)}</td>
              <td class="figure">{layer.parameters ? counted(layer.parameters) : "–"}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Learning({ choices }: { choices: chosen.Choices }) {
  const label = (name: chosen.NumberName) =>
    name === "examples" ? w("examples") : <Word name={name === "rate" ? "learning_rate" : name} />;
  return (
    <fieldset>
      <legend>{w("howToLearn")}</legend>
      <div class="numbers">
        <label class="labelled">
          <span><Term name="optimizer" /></span>
          <select
            value={choices.optimizer}
            onChange={(e) => chosen.choose("optimizer", e.currentTarget.value)}
          >
            {(sets.value?.optimizers ?? [choices.optimizer]).map((name) => (
              <option key={name} value={name}>
                {term(name)}
              </option>
            ))}
          </select>
        </label>
        {chosen.NUMBERS.map((name) => (
          <label key={name} class="labelled">
            <span>{label(name)}</span>
            <input
              type="number"
              min={name === "epochs" || name === "batch_size" ? 1 : 0}
              step={name === "rate" || name === "l2" ? "any" : 1}
              required={name !== "examples"}
              placeholder={name === "examples" ? w("all") : ""}
              value={name === "examples" && !choices.examples ? "" : choices[name]}
              onChange={(e) => chosen.choose(name, e.currentTarget.value)}
            />
          </label>
        ))}
        <label class="labelled wide">
          <span>{term("augment")}</span>
          <input
            type="text"
            value={choices.augment}
            spellcheck={false}
            autocomplete="off"
            placeholder="shift 2, flip, rotate 10"
            onChange={(e) => chosen.choose("augment", e.currentTarget.value.trim())}
          />
        </label>
      </div>
    </fieldset>
  );
}

/** What the server says of the line; the last answer stands until the next one is here. */
function useChecked(network: string, suited: Suited | undefined): NetworkChecked | null {
  const checked = useSignal<NetworkChecked | null>(null);
  const { shape: sides, classes } = suited ?? { shape: [], classes: 0 };
  useEffect(() => {
    if (!network || !classes) return;
    let wanted = true;
    const timer = setTimeout(async () => {
      const message: NetworkAsked = { network, shape: sides, classes };
      const answer = await post<NetworkChecked>("network", message);
      if (!wanted) return;
      const empty = { layers: [], parameters: 0, multiplications: 0 };
      checked.value = "value" in answer ? answer.value : { ...empty, problem: answer.problem };
    }, PATIENCE);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [network, sides.join(), classes]);
  return checked.value;
}
