// What a layer gives: one of its maps, large, with the value that is looked at; or its units.

import { useRef } from "preact/hooks";
import { measured } from "../figures";
import type { GraphNode } from "../messages";
import { letterSize } from "../parts/letters";
import { useWidth } from "../parts/width";
import { Plane } from "./painting";
import { Marked, SIDE, scaleFor, usePlane } from "./plane";
import { choose, chosen, made, madeKey, moveTo, nodes, smallMaps, spot } from "./store";
import { Transport } from "./transport";
import { inside, nameOf, planesOf } from "./windows";
import { w } from "./words";

const KEYS: Readonly<Record<string, readonly [number, number, number]>> = {
  ArrowUp: [-1, 0, 0],
  ArrowDown: [1, 0, 0],
  ArrowLeft: [0, -1, 0],
  ArrowRight: [0, 1, 0],
  PageUp: [0, 0, -1],
  PageDown: [0, 0, 1],
};

export function Output({ now }: { now: GraphNode }) {
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

function mapName(now: GraphNode, map: number): string {
  if (now.shape.length !== 3) return w("unitN", { n: map + 1 });
  return w("mapN", { n: map + 1 });
}

function Legend({ scale }: { scale: number }) {
  return (
    <div class="legend">
      <span>{measured(-scale)}</span>
      <span class="gradient" />
      <span>{measured(scale)}</span>
    </div>
  );
}
