// What this panel asks of the server.

import type { Text } from "../../messages";
import type { Answer } from "../../server";
import { WORDS } from "../../words";
import { W } from "./words";

const LARGEST_FILE = 64_000_000; // bytes

export const KINDS = ["mieru", "numpy", "torch", "keras"] as const;
export type Kind = (typeof KINDS)[number];
export const NAMES: Readonly<Record<Kind, string>> = {
  mieru: "Mieru",
  numpy: "NumPy",
  torch: "PyTorch",
  keras: "Keras",
};

function path(session: string, rest: string): string {
  return `/api/live/${encodeURIComponent(session)}/${rest}`;
}

export function savePath(session: string): string {
  return path(session, "save");
}

export function dataPath(session: string): string {
  return path(session, "data.csv");
}

export function onnxPath(session: string): string {
  return path(session, "network.onnx");
}

export function codePath(session: string, kind: Kind, language: string): string {
  return path(session, `code/${kind}?lang=${language}`);
}

/** Writes a recording into the runs folder; gives its path there. */
export async function keep(session: string): Promise<Answer<{ path: string }>> {
  return post(path(session, "keep"), null);
}

/** Opens a saved file as a new session. */
export async function openFile(file: File): Promise<Answer<{ session: string }>> {
  if (file.size > LARGEST_FILE) return { state: "failed", problem: W.tooLarge };
  return post("/api/live/open", file);
}

async function post<T>(address: string, body: Blob | null): Promise<Answer<T>> {
  try {
    const reply = await fetch(address, { method: "POST", body });
    if (!reply.ok) return { state: "failed", problem: (await reply.json()) as Text };
    return { state: "here", value: (await reply.json()) as T };
  } catch {
    return { state: "failed", problem: WORDS.unreachable };
  }
}

/** What the server answers, as a file; its name is the server's. */
export async function fetched(address: string): Promise<Answer<{ content: Blob; name: string }>> {
  try {
    const reply = await fetch(address);
    if (!reply.ok) return { state: "failed", problem: (await reply.json()) as Text };
    const said = reply.headers.get("content-disposition") ?? "";
    const name = /filename="([\w.-]+)"/.exec(said)?.[1] ?? "mieru";
    return { state: "here", value: { content: await reply.blob(), name } };
  } catch {
    return { state: "failed", problem: WORDS.unreachable };
  }
}
