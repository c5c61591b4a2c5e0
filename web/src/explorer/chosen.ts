// What is explored stands in the address: network, picture, layer, value.

import { computed } from "@preact/signals";
import { address, changed, format, option, setOption } from "../address";
import type { Spot } from "./windows";

/** The pictures that a link can name; a file of the reader's as long as the server keeps it. */
export type PictureName =
  | { readonly kind: "example"; readonly index: number }
  | { readonly kind: "photograph"; readonly name: string }
  | { readonly kind: "kept"; readonly digest: string }
  | { readonly kind: "drawn"; readonly strokes: string };

export const of = computed(() => option("of") ?? "");
export const layer = computed(() => option("layer") ?? "");
export const everyLayer = computed(() => option("all"));
export const pictureText = computed(() => option("picture") ?? "");

export function pictureOf(text: string): PictureName | null {
  const [kind, rest = ""] = text.split(/:(.*)/s);
  if (kind === "example" && /^\d{1,9}$/.test(rest)) return { kind, index: Number(rest) };
  if (kind === "photograph" && rest) return { kind, name: rest };
  if (kind === "kept" && /^[0-9a-f]{32}$/.test(rest)) return { kind, digest: rest };
  if (kind === "drawn" && rest) return { kind, strokes: rest };
  return null;
}

export function pictureName(picture: PictureName): string {
  if (picture.kind === "example") return `example:${picture.index}`;
  if (picture.kind === "kept") return `kept:${picture.digest}`;
  return `${picture.kind}:${picture.kind === "drawn" ? picture.strokes : picture.name}`;
}

/** `map.row.column`; null where the address says none. */
export function spotIn(text: string | undefined): Spot | null {
  const found = /^(\d{1,7})\.(\d{1,7})\.(\d{1,7})$/.exec(text ?? "");
  if (!found) return null;
  const [, map, row, column] = found.map(Number);
  return { map: map ?? 0, row: row ?? 0, column: column ?? 0 };
}

export function spotText({ map, row, column }: Spot): string {
  return `${map}.${row}.${column}`;
}

export function chooseNetwork(of: string): void {
  const others = ["layer", "at", "picture", "all"] as const;
  let next = changed(address.value, "of", of);
  for (const name of others) next = changed(next, name, null);
  address.value = next;
  history.pushState(null, "", format(next));
}

export function choosePicture(picture: PictureName | null): void {
  setOption("picture", picture && pictureName(picture));
}

/** A value of a layer, as one change of the address. */
export function chooseSpot(layer: string, spot: Spot | null): void {
  const next = changed(address.value, "layer", layer);
  address.value = changed(next, "at", spot && spotText(spot));
  history.replaceState(history.state, "", format(address.value));
}
