// The microscope: every number of the network, how it comes about, and exercises.

import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { highlight } from "../store";
import { Exercises } from "./exercises";
import { Formulas } from "./formulas";
import "./microscope.css";
import { Steps } from "./steps";
import { say, W } from "./words";
import { Worked } from "./worked";

const VIEWS = ["steps", "formula", "matrices", "worked", "exercise"] as const;
type View = (typeof VIEWS)[number];

// Kept while the reader looks at other panels.
const view = signal<View>("steps");

export function Microscope() {
  useEffect(
    () => () => {
      highlight.value = [];
    },
    [],
  );
  const now = view.value;
  return (
    <section class="microscope">
      <div class="microscope-views" role="group" aria-label={say("views")}>
        {VIEWS.map((name) => (
          <button
            key={name}
            type="button"
            aria-pressed={name === now}
            onClick={() => (view.value = name)}
          >
            {say(name satisfies keyof typeof W)}
          </button>
        ))}
      </div>
      {now === "steps" && <Steps />}
      {(now === "formula" || now === "matrices") && <Formulas matrices={now === "matrices"} />}
      {now === "worked" && <Worked leave={() => (view.value = "steps")} />}
      {now === "exercise" && <Exercises />}
    </section>
  );
}
