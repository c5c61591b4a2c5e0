// The state of the page stands in its address, after the #: a path, then options.
// `#/runs/mlp-20261121:mlp?lang=ja&log=1` opens the same view for whoever follows it.

import { computed, signal } from "@preact/signals";

export interface Address {
  readonly path: readonly string[];
  readonly options: Readonly<Record<string, string>>;
}

// These choices of the reader go along from page to page; the others belong to one page.
const KEPT = ["lang", "theme"];

export function parse(hash: string): Address {
  const [path = "", query = ""] = hash.replace(/^#/, "").split(/\?(.*)/s);
  return {
    path: path.split("/").filter(Boolean).map(decoded),
    options: Object.fromEntries(new URLSearchParams(query)),
  };
}

export function format({ path, options }: Address): string {
  const query = new URLSearchParams(Object.entries(options).sort()).toString();
  return `#/${path.map(encoded).join("/")}${query && `?${query}`}`;
}

/** Another page, for the same reader. */
export function moved(from: Address, path: readonly string[]): Address {
  const kept = Object.entries(from.options).filter(([name]) => KEPT.includes(name));
  return { path, options: Object.fromEntries(kept) };
}

/** The same page with one option set, or taken away. */
export function changed(from: Address, name: string, value: string | null): Address {
  const { [name]: _, ...others } = from.options;
  return { path: from.path, options: value === null ? others : { ...others, [name]: value } };
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

/** A string as long as the page is the same, whatever its options. */
export const place = computed(() => address.value.path.join("/"));

export function option(name: string): string | undefined {
  return address.value.options[name];
}

export function setOption(name: string, value: string | null): void {
  address.value = changed(address.value, name, value);
  history.replaceState(null, "", format(address.value));
}

export function href(...path: string[]): string {
  return format(moved(address.value, path));
}

if (inBrowser) {
  addEventListener("hashchange", () => {
    address.value = parse(location.hash);
  });
}
