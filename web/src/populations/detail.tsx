// The network that was chosen: its picture with the data, its numbers, and the way to it.

import type { ComponentChild } from "preact";
import { useRef } from "preact/hooks";
import { hrefOfLink } from "../address";
import { counted, measured, percent } from "../figures";
import { Term } from "../parts/term";
import { drawPicture, drawPoints } from "./canvas";
import { useDrawing } from "./drawing";
import { answerPixels, colourOf } from "./colours";
import { networkName } from "./names";
import { LossName } from "./pictures";
import { head, network, planned, results, select, selected } from "./store";
import { say } from "./words";

const DRAWN = 480; // pixels

export function Detail() {
  const now = planned.value;
  const number = selected.value;
  const all = results.value;
  if (!now || !all) return null;
  if (number === null)
    return (
      <section class="card detail">
        <h2>{say("chosen")}</h2>
        <p class="quiet">{say("nothing")}</p>
        <Best />
      </section>
    );
  return (
    <section class="card detail">
      <h2>{networkName(now, number)}</h2>
      <Picture number={number} />
      <Numbers number={number} />
      <Way />
      <Best />
    </section>
  );
}

function Picture({ number }: { number: number }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useDrawing(() => {
    head.value;
    const now = planned.value;
    const all = results.value;
    const shown = selected.value;
    const context = canvas.current?.getContext("2d");
    if (!context || !all || !now || shown === null) return;
    context.clearRect(0, 0, DRAWN, DRAWN);
    if (!all.drawn[shown]) return;
    context.globalAlpha = 0.78;
    drawPicture(context, all.picture(shown), answerPixels.value, [0, 0, DRAWN]);
    context.globalAlpha = 1;
    if (showsPoints(shown)) drawPoints(context, now.train, colourOf, "#fff");
  }, []);
  const name = planned.value ? networkName(planned.value, number) : "";
  return <canvas class="seen-plane" ref={canvas} width={DRAWN} height={DRAWN} role="img" aria-label={name} />;
}

/** The points that were told are those of the experiment itself, not those of another seed. */
function showsPoints(number: number): boolean {
  const now = planned.value;
  if (!now) return false;
  const { plan, values } = now;
  if (plan.kind === "folds") return true;
  if (plan.kind === "seeds") return String(values[number]?.[0]) === plan.experiment.seed;
  const others = ["data", "noise", "size", "seed", "train_percent"];
  return !plan.choices.some(({ setting }) => others.includes(setting));
}

function Numbers({ number }: { number: number }) {
  head.value; // every frame
  const all = results.value;
  if (!all) return null;
  const rows: (readonly [ComponentChild, string])[] = [
    [<Term name="epochs" />, counted(all.epoch(number))],
    [<Term name="train_loss" />, measured(finite(all.last(all.trainLoss, number)))],
    [<LossName />, measured(finite(all.last(all.testLoss, number)))],
  ];
  const right = all.last(all.testAccuracy, number);
  if (!Number.isNaN(right)) rows.push([<Term name="test_accuracy" />, percent(right)]);
  return (
    <>
      <dl class="numbers">
        {rows.map(([name, value], i) => (
          <div key={i}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {all.diverged[number] === 1 && <p class="warning">{say("diverged")}</p>}
    </>
  );
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function Way() {
  const address = network.value?.address;
  if (!address) return null;
  const folds = planned.value?.plan.kind === "folds";
  return (
    <p class="way">
      <a class="button primary" href={hrefOfLink(address)}>
        {say("open")}
      </a>
      <span class="quiet">{say(folds ? "foldOpenAbout" : "openAbout")}</span>
    </p>
  );
}

function Best() {
  head.value;
  const now = planned.value;
  const best = results.value?.best("loss") ?? null;
  if (!now || best === null || best === selected.value) return null;
  const value = measured(results.value?.measure("loss", best));
  return (
    <p class="best">
      <span class="quiet">{say("best")}</span>{" "}
      <button type="button" class="linklike" onClick={() => select(best)}>
        {networkName(now, best)}
      </button>{" "}
      <span class="figure">{value}</span>
    </p>
  );
}
