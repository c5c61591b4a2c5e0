// A map on a canvas: shades, lines of equal height, and the paths on it.

import { type Colour, mixed, parsed, pixel } from "../playground/palette";
import type { Theme } from "../theme";

export interface Mapped {
  readonly extent: readonly [number, number, number, number];
  readonly columns: number;
  readonly rows: number;
  readonly shades: readonly number[];
  readonly contours: readonly number[];
}

export interface Trail {
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly colour: string;
  /** Written into the disc at its head. */
  readonly mark: string;
  /** How many steps of it are drawn. */
  readonly until: number;
}

const FINE = 1000;
const GROUND: Readonly<Record<Theme, readonly [Colour, Colour]>> = {
  light: [parsed("#5fa8d6"), parsed("#f7f3ea")],
  dark: [parsed("#15507a"), parsed("#2a2724")],
};
const HALO: Readonly<Record<Theme, string>> = { light: "#ffffff", dark: "#0c1116" };
const LINES: Readonly<Record<Theme, string>> = { light: "#18212c40", dark: "#e8edf338" };
const HEAD = 9; // CSS pixels

// Told apart by colour, and by the numbers at their heads.
const COLOURS: Readonly<Record<Theme, readonly string[]>> = {
  light: ["#18212c", "#b3216b", "#6a3fb5", "#00694b", "#a85f00", "#c8321a", "#6b4a2b"],
  dark: ["#f2f5f8", "#ff8cc0", "#c3a6ff", "#5be0b0", "#ffc24d", "#ff8a70", "#d9b48f"],
};

export function colourOf(place: number, theme: Theme): string {
  const colours = COLOURS[theme];
  return colours[place % colours.length] ?? "#000000";
}

/** The shades as an image, the highest row on top. */
export function shaded({ columns, rows, shades }: Mapped, theme: Theme): ImageData {
  const [low, high] = GROUND[theme];
  const pixels = Uint32Array.from({ length: 256 }, (_, shade) =>
    pixel(mixed(low, high, shade / 255)),
  );
  const image = new ImageData(columns, rows);
  const into = new Uint32Array(image.data.buffer);
  for (let row = 0; row < rows; row++) {
    const from = (rows - 1 - row) * columns;
    for (let column = 0; column < columns; column++) {
      into[row * columns + column] = pixels[shades[from + column] ?? 255] ?? 0;
    }
  }
  return image;
}

/** Where a place of the map lies on a canvas of that size. */
export function placer(extent: Mapped["extent"], width: number, height: number) {
  const [left, right, bottom, top] = extent;
  return (x: number, y: number): readonly [number, number] => [
    ((x - left) / (right - left)) * width,
    ((top - y) / (top - bottom)) * height,
  ];
}

/** Draws the ground: shades and lines. */
export function drawGround(canvas: HTMLCanvasElement, map: Mapped, theme: Theme): void {
  const context = canvas.getContext("2d");
  if (!context) return;
  const { width, height } = canvas;
  const small = document.createElement("canvas");
  small.width = map.columns;
  small.height = map.rows;
  small.getContext("2d")?.putImageData(shaded(map, theme), 0, 0);
  context.imageSmoothingEnabled = true;
  context.imageSmoothingQuality = "high";
  context.drawImage(small, 0, 0, width, height);
  context.strokeStyle = LINES[theme];
  context.lineWidth = Math.max(1, width / 700);
  context.beginPath();
  const { contours } = map;
  for (let i = 0; i + 3 < contours.length; i += 4) {
    const [x1, y1, x2, y2] = contours.slice(i, i + 4) as [number, number, number, number];
    context.moveTo((x1 / FINE) * width, (1 - y1 / FINE) * height);
    context.lineTo((x2 / FINE) * width, (1 - y2 / FINE) * height);
  }
  context.stroke();
}

/** Draws trails with a rim of paper, and their heads on top. */
export function drawTrails(
  canvas: HTMLCanvasElement,
  extent: Mapped["extent"],
  trails: readonly Trail[],
  theme: Theme,
  ratio: number,
): void {
  const context = canvas.getContext("2d");
  if (!context) return;
  const at = placer(extent, canvas.width, canvas.height);
  context.lineJoin = context.lineCap = "round";
  for (const trail of trails) {
    for (const [style, width] of [[HALO[theme], 4.4], [trail.colour, 2]] as const) {
      context.strokeStyle = style;
      context.lineWidth = width * ratio;
      context.beginPath();
      const last = Math.min(trail.until, trail.x.length - 1);
      for (let i = 0; i <= last; i++) {
        const [x, y] = at(trail.x[i] ?? 0, trail.y[i] ?? 0);
        // A step that flies off is drawn to the rim's far side, and no farther.
        const far = 40 * canvas.width;
        const place = [clamped(x, far), clamped(y, far)] as const;
        if (i === 0) context.moveTo(...place);
        else context.lineTo(...place);
      }
      context.stroke();
    }
  }
  context.font = `600 ${HEAD * 1.2 * ratio}px system-ui, sans-serif`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  for (const trail of trails) {
    const last = Math.min(trail.until, trail.x.length - 1);
    const [x, y] = at(trail.x[last] ?? 0, trail.y[last] ?? 0);
    context.beginPath();
    context.arc(x, y, HEAD * ratio, 0, 2 * Math.PI);
    context.fillStyle = trail.colour;
    context.strokeStyle = HALO[theme];
    context.lineWidth = 1.5 * ratio;
    context.fill();
    context.stroke();
    context.fillStyle = HALO[theme];
    context.fillText(trail.mark, x, y + ratio * 0.5);
  }
}

/** Rings where minima are known to be. */
export function drawRings(
  canvas: HTMLCanvasElement,
  extent: Mapped["extent"],
  places: readonly (readonly [number, number])[],
  theme: Theme,
  ratio: number,
): void {
  const context = canvas.getContext("2d");
  if (!context) return;
  const at = placer(extent, canvas.width, canvas.height);
  for (const [style, width] of [[HALO[theme], 4], [colourOf(0, theme), 1.6]] as const) {
    context.strokeStyle = style;
    context.lineWidth = width * ratio;
    for (const [x, y] of places) {
      context.beginPath();
      context.arc(...at(x, y), 6 * ratio, 0, 2 * Math.PI);
      context.stroke();
    }
  }
}

function clamped(value: number, far: number): number {
  return Math.max(-far, Math.min(far, value));
}
