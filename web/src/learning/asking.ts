// What the page asks: one question at a time, the newest first, older answers dropped.

import { type Signal, signal } from "@preact/signals";
import type { Text } from "../messages";
import { WORDS } from "../words";

export interface Asking<T> {
  /** The last answer; it stays while the next one is awaited, and where there was none. */
  readonly answer: Signal<T | null>;
  readonly problem: Signal<Text | null>;
  readonly awaited: Signal<boolean>;
  /** Asks; what was asked before and has not been sent yet is left out. */
  readonly ask: (message: object) => void;
}

export function asking<T>(name: string): Asking<T> {
  const answer = signal<T | null>(null);
  const problem = signal<Text | null>(null);
  const awaited = signal(false);
  let next: string | null = null;
  let last = "";
  const go = async () => {
    while (next !== null) {
      const body = next;
      next = null;
      const told = await sent<T>(name, body);
      if (next !== null && "problem" in told) continue;
      if ("value" in told) answer.value = told.value;
      problem.value = "problem" in told ? told.problem : null;
      if ("problem" in told) last = ""; // the same question may be answered another time
    }
    awaited.value = false;
  };
  const ask = (message: object) => {
    const body = JSON.stringify(message);
    if (body === last) return;
    last = next = body;
    if (awaited.peek()) return;
    awaited.value = true;
    void go();
  };
  return { answer, problem, awaited, ask };
}

async function sent<T>(name: string, body: string): Promise<{ value: T } | { problem: Text }> {
  try {
    const reply = await fetch(`/api/lessons/${name}`, { method: "POST", body });
    const told: unknown = await reply.json();
    return reply.ok ? { value: told as T } : { problem: told as Text };
  } catch {
    return { problem: WORDS.unreachable };
  }
}
