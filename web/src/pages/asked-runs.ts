import { useEffect } from "preact/hooks";
import type { Runs, Systems, Text } from "../messages";
import { type Answer, type Asked, asJson, useAnswer } from "../server";

// Milliseconds until the list is asked for again: an unfinished one, one with runs under way, others.
const SOON = 300;
const WHILE_LEARNING = 1000;
const LATER = 5000;

/** The list of runs, asked for again from time to time, and when the reader comes back. */
export function useRuns(): Asked<Runs> {
  const asked = useAnswer<Runs>("/api/runs", asJson);
  const answer = asked.answer.value;
  useEffect(() => {
    if (answer.state !== "here") return;
    const { complete, entries } = answer.value;
    const learning = entries.some((entry) => entry.kind === "live");
    const look = () => document.visibilityState === "visible" && asked.again();
    const timer = setTimeout(look, complete ? (learning ? WHILE_LEARNING : LATER) : SOON);
    return () => clearTimeout(timer);
  }, [answer]);
  useEffect(() => {
    const look = () => {
      if (document.visibilityState === "visible") asked.again();
    };
    document.addEventListener("visibilitychange", look);
    addEventListener("focus", look);
    return () => {
      document.removeEventListener("visibilitychange", look);
      removeEventListener("focus", look);
    };
  }, []);
  return asked;
}

// The systems do not change while the server runs: every page after the first has them at once.
let known: Promise<Answer<Systems>> | undefined;

export function useSystems(): Asked<Systems> {
  return useAnswer<Systems>("/api/systems", async (path) => {
    known ??= asJson<Systems>(path);
    const answer = await known;
    if (answer.state === "failed") known = undefined;
    return answer;
  });
}

/** The titles of the systems by name; empty until they are here. */
export function titlesOf(systems: Asked<Systems>): ReadonlyMap<string, Text> {
  const answer = systems.answer.value;
  const chapters = answer.state === "here" ? answer.value.chapters : [];
  return new Map(chapters.flatMap((c) => c.systems.map((s) => [s.name, s.title] as const)));
}
