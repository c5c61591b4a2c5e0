// What the network is given of each point: the usual features to switch on and off, and formulas.

import { useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { told } from "../../language";
import type { Formula, Text } from "../../messages";
import { unitPixels } from "../colours";
import { paint } from "../palette";
import { change, experiment, frame, opened, problem } from "../store";
import { picture, toggled, USUAL } from "./feature-pictures";
import { readFormula } from "./sources";
import { say, W } from "./words";

const PIXELS = 20;
const PATIENCE = 200; // milliseconds after the last key

export function FeatureEditor() {
  const now = experiment.value;
  if (!now) return null;
  const usual = USUAL.map(({ formula }) => formula);
  const own = now.features.filter((formula) => !usual.includes(formula));
  const toggle = (formula: string) => {
    const features = toggled(now.features, formula);
    if (features.length > 0) change({ features });
  };
  return (
    <div class="feature-editor">
      <ul class="feature-list">
        {USUAL.map(({ formula, label, value }) => {
          const chosen = now.features.includes(formula);
          const only = chosen && now.features.length === 1;
          return (
            <li key={formula}>
              <button
                type="button"
                class="feature"
                aria-pressed={chosen}
                aria-disabled={only}
                title={only ? say("lastFeature") : undefined}
                onClick={() => toggle(formula)}
              >
                <Picture bytes={picture(value, PIXELS)} />
                {label}
              </button>
            </li>
          );
        })}
        {own.map((formula) => (
          <OwnFeature
            key={formula}
            formula={formula}
            only={now.features.length === 1}
            remove={() => toggle(formula)}
          />
        ))}
      </ul>
      <AddFormula
        features={now.features}
        add={(formula) => change({ mode: "mieru", features: toggled(now.features, formula) })}
      />
    </div>
  );
}

interface OwnProps {
  readonly formula: string;
  readonly only: boolean;
  readonly remove: () => void;
}

function OwnFeature({ formula, only, remove }: OwnProps) {
  const place = opened.value?.experiment.features.indexOf(formula) ?? -1;
  const label = opened.value?.labels[place] ?? formula;
  return (
    <li>
      <button
        type="button"
        class="feature own"
        aria-disabled={only}
        aria-label={say("remove", { name: label })}
        title={only ? say("lastFeature") : say("remove", { name: label })}
        onClick={remove}
      >
        <UnitPicture unit={place} />
        <span class="feature-label">{label}</span>
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path class="stroke" d="M7 7l10 10M17 7L7 17" />
        </svg>
      </button>
    </li>
  );
}

function Picture({ bytes }: { bytes: Uint8Array | null }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const colours = unitPixels.value;
  useEffect(() => {
    if (canvas.current && bytes) show(canvas.current, bytes, colours);
  });
  return <canvas ref={canvas} class="feature-picture" aria-hidden="true" />;
}

/** The picture of an input as it came with a frame; it is the same in all of one session. */
function UnitPicture({ unit }: { unit: number }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const shownOf = useRef<unknown>(null);
  useSignalEffect(() => {
    const moment = frame.value;
    const colours = unitPixels.value;
    const key = `${opened.value?.address}${unit}${colours[0]}${colours[255]}`;
    if (!canvas.current || unit < 0 || !moment || shownOf.current === key) return;
    if (moment.head.pictures <= unit || moment.head.size < 2) return;
    show(canvas.current, moment.picture(unit), colours);
    shownOf.current = key;
  });
  return <canvas ref={canvas} class="feature-picture" aria-hidden="true" />;
}

function show(canvas: HTMLCanvasElement, bytes: Uint8Array, colours: Uint32Array): void {
  const size = Math.round(Math.sqrt(bytes.length));
  canvas.width = canvas.height = size;
  const pen = canvas.getContext("2d");
  const image = pen?.createImageData(size, size);
  if (!pen || !image) return;
  paint(new Uint32Array(image.data.buffer), size, 0, bytes, colours);
  pen.putImageData(image, 0, 0);
}

interface AddProps {
  readonly features: readonly string[];
  readonly add: (formula: string) => void;
}

/** A formula is read while it is written; what is wrong with it stands below. */
function AddFormula({ features, add }: AddProps) {
  const text = useSignal("");
  const read = useSignal<Formula | null>(null);
  const trouble = useSignal<Text | null>(null);
  const written = text.value.trim();
  useEffect(() => {
    read.value = trouble.value = null;
    if (!written) return;
    let wanted = true;
    const waiting = setTimeout(async () => {
      const answer = await readFormula(written);
      if (!wanted) return;
      if (answer.state === "here") read.value = answer.value;
      else if (answer.state === "failed") trouble.value = answer.problem;
    }, PATIENCE);
    return () => {
      wanted = false;
      clearTimeout(waiting);
    };
  }, [written]);
  const submit = async (e: Event) => {
    e.preventDefault();
    if (!written) return;
    if (features.includes(written)) trouble.value = W.comesTwice;
    else {
      const answer = await readFormula(written);
      if (answer.state === "failed") trouble.value = answer.problem;
      else {
        add(written);
        text.value = "";
      }
    }
  };
  const refused = problem.value?.field === "features" ? problem.value.text : null;
  const wrong = trouble.value ?? (written ? null : refused);
  return (
    <form class="add-formula" onSubmit={(e) => void submit(e)}>
      <input
        type="text"
        value={text.value}
        aria-label={say("addFormula")}
        placeholder="max(x1, x2^2)"
        aria-invalid={wrong !== null}
        aria-describedby="formula-read"
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        onInput={(e) => (text.value = e.currentTarget.value)}
      />
      <button class="button" disabled={!written}>
        {say("add")}
      </button>
      <p id="formula-read" role="status" class={wrong ? "data-problem" : "quiet"}>
        {wrong ? told(wrong) : read.value && say("understood", { label: read.value.label })}
      </p>
    </form>
  );
}
