// One of two networks that learn side by side: its line to the server, and what was heard of it.

import { type Signal, signal } from "@preact/signals";
import type { Answer, Opened, Problem } from "../messages";
import { connect, type Line } from "../playground/connection";
import { decodeFrame, type Moment } from "../playground/frame";
import { Losses } from "../playground/losses";
import type { Sending } from "../playground/store";

export interface Side {
  readonly opened: Signal<Opened | null>;
  readonly moment: Signal<Moment | null>;
  readonly problem: Signal<Problem | null>;
  readonly line: Signal<Line>;
  readonly losses: Losses;
  readonly send: (message: Sending) => void;
  readonly close: () => void;
}

/** Opens a session with `opening`, and after an interruption the same one again. */
export function openSide(opening: Sending): Side {
  const opened = signal<Opened | null>(null);
  const moment = signal<Moment | null>(null);
  const problem = signal<Problem | null>(null);
  const line = signal<Line>("connecting");
  const losses = new Losses();
  const protocol = location.protocol === "https:" ? "wss:" : "ws:";
  const connection = connect(`${protocol}//${location.host}/live`, {
    opened: () => {
      const before = opened.peek();
      send(before ? { type: "open", session: before.session, address: before.address } : opening);
      send({ type: "look", units: "outputs" });
    },
    text: (message) => {
      const answer = JSON.parse(message) as Exclude<Answer, { type: "frame" }>;
      if (answer.type === "opened") opened.value = answer;
      else problem.value = answer;
    },
    bytes: (message) => {
      const next = decodeFrame(message);
      losses.take(next.head);
      moment.value = next;
      send({ type: "seen", frame: next.head.frame });
    },
    changed: (now) => {
      line.value = now;
    },
  });
  const send = (message: Sending) => connection.send(JSON.stringify(message));
  return { opened, moment, problem, line, losses, send, close: connection.close };
}
