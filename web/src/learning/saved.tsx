// A slice through the loss around a recording's weights, computed by the server row by row.

import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { option, setOption } from "../address";
import { counted, duration, measured } from "../figures";
import { term, told } from "../language";
import type { Runs, SliceAsked, SliceState, Text } from "../messages";
import { asJson, useAnswer } from "../server";
import "../styles/progress.css";
import { WORDS } from "../words";
import { numberOf } from "./choices";
import { OfWhat, Slice } from "./landscape";
import { Choice, Ladder } from "./parts";
import { say } from "./words";

const BASE = "/api/lessons/slice";
const WHILE_WORKING = 200; // milliseconds between two looks
const SPANS = [0.05, 0.1, 0.2, 0.5, 1, 2, 5] as const;
const SEEDS = 1000;

const state = signal<SliceState | null>(null);
const problem = signal<Text | null>(null);

const works = (now: SliceState | null) => now?.phase === "loading" || now?.phase === "slicing";

async function act(path: string, body?: string | null): Promise<void> {
  try {
    const init = body === undefined ? {} : { method: "POST", body };
    const reply = await fetch(`${BASE}${path}`, init);
    const answer: unknown = await reply.json();
    if (reply.ok) state.value = answer as SliceState;
    problem.value = reply.ok ? null : (answer as Text);
  } catch {
    problem.value = WORDS.unreachable;
  }
}

/** Asks how far it is, again and again while it is at work; returns what ends that. */
function follow(): () => void {
  let timer: ReturnType<typeof setInterval> | undefined;
  void act("/state");
  timer = setInterval(() => {
    if (works(state.peek())) void act("/state");
  }, WHILE_WORKING);
  return () => clearInterval(timer);
}

export function Saved() {
  useEffect(follow, []);
  const runs = useAnswer<Runs>("/api/runs", asJson).answer.value;
  const entries = runs.state === "here" ? runs.value.entries.filter((one) => one.kind === "recording") : [];
  const asked: SliceAsked = {
    run: option("run") ?? entries[0]?.id ?? "",
    span: numberOf("span", 1, 0.01, 10),
    seed: Math.floor(numberOf("seed", 0, 0, SEEDS)),
  };
  const now = state.value;
  const shown = now?.found && JSON.stringify(now.asked) === JSON.stringify(asked) ? now.found : null;
  return (
    <div class="body">
      <section class="card fields side">
        <p class="quiet small">{say("savedAbout")}</p>
        <OfWhat />
        {runs.state === "here" && entries.length === 0 && <p class="quiet">{say("noRecordings")}</p>}
        {entries.length > 0 && (
          <Choice
            name={say("recording")}
            value={asked.run}
            values={[
              ...(entries.some((one) => one.id === asked.run) ? [] : [[asked.run, asked.run] as const]),
              ...entries.map((one) => [one.id, one.name] as const),
            ]}
            set={(id) => setOption("run", id)}
          />
        )}
        <Ladder label={say("span")} values={SPANS} value={asked.span} usual={1} option="span" />
        <button
          type="button"
          class="button"
          onClick={() => setOption("seed", String((asked.seed + 1) % SEEDS))}
        >
          {say("otherDirections")}
        </button>
        {works(now) ? (
          <button type="button" class="button" disabled={now?.stopping} onClick={() => void act("/stop", null)}>
            {say("stop")}
          </button>
        ) : (
          <button
            type="button"
            class="button primary"
            disabled={asked.run === ""}
            onClick={() => void act("/begin", JSON.stringify(asked))}
          >
            {say("compute")}
          </button>
        )}
        <How now={now} />
      </section>
      {shown && now && (
        <div class="main">
          <section class="card">
            <Slice told={shown} until={0} />
            <p class="quiet small">
              <code>{shown.network}</code> · {say("placesOf", { n: counted(shown.places) })} ·{" "}
              {say("lossOver", { n: counted(now.examples) })}: {measured(shown.train_loss)} ·{" "}
              {term("epoch")} {counted(shown.steps[0] ?? 0)}
            </p>
          </section>
        </div>
      )}
    </div>
  );
}

/** How far it is, and what went wrong. */
function How({ now }: { now: SliceState | null }) {
  const wrong = problem.value ?? now?.problem;
  const left = now?.seconds_left == null ? "" : say("timeLeft", { time: duration(now.seconds_left) });
  return (
    <>
      {now && works(now) && (
        <progress aria-label={say("landscapeOf")} max={1} {...(now.done ? { value: now.done } : {})} />
      )}
      <p class="quiet small" role="status">
        {works(now) && left}
        {now?.phase === "ended" && now.ended === "interrupted" && say("stopped")}
        {now?.phase === "ended" && now.ended === "finished" && say("took", { time: duration(now.seconds) })}
      </p>
      {wrong && (
        <p class="warning" role="alert">
          {told(wrong)}
        </p>
      )}
    </>
  );
}
