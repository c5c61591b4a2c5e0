// A moment of a learning network as it comes over the wire: numbers and pictures.

import type { Frame } from "../messages";

export interface Moment {
  readonly head: Frame;
  /** Layer by layer, unit by unit, a unit's incoming links in order. */
  readonly weights: Float32Array;
  /** In the same order, of all units but the inputs. */
  readonly biases: Float32Array;
  /** A unit's picture, `head.size` pixels square: inputs first, then layer by layer. */
  readonly picture: (unit: number) => Uint8Array;
  /** The picture of an output, `head.output_size` pixels square. */
  readonly outputPicture: (output: number) => Uint8Array;
}

const HEAD_LENGTH = 4; // bytes

/** Raises RangeError where the answer is not as long as its head says. */
export function decodeFrame(answer: ArrayBuffer): Moment {
  const length = new DataView(answer).getUint32(0, true);
  const head = JSON.parse(
    new TextDecoder().decode(new Uint8Array(answer, HEAD_LENGTH, length)),
  ) as Frame;
  let at = HEAD_LENGTH + length;
  const numbers = (count: number) => {
    const found = new Float32Array(answer, at, count);
    at += found.byteLength;
    return found;
  };
  const weights = numbers(head.weights);
  const biases = numbers(head.biases);
  const units = pictures(answer, at, head.pictures, head.size);
  const outputs = pictures(
    answer,
    at + head.pictures * head.size ** 2,
    head.output_pictures,
    head.output_size,
  );
  return { head, weights, biases, picture: units, outputPicture: outputs };
}

function pictures(answer: ArrayBuffer, at: number, count: number, size: number) {
  const pixels = size * size;
  const all = new Uint8Array(answer, at, count * pixels);
  return (i: number) => all.subarray(i * pixels, (i + 1) * pixels);
}
