// What the explorer asks of its server.

import type { Text } from "../messages";
import { WORDS } from "../words";

const BASE = "/api/explorer";
const GONE = 410;

/** An answer; or the problem that the server tells, `gone` where it has forgotten the picture. */
export type Told<T> = { readonly value: T } | { readonly problem: Text; readonly gone: boolean };

async function told<T>(
  path: string,
  init: RequestInit,
  read: (reply: Response) => Promise<T>,
): Promise<Told<T>> {
  try {
    const reply = await fetch(`${BASE}/${path}`, init);
    if (reply.ok) return { value: await read(reply) };
    return { problem: (await reply.json()) as Text, gone: reply.status === GONE };
  } catch {
    return { problem: WORDS.unreachable, gone: false };
  }
}

export function ask<T>(path: string): Promise<Told<T>> {
  return told(path, {}, (reply) => reply.json() as Promise<T>);
}

export function askBytes(path: string): Promise<Told<ArrayBuffer>> {
  return told(path, {}, (reply) => reply.arrayBuffer());
}

export function send(path: string, body: BodyInit | null): Promise<Told<ArrayBuffer>> {
  return told(path, { method: "POST", body }, (reply) => reply.arrayBuffer());
}

/** Does the newest of several jobs; those that come while one is under way wait, the last one wins. */
export function newest<Job>(work: (job: Job) => Promise<void>): (job: Job) => void {
  let underWay = false;
  let waiting: { readonly job: Job } | null = null;
  const begin = async (job: Job) => {
    underWay = true;
    try {
      await work(job);
    } finally {
      underWay = false;
      const next = waiting;
      waiting = null;
      if (next) void begin(next.job);
    }
  };
  return (job) => {
    if (underWay) waiting = { job };
    else void begin(job);
  };
}
