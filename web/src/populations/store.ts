// The population that this page shows: its plan, what the server has told, and what to ask.

import { computed, effect, signal } from "@preact/signals";
import { hrefOfLink, option, setOption } from "../address";
import type { AnswerOfPopulation, AskedOfPopulation, NetworkTold, Plan, Planned, PopulationFrame, PopulationProblem } from "../messages";
import { type Connection, connect, type Line } from "../playground/connection";
import { opened } from "../playground/store";
import { decode } from "./frame";
import { Results } from "./results";

export const line = signal<Line>("connecting");
export const planned = signal<Planned | null>(null);
/** The plan as the reader has set it, a moment ahead of the server's. */
export const plan = signal<Plan | null>(null);
export const results = signal<Results | null>(null);
/** The head of the last frame. */
export const head = signal<PopulationFrame | null>(null);
export const problem = signal<PopulationProblem | null>(null);
export const selected = signal<number | null>(null);
/** What is known of the one that is selected. */
export const network = signal<NetworkTold | null>(null);
export const stopped = signal(false);

export const running = computed(() => head.value?.running ?? true);

const PLAN = "plan";
const PATIENCE = 350; // milliseconds after the last change of the plan

let connection: Connection | null = null;
let waiting: ReturnType<typeof setTimeout> | undefined;
let shownLink: string | undefined;
let openWhenKnown = false;

type Sent<T> = T extends { readonly type: string } ? Pick<T, "type"> & Partial<T> : never;

function send(message: Sent<AskedOfPopulation>): void {
  connection?.send(JSON.stringify(message));
}

/** Opens the line; what it gives back closes it. */
export function enter(): () => void {
  const protocol = location.protocol === "https:" ? "wss:" : "ws:";
  connection = connect(`${protocol}//${location.host}/populations`, {
    opened: introduce,
    text: hear,
    bytes: see,
    changed: (now) => {
      line.value = now;
    },
  });
  // Another link followed, or the browser's back button.
  const follow = effect(() => {
    const link = option(PLAN);
    if (shownLink !== undefined && link !== undefined && link !== shownLink) {
      shownLink = link;
      send({ type: "open", plan: link });
    }
  });
  return () => {
    follow();
    clearTimeout(waiting);
    connection?.close();
    connection = null;
    shownLink = undefined;
    line.value = "connecting";
    for (const told of [planned, plan, results, head, problem, selected, network]) told.value = null;
  };
}

/** With the plan of the address; without one, with the experiment that the playground shows. */
function introduce(): void {
  const link = option(PLAN);
  if (link === undefined && opened.value) send({ type: "open", address: opened.value.address });
  else send({ type: "open", plan: link ?? "" });
}

/** The population of this plan, from its beginning. */
export function start(): void {
  clearTimeout(waiting);
  stopped.value = false;
  problem.value = null;
  if (plan.value) send({ type: "start", plan: plan.value });
}

export function stop(): void {
  stopped.value = true;
  send({ type: "stop" });
}

/** Changes the plan; the networks begin anew when the reader has finished changing it. */
export function change(part: Partial<Plan>): void {
  if (!plan.value) return;
  plan.value = { ...plan.value, ...part };
  clearTimeout(waiting);
  waiting = setTimeout(start, PATIENCE);
}

export function select(number: number | null): void {
  selected.value = number;
  network.value = null;
  openWhenKnown = false;
  if (number !== null) send({ type: "look", number });
}

/** Opens the one that is selected in the playground; as soon as its link is known. */
export function openSelected(): void {
  const known = network.value?.address;
  if (known) location.hash = hrefOfLink(known);
  openWhenKnown = !known && selected.value !== null;
}

function hear(message: string): void {
  const answer = JSON.parse(message) as AnswerOfPopulation;
  if (answer.type === "planned") begin(answer);
  else if (answer.type === "network") {
    if (answer.number !== selected.value) return;
    network.value = answer;
    if (openWhenKnown) openSelected();
  } else if (answer.type === "problem") problem.value = answer;
}

function begin(now: Planned): void {
  planned.value = now;
  plan.value = now.plan;
  results.value = new Results(now);
  head.value = null;
  problem.value = null;
  stopped.value = false;
  shownLink = now.link;
  setOption(PLAN, now.link || null);
  const last = selected.value;
  select(last !== null && last < now.values.length ? last : null);
}

function see(answer: ArrayBuffer): void {
  if (!results.value) return;
  const told = decode(answer, results.value.size);
  results.value.take(told);
  head.value = told.head;
  send({ type: "seen", frame: told.head.frame });
}
