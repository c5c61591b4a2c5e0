// One layer: its input with the window on it, its output with the value, and the scan between them.

import { useComputed, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { measured } from "../figures";
import { asImage } from "../images/bytes";
import { term } from "../language";
import type { GraphNode, HowMade } from "../messages";
import { letterSize } from "../parts/letters";
import { useWidth } from "../parts/width";
import { AllMaps } from "./all-maps";
import { Made } from "./made";
import { sizeText } from "./network";
import { type Maps, Plane } from "./painting";
import { choose, chosen, largeMaps, look, made, madeKey, moveTo, node, nodes, smallMaps, spot } from "./store";
import { Transport } from "./transport";
import { type Spot, inside, margins, nameOf, planesOf, under } from "./windows";
import { w } from "./words";

const SIDE = 19; // letters: a large map
const LARGEST_PIXEL = 2.6;

const KEYS: Readonly<Record<string, readonly [number, number, number]>> = {
  ArrowUp: [-1, 0, 0],
  ArrowDown: [1, 0, 0],
  ArrowLeft: [0, -1, 0],
  ArrowRight: [0, 1, 0],
  PageUp: [0, 0, -1],
  PageDown: [0, 0, 1],
};

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

/** One map of a node, large, as it is asked for; until it is here the small one. */
function usePlane(index: number, map: number): Maps | null {
  const plane = useSignal<(Maps & { readonly key: string }) | null>(null);
  const number = look.value?.head.look ?? 0;
  const key = `${number} ${index} ${map}`;
  const isPicture = nodes.value[index]?.shape.length === 3;
  useEffect(() => {
    if (!isPicture) return;
    let wanted = true;
    void largeMaps(index, map, 1).then((found) => {
      if (wanted && found?.maps.count) plane.value = { ...found, key };
    });
    return () => {
      wanted = false;
    };
  }, [key]);
  const small = useComputed(() => smallPlane(index, map));
  return plane.value?.key === key ? plane.value : isPicture ? smallPlane(index, map) : small.value;
}

function smallPlane(index: number, map: number): Maps | null {
  const found = smallMaps(index);
  if (!found || found.maps.units || map >= found.maps.count) return null;
  const size = found.maps.height * found.maps.width;
  const bytes = found.bytes.subarray(map * size, (map + 1) * size);
  return { maps: { ...found.maps, count: 1 }, bytes };
}

function scaleFor(rows: number, columns: number, available: number): number {
  const em = letterSize();
  const most = Math.min(SIDE * em, available || SIDE * em);
  return Math.min(most / columns, (SIDE * em) / rows, LARGEST_PIXEL * em);
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

interface MarkedProps {
  readonly x: number;
  readonly y: number;
  readonly wide: number;
  readonly high: number;
  readonly rows: number;
  readonly columns: number;
}

const FINE = 60; // pixels a side, from which on a window is small on the page

/** A window; in a fine picture, where it would be overlooked, with lines that lead to it. */
function Marked({ x, y, wide, high, rows, columns }: MarkedProps) {
  const [midX, midY] = [x + wide / 2, y + high / 2];
  return (
    <>
      {Math.max(rows, columns) >= FINE && (
        <path class="leading" d={`M0 ${midY}H${x}M${x + wide} ${midY}H${columns}M${midX} 0V${y}M${midX} ${y + high}V${rows}`} />
      )}
      <rect class="window" x={x} y={y} width={wide} height={high} />
    </>
  );
}

function Output({ now }: { now: GraphNode }) {
  const frame = useRef<HTMLDivElement>(null);
  const available = useWidth(frame);
  const planes = planesOf(now.shape);
  const at = spot.value;
  const plane = usePlane(chosen.value, at.map);
  const isPicture = now.shape.length === 3;
  const map = mapName(now, at.map);
  const how = made.value?.key === madeKey.value ? made.value.how : null;
  const onKeyDown = (event: KeyboardEvent) => {
    const step = KEYS[event.key];
    if (!step || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const [down, across, maps] = step;
    // Units have no rows: the arrow keys go from one to the next.
    const on = isPicture ? maps : maps + down + across;
    moveTo(inside({ map: at.map + on, row: at.row + down, column: at.column + across }, planes));
  };
  const place = isPicture ? `${map}, ${w("at", { row: at.row + 1, column: at.column + 1 })}` : map;
  return (
    <div class="layer-side" ref={frame}>
      <h3>{w("itsOutput", { map })}</h3>
      <div
        class="output-field"
        tabIndex={0}
        role="group"
        aria-label={w("outputKeys", { name: nameOf(now), map })}
        onKeyDown={onKeyDown}
      >
        {isPicture ? (
          <Plane
            of={plane}
            rows={planes.rows}
            columns={planes.columns}
            margin={[0, 0, 0, 0]}
            scale={scaleFor(planes.rows, planes.columns, available)}
            onPress={(row, column) => moveTo({ map: at.map, row, column })}
          >
            <Marked x={at.column} y={at.row} wide={1} high={1} rows={planes.rows} columns={planes.columns} />
          </Plane>
        ) : (
          <Units now={now} />
        )}
      </div>
      <output class="value-here" aria-live="polite">
        {w("valueHere", { place, value: how ? measured(how.value) : "…" })}
      </output>
      {plane && <Legend scale={plane.maps.scale} />}
      <Transport planes={planes} />
      <Followers now={now} />
    </div>
  );
}

/** Where the value goes: the layers that take it. */
function Followers({ now }: { now: GraphNode }) {
  const all = nodes.value;
  const next = all.flatMap((node, i) => (node.inputs.includes(chosen.value) ? [i] : []));
  const isLast = chosen.value === all.length - 1;
  const same = (i: number) => all[i]?.shape.join() === now.shape.join();
  return (
    <p class="followers">
      {next.map((i) => (
        <button
          key={i}
          type="button"
          class="text-button"
          onClick={() => choose(i, same(i) ? spot.value : null)}
        >
          {w("goTo", { name: nameOf(all[i] ?? now) })}
        </button>
      ))}
      {isLast && (
        <button type="button" class="text-button" onClick={() => choose(all.length)}>
          {w("goTo", { name: w("answer") })}
        </button>
      )}
    </p>
  );
}

/** The units of a layer without a plane, as bars up and down from 0. */
function Units({ now }: { now: GraphNode }) {
  const found = smallMaps(chosen.value);
  const em = letterSize();
  if (!found) return null;
  const { units, scale } = found.maps;
  const wide = Math.max(2, Math.min(1.5 * em, (SIDE * em) / Math.max(1, units)));
  const columns = Math.max(1, Math.floor((SIDE * em) / wide));
  const rows = Math.ceil(units / columns);
  const high = rows > 1 ? Math.max(0.9 * em, Math.min(4 * em, (14 * em) / rows)) : 8 * em;
  return (
    <svg
      class="units can-be-picked"
      width={Math.min(units, columns) * wide}
      height={rows * high}
      aria-hidden="true"
      onPointerDown={(event) => {
        const unit = Math.floor(event.offsetY / high) * columns + Math.floor(event.offsetX / wide);
        if (unit < planesOf(now.shape).maps) moveTo({ map: unit, row: 0, column: 0 });
      }}
    >
      {Array.from({ length: units }, (_, i) => {
        const byte = found.bytes[i] ?? 128;
        const part = byte === 0 ? 0 : (byte - 128) / 127;
        const [x, y] = [(i % columns) * wide, Math.floor(i / columns) * high];
        const size = (Math.abs(part) * high) / 2;
        return (
          <g key={i}>
            <rect class={spot.value.map === i ? "unit-bar now" : "unit-bar"} x={x} y={y} width={wide} height={high} />
            <rect
              class={part < 0 ? "takes" : "adds"}
              x={x + wide * 0.12}
              y={y + high / 2 - (part > 0 ? size : 0)}
              width={wide * 0.76}
              height={Math.max(size, scale ? 0.5 : 0)}
            />
          </g>
        );
      })}
    </svg>
  );
}

export function mapName(now: GraphNode, map: number): string {
  if (now.shape.length !== 3) return w("unitN", { n: map + 1 });
  return w("mapN", { n: map + 1 });
}

export function Legend({ scale }: { scale: number }) {
  return (
    <div class="legend">
      <span>{measured(-scale)}</span>
      <span class="gradient" />
      <span>{measured(scale)}</span>
    </div>
  );
}
