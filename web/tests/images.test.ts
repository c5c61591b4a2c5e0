import { expect, test } from "vitest";
import { bars, bestOf, share } from "../src/images/answer";
import { asked, read } from "../src/images/asked";
import { headed } from "../src/images/bytes";
import { pairs, shade } from "../src/images/confusion";
import { layout } from "../src/images/feature-maps";
import { asPicture, layersOf } from "../src/images/maps";
import { joined, state } from "../src/images/store";
import type { FeatureMaps, ImagesState, Looked } from "../src/messages";

test("choices come from the address, and what is none is the usual one", () => {
  const usual = read({});
  expect([usual.data, usual.epochs, usual.optimizer, usual.network]).toEqual(["digits", 20, "adam", ""]);
  const odd = read({ epochs: "x", rate: "-1", batch: "", seed: "7", net: "4, dense 2" });
  expect([odd.epochs, odd.rate, odd.batch_size]).toEqual([usual.epochs, usual.rate, 64]);
  expect([odd.seed, odd.network]).toEqual([7, "4, dense 2"]);
});

test("what is asked names a set or a folder, and all examples where none are counted", () => {
  const set = asked(read({ data: "mnist" }), "784, dense 10");
  expect([set.data, set.folder, set.examples]).toEqual(["mnist", null, null]);
  const folder = asked(read({ data: "folder", path: "~/x", size: "20", examples: "50" }), "n");
  expect([folder.data, folder.folder]).toEqual(["", { path: "~/x", size: 20, grey: false }]);
  expect(folder.examples).toBe(50);
});

const now = (changes: Partial<ImagesState>): ImagesState => ({ ...state.value, ...changes });
const row = (epoch: number): ImagesState["history"][number] => [epoch, 1, 1, 0.5, 0.5];

test("new rows of the history follow those that are here, and those of another training replace them", () => {
  const before = now({ job: 1, history: [row(1), row(2)] });
  const later = now({ job: 1, history_from: 2, history: [row(3)] });
  expect(joined(before, later).history.map(([epoch]) => epoch)).toEqual([1, 2, 3]);
  const restarted = now({ job: 1, history_from: 0, history: [row(1)] });
  expect(joined(before, restarted).history).toEqual([row(1)]);
  const another = now({ job: 2, history_from: 0, history: [] });
  expect(joined(before, another).history).toEqual([]);
});

test("of very many classes, the likeliest have a bar", () => {
  expect(bars([0.1, 0.9])).toEqual([0, 1]);
  const many = Array.from({ length: 100 }, (_, k) => (k === 42 ? 0.5 : 0.005));
  expect(bars(many)).toHaveLength(12);
  expect(bars(many)[0]).toBe(42);
  expect([bestOf(many), bestOf([null, null]), bestOf([null, 0.1])]).toEqual([42, 0, 1]);
  expect([share(0.123), share(null)]).toEqual(["12.3 %", "–"]);
});

test("a cell is as dark as the root of its share", () => {
  expect(shade([25, 75], 25)).toBe("0.500");
  expect(shade([0, 0], 0)).toBe("0");
});

test("the pairs most often confused come first, right answers not at all", () => {
  const found = pairs([
    [9, 1, 0],
    [3, 9, 2],
    [0, 0, 9],
  ]);
  expect(found.map(({ label, told, n }) => [label, told, n])).toEqual([
    [1, 0, 3],
    [1, 2, 2],
    [0, 1, 1],
  ]);
});

const MAPS: FeatureMaps = {
  name: "conv1",
  kind: "conv",
  count: 2,
  total: 2,
  height: 2,
  width: 2,
  units: 0,
  scale: 1,
  first: 0,
  step: 1,
};

function answer(): ArrayBuffer {
  const head: Looked = {
    stamp: 1,
    probabilities: [1],
    picture: { count: 1, height: 1, width: 3, channels: 1 },
    layers: [MAPS, { ...MAPS, name: "dense1", count: 1, height: 1, width: 4, units: 3 }],
  };
  const told = new TextEncoder().encode(JSON.stringify(head));
  const content = new Uint8Array(4 + told.length + 3 + 8 + 4);
  new DataView(content.buffer).setUint32(0, told.length, true);
  content.set(told, 4);
  content.set([7, 8, 9, 1, 2, 3, 4, 5, 6, 7, 8, 10, 20, 30, 40], 4 + told.length);
  return content.buffer;
}

test("each layer has its own bytes, after those of the picture", () => {
  const [conv, dense] = layersOf(headed<Looked>(answer()));
  expect([...(conv?.bytes ?? [])]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect([...(dense?.bytes ?? [])]).toEqual([10, 20, 30, 40]);
  expect(dense && [...asPicture(dense).bytes]).toEqual([10, 20, 30, 0]);
});

test("maps lie beside each other as far as there is room", () => {
  expect(layout({ ...MAPS, width: 28, count: 8 }, 400, 16)).toEqual({ columns: 6, rows: 2, scale: 2 });
  expect(layout({ ...MAPS, width: 500, count: 1 }, 250, 16).scale).toBe(0.5);
});
