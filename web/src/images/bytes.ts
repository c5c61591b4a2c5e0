// Binary answers: the length of a head, the head as JSON, bytes.

export interface Headed<Head> {
  readonly head: Head;
  readonly bytes: Uint8Array;
}

/** Raises RangeError or SyntaxError where the answer is not what it says. */
export function headed<Head>(answer: ArrayBuffer): Headed<Head> {
  const size = new DataView(answer).getUint32(0, true);
  const head = JSON.parse(new TextDecoder().decode(new Uint8Array(answer, 4, size))) as Head;
  return { head, bytes: new Uint8Array(answer, 4 + size) };
}

/** Pixels (1 or 3 bytes each) as a browser paints them. */
export function asImage(pixels: Uint8Array, width: number, height: number, channels: number): ImageData {
  const image = new ImageData(width, height);
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < 3; c++) {
      image.data[4 * i + c] = pixels[i * channels + (channels === 3 ? c : 0)] ?? 0;
    }
    image.data[4 * i + 3] = 255;
  }
  return image;
}
