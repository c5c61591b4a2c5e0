// The figure: the network, its output and the data in one SVG that stands by itself.

import type { Axis, Points } from "../../messages";
import { links, type Link, type Node, planned } from "../graph/geometry";
import { type Colour, css, type Ends, ofValue } from "../palette";
import { biasIndex, pictureIndex, type Sizes, weightIndex } from "../places";

const WIDTH = 760; // of the network
const EM = 16;
const MARGINS: [number, number] = [76, 12];
const OUTPUT = 280; // side of the large picture
const GAP = 56;
const TOP = 46;
const FOOT = 34;
const REACH = 6; // the plane goes from −6 to +6
const INK = "#18212c";
const QUIET = "#566272";
const FONT = "'Segoe UI', 'Noto Sans', 'Hiragino Sans', 'Noto Sans CJK JP', sans-serif";

export interface Drawn {
  readonly sizes: Sizes;
  readonly labels: readonly string[];
  readonly title: string;
  readonly caption: string;
  readonly weights: Float32Array;
  readonly biases: Float32Array;
  readonly ends: Ends;
  /** The address (data:) of a unit's picture, and of the output's; null for none. */
  readonly picture: (index: number) => string | null;
  readonly output: string | null;
  readonly points: Points;
  readonly colourOf: (target: number) => Colour;
  readonly axes: readonly [Axis, Axis];
}

/** An SVG file's text. */
export function figure(drawn: Drawn): string {
  const plan = planned(drawn.sizes, WIDTH, EM, MARGINS);
  const height = TOP + Math.max(plan.height, OUTPUT + 30) + FOOT;
  const width = WIDTH + GAP + OUTPUT + 24;
  const body = [
    `<rect width="${width}" height="${round(height)}" fill="#fff"/>`,
    text(20, 30, drawn.title, { size: 18, weight: 650 }),
    `<g transform="translate(0 ${TOP})">`,
    ...links(plan).map((link) => linkPath(link, drawn)),
    ...plan.nodes.map((node) => unit(node, plan.side, drawn)),
    ...plan.columns.flatMap(({ x, more }, layer) => {
      if (more === 0) return [];
      const lowest = plan.nodes.filter((node) => node.layer === layer).at(-1);
      return [text(x, (lowest?.y ?? 0) + plan.side * 1.2, `+ ${more}`, { middle: true })];
    }),
    "</g>",
    `<g transform="translate(${WIDTH + GAP} ${TOP})">`,
    ...outputPicture(drawn),
    "</g>",
    text(20, height - 12, drawn.caption, { colour: QUIET, size: 13 }),
  ];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${round(height)}" ` +
      `width="${width}" height="${round(height)}" font-family="${FONT}" role="img">`,
    `<title>${escaped(drawn.title)}</title>`,
    ...body,
    "</svg>",
    "",
  ].join("\n");
}

function linkPath(link: Link, { sizes, weights, ends }: Drawn): string {
  const weight = weights[weightIndex(sizes, link)] ?? 0;
  const [a, b] = [link.from, link.to];
  const middle = round((a[0] + b[0]) / 2);
  const colour = css(ofValue(strong(weight), ends));
  const path = `M${round(a[0])} ${round(a[1])}C${middle} ${round(a[1])} ${middle} ${round(b[1])} ${round(b[0])} ${round(b[1])}`;
  return `<path d="${path}" fill="none" stroke="${colour}" stroke-width="${thickness(weight)}"><title>${weight.toPrecision(4)}</title></path>`;
}

function thickness(weight: number): number {
  return round(0.4 + 6.6 * Math.min(1, Math.abs(weight) / 5));
}

/** A weight near zero still shows its sign. */
function strong(weight: number): number {
  return Math.abs(weight) < 0.35 ? Math.sign(weight) * 0.35 : weight;
}

function unit(node: Node, side: number, drawn: Drawn): string {
  const { sizes, biases, ends, labels } = drawn;
  const [x, y] = [round(node.x - side / 2), round(node.y - side / 2)];
  const picture = drawn.picture(pictureIndex(sizes, node));
  const wide = round(side);
  const parts = [
    picture
      ? `<image href="${picture}" x="${x}" y="${y}" width="${wide}" height="${wide}" style="image-rendering:auto"/>`
      : "",
    `<rect x="${x}" y="${y}" width="${wide}" height="${wide}" rx="2" fill="none" stroke="#7f8b99"/>`,
  ];
  if (node.layer > 0) {
    const bias = biases[biasIndex(sizes, node)] ?? 0;
    const small = round(Math.max(7, side * 0.2));
    parts.push(
      `<rect x="${round(x - small / 2)}" y="${round(y + side - small / 2)}" width="${small}" height="${small}" rx="2" fill="${css(ofValue(bias, ends))}" stroke="#fff"><title>${bias.toPrecision(4)}</title></rect>`,
    );
  } else {
    parts.push(text(x - 8, node.y + 5, labels[node.unit] ?? "", { end: true, size: 14 }));
  }
  return parts.join("");
}

function outputPicture({ output, points, colourOf, axes }: Drawn): string[] {
  const at = (value: number) => round(((value + REACH) / (2 * REACH)) * OUTPUT);
  const dots = points.x1.map((x, i) => {
    const y = points.x2[i] ?? 0;
    if (Math.abs(x) > REACH || Math.abs(y) > REACH) return "";
    const fill = css(colourOf(points.t[i] ?? 0));
    return `<circle cx="${at(x)}" cy="${at(-y)}" r="2.6" fill="${fill}"/>`;
  });
  return [
    output
      ? `<image href="${output}" width="${OUTPUT}" height="${OUTPUT}" opacity="0.7" style="image-rendering:auto"/>`
      : "",
    `<rect width="${OUTPUT}" height="${OUTPUT}" fill="none" stroke="#7f8b99"/>`,
    `<g stroke="#fff" stroke-width="0.8">${dots.join("")}</g>`,
    text(OUTPUT / 2, OUTPUT + 22, axes[0].name, { middle: true, size: 14 }),
    text(-14, OUTPUT / 2, axes[1].name, { middle: true, size: 14 }),
  ];
}

interface Written {
  readonly size?: number;
  readonly weight?: number;
  readonly colour?: string;
  readonly middle?: boolean;
  readonly end?: boolean;
}

function text(x: number, y: number, words: string, how: Written): string {
  const anchor = how.middle ? ' text-anchor="middle"' : how.end ? ' text-anchor="end"' : "";
  const weight = how.weight ? ` font-weight="${how.weight}"` : "";
  return `<text x="${round(x)}" y="${round(y)}" font-size="${how.size ?? 13}" fill="${how.colour ?? INK}"${anchor}${weight}>${escaped(words)}</text>`;
}

/** For XML: names come from files and links. */
export function escaped(words: string): string {
  // What XML cannot hold is left out.
  const clean = words.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "");
  return clean.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
