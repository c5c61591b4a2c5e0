// What the panels of the playground know and may ask. The network learns on the server; here is
// the last that was heard of it.

import { computed, effect, signal } from "@preact/signals";
import { address, linkOf, option, parse, setOption, writeLink } from "../address";
import type { Answer, Asked, Experiment, Opened, Problem } from "../messages";
import { type Connection, connect, type Line } from "./connection";
import { decodeFrame, type Moment } from "./frame";
import { Losses } from "./losses";
import { biasCount, exists, isLink, type Place, type Sizes, weightCount } from "./places";

export type { LinkPlace, Place, UnitPlace } from "./places";
export type { Moment } from "./frame";

/** A message with the fields that have a default left out at will. */
type Sent<T> = T extends { readonly type: string } ? Pick<T, "type"> & Partial<T> : never;
export type Sending = Sent<Asked>;

/** The session as it is. Its experiment is the last that the server has taken on. */
export const opened = signal<Opened | null>(null);
/** The last moment heard of. A new one comes up to 30 times a second: bind it to text, or draw. */
export const frame = signal<Moment | null>(null);
/** The experiment as the reader set it, a few milliseconds ahead of the server. */
export const experiment = signal<Experiment | null>(null);
/** What the reader has chosen in the graph: a unit, a link, or nothing. */
export const selected = signal<Place | null>(null);
/** What the pointer is on. */
export const hovered = signal<Place | null>(null);
/** What a panel wants to have pointed out in the graph, each with a few characters beside it. */
export interface Mark {
  readonly place: Place;
  readonly text: string;
}
export const highlight = signal<readonly Mark[]>([]);
export const connection = signal<Line>("connecting");
/** Whether the server has been at a change for longer than the eye takes for at once. */
export const waiting = signal(false);
/** Why the server did not do what was asked; gone with the next thing that is done. */
export const problem = signal<Problem | null>(null);
/** The epochs that one can go back to. A frame tells them only when they have changed. */
export const keptEpochs = signal<readonly number[]>([]);
/** Losses and accuracies of all epochs; not a signal: it changes with every frame. */
export const losses = new Losses();

export const sizes = computed<Sizes>(() => opened.value?.sizes ?? []);
export const playing = computed(() => frame.value?.head.playing ?? false);
export const epoch = computed(() => frame.value?.head.epoch ?? 0);

/** How fast to play, in epochs a second by its name in the address; null for as fast as it goes. */
export const SPEEDS = { slow: 4, normal: 60, fast: 600, fastest: null } as const;
export type Speed = keyof typeof SPEEDS;
export const speed = computed<Speed>(() => {
  const asked = option("speed") ?? "";
  return Object.hasOwn(SPEEDS, asked) ? (asked as Speed) : "normal";
});

const SESSION = "mieru-playground";
let line: Connection | null = null;
let underWay = 0; // changes that the server has not answered yet
let waitingSoon: ReturnType<typeof setTimeout> | undefined;
let asked: string | null = null; // the link that the page asked for or wrote last
let remember = false; // whether the next address is a new step for the browser's back button
let playOnceOpen = false;
let openedInstead = false;

export function send(message: Sending): void {
  line?.send(JSON.stringify(message));
}

export function play(): void {
  send({ type: "play", epochs_per_second: SPEEDS[speed.value] });
}

export function pause(): void {
  send({ type: "pause" });
}

export function togglePlay(): void {
  if (playing.value) pause();
  else play();
}

export function step(by: "epoch" | "batch" = "epoch", count = 1): void {
  send({ type: "step", by, count });
}

export function reset(seed: "same" | "new" = "same"): void {
  if (seed === "new") remember = true;
  send({ type: "reset", seed });
}

export function setSpeed(chosen: Speed): void {
  setOption("speed", chosen === "normal" ? null : chosen);
  if (playing.value) play();
}

/**
 * Changes something of the experiment. Each change that is `remembered` is one step of the
 * browser's back button; what a slider passes on its way is not.
 */
export function change(part: Partial<Experiment>, { remembered = true } = {}): void {
  if (!experiment.value) return;
  become({ ...experiment.value, ...part }, remembered, "edited" in part ? "given" : "kept");
}

export function changeView(part: Partial<Experiment["view"]>): void {
  if (!experiment.value) return;
  change({ view: { ...experiment.value.view, ...part } }, { remembered: false });
}

/**
 * Another experiment altogether. The server knows best which weights are set by hand; where they are
 * `kept`, those are that it has.
 */
export function become(
  next: Experiment,
  remembered = true,
  edited: "kept" | "given" = "given",
): void {
  if (JSON.stringify(next) === JSON.stringify(experiment.value)) return;
  experiment.value = next;
  problem.value = null;
  remember ||= remembered;
  nowUnderWay(underWay + 1);
  send({ type: "change", experiment: next, edited });
}

/** Sets a weight, or the bias of a unit. */
export function edit(place: Place, value: number): void {
  const source = isLink(place) ? place.source : null;
  nowUnderWay(underWay + 1);
  send({ type: "edit", layer: place.layer - 1, unit: place.unit, source, value });
}

/** Opens the line; what it gives back closes it. */
export function enter(): () => void {
  const protocol = location.protocol === "https:" ? "wss:" : "ws:";
  line = connect(`${protocol}//${location.host}/live`, {
    opened: introduce,
    text: hear,
    bytes: see,
    changed: (now) => {
      connection.value = now;
    },
  });
  const stop = effect(() => follow(linkOf(address.value)));
  addEventListener("popstate", goBack);
  return () => {
    stop();
    removeEventListener("popstate", goBack);
    line?.close();
    line = null;
    connection.value = "connecting";
  };
}

/** What this tab last had open, so that it goes on after a reload or a restart of the server. */
interface Kept {
  readonly session: string;
  readonly link: string;
}

function kept(): Kept | null {
  try {
    return JSON.parse(sessionStorage.getItem(SESSION) ?? "null") as Kept | null;
  } catch {
    return null;
  }
}

const AT_ONCE = 150; // milliseconds

function nowUnderWay(changes: number): void {
  underWay = Math.max(0, changes);
  if (underWay === 0) {
    clearTimeout(waitingSoon);
    waitingSoon = undefined;
    waiting.value = false;
  } else {
    waitingSoon ??= setTimeout(() => (waiting.value = true), AT_ONCE);
  }
}

/** Says which experiment is wanted: the address's, else the one that this tab had open. */
function introduce(): void {
  nowUnderWay(0);
  const link = linkOf(address.value);
  const before = kept();
  asked = link;
  const goesOn = before !== null && (link === null || sameLink(link, before.link));
  playOnceOpen = !goesOn && link === null;
  send({
    type: "open",
    session: goesOn ? before.session : null,
    address: link ?? before?.link ?? null,
  });
}

/** Another link was put into the address bar. */
function follow(link: string | null): void {
  const now = opened.peek();
  if (connection.peek() !== "open" || !now || sameLink(link, now.address)) return;
  if (link === null) writeLink(now.address, { experiment: now.experiment }, false);
  else if (!history.state?.experiment) ask(link);
  // else it is the back button, and goBack has what it brings.
}

function ask(link: string): void {
  asked = link;
  send({ type: "open", address: link });
}

/** The link that was put into the address bar while another was being opened; null for none. */
function meanwhile(now: Opened): string | null {
  const link = linkOf(address.peek());
  if (link === null || history.state?.experiment || sameLink(link, now.address)) return null;
  return asked !== null && sameLink(link, asked) ? null : link;
}

/** Whether both name the same; a browser may write % codes of its own into its address bar. */
function sameLink(a: string | null, b: string): boolean {
  const plain = (link: string | null) => {
    try {
      return decodeURIComponent(linkOf(parse(`#${link ?? ""}`)) ?? "");
    } catch {
      return link;
    }
  };
  return plain(a) === plain(b);
}

function goBack({ state }: PopStateEvent): void {
  const before = (state as { experiment?: Experiment } | null)?.experiment;
  if (before) become(before, false);
}

function hear(message: string): void {
  const answer = JSON.parse(message) as Exclude<Answer, { type: "frame" }>;
  if (answer.type === "opened") open(answer);
  else {
    nowUnderWay(underWay - 1);
    problem.value = answer;
    if (underWay === 0 && opened.value) experiment.value = opened.value.experiment;
    // What the address names cannot be opened: better the usual experiment than none.
    if (!opened.value && !openedInstead) send({ type: "open" });
    openedInstead ||= !opened.value;
  }
}

function open(now: Opened): void {
  const link = meanwhile(now);
  if (link !== null) return ask(link);
  const another = now.session !== opened.peek()?.session;
  nowUnderWay(another ? 0 : underWay - 1);
  if (another) {
    losses.clear();
    keptEpochs.value = [];
  }
  opened.value = now;
  if (underWay === 0) experiment.value = now.experiment;
  if (selected.peek() && !exists(now.sizes, selected.peek() as Place)) selected.value = null;
  hovered.value = null;
  sessionStorage.setItem(SESSION, JSON.stringify({ session: now.session, link: now.address }));
  writeLink(now.address, { experiment: now.experiment }, remember && !another);
  asked = now.address;
  remember = false;
  if (playOnceOpen) play();
  playOnceOpen = false;
}

let drawNext: Moment | null = null;

function see(message: ArrayBuffer): void {
  const moment = decodeFrame(message);
  losses.take(moment.head);
  const { kept_from, kept } = moment.head;
  const known = keptEpochs.peek();
  if (kept.length > 0 || kept_from !== known.length) {
    keptEpochs.value = [...known.slice(0, kept_from), ...kept];
  }
  if (drawNext === null) requestAnimationFrame(draw);
  else seen(drawNext);
  drawNext = moment;
}

/** Whoever draws the frame does so as soon as it is set; what is not drawn holds the server up. */
function draw(): void {
  const moment = drawNext;
  drawNext = null;
  if (moment === null) return;
  const { weights, biases } = moment.head;
  const fits = weights === weightCount(sizes.peek()) && biases === biasCount(sizes.peek());
  if (fits) frame.value = moment;
  seen(moment);
}

function seen({ head }: Moment): void {
  send({ type: "seen", frame: head.frame });
}
