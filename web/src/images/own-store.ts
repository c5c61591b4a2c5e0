// What the page knows of the reader's own pictures: the server's state, and files under way.

import { computed, signal } from "@preact/signals";
import type { OwnAnswer, OwnState, Text } from "../messages";
import { type Told, told } from "./store";

const AT_ONCE = 2; // files sent at the same time
const WHILE_LEARNING = 200; // milliseconds between two looks

/** A file that was not taken, and why. */
export interface Refused {
  readonly name: string;
  readonly why: Text;
}

/** A picture and the class that it is of. */
export interface Labelled {
  readonly label: string;
  readonly name: string;
  readonly file: Blob;
}

export const own = signal<OwnState | null>(null);
export const trouble = signal<Text | null>(null);
export const refused = signal<readonly Refused[]>([]);
export const sent = signal(0);
export const wanted = signal(0);
export const answer = signal<OwnAnswer | null>(null);
/** Classes that were named here and have no pictures yet. */
export const named = signal<readonly string[]>([]);

export const sending = computed(() => sent.value < wanted.value);
export const classes = computed(() => {
  const known = own.value?.classes ?? [];
  const fresh = named.value.filter((name) => !known.some((one) => one.name === name));
  return [...known, ...fresh.map((name) => ({ name, pictures: 0 }))];
});
export const ready = computed(
  () => classes.value.filter((one) => one.pictures > 0).length >= 2 && !sending.value,
);

const waiting: Labelled[] = [];
let under = 0;

function post<T>(path: string, body?: Blob): Promise<Told<T>> {
  const init: RequestInit = { method: "POST", body: body ?? null };
  return told(`own${path}`, init, (reply) => reply.json() as Promise<T>);
}

/** Answers to what was asked at the same time come in any order: the latest state counts. */
function stand(now: OwnState): void {
  if (now.at >= (own.peek()?.at ?? 0)) own.value = now;
}

function take(found: Told<OwnState>): void {
  if ("value" in found) stand(found.value);
  trouble.value = "problem" in found ? found.problem : found.value.problem;
}

/** Asks for the state, and again while it learns; returns what ends that. */
export function followOwn(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let ended = false;
  const look = async () => {
    take(await told("own", {}, (reply) => reply.json() as Promise<OwnState>));
    if (!ended && own.peek()?.phase === "learning") timer = setTimeout(look, WHILE_LEARNING);
  };
  void look();
  const unfollow = own.subscribe((now) => {
    clearTimeout(timer);
    if (now?.phase === "learning") timer = setTimeout(look, WHILE_LEARNING);
  });
  return () => {
    ended = true;
    unfollow();
    clearTimeout(timer);
  };
}

/** Sends pictures, a few at the same time; what the server cannot take is kept with its reason. */
export function send(pictures: readonly Labelled[]): void {
  if (!sending.peek()) {
    sent.value = wanted.value = 0;
    refused.value = [];
  }
  wanted.value += pictures.length;
  waiting.push(...pictures);
  while (under < AT_ONCE && waiting.length) void sendNext();
}

async function sendNext(): Promise<void> {
  const next = waiting.shift();
  if (!next) return;
  under += 1;
  const found = await post<OwnState>(`/picture?label=${encodeURIComponent(next.label)}`, next.file);
  under -= 1;
  sent.value += 1;
  if ("value" in found) stand(found.value);
  else refused.value = [...refused.value, { name: next.name, why: found.problem }];
  void sendNext();
}

export async function learn(): Promise<void> {
  answer.value = null;
  take(await post<OwnState>("/train"));
}

export async function remove(name: string): Promise<void> {
  named.value = named.value.filter((one) => one !== name);
  take(await post<OwnState>(`/remove?label=${encodeURIComponent(name)}`));
}

let looking = false;

/** Asks about a picture; while one is asked about, others are let go. */
export async function ask(picture: Blob): Promise<void> {
  if (looking || !own.peek()?.stamp) return;
  looking = true;
  const found = await post<OwnAnswer>("/look", picture);
  looking = false;
  if ("value" in found) answer.value = found.value;
  else trouble.value = found.problem;
}
