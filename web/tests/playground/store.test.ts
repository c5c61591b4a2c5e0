import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Experiment, Opened } from "../../src/messages";

type Store = typeof import("../../src/playground/store");

class FakeSocket {
  static CONNECTING = 0;
  static OPEN = 1;
  static CLOSED = 3;
  static last: FakeSocket;
  static count = 0;
  readyState = 0;
  binaryType = "";
  sent: { type: string; [name: string]: unknown }[] = [];
  onopen = () => {};
  onclose = () => {};
  onmessage: (event: { data: unknown }) => void = () => {};
  constructor(readonly url: string) {
    FakeSocket.last = this;
    FakeSocket.count += 1;
  }
  send(text: string) {
    this.sent.push(JSON.parse(text));
  }
  close() {}
  open() {
    this.readyState = FakeSocket.OPEN;
    this.onopen();
  }
  drop() {
    this.readyState = FakeSocket.CLOSED;
    this.onclose();
  }
  says(answer: object) {
    this.onmessage({ data: JSON.stringify(answer) });
  }
  types() {
    return this.sent.map(({ type }) => type);
  }
}

const EXPERIMENT = { rate: 0.03, layers: [], view: { palette: "classic" } } as unknown as Experiment;

function opened(experiment: Experiment, address = "/playground?rate=.03"): Opened {
  return { type: "opened", session: "s1", experiment, address, sizes: [2, 1] } as unknown as Opened;
}

function frame(number: number, part: object = {}): ArrayBuffer {
  const head = {
    frame: number, epoch: number, playing: true, weights: 2, biases: 1, pictures: 0, size: 0,
    output_pictures: 0, output_size: 0, history_from: number, history: [[number, 1, 1, null, null]], kept_from: 0, kept: [],
    ...part,
  }; // prettier-ignore
  const text = JSON.stringify(head);
  const padded = new TextEncoder().encode(text.padEnd(Math.ceil(text.length / 4) * 4));
  const bytes = new Uint8Array(4 + padded.length + 12);
  new DataView(bytes.buffer).setUint32(0, padded.length, true);
  bytes.set(padded, 4);
  return bytes.buffer;
}

let painted: (() => void)[] = [];
let leave = () => {};

async function started(hash: string, kept: Record<string, string> = {}): Promise<Store> {
  vi.resetModules();
  vi.stubGlobal("location", { hash, host: "127.0.0.1:1", protocol: "http:" });
  vi.stubGlobal("history", {
    state: null,
    replaceState: vi.fn((_: unknown, __: string, to: string) => (location.hash = to)),
    pushState: vi.fn((_: unknown, __: string, to: string) => (location.hash = to)),
  });
  vi.stubGlobal("sessionStorage", {
    getItem: (name: string) => kept[name] ?? null,
    setItem: (name: string, value: string) => (kept[name] = value),
  });
  const store = await import("../../src/playground/store");
  leave = store.enter();
  return store;
}

beforeEach(() => {
  vi.useFakeTimers();
  painted = [];
  vi.stubGlobal("WebSocket", FakeSocket);
  vi.stubGlobal("addEventListener", () => {});
  vi.stubGlobal("removeEventListener", () => {});
  vi.stubGlobal("requestAnimationFrame", (draw: () => void) => painted.push(draw));
});

afterEach(() => {
  leave();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const paintAll = () => painted.splice(0).forEach((draw) => draw());

test("opened without an experiment it plays at once, and the address names what plays", async () => {
  await started("");
  FakeSocket.last.open();
  expect(FakeSocket.last.sent).toEqual([{ type: "open", session: null, address: null }]);
  FakeSocket.last.says(opened(EXPERIMENT));
  expect(FakeSocket.last.types()).toEqual(["open", "play"]);
  expect(location.hash).toBe("#/playground?rate=.03");
});

test("an opened link is passed on as it is, and waits for its reader", async () => {
  await started("#activation=relu&seed=0.5&lang=ja");
  FakeSocket.last.open();
  expect(FakeSocket.last.sent[0]?.["address"]).toBe("activation=relu&seed=0.5");
  FakeSocket.last.says(opened(EXPERIMENT, "activation=relu&seed=0.5"));
  expect(FakeSocket.last.types()).toEqual(["open"]);
  expect(location.hash).toBe("#activation=relu&seed=0.5&lang=ja");
});

test("a lost line is opened again, later each time, and the session goes on", async () => {
  const store = await started("");
  FakeSocket.last.open();
  FakeSocket.last.says(opened(EXPERIMENT));
  const before = FakeSocket.count;
  FakeSocket.last.drop();
  expect(store.connection.value).toBe("lost");
  vi.advanceTimersByTime(250);
  FakeSocket.last.drop();
  vi.advanceTimersByTime(250);
  expect(FakeSocket.count).toBe(before + 1);
  vi.advanceTimersByTime(250);
  expect(FakeSocket.count).toBe(before + 2);
  FakeSocket.last.open();
  expect(FakeSocket.last.sent).toEqual([
    { type: "open", session: "s1", address: "/playground?rate=.03" },
  ]);
});

test("a reload goes on with the session of the tab, another link opens another", async () => {
  const kept = { "mieru-playground": JSON.stringify({ session: "s1", link: "/playground?rate=.03" }) };
  await started("#/playground?rate=.03&lang=ja", kept);
  FakeSocket.last.open();
  expect(FakeSocket.last.sent[0]?.["session"]).toBe("s1");
  await started("#/playground?rate=.1", kept);
  FakeSocket.last.open();
  expect(FakeSocket.last.sent[0]).toEqual({
    type: "open",
    session: null,
    address: "/playground?rate=.1",
  });
});

test("two changes in a row both hold while the server has answered one", async () => {
  const store = await started("");
  FakeSocket.last.open();
  FakeSocket.last.says(opened(EXPERIMENT));
  store.change({ rate: 0.1 });
  store.change({ noise: 10 });
  expect(FakeSocket.last.sent.at(-1)?.["experiment"]).toMatchObject({ rate: 0.1, noise: 10 });
  FakeSocket.last.says(opened({ ...EXPERIMENT, rate: 0.1 }, "/playground?rate=.1"));
  expect(store.experiment.value).toMatchObject({ rate: 0.1, noise: 10 });
  FakeSocket.last.says(opened({ ...EXPERIMENT, rate: 0.1, noise: 10 }, "/playground?noise=10"));
  expect(store.experiment.value?.noise).toBe(10);
  expect(history.pushState).toHaveBeenCalled();
});

test("what the server refuses is taken back, with its reason", async () => {
  const store = await started("");
  FakeSocket.last.open();
  FakeSocket.last.says(opened(EXPERIMENT));
  store.change({ rate: -1 });
  const text = { en: "no", ja: "いいえ" };
  FakeSocket.last.says({ type: "problem", text, field: "rate" });
  expect(store.experiment.value?.rate).toBe(0.03);
  expect(store.problem.value?.text).toEqual(text);
  store.change({ rate: 1 });
  expect(store.problem.value).toBeNull();
});

test("a link that cannot be opened leaves the reader with the usual experiment", async () => {
  const store = await started("#/playground?rate=x");
  FakeSocket.last.open();
  FakeSocket.last.says({ type: "problem", text: { en: "no", ja: "いいえ" }, field: null });
  expect(FakeSocket.last.sent.at(-1)).toEqual({ type: "open" });
  FakeSocket.last.says({ type: "problem", text: { en: "no", ja: "いいえ" }, field: null });
  expect(FakeSocket.last.types()).toEqual(["open", "open"]);
  expect(store.problem.value).not.toBeNull();
});

test("the last frame is drawn when the screen is, all are told as seen, no loss is missed", async () => {
  const store = await started("");
  FakeSocket.last.open();
  FakeSocket.last.says(opened(EXPERIMENT));
  FakeSocket.last.onmessage({ data: frame(0) });
  FakeSocket.last.onmessage({ data: frame(1) });
  expect(store.frame.value).toBeNull();
  paintAll();
  expect(store.frame.value?.head.epoch).toBe(1);
  const seen = FakeSocket.last.sent.filter(({ type }) => type === "seen");
  expect(seen.map((message) => message["frame"])).toEqual([0, 1]);
  expect(store.losses.length).toBe(2);
});

test("a frame of another network than the one that is open is not shown", async () => {
  const store = await started("");
  FakeSocket.last.open();
  FakeSocket.last.says(opened(EXPERIMENT));
  FakeSocket.last.onmessage({ data: frame(0, { weights: 1, biases: 2 }) });
  paintAll();
  expect(store.frame.value).toBeNull();
  expect(FakeSocket.last.types()).toContain("seen");
});

test("a weight is edited where the server counts it", async () => {
  const store = await started("");
  FakeSocket.last.open();
  store.edit({ layer: 1, unit: 0, source: 1 }, 2.5);
  store.edit({ layer: 1, unit: 0 }, -1);
  expect(FakeSocket.last.sent.slice(1)).toEqual([
    { type: "edit", layer: 0, unit: 0, source: 1, value: 2.5 },
    { type: "edit", layer: 0, unit: 0, source: null, value: -1 },
  ]);
});

test("whoever goes to another page is not brought back", async () => {
  await started("");
  FakeSocket.last.open();
  FakeSocket.last.says(opened(EXPERIMENT));
  const { address, parse } = await import("../../src/address");
  address.value = parse("#/course");
  FakeSocket.last.says(opened(EXPERIMENT, "/playground?rate=.1"));
  expect(address.value.path).toEqual(["course"]);
});

test("whoever leaves an experiment that a link names stays where they went", async () => {
  const store = await started("#/playground?rate=.1");
  FakeSocket.last.open();
  FakeSocket.last.says(opened(EXPERIMENT, "/playground?rate=.1"));
  const asked = FakeSocket.last.sent.length;
  const { address, parse } = await import("../../src/address");
  address.value = parse("#/runs");
  expect(address.value.path).toEqual(["runs"]);
  expect(FakeSocket.last.sent.length).toBe(asked);
  expect(store.opened.value).not.toBeNull();
});

test("a change that takes the server long is shown as waited for, a short one not", async () => {
  const store = await started("");
  FakeSocket.last.open();
  FakeSocket.last.says(opened(EXPERIMENT));
  vi.useFakeTimers();
  store.change({ rate: 0.1 });
  FakeSocket.last.says(opened({ ...EXPERIMENT, rate: 0.1 }));
  vi.advanceTimersByTime(1_000);
  expect(store.waiting.value).toBe(false);
  store.change({ rate: 0.3 });
  vi.advanceTimersByTime(1_000);
  expect(store.waiting.value).toBe(true);
  FakeSocket.last.says({ type: "problem", text: { en: "no", ja: "no" }, field: null });
  expect(store.waiting.value).toBe(false);
  vi.useRealTimers();
});

test("a link that comes while another experiment is being opened is followed", async () => {
  await started("");
  FakeSocket.last.open();
  const { address, parse } = await import("../../src/address");
  address.value = parse("#/playground?data=wine");
  FakeSocket.last.says(opened(EXPERIMENT, "/playground"));
  expect(FakeSocket.last.sent.at(-1)).toEqual({ type: "open", address: "/playground?data=wine" });
  expect(address.value.link).toBe("/playground?data=wine");
  FakeSocket.last.says(opened(EXPERIMENT, "/playground?data=wine&loss=cross_entropy"));
  expect(address.value.link).toBe("/playground?data=wine&loss=cross_entropy");
  expect(FakeSocket.last.types().filter((type) => type === "open")).toHaveLength(2);
});

test("how fast it plays stands in the address", async () => {
  const store = await started("#/playground?speed=fast");
  FakeSocket.last.open();
  FakeSocket.last.says(opened(EXPERIMENT));
  store.play();
  expect(FakeSocket.last.sent.at(-1)).toEqual({ type: "play", epochs_per_second: 600 });
  store.setSpeed("fastest");
  const { option, setOption } = await import("../../src/address");
  expect(option("speed")).toBe("fastest");
  setOption("speed", "constructor");
  expect(store.speed.value).toBe("normal");
});
