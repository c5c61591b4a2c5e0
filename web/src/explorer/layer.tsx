// One layer: its input with the window on it, what it gives, and how a value was made.

import { useComputed, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { asImage } from "../images/bytes";
import { term } from "../language";
import type { GraphNode, HowMade } from "../messages";
import { useWidth } from "../parts/width";
import { AllMaps } from "./all-maps";
import { Made } from "./made";
import { sizeText } from "./network";
import { Output } from "./output";
import { Plane } from "./painting";
import { Marked, scaleFor, usePlane } from "./plane";
import { choose, chosen, look, made, madeKey, node, nodes, spot } from "./store";
import { type Spot, inside, margins, nameOf, planesOf, under } from "./windows";
import { w } from "./words";

export function Layer() {
  const now = node.value;
  // Which channel of the input is shown; null for the one with the largest part.
  const channel = useSignal<number | null>(null);
  useEffect(() => {
    channel.value = null;
  }, [chosen.value]);
  if (!now || !look.value) return null;
  const how = made.value?.key === madeKey.value ? made.value.how : null;
  return (
    <section class="panel layer" aria-labelledby="the-layer">
      <Head now={now} />
      <div class="layer-sides">
        <div class="planes">
          {now.inputs.length > 0 && <Input now={now} how={how} channel={channel.value} />}
          <Output now={now} />
        </div>
        <div class="made">
          <Made
            how={made.value?.how ?? null}
            now={now}
            channel={channel.value}
            onChannel={(k) => (channel.value = k)}
          />
        </div>
      </div>
      <AllMaps />
    </section>
  );
}

function Head({ now }: { now: GraphNode }) {
  const name = now.kind === "input" ? w("inputNode") : now.path.replaceAll(".", " › ");
  return (
    <div class="layer-head">
      <h2 id="the-layer">{w("theLayer", { name })}</h2>
      <p class="quiet">
        {now.kind !== "input" && `${term(now.kind === "activation" ? nameOf(now).replace(/\d+$/, "") : now.kind)} · `}
        {sizeText(now)}
        {now.window && ` · ${walkText(now)}`}
      </p>
    </div>
  );
}

function walkText({ window }: GraphNode): string {
  if (!window) return "";
  const pair = ([a, b]: readonly [number, number]) => (a === b ? String(a) : `${a}×${b}`);
  const [[top, bottom], [left, right]] = window.padding;
  const sides = [top, right, bottom, left];
  const padding = sides.every((n) => n === top)
    ? top === 0
      ? w("noPadding")
      : String(top)
    : sides.join(" ");
  const [kh, kw] = window.size;
  const said = w("walk", { kh, kw, stride: pair(window.stride), padding });
  const dilated = window.dilation.some((n) => n > 1);
  return dilated ? `${said}, ${w("dilated", { n: pair(window.dilation) })}` : said;
}

interface InputProps {
  readonly now: GraphNode;
  readonly how: HowMade | null;
  readonly channel: number | null;
}

/** The input of a layer that has a picture for input; the window lies where the value comes from. */
function Input({ now, how, channel }: InputProps) {
  const frame = useRef<HTMLDivElement>(null);
  const available = useWidth(frame);
  const index = now.inputs[0] ?? 0;
  const source = nodes.value[index];
  const map = channelShown(now, how, channel);
  const plane = usePlane(index, map);
  const picture = useComputed(() => inColour());
  if (!source || source.shape.length !== 3 || now.shape.length === 2) return null;
  const { rows, columns } = planesOf(source.shape);
  const margin = margins(now.window);
  const [top, right, bottom, left] = margin;
  const scale = scaleFor(rows + top + bottom, columns + left + right, available);
  const coloured = index === 0 && channel === null && now.kind !== "activation" ? picture.value : null;
  return (
    <div class="layer-side" ref={frame}>
      <h3>
        {source.kind === "input" ? w("itsInput") : w("inputOf", { name: nameOf(source) })}
        {!coloured && planesOf(source.shape).maps > 1 && <span class="quiet"> · {w("mapN", { n: map + 1 })}</span>}
      </h3>
      <Plane of={coloured ?? plane} {...{ rows, columns, margin, scale }}>
        <Padding margin={margin} rows={rows} columns={columns} />
        <Window now={now} rows={rows} columns={columns} />
      </Plane>
      <button type="button" class="text-button" onClick={() => choose(index, sourceSpot(now, source, map))}>
        {w("goTo", { name: source.kind === "input" ? w("inputNode") : nameOf(source) })}
      </button>
    </div>
  );
}

/** Where in the input one goes on from the value. */
function sourceSpot(now: GraphNode, source: GraphNode, map: number): Spot {
  const planes = planesOf(source.shape);
  const at = spot.value;
  if (!now.window) return inside({ ...at, map }, planes);
  const lines = ([0, 1] as const).map((axis) => {
    const all = now.window ? under(now.window, axis, axis ? at.column : at.row) : [];
    return all[Math.floor(all.length / 2)] ?? all.find((line) => line !== null) ?? 0;
  });
  return inside({ map, row: lines[0] ?? 0, column: lines[1] ?? 0 }, planes);
}

function channelShown(now: GraphNode, how: HowMade | null, channel: number | null): number {
  if (how?.type === "scan") {
    if (channel !== null) return channel;
    const largest = [...how.channels].sort((a, b) => Math.abs(b.total ?? 0) - Math.abs(a.total ?? 0))[0];
    return largest?.channel ?? 0;
  }
  if (how?.type === "pool") return how.channel;
  if (how?.type === "join") return how.parts[0]?.place.at(-1) ?? 0;
  return now.shape.length === 3 ? spot.value.map : 0;
}

function inColour(): ImageData | null {
  const found = look.value;
  const picture = found?.head.picture;
  if (!found || !picture || picture.channels !== 3) return null;
  return asImage(found.bytes, picture.width, picture.height, 3);
}

interface EdgeProps {
  readonly margin: readonly [number, number, number, number];
  readonly rows: number;
  readonly columns: number;
}

/** The zeros around the input. */
function Padding({ margin: [top, right, bottom, left], rows, columns }: EdgeProps) {
  if (!(top + right + bottom + left)) return null;
  const [high, wide] = [rows + top + bottom, columns + left + right];
  return (
    <path
      class="padding"
      fill-rule="evenodd"
      d={`M${-left} ${-top}h${wide}v${high}h${-wide}zM0 0v${rows}h${columns}v${-rows}z`}
    />
  );
}

/** What of the input the value was made from: a window, or the pixel at the same place. */
function Window({ now, rows, columns }: { now: GraphNode; rows: number; columns: number }) {
  const at = spot.value;
  if (!now.window) {
    if (now.shape.length !== 3) return null;
    return <Marked x={at.column} y={at.row} wide={1} high={1} {...{ rows, columns }} />;
  }
  const global = now.shape.length !== 3;
  const down = under(now.window, 0, global ? 0 : at.row);
  const across = under(now.window, 1, global ? 0 : at.column);
  const spread = now.window.dilation.some((n) => n > 1) || now.window.transposed;
  if (!spread) {
    const [y = 0, x = 0] = [down[0] ?? 0, across[0] ?? 0];
    const [high, wide] = [down.length, across.length];
    return <Marked {...{ x, y, wide, high, rows, columns }} />;
  }
  const cells = down.flatMap((y) => across.map((x) => [x, y] as const));
  return (
    <>
      {cells.map(([x, y], i) =>
        x === null || y === null || (now.window?.transposed && (x >= columns || y >= rows)) ? null : (
          <rect key={i} class="window" x={x} y={y} width={1} height={1} />
        ),
      )}
    </>
  );
}
