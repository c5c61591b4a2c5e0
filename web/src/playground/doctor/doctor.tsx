// What is wrong with the run, said in a sentence, shown on the graph, tried with one click.

import { useSignal, useSignalEffect } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { compare } from "../../compare/address";
import { counted } from "../../figures";
import { filled, told } from "../../language";
import type { Diagnosis, Finding, Spot } from "../../messages";
import { type Answer, asJson } from "../../server";
import { epoch, highlight, type Mark, opened, playing, sizes } from "../store";
import "./doctor.css";
import { W } from "./words";

const EVERY = 2_500; // milliseconds between two looks while it learns
const SETTLED = 300; // after it has stopped

export function Doctor() {
  const diagnosis = useSignal<Answer<Diagnosis>>({ state: "awaited" });
  const shown = useSignal<string | null>(null);

  useSignalEffect(() => {
    const session = opened.value?.session;
    if (session === undefined) return;
    // While it plays, now and then; at rest, whenever the moment has changed.
    if (!playing.value) void epoch.value;
    let wanted = true;
    const look = async () => {
      const found = await asJson<Diagnosis>(`/api/live/${session}/doctor`);
      if (wanted) diagnosis.value = found;
      if (wanted && playing.value) timer = setTimeout(look, EVERY);
    };
    let timer = setTimeout(look, SETTLED);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  });
  useSignalEffect(() => {
    const { value } = diagnosis;
    const found = value.state === "here" ? value.value.findings : [];
    const pointed = found.find((finding) => finding.kind === shown.value);
    highlight.value = pointed ? marks(pointed.spots, sizes.value) : [];
  });
  useEffect(() => () => {
    highlight.value = [];
  }, []);

  const { value } = diagnosis;
  return (
    <div class="doctor">
      <p class="quiet">{told(W.about)}</p>
      {value.state === "awaited" && <p class="quiet">{told(W.looking)}</p>}
      {value.state === "failed" && <p class="notice">{told(value.problem)}</p>}
      {value.state === "here" && (
        <Findings
          diagnosis={value.value}
          shown={shown.value}
          show={(kind) => (shown.value = kind)}
        />
      )}
    </div>
  );
}

interface FindingsProps {
  readonly diagnosis: Diagnosis;
  readonly shown: string | null;
  readonly show: (kind: string | null) => void;
}

function Findings({ diagnosis, shown, show }: FindingsProps) {
  const at = { epoch: counted(diagnosis.epoch) };
  if (!diagnosis.findings.length) {
    return (
      <p class="doctor-healthy" role="status">
        <strong>{filled(told(W.healthy), at)}</strong>{" "}
        {diagnosis.epoch < 10 && told(W.tooEarly)}
      </p>
    );
  }
  return (
    <>
      <p class="quiet" role="status">
        {filled(told(W.at), at)}
      </p>
      <ul class="doctor-findings">
        {diagnosis.findings.map((finding) => (
          <FindingItem key={finding.kind} finding={finding} shown={shown === finding.kind} show={show} />
        ))}
      </ul>
    </>
  );
}

interface FindingProps {
  readonly finding: Finding;
  readonly shown: boolean;
  readonly show: (kind: string | null) => void;
}

function FindingItem({ finding, shown, show }: FindingProps) {
  const name = W[finding.kind as keyof typeof W];
  return (
    <li class={`doctor-finding ${finding.severity}`}>
      <h3>
        <span class="doctor-severity">{told(W[finding.severity])}</span> {told(name)}
      </h3>
      <p>{told(finding.text)}</p>
      <div class="doctor-actions">
        {finding.spots.length > 0 && (
          <button
            type="button"
            class="button"
            aria-pressed={shown}
            onClick={() => show(shown ? null : finding.kind)}
          >
            {told(shown ? W.hide : W.show)}
          </button>
        )}
        {finding.trials.map((trial) => (
          <button
            key={trial.link}
            type="button"
            class="button primary"
            title={filled(told(W.tryIt), { name: told(trial.name) })}
            onClick={() => compare(opened.peek()?.address ?? "", trial.link)}
          >
            {told(trial.name)}
          </button>
        ))}
      </div>
    </li>
  );
}

/** The graph counts layers from the inputs. */
function marks(spots: readonly Spot[], all: readonly number[]): Mark[] {
  return spots.flatMap(({ layer, units, links }) => {
    if (links.length)
      return links.map(([unit, source]) => ({
        place: { layer: layer + 1, unit, source },
        text: "0", // the one value for which a link is pointed at
      }));
    const every = Array.from({ length: all[layer + 1] ?? 0 }, (_, unit) => unit);
    return (units.length ? units : every).map((unit) => ({
      place: { layer: layer + 1, unit },
      text: "!",
    }));
  });
}
