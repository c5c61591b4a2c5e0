// What the Data page knows: the table that was brought, how it is looked at, and the one training.

import { computed, signal } from "@preact/signals";
import type { Sheet, SheetAsked, SheetKept, SheetSets, SheetState, SheetTrain, Text } from "../messages";
import { WORDS } from "../words";

const BASE = "/api/tables-of-data";
const WHILE_WORKING = 200; // milliseconds between two looks
const WHILE_IDLE = 2000;

export const sets = signal<SheetSets | null>(null);
export const asked = signal<SheetAsked | null>(null);
export const sheet = signal<Sheet | null>(null);
export const reading = signal(false);
/** What is wrong with the table, or with what was asked of it. */
export const problem = signal<Text | null>(null);
export const network = signal("");
export const state = signal<SheetState | null>(null);
export const trouble = signal<Text | null>(null);
export const lost = signal(false);
export const working = computed(() => ["loading", "learning"].includes(state.value?.phase ?? ""));

type Told<T> = { readonly value: T } | { readonly problem: Text };

async function ask<T>(path: string, body?: BodyInit | null): Promise<Told<T>> {
  try {
    const init = body === undefined ? {} : { method: "POST", body };
    const reply = await fetch(`${BASE}/${path}`, init);
    const answer: unknown = await reply.json();
    return reply.ok ? { value: answer as T } : { problem: answer as Text };
  } catch {
    return { problem: WORDS.unreachable };
  }
}

export async function askSets(): Promise<void> {
  const answer = await ask<SheetSets>("sets");
  if ("value" in answer) sets.value = answer.value;
}

/** Brings a table: what was dropped, chosen or pasted, or the name of one of Mieru's own. */
export async function bring(content: Blob | string, name: string): Promise<void> {
  await taken(ask<SheetKept>(`keep?name=${encodeURIComponent(name)}`, content));
}

export async function bringNamed(name: string): Promise<void> {
  await taken(ask<SheetKept>(`set/${encodeURIComponent(name)}`, null));
}

async function taken(answer: Promise<Told<SheetKept>>): Promise<void> {
  reading.value = true;
  problem.value = null;
  const kept = await answer;
  if ("value" in kept) {
    sheet.value = null;
    const { name, digest } = kept.value;
    await look({ digest, name, target: null, task: null, types: {}, group: null, seed: 0 });
  } else problem.value = kept.problem;
  reading.value = false;
}

let latest = 0;

/** Looks at the table anew; what was shown stays where the new way of looking cannot be. */
export async function look(wanted: SheetAsked): Promise<void> {
  const mine = ++latest;
  const answer = await ask<Sheet>("look", JSON.stringify(wanted));
  if (mine !== latest) return; // the reader has chosen something else meanwhile
  if ("value" in answer) {
    asked.value = { ...wanted, target: answer.value.target };
    sheet.value = answer.value;
    network.value = answer.value.network;
    problem.value = null;
  } else {
    if (!asked.value || asked.value.digest !== wanted.digest) asked.value = wanted;
    problem.value = answer.problem;
  }
}

/** Some of what is asked, changed. */
export function change(changes: Partial<SheetAsked>): void {
  if (asked.value) void look({ ...asked.value, ...changes });
}

function take(answer: Told<SheetState>): void {
  lost.value = "problem" in answer && answer.problem === WORDS.unreachable;
  if ("value" in answer) state.value = answer.value;
}

async function act(path: string, body: string | null): Promise<void> {
  const answer = await ask<SheetState>(path, body);
  trouble.value = "problem" in answer ? answer.problem : null;
  take(answer);
}

export const train = (wanted: SheetTrain): Promise<void> => act("begin", JSON.stringify(wanted));
export const stop = (): Promise<void> => act("stop", null);

/** Looks at the server's training again and again; returns what ends that. */
export function follow(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let ended = false;
  const again = async () => {
    take(await ask<SheetState>("state"));
    if (!sets.peek()) await askSets();
    if (!ended) timer = setTimeout(again, working.peek() ? WHILE_WORKING : WHILE_IDLE);
  };
  void again();
  return () => {
    ended = true;
    clearTimeout(timer);
  };
}
