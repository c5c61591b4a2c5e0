// The state of the page stands in its address, after the #: a path, then options.
// `#/runs/mlp-20261121:mlp?lang=ja&log=1` opens the same view for whoever follows it.
// The playground's options are a link that its server writes and reads; they are left as they are,
// as are those of the original playground, whose links have no path: `#activation=tanh&seed=1`.

import { computed, signal } from "@preact/signals";

export interface Address {
  readonly path: readonly string[];
  readonly options: Readonly<Record<string, string>>;
  /** Only of the playground, where an experiment is named: what its server reads. */
  readonly link?: string;
}

// These choices of the reader go along from page to page; the others belong to one page.
const KEPT = ["lang", "theme"];
// And these stand beside the experiment in the playground's address.
const OF_THE_PLAYGROUND = [...KEPT, "tab", "log", "speed", "look", "exercise"];
export const PLAYGROUND = "playground";

export function parse(hash: string): Address {
  const text = hash.replace(/^#/, "");
  if (/^[^/?]+=/.test(text)) return withLink(text, "");
  const [path = "", query = ""] = text.split(/\?(.*)/s);
  const parts = path.split("/").filter(Boolean).map(decoded);
  if (parts.length === 1 && parts[0] === PLAYGROUND) return withLink(query, `/${PLAYGROUND}?`);
  return { path: parts, options: Object.fromEntries(new URLSearchParams(query)) };
}

export function format({ path, options, link }: Address): string {
  const query = new URLSearchParams(Object.entries(options).sort()).toString();
  if (link !== undefined) return `#${link}${query && `&${query}`}`;
  return `#/${path.map(encoded).join("/")}${query && `?${query}`}`;
}

/** Takes the reader's own choices out of the playground's options; the rest is the link. */
function withLink(query: string, before: string): Address {
  const pairs = query.split("&").filter(Boolean);
  const isKept = (pair: string) => OF_THE_PLAYGROUND.includes(pair.split("=")[0] ?? "");
  const link = pairs.filter((pair) => !isKept(pair)).join("&");
  const options = Object.fromEntries(new URLSearchParams(pairs.filter(isKept).join("&")));
  return { path: [PLAYGROUND], options, ...(link && { link: before + link }) };
}

/** Another page, for the same reader. */
export function moved(from: Address, path: readonly string[]): Address {
  const kept = Object.entries(from.options).filter(([name]) => KEPT.includes(name));
  return { path, options: Object.fromEntries(kept) };
}

/** The same page with one option set, or taken away. */
export function changed(from: Address, name: string, value: string | null): Address {
  const { [name]: _, ...others } = from.options;
  return { ...from, options: value === null ? others : { ...others, [name]: value } };
}

/** As one part of a path; a colon may stand there as it is, and ids are full of them. */
function encoded(part: string): string {
  return encodeURIComponent(part).replaceAll("%3A", ":");
}

/** A badly written % code stands for itself: an address typed by hand must not break the page. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

const inBrowser = typeof location !== "undefined";

export const address = signal<Address>(parse(inBrowser ? location.hash : ""));

/** A string as long as the page is the same, whatever its options. The first is the playground. */
export const place = computed(() => placeOf(address.value));

function placeOf({ path }: Address): string {
  return path.join("/") || PLAYGROUND;
}

/** Which experiment of the playground an address names; null for none. */
export function linkOf({ link }: Address): string | null {
  return link ?? null;
}

/**
 * Puts the experiment into the address, with what its server writes; `asNew` for a step that the
 * browser's back button takes back, where it finds `state` again, and how many steps there were.
 */
export function writeLink(link: string, state: object, asNew: boolean): void {
  // The reader may have gone to another page, and the browser may not have told of it yet.
  const there = inBrowser ? placeOf(parse(location.hash)) : place.peek();
  if (there !== PLAYGROUND || place.peek() !== PLAYGROUND) return;
  const { options } = address.value;
  const next = { ...parse(`#${link}`), options };
  const isNew = asNew && next.link !== address.value.link;
  address.value = next;
  const stepped = { ...state, steps: steps() + (isNew ? 1 : 0) };
  history[isNew ? "pushState" : "replaceState"](stepped, "", format(next));
}

/** How many changes of the experiment the back button can take back. */
export function steps(): number {
  return (history.state as { steps?: number } | null)?.steps ?? 0;
}

export function option(name: string): string | undefined {
  return address.value.options[name];
}

export function setOption(name: string, value: string | null): void {
  address.value = changed(address.value, name, value);
  history.replaceState(history.state, "", format(address.value));
}

export function href(...path: string[]): string {
  return format(moved(address.value, path));
}

/** An experiment's link, with this reader's language and theme. */
export function hrefOfLink(link: string): string {
  const { path, link: inner } = parse(`#${link}`);
  return format({ ...moved(address.value, path), ...(inner !== undefined && { link: inner }) });
}

/** The address of another page with options of its own. */
export function hrefWith(options: Readonly<Record<string, string>>, ...path: string[]): string {
  const next = moved(address.value, path);
  return format({ ...next, options: { ...next.options, ...options } });
}

if (inBrowser) {
  addEventListener("hashchange", () => {
    address.value = parse(location.hash);
  });
}
