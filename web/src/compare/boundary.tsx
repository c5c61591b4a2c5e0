// The plane as a network sees it, with the points of the data on it; drawn with every moment.

import { useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { Opened, Points } from "../messages";
import { classColours, type Colour, css, type Ends, ofValue, paint, paintClasses, pixels } from "../playground/palette";
import type { Side } from "./side";

const EXTENT = 6; // the plane is −6…6 both ways
const OPACITY = 0.78;
const DRAWN = 480; // pixels of the canvas
const DOT = 4.5;

export interface Colours {
  readonly ends: Ends;
  readonly palette: "classic" | "safe";
}

/** Calls `draw` with the canvas whenever a signal that it reads changes. */
export function Plane({ name, draw }: { name: string; draw: (canvas: HTMLCanvasElement) => void }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useSignalEffect(() => {
    if (canvas.current) draw(canvas.current);
  });
  return <canvas ref={canvas} class="plane" width={DRAWN} height={DRAWN} role="img" aria-label={name} />;
}

export function drawSide(canvas: HTMLCanvasElement, side: Side, colours: Colours): void {
  const moment = side.moment.value;
  const opened = side.opened.value;
  if (!moment?.head.output_pictures || !opened) return;
  const { output_pictures: count, output_size: size } = moment.head;
  const outputs = Array.from({ length: count }, (_, i) => moment.outputPicture(i));
  if (count > 1) {
    const each = classColours(colours.palette, count);
    drawPixels(canvas, size, (image) => paintClasses(image, outputs, each, false));
  } else drawValues(canvas, outputs[0] as Uint8Array, colours.ends);
  drawPoints(canvas, opened.train, colourOf(opened, colours));
}

export function drawValues(canvas: HTMLCanvasElement, picture: Uint8Array, ends: Ends): void {
  const size = Math.round(Math.sqrt(picture.length));
  drawPixels(canvas, size, (image) => paint(image, size, 0, picture, pixels(ends, false)));
}

function drawPixels(
  canvas: HTMLCanvasElement,
  size: number,
  fill: (image: Uint32Array) => void,
): void {
  const context = canvas.getContext("2d");
  const image = new ImageData(size, size);
  fill(new Uint32Array(image.data.buffer));
  const small = new OffscreenCanvas(size, size);
  small.getContext("2d")?.putImageData(image, 0, 0);
  if (!context) return;
  context.clearRect(0, 0, canvas.width, canvas.height);
  // Paler than the points on it, which have the same colours.
  context.globalAlpha = OPACITY;
  context.imageSmoothingQuality = "high";
  context.drawImage(small, 0, 0, canvas.width, canvas.height);
  context.globalAlpha = 1;
}

function drawPoints(
  canvas: HTMLCanvasElement,
  { x1, x2, t }: Points,
  colour: (target: number) => Colour,
): void {
  const context = canvas.getContext("2d");
  if (!context) return;
  const scale = canvas.width / (2 * EXTENT);
  context.lineWidth = 1;
  context.strokeStyle = "#fff";
  x1.forEach((x, i) => {
    context.beginPath();
    context.arc((x + EXTENT) * scale, (EXTENT - (x2[i] as number)) * scale, DOT, 0, 2 * Math.PI);
    context.fillStyle = css(colour(t[i] as number));
    context.fill();
    context.stroke();
  });
}

function colourOf({ classes }: Opened, { ends, palette }: Colours): (target: number) => Colour {
  if (!classes) return (target) => ofValue(target, ends);
  const each = classes.length > 2 ? classColours(palette, classes.length) : [ends.negative, ends.positive];
  return (target) => each[target] ?? ends.zero;
}
