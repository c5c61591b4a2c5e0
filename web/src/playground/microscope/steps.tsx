// Through one example of the batch under way, forward and back, and what the batch changes.

import { useSignalEffect } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { told } from "../../language";
import type { Microscope, MicroscopeStep } from "../../messages";
import { isLink } from "../places";
import { frame, highlight, opened, selected, step as learn } from "../store";
import { marks, query, useLook } from "./asking";
import { Batch, Onward } from "./batch";
import { example, own, step } from "./looked-at";
import { Numbers } from "./numbers";
import { Stepper } from "./stepper";
import { say } from "./words";

const BETWEEN = 150; // milliseconds between two looks while the network learns

export function Steps() {
  const answer = useLook<Microscope>(asked, BETWEEN).value;
  useSignalEffect(followSelection);
  const look = answer.state === "here" ? answer.value : null;
  useEffect(() => {
    if (look) highlight.value = marks(look);
  }, [look]);
  if (answer.state === "failed") return <p class="notice">{told(answer.problem)}</p>;
  if (!look) return <p class="quiet">{say("looking")}</p>;
  return (
    <div class="microscope-steps" onKeyDown={(event) => keyed(event, look)}>
      <Batch look={look} />
      <div class="microscope-step">
        <Stepper look={look} go={(to) => (step.value = to)} />
        <Onward look={look} next={() => nextExample(look)} />
        <Numbers look={look} point={(found) => (highlight.value = found ?? marks(look))} />
        <p class="quiet microscope-keys">{say("keys")}</p>
      </div>
    </div>
  );
}

function asked(): string | null {
  void frame.value?.head.frame; // whatever has changed in the network
  const session = opened.value?.session;
  if (!session) return null;
  return `/api/live/${session}/microscope${query(step.value, example.value, own.value)}`;
}

/** A unit that is chosen in the graph is looked at, in the phase that is looked at. */
function followSelection(): void {
  const place = selected.value;
  if (!place || place.layer === 0) return;
  const now = step.peek()?.phase ?? "forward";
  const phase = isLink(place) ? "update" : now === "error" ? "forward" : now;
  step.value = { phase, level: place.layer, unit: place.unit };
}

/** The next example of the batch; after the last, the batch is learned. */
function nextExample(look: Microscope): void {
  const last = look.own || look.example + 1 >= look.examples.length;
  own.value = null;
  example.value = last ? 0 : look.example + 1;
  if (last && !look.own) learn("batch");
}

function keyed(event: KeyboardEvent, look: Microscope): void {
  if (event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement) return;
  const { phase: now } = step.value ?? look.step; // which may be ahead of what is shown
  const phase = look.phases.findIndex((one) => one.phase === now);
  const ways: Readonly<Record<string, MicroscopeStep | null | undefined>> = {
    ArrowRight: look.after,
    ArrowLeft: look.before,
    PageDown: look.phases[phase + 1],
    PageUp: look.phases[phase - 1],
  };
  if (!(event.key in ways) || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const to = ways[event.key];
  if (to) step.value = to;
}
