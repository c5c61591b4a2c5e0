// How well it does: losses and accuracies.

import { useComputed } from "@preact/signals";
import { Term, type TermName } from "../../parts/term";
import { percent } from "../../figures";
import { frame, opened } from "../store";
import type { Frame } from "../../messages";
import { steadyLoss } from "../number";
import { say } from "../words";
import { LossChart } from "./loss-chart";

export function Figures() {
  const classes = opened.value?.classes;
  return (
    <section class="figures" aria-label={say("chart")}>
      <div class="tiles-two">
        <Tile kind="train" name="train_loss" read={(h) => steadyLoss(h.train_loss)}
          also={classes ? (h) => percent(h.train_accuracy) : null} />
        <Tile kind="test" name="test_loss" read={(h) => steadyLoss(h.test_loss)}
          also={classes ? (h) => percent(h.test_accuracy) : null} />
      </div>
      <LossChart />
    </section>
  );
}

interface TileProps {
  readonly kind: "train" | "test";
  readonly name: TermName;
  readonly read: (head: Frame) => string;
  readonly also: ((head: Frame) => string) | null;
}

function Tile({ kind, name, read, also }: TileProps) {
  const value = useComputed(() => (frame.value ? read(frame.value.head) : "–"));
  const second = useComputed(() => (frame.value && also ? also(frame.value.head) : ""));
  return (
    <div class={`loss ${kind}`}>
      <span class="loss-name">
        <Term name={name} />
      </span>
      <output class="loss-value" aria-live="off">
        {value}
      </output>
      {also && (
        <span class="loss-accuracy">
          <Term name="accuracy" /> <span>{second}</span>
        </span>
      )}
    </div>
  );
}
