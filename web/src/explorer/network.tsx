// The whole network from left to right, every feature map a small picture; branches in lanes.

import { useComputed } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { setOption } from "../address";
import { counted, measured } from "../figures";
import { asImage } from "../images/bytes";
import { share } from "../images/answer";
import { term } from "../language";
import type { GraphNode } from "../messages";
import { letterSize } from "../parts/letters";
import { everyLayer } from "./chosen";
import { type Edge, type Mosaic, type Placed, type Plan, isSmallStep, mosaic, plan } from "./graph";
import { Tiles, asTiles, paintPicture } from "./painting";
import { choose, chosen, explored, look, nodes, smallMaps, spot } from "./store";
import { type Spot, nameOf, planesOf } from "./windows";
import { w } from "./words";

// In letters.
const TALL = 10; // a box of maps in a lane of its own
const BRANCH = 8.2; // and in one of several lanes
const LARGEST_TILE = 4.2;
const LARGEST_UNIT = 1.1;
const HEAD = 3.3; // the words above a box
const LANES_APART = 1;
const BETWEEN = 2.4; // columns
const ROOM = 1; // around all
const ENDING_WIDTH = 12.5;
// A network with more layers is first shown without its small steps.
const MANY = 30;

interface Box {
  readonly place: Placed;
  readonly node: GraphNode;
  readonly mosaic: Mosaic;
  readonly x: number;
  readonly y: number; // of the box's middle
}

export function Network() {
  const folded = isFolded();
  const drawing = useComputed(() => layOut(isFolded()));
  const frame = useRef<HTMLDivElement>(null);
  const { boxes, edges, width, height, endX, middle } = drawing.value;
  useEffect(() => {
    const now = frame.current?.querySelector<HTMLElement>("[aria-current]")?.closest<HTMLElement>(".node");
    if (!now || !frame.current) return;
    const { scrollLeft, clientWidth } = frame.current;
    const from = now.offsetLeft;
    if (from < scrollLeft || from + now.offsetWidth > scrollLeft + clientWidth) {
      frame.current.scrollLeft = from - clientWidth / 2 + now.offsetWidth / 2;
    }
  }, [chosen.value, explored.value, folded]);
  const small = nodes.value.some(isSmallStep);
  return (
    <section class="panel whole-network" aria-labelledby="whole-network">
      <div class="network-head">
        <h2 id="whole-network">{w("wholeNetwork")}</h2>
        {small && (
          <label class="switch">
            <input
              type="checkbox"
              checked={!folded}
              onChange={(e) => setOption("all", e.currentTarget.checked ? "1" : "0")}
            />
            {w("everyLayer")}
          </label>
        )}
      </div>
      <p class="about">{w("graphAbout")}</p>
      <div
        class="network-graph"
        ref={frame}
        role="group"
        aria-label={w("graphKeys")}
        onKeyDown={(event) => goAlong(event, boxes)}
      >
        <div class="graph-field" style={{ width: `${width}px`, height: `${height}px` }}>
          <svg class="edges" width={width} height={height} aria-hidden="true">
            {edges.map(({ key, d, now }) => (
              <path key={key} d={d} class={now ? "edge now" : "edge"} />
            ))}
          </svg>
          {boxes.map((box) => (
            <Node key={box.node.path} box={box} />
          ))}
          <EndingNode x={endX} y={middle} />
        </div>
      </div>
    </section>
  );
}

/** Whether the small steps are left out. */
export function isFolded(): boolean {
  const said = everyLayer.value;
  return said === undefined ? nodes.value.length > MANY : said === "0";
}

/** Which nodes are shown: never without the chosen one. */
function isHidden(folded: boolean) {
  const all = nodes.value;
  return (i: number) => {
    const node = all[i];
    return folded && node !== undefined && i !== chosen.value && isSmallStep(node);
  };
}

function layOut(folded: boolean) {
  const em = letterSize();
  const all = nodes.value;
  const found = plan(all, isHidden(folded));
  const lanes = found.lanes[0] + found.lanes[1] + 1;
  const high = (lanes > 1 ? BRANCH : TALL) * em;
  const lane = high + (HEAD + LANES_APART) * em;
  const sized = found.places.map((place) => {
    const node = all[place.node] as GraphNode;
    return { place, node, mosaic: boxOf(node, high, em) };
  });
  const widths = Array.from({ length: found.columns }, (_, column) =>
    Math.max(
      5.2 * em,
      ...sized.filter(({ place }) => place.column === column).map((box) => box.mosaic.width),
    ),
  );
  const lefts = widths.map((_, i) =>
    widths.slice(0, i).reduce((sum, width) => sum + width + BETWEEN * em, ROOM * em),
  );
  // An arc over a box needs the room of the words above it once more.
  const arcs = found.edges.some((edge) => isOver(found, edge)) ? HEAD * em : 0;
  const middle = found.lanes[0] * lane + HEAD * em + high / 2 + arcs;
  const boxes: Box[] = sized.map((one) => ({
    ...one,
    x: (lefts[one.place.column] ?? 0) + ((widths[one.place.column] ?? 0) - one.mosaic.width) / 2,
    y: middle + one.place.lane * lane,
  }));
  const by = new Map(boxes.map((box) => [box.place.node, box]));
  const endX = (lefts.at(-1) ?? 0) + (widths.at(-1) ?? 0) + BETWEEN * em;
  const edges = found.edges.flatMap(({ from, to }) => {
    const [a, b] = [by.get(from), by.get(to)];
    if (!a || !b) return [];
    const lift = isOver(found, { from, to }) ? high / 2 + (HEAD + 0.6) * em : 0;
    const now = to === chosen.value;
    return [{ key: `${from}-${to}`, d: curve(a, b, lift), now }];
  });
  const last = boxes.at(-1);
  if (last) {
    const d = `M${last.x + last.mosaic.width} ${last.y}L${endX} ${middle}`;
    edges.push({ key: "end", d, now: chosen.value === all.length });
  }
  const width = endX + (ENDING_WIDTH + ROOM) * em;
  return { boxes, edges, width, height: lanes * lane + arcs, endX, middle };
}

/** Whether an edge passes over the boxes between, as around a residual block. */
function isOver({ places }: Plan, { from, to }: Edge): boolean {
  const [a, b] = [from, to].map((node) => places.find((place) => place.node === node));
  return a !== undefined && b !== undefined && b.column - a.column > 1 && a.lane === b.lane;
}

function boxOf(node: GraphNode, high: number, em: number): Mosaic {
  const { maps, rows, columns } = planesOf(node.shape);
  if (node.kind === "input" && explored.value?.picture) {
    const side = Math.min(high, 9 * em);
    const [h, wide] = explored.value.picture;
    return { tile: side, columns: 1, rows: 1, width: (side * wide) / h, height: side };
  }
  const units = node.shape.length !== 3;
  const largest = (units ? LARGEST_UNIT : LARGEST_TILE) * em;
  return mosaic(maps, columns / rows, high, largest);
}

function curve(a: Box, b: Box, lift: number): string {
  const [x1, x2] = [a.x + a.mosaic.width, b.x];
  if (lift) {
    const top = Math.min(a.y, b.y) - lift;
    const [m1, m2] = [x1 + (x2 - x1) * 0.12, x1 + (x2 - x1) * 0.88];
    return `M${x1} ${a.y}C${m1} ${a.y} ${x1} ${top} ${m1} ${top}L${m2} ${top}C${x2} ${top} ${m2} ${b.y} ${x2} ${b.y}`;
  }
  // A branch stays in its lane: what leaves the middle bends at once, what returns there at the end.
  const returns = Math.abs(a.place.lane) > Math.abs(b.place.lane);
  const bend = Math.min(x2 - x1, BETWEEN * letterSize());
  const [from, to] = returns ? [x2 - bend, x2] : [x1, x1 + bend];
  const middle = (from + to) / 2;
  return `M${x1} ${a.y}H${from}C${middle} ${a.y} ${middle} ${b.y} ${to} ${b.y}H${x2}`;
}

/** Arrow keys go to the next layer that is shown, in the order of the pass. */
function goAlong(event: KeyboardEvent, boxes: readonly Box[]): void {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (step === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
  const order = [...boxes.map((box) => box.place.node), nodes.value.length];
  const next = order[order.indexOf(chosen.value) + step];
  if (next === undefined) return;
  event.preventDefault();
  choose(next);
  requestAnimationFrame(() => {
    document.querySelector<HTMLElement>(".node-name[aria-current]")?.focus();
  });
}

function Node({ box }: { box: Box }) {
  const { node, place, x, y, mosaic: sides } = box;
  const em = letterSize();
  const now = place.node === chosen.value;
  const found = smallMaps(place.node);
  const { maps, rows, columns } = planesOf(node.shape);
  const wide = Math.max(sides.width, 5.2 * em);
  const pick = (tile: number, across: number, down: number) => {
    if (tile >= maps) return;
    choose(place.node, { map: tile, row: Math.floor(down * rows), column: Math.floor(across * columns) });
  };
  return (
    <div
      class={now ? "node now" : "node"}
      style={{
        left: `${x - (wide - sides.width) / 2}px`,
        top: `${y - sides.height / 2 - HEAD * em}px`,
        width: `${wide}px`,
      }}
    >
      <button
        type="button"
        class="node-name"
        tabIndex={now ? 0 : -1}
        aria-current={now ? "true" : undefined}
        title={node.text || w("inputNode")}
        style={{ height: `${HEAD * em}px` }}
        onClick={() => choose(place.node)}
      >
        <b>{node.kind === "input" ? w("inputNode") : nameOf(node)}</b>
        <span>{sizeText(node)}</span>
      </button>
      {node.kind === "input" && explored.value?.picture ? (
        <Picture sides={sides} press={() => choose(place.node)} />
      ) : (
        found && (
          <Tiles
            of={found}
            plan={fitted(sides, asTiles(found).maps.count)}
            label={`${nameOf(node)}: ${sizeText(node)}`}
            marked={now ? marked(spot.value, asTiles(found).maps.count) : null}
            onPick={pick}
          />
        )
      )}
    </div>
  );
}

function marked({ map }: Spot, count: number): number | null {
  return map < count ? map : null;
}

/** The same box for fewer tiles than there are, as of layers with very many units. */
function fitted(sides: Mosaic, count: number): Mosaic {
  return count >= sides.columns * (sides.rows - 1) ? sides : { ...sides, rows: Math.ceil(count / sides.columns) };
}

function Picture({ sides, press }: { sides: Mosaic; press: () => void }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const found = look.value;
  useEffect(() => {
    const picture = found?.head.picture;
    if (!found || !picture) return;
    const { width, height, channels } = picture;
    paintPicture(canvas.current, asImage(found.bytes, width, height, channels));
  }, [found]);
  return (
    <canvas
      ref={canvas}
      class="input-picture can-be-picked"
      role="img"
      aria-label={w("inputNode")}
      style={{ width: `${sides.width}px`, height: `${sides.height}px` }}
      onPointerUp={press}
    />
  );
}

export function sizeText(node: GraphNode): string {
  const { maps, rows, columns } = planesOf(node.shape);
  if (node.shape.length !== 3) return w("units", { n: counted(maps) });
  return w("mapsAndSize", { n: counted(maps), h: rows, w: columns });
}

function EndingNode({ x, y }: { x: number; y: number }) {
  const found = look.value;
  const now = chosen.value === nodes.value.length;
  const ending = found?.head.ending;
  const classes = explored.value?.classes ?? [];
  return (
    <div class={now ? "node ending now" : "node ending"} style={{ left: `${x}px`, top: `${y}px` }}>
      <button
        type="button"
        class="node-name"
        tabIndex={now ? 0 : -1}
        aria-current={now ? "true" : undefined}
        onClick={() => choose(nodes.value.length)}
      >
        <b>{ending?.how === "softmax" ? term("softmax") : w("answer")}</b>
      </button>
      <dl class="ending-bars">
        {ending?.best.slice(0, 5).map((one, i) => (
          <div key={one.label} class={i === 0 && ending.how === "softmax" ? "best" : ""}>
            <dt>{classes[one.label] ?? one.label}</dt>
            <dd>
              {ending.how === "values" ? (
                measured(one.probability)
              ) : (
                <>
                  <span class="track">
                    <span class="fill" style={{ inlineSize: `${100 * (one.probability ?? 0)}%` }} />
                  </span>
                  {share(one.probability)}
                </>
              )}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
