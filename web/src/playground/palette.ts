// The colours of values and classes, and pictures painted with them.

import type { Theme } from "../theme";

export type PaletteName = "classic" | "safe";
export type Colour = readonly [number, number, number];

/** The colours of −1, 0 and +1; those between are mixed. */
export interface Ends {
  readonly negative: Colour;
  readonly zero: Colour;
  readonly positive: Colour;
}

const ZERO: Readonly<Record<Theme, string>> = { light: "#e8eaeb", dark: "#232c36" };
const ENDS: Readonly<Record<PaletteName, readonly [string, string]>> = {
  classic: ["#f59322", "#0877bd"],
  safe: ["#e66100", "#5d3a9b"],
};
// The second: Okabe and Ito's, which people with any colour vision tell apart.
const CLASSES: Readonly<Record<PaletteName, readonly string[]>> = {
  classic: [
    "#f59322", "#0877bd", "#2fa36b", "#d6457e", "#7d5bbe",
    "#d9b51c", "#23afc0", "#99623d", "#7f8790", "#94b83d",
  ],
  safe: [
    "#e69f00", "#0072b2", "#009e73", "#cc79a7", "#d55e00",
    "#56b4e9", "#e0d334", "#6b6b6b", "#8a3ffc", "#7a5230",
  ],
}; // prettier-ignore

export function parsed(hex: string): Colour {
  const value = Number.parseInt(hex.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

export function ends(name: PaletteName, theme: Theme): Ends {
  const [negative, positive] = ENDS[name];
  return { negative: parsed(negative), zero: parsed(ZERO[theme]), positive: parsed(positive) };
}

/** A colour for each of `count` classes; beyond ten they come again, lighter. */
export function classColours(name: PaletteName, count: number): readonly Colour[] {
  const base = CLASSES[name];
  return Array.from({ length: count }, (_, i) => {
    const colour = parsed(base[i % base.length] ?? "#000000");
    return i < base.length ? colour : mixed(colour, [255, 255, 255], 0.45);
  });
}

export function css([red, green, blue]: Colour): string {
  return `rgb(${red} ${green} ${blue})`;
}

/** The colour of a value; what is beyond ±1 has that of the end. */
export function ofValue(value: number, { negative, zero, positive }: Ends): Colour {
  const share = Math.min(1, Math.abs(value));
  return mixed(zero, value < 0 ? negative : positive, Number.isNaN(share) ? 0 : share);
}

export function mixed(from: Colour, to: Colour, share: number): Colour {
  const part = (i: 0 | 1 | 2) => Math.round(from[i] + (to[i] - from[i]) * share);
  return [part(0), part(1), part(2)];
}

/** A pixel as canvases hold it on machines of today: the lowest byte is red. */
export function pixel([red, green, blue]: Colour): number {
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}

/** The pixel of each byte of a picture, where (b − 127.5) / 127.5 is the value. */
export function pixels(colours: Ends, discrete: boolean): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, byte) => {
    const value = (byte - 127.5) / 127.5;
    return pixel(ofValue(discrete ? (value >= 0 ? 1 : -1) : value, colours));
  });
}

/** The pixel of each byte of a picture of a probability, b / 255: from `zero` to `colour`. */
export function shares(zero: Colour, colour: Colour, discrete: boolean): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, byte) =>
    pixel(mixed(zero, colour, discrete ? Math.round(byte / 255) : byte / 255)),
  );
}

/** Pictures of where each class is the likeliest, from those of its probability: 255 or 0. */
export function winners(probabilities: readonly Uint8Array[]): readonly Uint8Array[] {
  const won = probabilities.map(({ length }) => new Uint8Array(length));
  const count = won[0]?.length ?? 0;
  for (let i = 0; i < count; i++) {
    let best = 0;
    for (let k = 1; k < won.length; k++)
      if ((probabilities[k]?.[i] ?? 0) > (probabilities[best]?.[i] ?? 0)) best = k;
    (won[best] as Uint8Array)[i] = 255;
  }
  return won;
}

/** Paints a square picture into an image `stride` pixels wide, with its corner at `corner`. */
export function paint(
  image: Uint32Array,
  stride: number,
  corner: number,
  bytes: Uint8Array,
  colours: Uint32Array,
): void {
  const size = Math.round(Math.sqrt(bytes.length));
  for (let row = 0, from = 0; row < size; row++) {
    let to = corner + row * stride;
    for (const end = from + size; from < end; from++, to++)
      image[to] = colours[bytes[from] as number] as number;
  }
}

/** Paints classes over each other, each as strong as it is probable; or the likeliest alone. */
export function paintClasses(
  image: Uint32Array,
  probabilities: readonly Uint8Array[],
  colours: readonly Colour[],
  discrete: boolean,
): void {
  const count = probabilities.length;
  for (let i = 0; i < image.length; i++) {
    let red = 0;
    let green = 0;
    let blue = 0;
    let sum = 0;
    let best = 0;
    let largest = -1;
    for (let k = 0; k < count; k++) {
      const share = (probabilities[k] as Uint8Array)[i] as number;
      const colour = colours[k] as Colour;
      red += share * colour[0];
      green += share * colour[1];
      blue += share * colour[2];
      sum += share;
      if (share > largest) [largest, best] = [share, k];
    }
    const whole = sum || 1;
    image[i] = discrete
      ? pixel(colours[best] as Colour)
      : pixel([Math.round(red / whole), Math.round(green / whole), Math.round(blue / whole)]);
  }
}
