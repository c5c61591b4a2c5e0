// How well the network does: on the validation part while it learns, on the sealed test part after.

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { counted, measured, percent } from "../figures";
import { term, told } from "../language";
import type { Judged, Text } from "../messages";
import { Confusion } from "./confusion";
import { Gallery } from "./gallery";
import { type Part, ask, data, job, post, stamp, working } from "./store";
import { w } from "./words";

const BETWEEN = 700; // milliseconds between two judgements while learning

export function HowWell() {
  const part = useSignal<Part>("validation");
  const judged = useSignal<Judged | null>(null);
  const problem = useSignal<Text | null>(null);
  const test = useSignal<Judged | null>(null);
  const opening = useSignal(false);
  useEffect(() => {
    judged.value = test.value = null;
    part.value = "validation";
  }, [job.value]);
  useEffect(() => watch((found) => (judged.value = found)), [job.value]);
  const open = async () => {
    if (opening.peek()) return;
    opening.value = true;
    const answer = await post<Judged>("test");
    opening.value = false;
    problem.value = "problem" in answer ? answer.problem : null;
    if ("value" in answer) {
      test.value = answer.value;
      part.value = "test";
    }
  };
  const shown = part.value === "test" ? test.value : judged.value;
  if (!stamp.value) return null;
  return (
    <section aria-labelledby="how-well">
      <h2 id="how-well">{w("judged")}</h2>
      {test.value && <PartChoice part={part.value} choose={(name) => (part.value = name)} />}
      {shown ? <Shown judged={shown} /> : <p class="quiet" role="status">{w("judging")}</p>}
      {!working.value && (data.value?.test ?? 0) > 0 && (
        <TestPart
          open={open}
          opening={opening.value}
          judged={test.value}
          problem={problem.value}
        />
      )}
    </section>
  );
}

/** Asks again whenever there are newer weights, with a pause between. */
function watch(show: (judged: Judged) => void): () => void {
  let seen = 0;
  let ended = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = async () => {
    const key = stamp.peek() + (working.peek() ? 0 : 0.5); // at the end, once more: on all
    if (stamp.peek() && key !== seen) {
      const answer = await ask<Judged>("judged?part=validation");
      if ("value" in answer && !ended) {
        seen = key;
        show(answer.value);
      }
    }
    if (!ended) timer = setTimeout(look, BETWEEN);
  };
  void look();
  return () => {
    ended = true;
    clearTimeout(timer);
  };
}

function Shown({ judged }: { judged: Judged }) {
  const all = judged.part === "test" ? data.value?.test : data.value?.validation;
  const n = counted(judged.examples);
  return (
    <>
      <p class="judged-line">
        {w("judgedOn", { n, part: term(`${judged.part}_data`), accuracy: percent(judged.accuracy) })}
        {judged.examples < (all ?? 0) && <span class="quiet"> {w("soFar", { n })}</span>}
      </p>
      <div class="judged-parts">
        <Confusion judged={judged} />
        <div class="mistakes">
          <h3>{w("mistakes")}</h3>
          <p class="about">
            {judged.wrong ? w("mistakesAbout", { n: counted(judged.wrong) }) : w("noMistakes")}
          </p>
          {judged.mistakes.length > 0 && <Gallery part={judged.part} answers={judged.mistakes} />}
        </div>
      </div>
    </>
  );
}

function PartChoice({ part, choose }: { part: Part; choose: (part: Part) => void }) {
  return (
    <div class="segments" role="group" aria-label={w("part")}>
      {(["validation", "test"] as const).map((name) => (
        <button key={name} type="button" aria-pressed={part === name} onClick={() => choose(name)}>
          {term(`${name}_data`)}
        </button>
      ))}
    </div>
  );
}

interface TestProps {
  readonly open: () => Promise<void>;
  readonly opening: boolean;
  readonly judged: Judged | null;
  readonly problem: Text | null;
}

function TestPart({ open, opening, judged, problem }: TestProps) {
  const openings = data.value?.openings ?? 0;
  return (
    <div class="test-part">
      <h3>{w("testTitle")}</h3>
      {judged ? (
        <p>{w("opened", { accuracy: percent(judged.accuracy), loss: measured(judged.loss) })}</p>
      ) : (
        <>
          <p class="about">{w("testAbout", { n: counted(data.value?.test ?? 0) })}</p>
          <button type="button" class="button" aria-disabled={opening} onClick={() => void open()}>
            {w("openTest")}
            {openings > 0 && ` (${openings})`}
          </button>
          {opening && <p class="quiet" role="status">{w("judging")}</p>}
        </>
      )}
      {problem && <p role="alert">{told(problem)}</p>}
    </div>
  );
}
