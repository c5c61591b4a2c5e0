// The plane as the network sees it, and the points that lie in it.

import type { Points } from "../../messages";
import { byClass, colourOf, colours, discrete, pixelsOf, unitPixels } from "../colours";
import { css, paint, paintClasses } from "../palette";
import { isLink, pictureIndex, type UnitPlace } from "../places";
import { frame, hovered, type Moment, opened, sizes } from "../store";

const REACH = 6; // the plane goes from −6 to 6
const FEW = 300; // points; more are drawn smaller
const LARGEST = 0.0105; // radius, share of the side
const SMALLEST = 0.0055;
const OPACITY = 0.78;

/** Which unit the large picture shows: the one pointed at, else the output. */
export function shownUnit(): UnitPlace | null {
  const place = hovered.value;
  if (place === null || isLink(place)) return null;
  const isOutput = place.layer === sizes.value.length - 1;
  return isOutput && !byClass.value ? null : place;
}

export class Plane {
  private readonly small = document.createElement("canvas");
  private image: ImageData | null = null;

  constructor(private readonly canvas: HTMLCanvasElement) {}

  /** Reads the signals that it draws. */
  draw(): void {
    const moment = frame.value;
    const unit = shownUnit();
    const ctx = this.canvas.getContext("2d");
    if (!ctx || !moment) return;
    if (unit) this.paintUnit(moment, unit);
    else this.paintOutput(moment);
    if (!this.image) return;
    this.small.getContext("2d")?.putImageData(this.image, 0, 0);
    // Paler than the points on it, which have the same colours.
    ctx.clearRect(0, 0, this.canvas.width, this.canvas.height);
    ctx.globalAlpha = OPACITY;
    ctx.imageSmoothingEnabled = true;
    ctx.imageSmoothingQuality = "high";
    ctx.drawImage(this.small, 0, 0, this.canvas.width, this.canvas.height);
  }

  private paintUnit(moment: Moment, unit: UnitPlace): void {
    const isOutput = unit.layer === sizes.value.length - 1;
    if (isOutput && unit.unit < moment.head.output_pictures) {
      const fine = moment.head.output_size;
      paint(this.pixels(fine), fine, 0, moment.outputPicture(unit.unit), pixelsOf(unit.unit));
      return;
    }
    const index = pictureIndex(sizes.value, unit);
    if (index >= moment.head.pictures) return;
    const side = moment.head.size;
    paint(this.pixels(side), side, 0, moment.picture(index), unitPixels.value);
  }

  private paintOutput(moment: Moment): void {
    const { output_pictures: count, output_size: side } = moment.head;
    if (count === 0) return;
    const pictures = Array.from({ length: count }, (_, i) => moment.outputPicture(i));
    const pixels = this.pixels(side);
    if (byClass.value) paintClasses(pixels, pictures, colours.value, discrete.value);
    else paint(pixels, side, 0, pictures[0] as Uint8Array, unitPixels.value);
  }

  private pixels(side: number): Uint32Array {
    if (this.image?.width !== side) {
      this.image = new ImageData(side, side);
      this.small.width = this.small.height = side;
    }
    return new Uint32Array(this.image.data.buffer);
  }
}

/** Draws the data, test points with a dark rim; reads the signals that it draws. */
export function drawPoints(canvas: HTMLCanvasElement, showTest: boolean, rims: [string, string]): void {
  const ctx = canvas.getContext("2d");
  const now = opened.value;
  if (!ctx) return;
  ctx.clearRect(0, 0, canvas.width, canvas.height);
  if (!now) return;
  const count = now.train.x1.length + (showTest ? now.test.x1.length : 0);
  const radius = canvas.width * (count <= FEW ? LARGEST : Math.max(SMALLEST, (LARGEST * FEW) / count));
  if (showTest) drawAll(ctx, now.test, radius, rims[1]);
  drawAll(ctx, now.train, radius, rims[0]);
}

function drawAll(ctx: CanvasRenderingContext2D, points: Points, radius: number, rim: string): void {
  const side = ctx.canvas.width;
  ctx.lineWidth = radius * 0.36;
  ctx.strokeStyle = rim;
  points.x1.forEach((x1, i) => {
    const x = ((x1 + REACH) / (2 * REACH)) * side;
    const y = ((REACH - (points.x2[i] ?? 0)) / (2 * REACH)) * side;
    ctx.beginPath();
    ctx.arc(x, y, radius, 0, 2 * Math.PI);
    ctx.fillStyle = css(colourOf(points.t[i] ?? 0));
    ctx.fill();
    ctx.stroke();
  });
}
