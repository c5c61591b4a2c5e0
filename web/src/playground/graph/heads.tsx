// Over the network: how many layers, how many units, and what each layer does.

import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { letterSize } from "../../parts/letters";
import { Term } from "../../parts/term";
import type { Experiment } from "../../messages";
import { activationName, activations } from "../controls/controls";
import { Choice, NumberBox, NumberChoice } from "../controls/field";
import { INITIALS, initialName } from "../controls/more";
import { isShown } from "../controls-shown";
import { change, experiment } from "../store";
import { say } from "../words";
import type { Plan } from "./geometry";

type Layer = Experiment["layers"][number];
const FIRST: Layer = { units: 4, activation: "tanh", dropout: 0, initial: "uniform" };
const NEW_UNITS = 2;
const DROPOUTS = [0, 0.1, 0.2, 0.3, 0.5];
const WIDE = 5.6; // letters between two layers, where there is room for both buttons

export function Heads({ plan }: { plan: Plan }) {
  const open = useSignal<number | null>(null);
  const now = experiment.value;
  if (!now) return null;
  const gap = ((plan.columns[1]?.x ?? 0) - (plan.columns[0]?.x ?? 0)) / letterSize();
  return (
    <>
      {isShown("numHiddenLayers") && <LayerCount now={now} />}
      <div class="heads">
        <span class="head-name" style={{ left: `${plan.columns[0]?.x ?? 0}px` }}>
          <Term name="input" />
        </span>
        {now.layers.map((layer, i) => (
          <div key={i} class="head" style={{ left: `${plan.columns[i + 1]?.x ?? 0}px` }}>
            <Head
              layer={layer}
              index={i}
              wide={gap >= WIDE}
              open={open.value === i}
              toggle={() => (open.value = open.value === i ? null : i)}
            />
          </div>
        ))}
        <span class="head-name" style={{ left: `${plan.columns.at(-1)?.x ?? 0}px` }}>
          <Term name="output" />
        </span>
        {open.value !== null && now.layers[open.value] && (
          <LayerCard
            now={now}
            index={open.value}
            plan={plan}
            close={() => (open.value = null)}
          />
        )}
      </div>
    </>
  );
}

function LayerCount({ now }: { now: Experiment }) {
  const count = now.layers.length;
  const add = () => {
    const last = now.layers.at(-1);
    const layer = last ? { ...last, units: Math.min(last.units, NEW_UNITS) } : FIRST;
    change({ layers: [...now.layers, layer] });
  };
  return (
    <div class="layer-count">
      <span class="term" data-term="hidden_layer">
        {say("hiddenLayers")}
      </span>
      <Round name={say("removeLayer")} sign="−" off={count === 0}
        press={() => change({ layers: now.layers.slice(0, -1) })} />
      <output>{count}</output>
      <Round name={say("addLayer")} sign="+" press={add} />
    </div>
  );
}

interface HeadProps {
  readonly layer: Layer;
  readonly index: number;
  readonly wide: boolean;
  readonly open: boolean;
  readonly toggle: () => void;
}

function Head({ layer, index, wide, open, toggle }: HeadProps) {
  const n = index + 1;
  const units = (count: number) => setLayer(index, { units: count });
  return (
    <>
      <span class="head-units">
        {wide && (
          <Round name={say("removeUnit", { n })} sign="−" off={layer.units <= 1}
            press={() => units(layer.units - 1)} />
        )}
        <b>{layer.units}</b>
        {wide && (
          <Round name={say("addUnit", { n })} sign="+" press={() => units(layer.units + 1)} />
        )}
      </span>
      <button
        type="button"
        class="head-button"
        aria-expanded={open}
        aria-label={`${say("layerSettings", { n })}: ${layer.units}, ${activationName(layer.activation)}`}
        onClick={toggle}
      >
        {wide ? activationName(layer.activation) : "⋯"}
      </button>
    </>
  );
}

function setLayer(index: number, part: Partial<Layer>): void {
  const layers = experiment.value?.layers ?? [];
  change({ layers: layers.map((layer, i) => (i === index ? { ...layer, ...part } : layer)) });
}

interface CardProps {
  readonly now: Experiment;
  readonly index: number;
  readonly plan: Plan;
  readonly close: () => void;
}

function LayerCard({ now, index, plan, close }: CardProps) {
  const card = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    card.current?.querySelector("select")?.focus();
    const outside = ({ target }: Event) => {
      const inside = target instanceof Element && target.closest(".layer-card, .head-button");
      if (!inside) close();
    };
    document.addEventListener("pointerdown", outside);
    return () => document.removeEventListener("pointerdown", outside);
  }, [index]);
  const layer = now.layers[index] as Layer;
  const own = now.mode === "mieru";
  const wide = Math.min(plan.width, 15 * letterSize());
  const left = Math.min(plan.width - wide, Math.max(0, (plan.columns[index + 1]?.x ?? 0) - wide / 2));
  return (
    <div
      class="layer-card floating"
      ref={card}
      role="dialog"
      aria-label={say("layerSettings", { n: index + 1 })}
      style={{ left: `${left}px`, width: `${wide}px` }}
      onKeyDown={(e) => {
        if (e.key !== "Escape") return;
        close();
        document.querySelectorAll<HTMLElement>(".head-button")[index]?.focus();
      }}
    >
      <h3>{say("hiddenLayer", { n: index + 1 })}</h3>
      <div class="knob">
        <span>{say("units")}</span>
        <span class="head-units">
          <Round name={say("removeUnit", { n: index + 1 })} sign="−" off={layer.units <= 1}
            press={() => setLayer(index, { units: layer.units - 1 })} />
          <NumberBox value={layer.units} label={say("units")} done={(typed) => {
            if (typed !== null && typed >= 1) setLayer(index, { units: Math.round(typed) });
          }} />
          <Round name={say("addUnit", { n: index + 1 })} sign="+"
            press={() => setLayer(index, { units: layer.units + 1 })} />
        </span>
      </div>
      {own && (
        <>
          <Choice
            label="activation"
            value={layer.activation}
            options={activations(now).map((value) => ({ value, text: activationName(value) }))}
            choose={(activation) => setLayer(index, { activation })}
          />
          <NumberChoice
            label="dropout"
            value={layer.dropout}
            usual={DROPOUTS}
            choose={(dropout) => setLayer(index, { dropout })}
          />
          <Choice
            label="initial_weights"
            value={layer.initial}
            options={INITIALS.map((value) => ({ value, text: initialName(value) }))}
            choose={(initial) => setLayer(index, { initial })}
          />
        </>
      )}
      {isShown("numHiddenLayers") && (
        <button
          type="button"
          class="button small"
          onClick={() => {
            close();
            change({ layers: now.layers.filter((_, i) => i !== index) });
          }}
        >
          {say("removeThis")}
        </button>
      )}
    </div>
  );
}

interface RoundProps {
  readonly name: string;
  readonly sign: "+" | "−";
  readonly off?: boolean;
  readonly press: () => void;
}

function Round({ name, sign, off = false, press }: RoundProps) {
  return (
    <button type="button" class="round" aria-label={name} title={name} disabled={off} onClick={press}>
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path class="stroke" d={sign === "+" ? "M8 3.500v9M3.500 8h9" : "M3.500 8h9"} />
      </svg>
    </button>
  );
}
