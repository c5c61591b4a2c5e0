// The network on a canvas: links as thick as their weights, a picture of what each unit tells.

import { byClass, discrete, pixelsOf, valueColours } from "../colours";
import { type Colour, css, type Ends, ofValue, paint, winners } from "../palette";
import { steady } from "../number";
import { biasIndex, isLink, pictureIndex, type Place, samePlace, weightIndex } from "../places";
import { frame, highlight, hovered, type Moment, selected, sizes } from "../store";
import type { Link, Node, Plan } from "./geometry";

const THINNEST = 0.4;
const THICKEST = 7; // CSS pixels, at a weight of 5 or more
const LARGEST_WEIGHT = 5;
const APART = 0.18; // how visible other links are while a unit is pointed at
const BIAS = 0.2; // of a side

export interface Look {
  readonly accent: string;
  readonly edge: string;
  readonly card: string;
  readonly font: string;
}

/** All pictures in one image, which is quicker than one for each. */
class Atlas {
  private readonly canvas = document.createElement("canvas");
  private image: ImageData | null = null;
  private columns = 0;

  fill(moment: Moment): void {
    const { pictures, size } = moment.head;
    const firstOutput = pictures - (sizes.value.at(-1) ?? 0);
    this.columns = Math.max(1, Math.ceil(Math.sqrt(pictures)));
    const rows = Math.max(1, Math.ceil(pictures / this.columns));
    const [wide, high] = [this.columns * size, rows * size];
    if (this.image?.width !== wide || this.image.height !== high) {
      this.image = new ImageData(wide, high);
      [this.canvas.width, this.canvas.height] = [wide, high];
    }
    const pixels = new Uint32Array(this.image.data.buffer);
    const outputs = Array.from({ length: pictures - firstOutput }, (_, k) =>
      moment.picture(firstOutput + k),
    );
    const told = byClass.value && discrete.value ? winners(outputs) : outputs;
    for (let i = 0; i < pictures; i++) {
      const [left, top] = this.corner(i, size);
      const bytes = told[i - firstOutput] ?? moment.picture(i);
      paint(pixels, wide, top * wide + left, bytes, pixelsOf(i - firstOutput));
    }
    this.canvas.getContext("2d")?.putImageData(this.image, 0, 0);
  }

  draw(ctx: CanvasRenderingContext2D, i: number, size: number, box: Box): void {
    const [left, top] = this.corner(i, size);
    ctx.drawImage(this.canvas, left, top, size, size, box.x, box.y, box.side, box.side);
  }

  private corner(i: number, size: number): [number, number] {
    return [(i % this.columns) * size, Math.floor(i / this.columns) * size];
  }
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly side: number;
}

export class Drawing {
  private readonly atlas = new Atlas();
  private readonly ctx: CanvasRenderingContext2D;

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly plan: Plan,
    private readonly links: readonly Link[],
    private readonly look: Look,
  ) {
    this.ctx = canvas.getContext("2d") as CanvasRenderingContext2D;
    this.canvas.width = Math.round(plan.width * devicePixelRatio);
    this.canvas.height = Math.round(plan.height * devicePixelRatio);
  }

  /** Reads the signals that it draws, so that an effect around it draws again when they change. */
  draw(): void {
    const { ctx, plan } = this;
    ctx.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    ctx.clearRect(0, 0, plan.width, plan.height);
    const moment = frame.value;
    const colours = valueColours.value;
    if (moment) for (const link of this.links) this.drawLink(link, moment.weights, colours);
    for (const place of [hovered.value, selected.value]) if (place) this.emphasize(place, moment);
    if (moment) this.atlas.fill(moment);
    for (const node of plan.nodes) this.drawNode(node, moment);
    for (const { place, text } of highlight.value) this.mark(place, text);
    if (moment && hovered.value) this.tell(hovered.value, moment);
  }

  private drawLink(link: Link, weights: Float32Array, colours: Ends): void {
    const weight = weights[weightIndex(sizes.value, link)] ?? 0;
    this.ctx.globalAlpha = this.isApart(link) ? APART : 1;
    this.ctx.strokeStyle = css(strong(ofValue(weight, colours), weight, colours));
    this.ctx.lineWidth = thickness(weight);
    this.trace(link);
    this.ctx.globalAlpha = 1;
  }

  /** Whether a unit is pointed at, and the link is none of its own. */
  private isApart(link: Link): boolean {
    const place = hovered.value;
    if (place === null || isLink(place)) return false;
    const into = link.layer === place.layer && link.unit === place.unit;
    return !into && !(link.layer === place.layer + 1 && link.source === place.unit);
  }

  private trace({ from, to }: Link): void {
    const { ctx } = this;
    const middle = (from[0] + to[0]) / 2;
    ctx.beginPath();
    ctx.moveTo(from[0], from[1]);
    ctx.bezierCurveTo(middle, from[1], middle, to[1], to[0], to[1]);
    ctx.stroke();
  }

  private emphasize(place: Place, moment: Moment | null): void {
    if (!isLink(place)) return;
    const link = this.links.find((l) => samePlace(l, place));
    if (!link) return;
    const weight = moment?.weights[weightIndex(sizes.value, link)] ?? 0;
    this.ctx.strokeStyle = this.look.accent;
    this.ctx.lineWidth = thickness(weight) + 5;
    this.ctx.globalAlpha = 0.35;
    this.trace(link);
    this.ctx.globalAlpha = 1;
  }

  private drawNode(node: Node, moment: Moment | null): void {
    const { ctx, plan, look } = this;
    const { side } = plan;
    const box = { x: node.x - side / 2, y: node.y - side / 2, side };
    const radius = side * 0.16;
    ctx.save();
    ctx.beginPath();
    ctx.roundRect(box.x, box.y, side, side, radius);
    ctx.clip();
    ctx.fillStyle = look.card;
    ctx.fillRect(box.x, box.y, side, side);
    const index = pictureIndex(sizes.value, node);
    if (moment && index < moment.head.pictures)
      this.atlas.draw(ctx, index, moment.head.size, box);
    ctx.restore();
    const here = { layer: node.layer, unit: node.unit };
    const chosen = samePlace(selected.value, here) || samePlace(hovered.value, here);
    ctx.strokeStyle = chosen ? look.accent : look.edge;
    ctx.lineWidth = chosen ? 3 : 1;
    ctx.beginPath();
    ctx.roundRect(box.x, box.y, side, side, radius);
    ctx.stroke();
    if (moment && node.layer > 0) this.drawBias(node, moment);
  }

  private drawBias(node: Node, moment: Moment): void {
    const { ctx, plan, look } = this;
    const bias = moment.biases[biasIndex(sizes.value, node)] ?? 0;
    const { x, y, side } = biasBox(node, plan.side);
    ctx.beginPath();
    ctx.roundRect(x, y, side, side, side * 0.3);
    ctx.fillStyle = css(ofValue(bias, valueColours.value));
    ctx.fill();
    ctx.strokeStyle = look.card;
    ctx.lineWidth = 1.5;
    ctx.stroke();
  }

  /** The weight of the link, or the bias of the unit, that is pointed at. */
  private tell(place: Place, { weights, biases }: Moment): void {
    const [x, y] = this.anchor(place) ?? [];
    if (x === undefined || y === undefined) return;
    if (isLink(place)) this.label(x, y, `w = ${steady(weights[weightIndex(sizes.value, place)])}`);
    else if (place.layer > 0)
      this.label(x, y + this.plan.side / 2, `b = ${steady(biases[biasIndex(sizes.value, place)])}`);
  }

  private mark(place: Place, text: string): void {
    const { ctx, plan, look } = this;
    const [x, y] = this.anchor(place) ?? [];
    if (x === undefined || y === undefined) return;
    ctx.strokeStyle = look.accent;
    if (isLink(place)) this.dash(place);
    else {
      ctx.lineWidth = 3;
      ctx.beginPath();
      const side = plan.side + 6;
      ctx.roundRect(x - side / 2, y - side / 2, side, side, side * 0.18);
      ctx.stroke();
    }
    if (text) this.label(x, isLink(place) ? y : y - plan.side / 2, text);
  }

  /** However thin the link is drawn, one sees where it goes. */
  private dash(place: Place): void {
    const link = this.links.find((l) => samePlace(l, place));
    if (!link) return;
    this.ctx.lineWidth = 1.5;
    this.ctx.setLineDash([4, 4]);
    this.trace(link);
    this.ctx.setLineDash([]);
  }

  private label(x: number, y: number, text: string): void {
    const { ctx, look } = this;
    ctx.font = look.font;
    const wide = ctx.measureText(text).width + 8;
    ctx.fillStyle = look.accent;
    ctx.beginPath();
    ctx.roundRect(x - wide / 2, y - 9, wide, 18, 5);
    ctx.fill();
    ctx.fillStyle = look.card;
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    ctx.fillText(text, x, y);
  }

  private anchor(place: Place): [number, number] | null {
    if (!isLink(place)) {
      const node = this.plan.nodes.find((n) => samePlace(n, place));
      return node ? [node.x, node.y] : null;
    }
    const link = this.links.find((l) => samePlace(l, place));
    if (!link) return null;
    return [(link.from[0] + link.to[0]) / 2, (link.from[1] + link.to[1]) / 2];
  }
}

/** The small square that shows a unit's bias. */
export function biasBox({ x, y }: Node, side: number): Box {
  const small = Math.max(7, side * BIAS);
  return { x: x - side / 2 - small / 2, y: y + side / 2 - small / 2, side: small };
}

function thickness(weight: number): number {
  const share = Math.min(1, Math.abs(weight) / LARGEST_WEIGHT);
  return THINNEST + (THICKEST - THINNEST) * (Number.isNaN(share) ? 0 : share);
}

/** A weight near zero still shows its sign. */
function strong(colour: Colour, weight: number, colours: Ends): Colour {
  return Math.abs(weight) < 0.35 ? ofValue(Math.sign(weight) * 0.35, colours) : colour;
}
