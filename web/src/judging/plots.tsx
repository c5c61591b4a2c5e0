// Small drawings in SVG: lines with bands, and points, in a square or a wide frame with its axes.

import { measured } from "../figures";

export interface Series {
  readonly name: string;
  readonly points: readonly (readonly [number, number])[];
  /** Half the width of the band at each point. */
  readonly spread?: readonly number[];
}

interface Props {
  readonly label: string;
  readonly lines?: readonly Series[];
  readonly dots?: readonly (readonly [number, number])[];
  readonly x: Axis;
  readonly y: Axis;
  /** From corner to corner: where both are equal. */
  readonly diagonal?: boolean;
}

export interface Axis {
  readonly name: string;
  readonly ends: readonly [number, number];
  /** What stands along the axis; its two ends where it is left out. */
  readonly ticks?: readonly (readonly [number, string])[];
}

const WIDE = 320;
const TALL = 240;
const [LEFT, RIGHT, TOP, BOTTOM] = [52, 12, 10, 40];

export function Plot({ label, lines = [], dots = [], x, y, diagonal = false }: Props) {
  const across = (value: number) => LEFT + share(value, x.ends) * (WIDE - LEFT - RIGHT);
  const up = (value: number) => TALL - BOTTOM - share(value, y.ends) * (TALL - TOP - BOTTOM);
  return (
    <figure class="plot">
      <svg viewBox={`0 0 ${WIDE} ${TALL}`} role="img" aria-label={label}>
        <rect class="frame" x={LEFT} y={TOP} width={WIDE - LEFT - RIGHT} height={TALL - TOP - BOTTOM} />
        {diagonal && (
          <line class="diagonal" x1={across(x.ends[0])} y1={up(y.ends[0])} x2={across(x.ends[1])} y2={up(y.ends[1])} />
        )}
        {lines.map(({ name, points, spread }, i) => (
          <g key={name} class={`line-${(i % 3) + 1}`}>
            {spread && <polygon class="band" points={band(points, spread, across, up)} />}
            <polyline points={points.map(([a, b]) => `${across(a)},${up(b)}`).join(" ")} />
            {points.length <= 12 &&
              points.map(([a, b], k) => <circle key={k} cx={across(a)} cy={up(b)} r={3} />)}
          </g>
        ))}
        {dots.map(([a, b], i) => (
          <circle key={i} class="dot" cx={across(a)} cy={up(b)} r={2.6} />
        ))}
        {ticksOf(x).map(([value, text]) => (
          <text key={text} x={across(value)} y={TALL - BOTTOM + 16} text-anchor="middle">
            {text}
          </text>
        ))}
        {ticksOf(y).map(([value, text]) => (
          <text key={text} x={LEFT - 6} y={up(value) + 4} text-anchor="end">
            {text}
          </text>
        ))}
        <text x={(LEFT + WIDE - RIGHT) / 2} y={TALL - 6} text-anchor="middle">
          {x.name}
        </text>
        <text transform={`translate(12 ${(TOP + TALL - BOTTOM) / 2}) rotate(-90)`} text-anchor="middle">
          {y.name}
        </text>
      </svg>
      {lines.length > 1 && (
        <ul class="legend">
          {lines.map(({ name }, i) => (
            <li key={name} class={`line-${(i % 3) + 1}`}>
              {name}
            </li>
          ))}
        </ul>
      )}
    </figure>
  );
}

function share(value: number, [low, high]: readonly [number, number]): number {
  return high > low ? (value - low) / (high - low) : 0.5;
}

function ticksOf({ ends, ticks }: Axis): readonly (readonly [number, string])[] {
  return ticks ?? [...new Set(ends)].map((end) => [end, measured(end)] as const);
}

function band(
  points: Series["points"],
  spread: readonly number[],
  across: (value: number) => number,
  up: (value: number) => number,
): string {
  const edge = (sign: number) =>
    points.map(([a, b], i) => `${across(a)},${up(b + sign * (spread[i] ?? 0))}`);
  return [...edge(1), ...edge(-1).reverse()].join(" ");
}

/** The ends of what is drawn, with a little room; null where there is nothing. */
export function endsOf(values: readonly number[]): readonly [number, number] {
  if (values.length === 0) return [0, 1];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = (high - low) * 0.06 || Math.abs(high) * 0.1 || 1;
  return [low - room, high + room];
}
