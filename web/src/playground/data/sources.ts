// What the server knows of data: its sets, and tables brought to it.

import { signal } from "@preact/signals";
import type { Formula, NamedSet, NamedSets, OwnTable, Text } from "../../messages";
import { type Answer, asJson } from "../../server";
import { WORDS } from "../../words";

/** All sets of the playground, once they are here. */
export const sets = signal<readonly NamedSet[]>([]);
let asked = false;

export async function loadSets(): Promise<void> {
  if (asked) return;
  asked = true;
  const answer = await asJson<NamedSets>("/api/data");
  if (answer.state === "here") sets.value = answer.value.sets;
  else asked = false;
}

export function setPath(name: string): string {
  return `/api/data/${encodeURIComponent(name)}`;
}

export function tablePath(digest: string): string {
  return `/api/tables/${encodeURIComponent(digest)}`;
}

export function readFormula(text: string): Promise<Answer<Formula>> {
  return asJson<Formula>(`/api/formula?text=${encodeURIComponent(text)}`);
}

/** Gives the server a table: its own file, or text that was pasted; until `stop` says otherwise. */
export async function bringTable(
  content: Blob | string,
  stop: AbortSignal,
): Promise<Answer<OwnTable>> {
  try {
    const reply = await fetch("/api/tables", { method: "POST", body: content, signal: stop });
    if (!reply.ok) return { state: "failed", problem: (await reply.json()) as Text };
    return { state: "here", value: (await reply.json()) as OwnTable };
  } catch {
    return { state: "failed", problem: WORDS.unreachable };
  }
}
