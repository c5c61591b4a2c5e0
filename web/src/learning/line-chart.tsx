// Curves, read with a pointer or the arrow keys; the values of the cursor stand in the legend.

import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { measured } from "../figures";
import { useWidth } from "../parts/width";
import { scaleOf, ticksOf } from "./scale";
import { say } from "./words";

export interface Curve {
  readonly name: string;
  readonly colour: string;
  readonly y: readonly (number | null)[];
  readonly thin?: boolean;
}

export interface Upright {
  readonly x: number;
  readonly name: string;
}

interface Props {
  readonly title: string;
  readonly x: readonly number[];
  readonly xName: string;
  readonly curves: readonly Curve[];
  readonly logX?: boolean;
  readonly logY?: boolean;
  readonly least?: number;
  readonly most?: number;
  readonly uprights?: readonly Upright[];
  readonly levels?: readonly Upright[];
  /** Which point of x stands now; where none is pointed at, its values are shown. */
  readonly now?: number;
}

const HIGH = 240;
const LEFT = 52;
const RIGHT = 12;
const TOP = 10;
const BOTTOM = 34;

export function LineChart(props: Props) {
  const { title, x, xName, curves, logX = false, logY = false, uprights = [], levels = [] } = props;
  const into = useRef<HTMLDivElement>(null);
  const wide = useWidth(into) || 480;
  const pointed = useSignal<number | null>(null);
  const all = curves.flatMap(({ y }) => y.filter((v): v is number => v !== null && (!logY || v > 0)));
  const [right, high] = [wide - RIGHT, HIGH - BOTTOM];
  const xs = scaleOf(x[0] ?? 0, x[x.length - 1] ?? 1, [LEFT, right], logX);
  const least = props.least ?? (logY ? Math.min(...all) : Math.min(0, ...all));
  const ys = scaleOf(least, props.most ?? Math.max(...all), [high, TOP], logY);
  const at = Math.min(x.length - 1, pointed.value ?? props.now ?? x.length - 1);
  const move = (event: PointerEvent) => {
    const box = into.current?.getBoundingClientRect();
    if (box) pointed.value = nearest(x, event.clientX - box.left, xs.at);
  };
  const press = (event: KeyboardEvent) => {
    const steps: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, PageDown: -10, PageUp: 10 };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    pointed.value = Math.max(0, Math.min(x.length - 1, at + step));
  };
  const values = curves.map(({ name, y }) => `${name} ${measured(y[at])}`).join(", ");
  return (
    <figure class="line-chart">
      <figcaption>{title}</figcaption>
      <div
        ref={into}
        role="slider"
        tabIndex={0}
        aria-label={say("chartKeys", { what: title })}
        aria-valuemin={0}
        aria-valuemax={Math.max(0, x.length - 1)}
        aria-valuenow={Math.max(0, at)}
        aria-valuetext={`${xName} ${measured(x[at])}: ${values}`}
        onPointerMove={move}
        onPointerLeave={() => (pointed.value = null)}
        onBlur={() => (pointed.value = null)}
        onKeyDown={press}
      >
        <svg width={wide} height={HIGH} aria-hidden="true">
          {ticksOf(ys, logY).map(({ value, text }) => (
            <g key={value} class="tick">
              <line x1={LEFT} x2={right} y1={ys.at(value)} y2={ys.at(value)} />
              <text x={LEFT - 7} y={ys.at(value)} text-anchor="end" dominant-baseline="middle">
                {text}
              </text>
            </g>
          ))}
          {ticksOf(xs, logX).map(({ value, text }) => (
            <text key={value} class="tick" x={xs.at(value)} y={high + 14} text-anchor="middle">
              {text}
            </text>
          ))}
          <text class="tick" x={(LEFT + right) / 2} y={HIGH - 4} text-anchor="middle">
            {xName}
          </text>
          {levels.map(({ x: level, name }) => (
            <g key={name} class="upright">
              <line x1={LEFT} x2={right} y1={ys.at(level)} y2={ys.at(level)} />
              <text x={right} y={ys.at(level) - 5} text-anchor="end">
                {name}
              </text>
            </g>
          ))}
          {curves.map(({ name, colour, y, thin }) => (
            <path key={name} d={drawn(x, y, xs.at, ys, logY)} stroke={colour} class={thin ? "thin" : ""} />
          ))}
          {uprights.map(({ x: place, name }, i) => (
            <g key={name} class="upright">
              <line x1={xs.at(place)} x2={xs.at(place)} y1={TOP} y2={high} />
              <text x={xs.at(place) - 5} y={TOP + 10 + 15 * i} text-anchor="end">
                {name}
              </text>
            </g>
          ))}
          {x.length > 0 && <line class="cursor" x1={xs.at(x[at] ?? 0)} x2={xs.at(x[at] ?? 0)} y1={TOP} y2={high} />}
        </svg>
      </div>
      <dl class="legend-values">
        <div>
          <dt>{xName}</dt>
          <dd>{measured(x[at])}</dd>
        </div>
        {curves.map(({ name, colour, y }) => (
          <div key={name} style={{ "--colour": colour }}>
            <dt class="series">{name}</dt>
            <dd>{measured(y[at])}</dd>
          </div>
        ))}
      </dl>
    </figure>
  );
}

type At = (value: number) => number;

function drawn(
  x: readonly number[],
  y: readonly (number | null)[],
  xAt: At,
  ys: { readonly at: At; readonly least: number; readonly most: number },
  logY: boolean,
): string {
  let path = "";
  let down = false;
  y.forEach((value, i) => {
    if (value === null || (logY && value <= 0)) {
      down = false;
      return;
    }
    const inside = Math.max(ys.least, Math.min(ys.most, value));
    path += `${down ? "L" : "M"}${xAt(x[i] ?? 0).toFixed(1)} ${ys.at(inside).toFixed(1)}`;
    down = true;
  });
  return path;
}

function nearest(x: readonly number[], place: number, at: At): number | null {
  let best: number | null = null;
  x.forEach((value, i) => {
    if (best === null || Math.abs(at(value) - place) < Math.abs(at(x[best] ?? 0) - place)) best = i;
  });
  return best;
}
