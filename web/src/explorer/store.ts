// What the explorer knows: the network, what its layers say to the picture, the value looked at.

import { batch, computed, effect, signal, untracked } from "@preact/signals";
import { option } from "../address";
import { type Headed, headed } from "../images/bytes";
import type {
  Explorables,
  Explored,
  ExplorerNow,
  FeatureMaps,
  GraphNode,
  HowMade,
  PictureLook,
  Text,
} from "../messages";
import { ask, askBytes, newest, send } from "./asking";
import { chooseNetwork, choosePicture, chooseSpot, layer, of, pictureOf, pictureText, spotIn } from "./chosen";
import { strokesOf } from "./strokes";
import { ENDING, type Spot, inside, middle, placeOf, planesOf } from "./windows";

const WHILE_LEARNING = 350; // milliseconds between two looks at newer weights
const WHILE_IDLE = 2500;

/** A picture of the reader's own: a file, or the drawing that is being made. */
export type Own =
  | { readonly kind: "uploaded"; readonly file: Blob }
  | { readonly kind: "drawn"; readonly pixels: Uint8Array; readonly side: number };

export const networks = signal<Explorables | null>(null);
export const explored = signal<Explored | null>(null);
export const look = signal<Headed<PictureLook> | null>(null);
export const looking = signal(false);
export const own = signal<Own | null>(null);
export const problem = signal<Text | null>(null);
export const version = signal("");
export const learning = signal(false);
/** How the value looked at was made, and of which look and place that was told. */
export const made = signal<{ readonly key: string; readonly how: HowMade } | null>(null);

export const nodes = computed<readonly GraphNode[]>(() => explored.value?.nodes ?? []);

/** The node that is looked at: the address's, else the first with a window, else the first layer. */
export const chosen = computed<number>(() => {
  const all = nodes.value;
  if (layer.value === ENDING) return all.length;
  const named = all.findIndex((node) => node.path === layer.value);
  if (named >= 0) return named;
  const first = all.findIndex((node) => node.window !== null);
  return first > 0 ? first : Math.min(1, all.length - 1);
});
export const node = computed<GraphNode | undefined>(() => nodes.value[chosen.value]);
export const spot = computed<Spot>(() => {
  const planes = planesOf(node.value?.shape ?? [1]);
  const named = spotIn(option("at"));
  if (named) return inside(named, planes);
  // Of the last layer the likeliest class.
  const best = chosen.value === nodes.value.length - 1 ? look.value?.head.ending.best[0]?.label : 0;
  return { ...middle(planes), map: best ?? 0 };
});

export function choose(index: number, at: Spot | null = null): void {
  const path = index === nodes.value.length ? ENDING : nodes.value[index]?.path;
  if (path !== undefined) chooseSpot(path, at);
}

export function moveTo(at: Spot): void {
  choose(chosen.peek(), at);
}

/** What a node says, small, as the look brought it. */
export function smallMaps(index: number): { readonly maps: FeatureMaps; readonly bytes: Uint8Array } | null {
  const found = look.value;
  const maps = found?.head.layers[index];
  if (!found || !maps) return null;
  const { picture, layers } = found.head;
  const before = picture ? picture.height * picture.width * picture.channels : 0;
  const from = layers.slice(0, index).reduce((sum, one) => sum + sizeOf(one), before);
  return { maps, bytes: found.bytes.subarray(from, from + sizeOf(maps)) };
}

export function sizeOf({ count, height, width }: FeatureMaps): number {
  return count * height * width;
}

/** Some maps of a node, as large as they are. */
export async function largeMaps(index: number, first: number, count: number) {
  const found = look.peek();
  if (!found) return null;
  const answer = await askBytes(`maps?look=${found.head.look}&node=${index}&first=${first}&count=${count}`);
  if ("value" in answer) {
    const { head, bytes } = headed<FeatureMaps>(answer.value);
    return { maps: head, bytes };
  }
  forgotten(answer.gone);
  return null;
}

interface Wanted {
  readonly of: string;
  readonly text: string;
  readonly own: Own | null;
}

const lookNow = newest(async ({ of, text, own: mine }: Wanted) => {
  const found = explored.peek();
  if (!found || found.of !== of) return;
  const asked = question(found, text, mine);
  if (!asked) {
    look.value = null;
    return;
  }
  looking.value = true;
  const answer = await send(`look?of=${encodeURIComponent(of)}&${asked.query}`, asked.body);
  batch(() => {
    looking.value = false;
    if (explored.peek()?.of !== of) return;
    if ("value" in answer) {
      look.value = headed<PictureLook>(answer.value);
      problem.value = null;
      const { kept } = look.value.head;
      if (mine?.kind === "uploaded" && own.peek() === mine && kept !== null) {
        own.value = null; // from now on the address names it
        choosePicture({ kind: "kept", digest: kept });
      }
    } else problem.value = answer.problem;
  });
});

function question({ picture }: Explored, text: string, mine: Own | null) {
  const body = (pixels: Uint8Array) => new Blob([pixels as Uint8Array<ArrayBuffer>]);
  if (mine?.kind === "uploaded") return { query: "from=uploaded", body: mine.file };
  if (mine) {
    return { query: `from=drawn&width=${mine.side}&height=${mine.side}`, body: body(mine.pixels) };
  }
  const named = pictureOf(text);
  if (named?.kind === "kept" && picture) return { query: `from=kept&digest=${named.digest}`, body: null };
  if (named?.kind === "example") return { query: `from=example&index=${named.index}`, body: null };
  if (named?.kind === "photograph" && picture) {
    return { query: `from=photograph&name=${encodeURIComponent(named.name)}`, body: null };
  }
  return null;
}

/** Asks for the picture again that the server has forgotten. */
function forgotten(gone: boolean): void {
  if (gone) lookNow({ of: of.peek(), text: pictureText.peek(), own: own.peek() });
}

const askHow = newest(async ({ key, path }: { key: string; path: string }) => {
  const answer = await ask<HowMade>(path);
  if ("value" in answer) made.value = { key, how: answer.value };
  else forgotten(answer.gone);
});

/** Of which look, node and place the explanation must be, so that it belongs to what is shown. */
export const madeKey = computed(() => {
  const found = look.value;
  const at = node.value;
  if (!found || !at) return "";
  return `look=${found.head.look}&node=${chosen.value}&at=${placeOf(at.shape, spot.value).join(",")}`;
});

async function openNetwork(name: string): Promise<void> {
  const answer = await ask<Explored>(`network?of=${encodeURIComponent(name)}`);
  if (of.peek() !== name) return;
  batch(() => {
    look.value = made.value = null;
    if ("value" in answer) {
      explored.value = answer.value;
      version.value = answer.value.version;
      learning.value = answer.value.learning;
      problem.value = null;
      if (!own.peek() && !pictureOf(pictureText.peek())) chooseFirst(answer.value);
    } else {
      explored.value = null;
      problem.value = answer.problem;
    }
  });
}

/** The picture that a network is shown first. */
function chooseFirst({ examples, photographs }: Explored): void {
  const sample = photographs.includes("chelsea") ? "chelsea" : photographs[0];
  if (examples > 0) choosePicture({ kind: "example", index: 0 });
  else if (sample !== undefined) choosePicture({ kind: "photograph", name: sample });
}

async function askNetworks(): Promise<void> {
  const answer = await ask<Explorables>("networks");
  if ("value" in answer) networks.value = answer.value;
  else problem.value = answer.problem;
  if (!("value" in answer) || of.peek()) return;
  const first = answer.value.networks.find((one) => one.problem === null);
  if (first) chooseNetwork(first.of);
}

/** Keeps all of it in step with the address and with the server; returns what ends that. */
export function follow(): () => void {
  const ends = [
    effect(() => {
      const name = of.value;
      untracked(() => (name ? void openNetwork(name) : void askNetworks()));
    }),
    effect(() => {
      if (explored.value && version.value) {
        lookNow({ of: of.value, text: pictureText.value, own: own.value });
      }
    }),
    effect(() => {
      const key = madeKey.value;
      if (key) askHow({ key, path: `made?${key}` });
    }),
    watchWeights(),
  ];
  if (of.peek()) void askNetworks();
  return () => {
    for (const end of ends) end();
    batch(() => {
      explored.value = look.value = made.value = own.value = problem.value = null;
      version.value = "";
    });
  };
}

function watchWeights(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let ended = false;
  const watch = async () => {
    const name = of.peek();
    if (name === "images" && document.visibilityState === "visible") {
      const answer = await ask<ExplorerNow>(`now?of=${name}`);
      if ("value" in answer && of.peek() === name) await take(name, answer.value);
    }
    if (!ended) timer = setTimeout(watch, learning.peek() ? WHILE_LEARNING : WHILE_IDLE);
  };
  timer = setTimeout(watch, WHILE_LEARNING);
  return () => {
    ended = true;
    clearTimeout(timer);
  };
}

/** Newer weights of the same training; another training is another network. */
async function take(name: string, now: ExplorerNow): Promise<void> {
  const [job] = now.version.split(".");
  const [before] = version.peek().split(".");
  if (explored.peek() === null || job !== before) return openNetwork(name);
  batch(() => {
    version.value = now.version;
    learning.value = now.learning;
  });
}

/** The drawing that the address holds, to be laid onto the pad. */
export function strokesInAddress() {
  const named = pictureOf(pictureText.peek());
  return named?.kind === "drawn" ? strokesOf(named.strokes) : [];
}
