// What the large picture tells at one place, in the reader's units.

import { byClass } from "../colours";
import { steady } from "../number";
import { pictureIndex } from "../places";
import { type Moment, opened, sizes } from "../store";
import { shownUnit } from "./plane";

const REACH = 6;

/** At a share of the picture's width and height. */
export function valueAt(moment: Moment, x: number, y: number): Record<"x" | "y" | "value", string> {
  const [across, up] = opened.value?.axes ?? [];
  const place = (share: number, axis: typeof across) =>
    (axis ? axis.centre + (2 * share - 1) * REACH * axis.scale : 0).toFixed(2).replace("-", "−");
  return { x: place(x, across), y: place(1 - y, up), value: value(moment, x, y) };
}

function value(moment: Moment, x: number, y: number): string {
  const { head } = moment;
  const unit = shownUnit();
  if (unit && unit.layer === sizes.value.length - 1) {
    if (unit.unit >= head.output_pictures) return "–";
    return share(byteAt(moment.outputPicture(unit.unit), head.output_size, x, y));
  }
  if (unit) {
    const index = pictureIndex(sizes.value, unit);
    return index < head.pictures ? signed(byteAt(moment.picture(index), head.size, x, y)) : "–";
  }
  if (head.output_pictures === 0) return "–";
  const bytes = Array.from({ length: head.output_pictures }, (_, i) =>
    byteAt(moment.outputPicture(i), head.output_size, x, y),
  );
  if (!byClass.value) return signed(bytes[0] ?? 0);
  const best = bytes.indexOf(Math.max(...bytes));
  const name = opened.value?.classes?.[best] ?? "";
  return `${name} ${share(bytes[best] ?? 0)}`;
}

function share(byte: number): string {
  return `${Math.round((byte / 255) * 100)} %`;
}

function signed(byte: number): string {
  const shown = steady((byte - 127.5) / 127.5).slice(0, -1); // a byte has no third decimal
  return byte === 0 ? `≤ ${shown}` : byte === 255 ? `≥ ${shown}` : shown;
}

function byteAt(bytes: Uint8Array, size: number, x: number, y: number): number {
  const cell = (share: number) => Math.min(size - 1, Math.max(0, Math.floor(share * size)));
  return bytes[cell(y) * size + cell(x)] ?? 0;
}
