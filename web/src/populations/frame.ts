// A binary frame of a population: rows of numbers, and the pictures that are new.

import type { PopulationFrame } from "../messages";

export interface Told {
  readonly head: PopulationFrame;
  /** The picture of the i-th network that the head numbers as drawn. */
  readonly picture: (i: number) => Uint8Array;
  /** Mean, share and, of two classes or values, deviation. */
  readonly bands: readonly Uint8Array[];
}

const HEAD_LENGTH = 4; // bytes

/** `size` is the side of the pictures. Raises RangeError for an answer of another length. */
export function decode(answer: ArrayBuffer, size: number): Told {
  const length = new DataView(answer).getUint32(0, true);
  const text = new TextDecoder().decode(new Uint8Array(answer, HEAD_LENGTH, length));
  const head = JSON.parse(text) as PopulationFrame;
  const pixels = size * size;
  const all = new Uint8Array(
    answer,
    HEAD_LENGTH + length,
    (head.drawn.length + head.bands) * pixels,
  );
  const picture = (i: number) => all.subarray(i * pixels, (i + 1) * pixels);
  const bands = Array.from({ length: head.bands }, (_, i) => picture(head.drawn.length + i));
  return { head, picture, bands };
}
