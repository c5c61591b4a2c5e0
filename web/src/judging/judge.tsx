// A recording judged on a part of its data: its validation part, or the sealed test part.

import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { address } from "../address";
import { counted, duration } from "../figures";
import { told } from "../language";
import type { JudgeAsked, JudgeState, Text } from "../messages";
import "../styles/progress.css";
import { WORDS } from "../words";
import { Figures } from "./verdict";
import { w } from "./words";

const BASE = "/api/judging";
const WHILE_WORKING = 200; // milliseconds between two looks
const WORKING: readonly JudgeState["phase"][] = ["loading", "judging", "reporting"];

const state = signal<JudgeState | null>(null);
const problem = signal<Text | null>(null);

const works = (now: JudgeState | null) => now !== null && WORKING.includes(now.phase);

async function act(path: string, body?: string | null): Promise<void> {
  try {
    const init = body === undefined ? {} : { method: "POST", body };
    const reply = await fetch(`${BASE}/${path}`, init);
    const answer: unknown = await reply.json();
    if (reply.ok) state.value = answer as JudgeState;
    problem.value = reply.ok ? null : (answer as Text);
  } catch {
    problem.value = WORDS.unreachable;
  }
}

function follow(): () => void {
  void act("state");
  const timer = setInterval(() => {
    if (works(state.peek())) void act("state");
  }, WHILE_WORKING);
  return () => clearInterval(timer);
}

export function Judge() {
  useEffect(follow, []);
  const run = address.value.path[1] ?? "";
  const now = state.value?.asked?.run === run ? state.value : null;
  const busy = works(state.value);
  const begin = (part: JudgeAsked["part"]) => void act("begin", JSON.stringify({ run, part }));
  const wrong = problem.value ?? now?.problem;
  return (
    <section class="judge" aria-labelledby="judge">
      <h2 id="judge">{w("judge")}</h2>
      <p class="quiet">{w("about")}</p>
      <div class="buttons">
        {(["validation", "test"] as const).map((part) => (
          <button key={part} type="button" class="button" disabled={busy} onClick={() => begin(part)}>
            {w(part)}
          </button>
        ))}
      </div>
      {now && works(now) && <Working now={now} />}
      {now?.ended === "interrupted" && <p role="status">{w("stopped")}</p>}
      {wrong && (
        <p class="warning" role="alert">
          {told(wrong)}
        </p>
      )}
      {now?.judged && (
        <>
          <h3>{heading(now)}</h3>
          {now.report !== null && (
            <p>
              <a
                href={`/report/${now.report.split("/").map(encodeURIComponent).join("/")}`}
                target="_blank"
                rel="noopener"
              >
                {w("report")}
              </a>
            </p>
          )}
          <Figures judged={now.judged} />
        </>
      )}
    </section>
  );
}

function Working({ now }: { now: JudgeState }) {
  return (
    <>
      <div class="progress-head">
        <p role="status">{w(now.phase === "reporting" ? "reporting" : "working")}</p>
        {now.seconds_left !== null && (
          <p class="quiet">{w("left", { time: duration(now.seconds_left) })}</p>
        )}
        <button type="button" class="button" disabled={now.stopping} onClick={() => void act("stop", null)}>
          {w("stop")}
        </button>
      </div>
      <progress
        aria-label={w("judge")}
        max={1}
        {...(now.phase === "judging" ? { value: now.done } : {})}
      />
    </>
  );
}

function heading({ asked, judged, openings }: JudgeState): string {
  const n = counted(judged?.examples ?? 0);
  if (asked?.part !== "test") return w("onValidation", { n });
  return openings > 1 ? w("onTest", { n, times: openings }) : w("onTestOnce", { n });
}
