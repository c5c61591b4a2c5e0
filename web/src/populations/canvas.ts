// Pictures of the plane and the data on it.

import type { Points } from "../messages";
import { type Colour, css } from "../playground/palette";

const REACH = 6; // the plane goes from −6 to 6
const DOT = 0.011; // radius, share of the side

const small = typeof document === "undefined" ? null : document.createElement("canvas");

/** Draws a square picture of bytes into a square of the canvas. */
export function drawPicture(
  context: CanvasRenderingContext2D,
  picture: Uint8Array,
  colours: Uint32Array,
  [x, y, side]: readonly [number, number, number],
): void {
  const size = Math.round(Math.sqrt(picture.length));
  const image = new ImageData(size, size);
  const pixels = new Uint32Array(image.data.buffer);
  for (let i = 0; i < picture.length; i++) pixels[i] = colours[picture[i] as number] as number;
  if (!small) return;
  if (small.width !== size) small.width = small.height = size;
  small.getContext("2d")?.putImageData(image, 0, 0);
  context.imageSmoothingQuality = "high";
  context.drawImage(small, x, y, side, side);
}

/** Draws the data over the whole canvas. */
export function drawPoints(
  context: CanvasRenderingContext2D,
  { x1, x2, t }: Points,
  colour: (target: number) => Colour,
  rim: string,
): void {
  const side = context.canvas.width;
  const radius = side * DOT;
  context.lineWidth = radius * 0.4;
  context.strokeStyle = rim;
  x1.forEach((value, i) => {
    const x = ((value + REACH) / (2 * REACH)) * side;
    const y = ((REACH - (x2[i] ?? 0)) / (2 * REACH)) * side;
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.fillStyle = css(colour(t[i] ?? 0));
    context.fill();
    context.stroke();
  });
}

/** As many pixels as the screen has for an element of that size. */
export function sharp(canvas: HTMLCanvasElement, width: number, height: number): number {
  const ratio = Math.min(3, devicePixelRatio || 1);
  const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== w || canvas.height !== h) {
    canvas.width = w;
    canvas.height = h;
  }
  return ratio;
}
