import { useEffect } from "preact/hooks";
import type { Runs, Systems, Text } from "../messages";
import { type Answer, type Asked, asJson, useAnswer } from "../server";

const SOON = 300; // milliseconds until an unfinished list is asked for again

/** The list of runs, asked for again when it was unfinished and when the reader comes back. */
export function useRuns(): Asked<Runs> {
  const asked = useAnswer<Runs>("/api/runs", asJson);
  const answer = asked.answer.value;
  useEffect(() => {
    if (answer.state !== "here" || answer.value.complete) return;
    const timer = setTimeout(asked.again, SOON);
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
