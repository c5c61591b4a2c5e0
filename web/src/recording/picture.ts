// Weights as they come over the wire, and as they are painted.

import type { Weights } from "../messages";

export interface Picture {
  readonly header: Weights;
  readonly bytes: Uint8Array;
}

/** A colour: red, green, blue. */
export type Colour = readonly [number, number, number];

export interface Palette {
  readonly negative: Colour;
  readonly zero: Colour;
  readonly positive: Colour;
}

/** How pictures lie on the canvas: so many beside each other, each pixel `scale` CSS pixels. */
export interface Layout {
  readonly columns: number;
  readonly rows: number;
  readonly scale: number;
}

/** Where in which picture: all from 0. */
export interface Spot {
  readonly picture: number;
  readonly row: number;
  readonly column: number;
}

const MIDDLE = 128;
const LARGEST = 127;
const GAP = 1; // weights' pixels between two pictures
// In letters: how large a picture, a weight and a matrix should be.
const TILE = 3.6;
const LARGEST_WEIGHT = 1.7;
const TALLEST = 34;

/** Raises RangeError where the answer is not as long as its header says. */
export function decode(answer: ArrayBuffer): Picture {
  const size = new DataView(answer).getUint32(0, true);
  const head = new TextDecoder().decode(new Uint8Array(answer, 4, size));
  const header = JSON.parse(head) as Weights;
  const { count, height, width, channels } = header;
  return { header, bytes: new Uint8Array(answer, 4 + size, count * height * width * channels) };
}

/** The weight that a byte stands for; null for what is not a number. */
export function weight(byte: number, scale: number): number | null {
  return byte === 0 ? null : ((byte - MIDDLE) / LARGEST) * scale;
}

export function at({ header, bytes }: Picture, { picture, row, column }: Spot): number[] {
  const start = ((picture * header.height + row) * header.width + column) * header.channels;
  return [...bytes.subarray(start, start + header.channels)];
}

/** Fits pictures into `available` CSS pixels, `em` of which are a letter's size. */
export function layout(header: Weights, available: number, em: number): Layout {
  const largest = Math.round(LARGEST_WEIGHT * em);
  const { count, height, width, kind } = header;
  if (kind === "matrix") {
    const fits = Math.min(available / width, Math.max(1, (TALLEST * em) / height), largest);
    return { columns: 1, rows: 1, scale: fits >= 1 ? Math.floor(fits) : fits };
  }
  const side = Math.max(height, width);
  const fits = Math.min(Math.max(1, Math.round((TILE * em) / side)), largest);
  const scale = fits * width > available ? available / width : fits;
  const columns = Math.max(1, Math.min(count, Math.floor((available / scale + GAP) / (width + GAP))));
  return { columns, rows: Math.ceil(count / columns), scale };
}

/** The canvas's size in weights' pixels. */
export function extent(header: Weights, { columns, rows }: Layout): [number, number] {
  return [columns * (header.width + GAP) - GAP, rows * (header.height + GAP) - GAP];
}

/** The top left corner of a picture, in weights' pixels. */
export function corner(header: Weights, { columns }: Layout, picture: number): [number, number] {
  const column = picture % columns;
  const row = (picture - column) / columns;
  return [column * (header.width + GAP), row * (header.height + GAP)];
}

/** What lies at (x, y) of the canvas, in weights' pixels; null between pictures. */
export function spot(header: Weights, places: Layout, x: number, y: number): Spot | null {
  const wide = header.width + GAP;
  const high = header.height + GAP;
  const across = Math.floor(x / wide);
  const column = Math.floor(x - across * wide);
  const row = Math.floor(y % high);
  const picture = Math.floor(y / high) * places.columns + across;
  const inside =
    x >= 0 && y >= 0 && column < header.width && row < header.height && across < places.columns;
  return inside && picture < header.count ? { picture, row, column } : null;
}

/** The colours, four bytes a pixel; what is not a number and what lies between is transparent. */
export function painted(picture: Picture, places: Layout, palette: Palette): ImageData {
  const { header, bytes } = picture;
  const [wide, high] = extent(header, places);
  const image = new ImageData(wide, high);
  const colours = coloured(palette);
  let read = 0;
  for (let i = 0; i < header.count; i++) {
    const [left, top] = corner(header, places, i);
    for (let row = 0; row < header.height; row++) {
      for (let column = 0; column < header.width; column++) {
        const to = 4 * ((top + row) * wide + left + column);
        const pixel = bytes.subarray(read, (read += header.channels));
        image.data.set(header.channels === 3 ? inColour(pixel) : (colours[pixel[0] ?? 0] ?? []), to);
      }
    }
  }
  return image;
}

function inColour([red = 0, green = 0, blue = 0]: Uint8Array): number[] {
  return [red, green, blue, 255];
}

/** For each byte its colour: from negative over zero to positive. */
export function coloured({ negative, zero, positive }: Palette): number[][] {
  return Array.from({ length: 256 }, (_, byte) => {
    if (byte === 0) return [0, 0, 0, 0];
    const share = (byte - MIDDLE) / LARGEST;
    const end = share < 0 ? negative : positive;
    const mixed = zero.map((c, i) => Math.round(c + ((end[i] ?? 0) - c) * Math.abs(share)));
    return [...mixed, 255];
  });
}
