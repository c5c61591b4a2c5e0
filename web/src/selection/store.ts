// What the page knows of the server: the table, and the one comparison that there is.

import { computed, signal } from "@preact/signals";
import type { SelectAsked, SelectState, Sheet, SheetAsked, Text } from "../messages";
import { WORDS } from "../words";

const BASE = "/api/selection";
const WHILE_WORKING = 250; // milliseconds between two looks
const WHILE_IDLE = 2000;

export const sheet = signal<Sheet | null>(null);
/** What is wrong with the table. */
export const problem = signal<Text | null>(null);
export const state = signal<SelectState | null>(null);
/** What is wrong with what was asked. */
export const trouble = signal<Text | null>(null);
export const lost = signal(false);

const WORKING: readonly SelectState["phase"][] = ["loading", "searching", "refitting", "curves"];
export const working = computed(() => state.value !== null && WORKING.includes(state.value.phase));

type Told<T> = { readonly value: T } | { readonly problem: Text };

async function ask<T>(path: string, body?: string | null): Promise<Told<T>> {
  try {
    const init = body === undefined ? {} : { method: "POST", body };
    const reply = await fetch(path, init);
    const answer: unknown = await reply.json();
    return reply.ok ? { value: answer as T } : { problem: answer as Text };
  } catch {
    return { problem: WORDS.unreachable };
  }
}

export async function look(wanted: SheetAsked): Promise<void> {
  const answer = await ask<Sheet>("/api/tables-of-data/look", JSON.stringify(wanted));
  sheet.value = "value" in answer ? answer.value : null;
  problem.value = "problem" in answer ? answer.problem : null;
}

function take(answer: Told<SelectState>): void {
  lost.value = "problem" in answer && answer.problem === WORDS.unreachable;
  if ("value" in answer) state.value = answer.value;
}

async function act(path: string, body: string | null): Promise<void> {
  const answer = await ask<SelectState>(`${BASE}/${path}`, body);
  trouble.value = "problem" in answer ? answer.problem : null;
  take(answer);
}

export const begin = (wanted: SelectAsked): Promise<void> => act("begin", JSON.stringify(wanted));
export const stop = (): Promise<void> => act("stop", null);
export const goOn = (): Promise<void> => act("go-on", null);

/** Looks at the server's comparison again and again; returns what ends that. */
export function follow(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let ended = false;
  const again = async () => {
    take(await ask<SelectState>(`${BASE}/state`));
    if (!ended) timer = setTimeout(again, working.peek() ? WHILE_WORKING : WHILE_IDLE);
  };
  void again();
  return () => {
    ended = true;
    clearTimeout(timer);
  };
}
