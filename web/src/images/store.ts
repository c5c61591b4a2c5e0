// What the page knows of the server: what can be learned, and how far the one training is.

import { computed, signal } from "@preact/signals";
import type { ImagesState, Judged, PictureSets, Text, TrainAsked } from "../messages";
import { WORDS } from "../words";

const BASE = "/api/images";
const WHILE_WORKING = 120; // milliseconds between two looks
const WHILE_IDLE = 1500;
const AFTER_FAILURE = 1500;

/** A part of the data that can be judged. */
export type Part = Judged["part"];

export const sets = signal<PictureSets | null>(null);
export const state = signal<ImagesState>({
  job: 0,
  phase: "idle",
  asked: null,
  data: null,
  epoch: 0,
  epochs: 0,
  loss: null,
  examples_per_second: null,
  seconds: 0,
  seconds_left: null,
  compile_seconds: null,
  stopping: false,
  ended: null,
  problem: null,
  run: null,
  stamp: 0,
  weights: [],
  history_from: 0,
  history: [],
  running: [],
});
export const lost = signal(false);
export const problem = signal<Text | null>(null);

const WORKING: readonly ImagesState["phase"][] = ["loading", "compiling", "learning"];
export const working = computed(() => WORKING.includes(state.value.phase));
export const job = computed(() => state.value.job);
export const stamp = computed(() => state.value.stamp);
export const data = computed(() => state.value.data);

/** An answer of the server, or the problem that it tells. */
export type Told<T> = { readonly value: T } | { readonly problem: Text };

export async function told<T>(
  path: string,
  init: RequestInit,
  read: (reply: Response) => Promise<T>,
): Promise<Told<T>> {
  try {
    const reply = await fetch(`${BASE}/${path}`, init);
    if (!reply.ok) return { problem: (await reply.json()) as Text };
    return { value: await read(reply) };
  } catch {
    return { problem: WORDS.unreachable };
  }
}

export function ask<T>(path: string): Promise<Told<T>> {
  return told(path, {}, (reply) => reply.json() as Promise<T>);
}

export function post<T>(path: string, message?: object): Promise<Told<T>> {
  const body = message === undefined ? null : JSON.stringify(message);
  return told(path, { method: "POST", body }, (reply) => reply.json() as Promise<T>);
}

export function bytes(path: string, body?: BodyInit): Promise<Told<ArrayBuffer>> {
  const init = body === undefined ? {} : { method: "POST", body };
  return told(path, init, (reply) => reply.arrayBuffer());
}

/** The state with the rows that the page has already put before the new ones. */
export function joined(before: ImagesState, now: ImagesState): ImagesState {
  const kept = now.job === before.job ? before.history.slice(0, now.history_from) : [];
  return { ...now, history: [...kept, ...now.history] };
}

function take(answer: Told<ImagesState>): void {
  if ("value" in answer) {
    state.value = joined(state.value, answer.value);
    lost.value = false;
  } else if (answer.problem === WORDS.unreachable) lost.value = true;
}

/** Looks at the server's training again and again; returns what ends that. */
export function follow(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let ended = false;
  const look = async () => {
    const { job, history } = state.peek();
    take(await ask<ImagesState>(`state?job=${job}&since=${history.length}`));
    if (!sets.peek()) await askSets();
    if (ended) return;
    const often = working.peek() ? WHILE_WORKING : WHILE_IDLE;
    timer = setTimeout(look, lost.peek() ? AFTER_FAILURE : often);
  };
  void look();
  return () => {
    ended = true;
    clearTimeout(timer);
  };
}

async function askSets(): Promise<void> {
  const answer = await ask<PictureSets>("sets");
  if ("value" in answer) sets.value = answer.value;
}

async function act(path: string, message?: object): Promise<void> {
  const answer = await post<ImagesState>(path, message);
  problem.value = "problem" in answer ? answer.problem : null;
  take(answer);
}

export const train = (asked: TrainAsked): Promise<void> => act("train", asked);
export const stop = (): Promise<void> => act("stop");
