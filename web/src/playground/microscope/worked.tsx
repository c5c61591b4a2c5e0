// The worked example of the course, number by number.

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { told } from "../../language";
import type { MicroscopeStep, WorkedExample } from "../../messages";
import { highlight } from "../store";
import { query, useLook } from "./asking";
import { Formula } from "./latex";
import { load } from "./loading";
import { example, own, step as playgroundStep } from "./looked-at";
import { Numbers } from "./numbers";
import { Stepper } from "./stepper";
import { WiringDrawing } from "./wiring";
import { say } from "./words";

export function Worked({ leave }: { leave: () => void }) {
  const step = useSignal<MicroscopeStep | null>(null);
  const answer = useLook<WorkedExample>(
    () => `/api/microscope/worked-example${query(step.value)}`,
  ).value;
  useEffect(() => {
    highlight.value = [];
  }, []);
  if (answer.state === "failed") return <p class="notice">{told(answer.problem)}</p>;
  if (answer.state === "awaited") return <p class="quiet">{say("looking")}</p>;
  const { wiring, look, products, loadable } = answer.value;
  const open = () => {
    load(loadable);
    [playgroundStep.value, example.value, own.value] = [null, 0, { x1: 2, x2: 0, t: 5 }];
    leave();
  };
  const key = ({ key: name }: KeyboardEvent) =>
    name === "ArrowRight" ? look.after : name === "ArrowLeft" ? look.before : undefined;
  return (
    <div
      class="microscope-worked"
      onKeyDown={(event) => {
        const to = key(event);
        if (to === undefined) return;
        event.preventDefault();
        if (to) step.value = to;
      }}
    >
      <p>{say("workedAbout")}</p>
      <WiringDrawing wiring={wiring} values={look.unit_values} here={look.step} />
      <Stepper look={look} go={(to) => (step.value = to)} />
      <Numbers look={look} point={() => undefined} named={false} />
      {look.step.phase === "backward" && (
        <div class="exercise-solution">
          <h3>{say("chainRule")}</h3>
          {products.map((lines, i) => (
            <Formula key={i} lines={lines} />
          ))}
        </div>
      )}
      <div class="microscope-load">
        <button type="button" class="button" onClick={open}>
          {say("load")}
        </button>
        <span class="quiet">{say("loadNote")}</span>
      </div>
    </div>
  );
}
