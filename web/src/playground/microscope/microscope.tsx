// The microscope: every number of the network, how it comes about, and exercises.

import { useEffect } from "preact/hooks";
import { option, setOption } from "../../address";
import { highlight } from "../store";
import { Exercises } from "./exercises";
import { Formulas } from "./formulas";
import "./microscope.css";
import { Steps } from "./steps";
import { say, W } from "./words";
import { Worked } from "./worked";

const VIEWS = ["steps", "formula", "matrices", "worked", "exercise"] as const;
type View = (typeof VIEWS)[number];

const FIRST: View = "steps";

function show(view: View): void {
  setOption("look", view === FIRST ? null : view);
}

export function Microscope() {
  useEffect(
    () => () => {
      highlight.value = [];
    },
    [],
  );
  const now = VIEWS.find((name) => name === option("look")) ?? FIRST;
  return (
    <section class="microscope">
      <div class="microscope-views" role="group" aria-label={say("views")}>
        {VIEWS.map((name) => (
          <button
            key={name}
            type="button"
            aria-pressed={name === now}
            onClick={() => show(name)}
          >
            {say(name satisfies keyof typeof W)}
          </button>
        ))}
      </div>
      {now === "steps" && <Steps />}
      {(now === "formula" || now === "matrices") && <Formulas matrices={now === "matrices"} />}
      {now === "worked" && <Worked leave={() => show(FIRST)} />}
      {now === "exercise" && <Exercises />}
    </section>
  );
}
