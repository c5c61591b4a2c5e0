// What the page asks of its server.

import { type Signal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Text } from "./messages";
import { WORDS } from "./words";

/** An answer that is awaited, here, or not coming and why. */
export type Answer<T> =
  | { readonly state: "awaited" }
  | { readonly state: "here"; readonly value: T }
  | { readonly state: "failed"; readonly problem: Text };

async function ask<T>(path: string, read: (reply: Response) => Promise<T>): Promise<Answer<T>> {
  try {
    const reply = await fetch(path);
    if (!reply.ok) return { state: "failed", problem: (await reply.json()) as Text };
    return { state: "here", value: await read(reply) };
  } catch {
    return { state: "failed", problem: WORDS.unreachable };
  }
}

export function asJson<T>(path: string): Promise<Answer<T>> {
  return ask(path, (reply) => reply.json() as Promise<T>);
}

export function asBytes(path: string): Promise<Answer<ArrayBuffer>> {
  return ask(path, (reply) => reply.arrayBuffer());
}

export interface Asked<T> {
  readonly answer: Signal<Answer<T>>;
  readonly again: () => void;
}

/** Asks when the component appears and whenever `path` changes; a late answer is dropped. */
export function useAnswer<T>(path: string, fetched: (path: string) => Promise<Answer<T>>): Asked<T> {
  const answer = useSignal<Answer<T>>({ state: "awaited" });
  const round = useSignal(0);
  const current = round.value;
  useEffect(() => {
    let wanted = true;
    void fetched(path).then((found) => {
      if (wanted) answer.value = found;
    });
    return () => {
      wanted = false;
    };
  }, [path, current]);
  useEffect(() => {
    answer.value = { state: "awaited" };
  }, [path]);
  return { answer, again: () => (round.value += 1) };
}

export function runPath(id: string): string {
  return `/api/runs/${encodeURIComponent(id)}`;
}

export function weightsPath(id: string, name: string): string {
  return `${runPath(id)}/weights/${name.split("/").map(encodeURIComponent).join("/")}`;
}
