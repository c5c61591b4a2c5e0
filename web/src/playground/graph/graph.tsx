// The network: its pictures on a canvas, and buttons over them that hand and keyboard can use.

import { effect, useSignal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { letterSize } from "../../parts/letters";
import { useWidth } from "../../parts/width";
import { theme } from "../../theme";
import { label, outputName, unitName } from "../names";
import { isLink, type Place, samePlace, type UnitPlace } from "../places";
import { hovered, opened, selected, sizes } from "../store";
import { say } from "../words";
import { biasBox, Drawing, type Look } from "./drawing";
import { Editor } from "./editor";
import { links, nearest, type Node, type Plan, planned } from "./geometry";
import { Heads } from "./heads";

const REACH = 9; // CSS pixels from a link within which the pointer is on it
const NARROW = 30; // letters
const KEYS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

export function Graph() {
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const now = opened.value;
  const em = letterSize();
  const plan = useMemo(
    () => (now && width > 0 ? planned(now.sizes, width, em, margins(width, em)) : null),
    [now?.sizes.join(), width, em],
  );
  return (
    <section class="graph" aria-label={say("network")} ref={box}>
      {plan && now && (
        <>
          <Heads plan={plan} />
          <Body plan={plan} />
        </>
      )}
    </section>
  );
}

/** Room for the names of features at the left, and of classes at the right. */
function margins(width: number, em: number): [number, number] {
  const narrow = width < NARROW * em;
  const several = (opened.value?.sizes.at(-1) ?? 1) > 1;
  return [narrow ? 0.4 * em : 4.2 * em, several && !narrow ? 5.5 * em : 0.5 * em];
}

function Body({ plan }: { plan: Plan }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const all = useMemo(() => links(plan), [plan]);
  const editing = useSignal<Place | null>(null);
  const shade = theme.value;
  useEffect(() => {
    if (!canvas.current) return;
    const drawing = new Drawing(canvas.current, plan, all, look());
    return effect(() => drawing.draw());
  }, [plan, all, shade]);
  useEffect(() => {
    editing.value = null;
  }, [plan]);

  const under = (e: PointerEvent | MouseEvent): Place | null => {
    const { left, top } = (body.current as HTMLDivElement).getBoundingClientRect();
    const [x, y] = [e.clientX - left, e.clientY - top];
    const bias = plan.nodes.find((node) => node.layer > 0 && inside(biasBox(node, plan.side), x, y));
    if (bias) return { layer: bias.layer, unit: bias.unit };
    const link = nearest(all, x, y, REACH);
    return link && { layer: link.layer, unit: link.unit, source: link.source };
  };
  const open = (place: Place | null) => {
    selected.value = place;
    editing.value = place;
  };
  return (
    <div
      class="graph-body"
      ref={body}
      role="group"
      aria-label={say("networkAbout")}
      style={{ height: `${plan.height}px` }}
      onPointerMove={(e) => {
        if (e.target === canvas.current) point(under(e));
      }}
      onPointerLeave={() => point(null)}
    >
      <canvas
        ref={canvas}
        style={{ width: `${plan.width}px`, height: `${plan.height}px` }}
        onClick={(e) => open(under(e))}
      />
      {plan.nodes.map((node) => (
        <UnitButton key={`${node.layer} ${node.unit}`} node={node} plan={plan} open={open} />
      ))}
      <Labels plan={plan} />
      {editing.value && (
        <Editor key={JSON.stringify(editing.value)} place={editing.value} plan={plan} links={all}
          close={() => (editing.value = null)} />
      )}
    </div>
  );
}

function point(place: Place | null): void {
  if (!samePlace(hovered.peek(), place)) hovered.value = place;
}

interface UnitProps {
  readonly node: Node;
  readonly plan: Plan;
  readonly open: (place: Place) => void;
}

function UnitButton({ node, plan, open }: UnitProps) {
  const place: UnitPlace = { layer: node.layer, unit: node.unit };
  const chosen = selected.value;
  const first = chosen === null || isLink(chosen) ? node.layer === 0 && node.unit === 0 : false;
  const here = samePlace(chosen, place);
  return (
    <button
      type="button"
      class="unit-button"
      id={unitId(place)}
      tabIndex={first || here ? 0 : -1}
      aria-label={unitName(place)}
      aria-pressed={here}
      style={{
        left: `${node.x - plan.side / 2}px`,
        top: `${node.y - plan.side / 2}px`,
        width: `${plan.side}px`,
        height: `${plan.side}px`,
      }}
      onPointerEnter={() => point(place)}
      onPointerLeave={() => point(null)}
      onFocus={() => point(place)}
      onBlur={() => point(null)}
      onClick={() => open(place)}
      onKeyDown={(e) => moveFrom(place, plan, e)}
    />
  );
}

function unitId({ layer, unit }: UnitPlace): string {
  return `unit-${layer}-${unit}`;
}

function moveFrom(place: UnitPlace, plan: Plan, event: KeyboardEvent): void {
  const way = KEYS[event.key];
  if (!way) return;
  event.preventDefault();
  event.stopPropagation();
  const layer = Math.min(plan.columns.length - 1, Math.max(0, place.layer + way[0]));
  const last = (plan.columns[layer]?.shown ?? 1) - 1;
  const unit = Math.min(last, Math.max(0, place.unit + way[1]));
  document.getElementById(unitId({ layer, unit }))?.focus();
}

function Labels({ plan }: { plan: Plan }) {
  const narrow = plan.width < NARROW * letterSize();
  const last = plan.columns.length - 1;
  const several = (sizes.value.at(-1) ?? 1) > 1;
  return (
    <>
      {plan.nodes
        .filter(({ layer }) => layer === 0 || (layer === last && several))
        .map((node) => {
          const left = node.layer === 0;
          const text = left ? label(node.unit) : outputName(node.unit);
          const away = plan.side / 2 + 8;
          return (
            <span
              key={`${node.layer} ${node.unit}`}
              class={`unit-label ${narrow ? "over" : left ? "left" : "right"}`}
              style={{ left: `${narrow ? node.x : node.x + (left ? -away : away)}px`, top: `${node.y}px` }}
              title={text ?? ""}
            >
              {text}
            </span>
          );
        })}
      {plan.columns.map(({ x, more }, layer) => {
        if (more === 0) return null;
        const lowest = plan.nodes.filter((n) => n.layer === layer).at(-1);
        return (
          <span
            key={layer}
            class="unit-more"
            style={{ left: `${x}px`, top: `${(lowest?.y ?? 0) + plan.side * 1.1}px` }}
          >
            {say("moreUnits", { n: more })}
          </span>
        );
      })}
    </>
  );
}

function inside(box: { x: number; y: number; side: number }, x: number, y: number): boolean {
  const slack = 3;
  return (
    x >= box.x - slack &&
    y >= box.y - slack &&
    x <= box.x + box.side + slack &&
    y <= box.y + box.side + slack
  );
}

function look(): Look {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  return {
    accent: colour("--graph-accent"),
    edge: colour("--graph-edge"),
    card: colour("--graph-card"),
    font: `600 ${0.72 * letterSize()}px ${style.getPropertyValue("--font")}`,
  };
}
