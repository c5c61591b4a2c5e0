// A small network as the course draws it: vertices are functions, edges weights, and a vertex
// without an input is the constant 1, whose edges are the biases.

import type { MicroscopeStep, Wiring } from "../../messages";
import { short } from "./asking";
import { say } from "./words";

const COLUMN = 118;
const ROW = 64;
const SIDE = 30; // of a vertex, half its width
const MARGIN = 18;
// As they stand in a vertex; what is not here stands there by its name.
const SIGNS: Readonly<Record<string, string>> = {
  identity: "Σ",
  square: "( )²",
  cube: "( )³",
  relu: "ReLU",
  sigmoid: "σ",
  heaviside: "H",
};

interface Vertex {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly kind: "input" | "one" | "unit";
  readonly value?: string;
  readonly here?: boolean;
}

interface Edge {
  readonly from: Vertex;
  readonly to: Vertex;
  readonly text: string;
}

interface Props {
  readonly wiring: Wiring;
  readonly values?: readonly (readonly (number | null)[])[];
  readonly here?: MicroscopeStep;
}

export function WiringDrawing({ wiring, values, here }: Props) {
  const { vertices, edges, width, height } = laidOut(wiring, values, here);
  return (
    <div class="wiring">
      <svg
        viewBox={`0 0 ${width} ${height}`}
        style={{ maxWidth: `${width * 1.15}px` }}
        role="img"
        aria-label={`${say("drawing")}: ${described(wiring)}`}
      >
        {edges.map((edge, i) => (
          <EdgeLine key={i} edge={edge} />
        ))}
        {vertices.map((vertex, i) => (
          <VertexSign key={i} vertex={vertex} />
        ))}
      </svg>
    </div>
  );
}

function EdgeLine({ edge: { from, to, text } }: { edge: Edge }) {
  // Nearer to where a link begins, so that two that cross keep their numbers apart.
  const share = from.y === to.y ? 0.5 : from.kind === "one" ? 0.42 : 0.36;
  const x = from.x + (to.x - from.x) * share;
  const y = from.y + (to.y - from.y) * share;
  return (
    <g class={`wiring-edge ${from.kind === "one" ? "of-bias" : ""}`}>
      <line x1={from.x} y1={from.y} x2={to.x} y2={to.y} />
      <text x={x} y={y}>
        {text}
      </text>
    </g>
  );
}

function VertexSign({ vertex: { x, y, text, kind, value, here } }: { vertex: Vertex }) {
  return (
    <g class={`wiring-vertex of-${kind} ${here ? "here" : ""}`}>
      {kind === "unit" ? (
        <rect x={x - SIDE} y={y - 17} width={2 * SIDE} height={34} rx={17} />
      ) : (
        <circle cx={x} cy={y} r={kind === "one" ? 11 : 16} />
      )}
      <text x={x} y={y}>
        {text}
      </text>
      {value && (
        <text class="wiring-value" x={x} y={y - 27}>
          {value}
        </text>
      )}
    </g>
  );
}

interface LaidOut {
  readonly vertices: readonly Vertex[];
  readonly edges: readonly Edge[];
  readonly width: number;
  readonly height: number;
}

export function laidOut(wiring: Wiring, values?: Props["values"], here?: MicroscopeStep): LaidOut {
  const columns = [wiring.inputs.length, ...wiring.weights.map((units) => units.length)];
  const hasBias = wiring.biases.some((row) => row.some((bias) => bias !== 0));
  const height = Math.max(...columns) * ROW + (hasBias ? ROW * 0.8 : 0) + (values ? 24 : 0);
  const middle = (Math.max(...columns) * ROW) / 2 + (values ? 24 : 0);
  const place = (layer: number, unit: number) => ({
    x: MARGIN + SIDE + layer * COLUMN,
    y: middle + (unit - ((columns[layer] ?? 1) - 1) / 2) * ROW,
  });
  const told = (layer: number, unit: number) => {
    const value = values?.[layer]?.[unit];
    return value === undefined ? {} : { value: short(value) };
  };
  const layers: Vertex[][] = columns.map((count, layer) =>
    Array.from({ length: count }, (_, unit) => ({
      ...place(layer, unit),
      ...told(layer, unit),
      kind: layer === 0 ? "input" : "unit",
      text: layer === 0 ? plain(wiring.inputs[unit] ?? "") : sign(wiring.functions[layer - 1] ?? ""),
      here: here?.level === layer && here.unit === unit && layer > 0,
    })),
  );
  const edges: Edge[] = [];
  const ones: Vertex[] = [];
  wiring.weights.forEach((units, layer) => {
    const biases = wiring.biases[layer] ?? [];
    const x = MARGIN + SIDE + (layer + 0.4) * COLUMN;
    const one: Vertex = { x, y: height - 16, text: "1", kind: "one" };
    if (biases.some((bias) => bias !== 0)) ones.push(one);
    units.forEach((row, unit) => {
      const to = layers[layer + 1]?.[unit] as Vertex;
      row.forEach((weight, source) => {
        const from = layers[layer]?.[source] as Vertex;
        if (weight !== 0) edges.push({ from, to, text: short(weight) });
      });
      const bias = biases[unit] ?? 0;
      if (bias !== 0) edges.push({ from: one, to, text: short(bias) });
    });
  });
  const width = 2 * (MARGIN + SIDE) + (columns.length - 1) * COLUMN;
  return { vertices: [...layers.flat(), ...ones], edges, width, height };
}

function sign(name: string): string {
  return SIGNS[name] ?? name;
}

/** x_1 as x₁. */
function plain(label: string): string {
  return label.replace(/_(\d)/, (_, digit: string) => "₀₁₂₃₄₅₆₇₈₉"[Number(digit)] ?? "");
}

/** In words, for whoever cannot see it: each unit as a sum. */
function described({ weights, biases, functions, inputs }: Wiring): string {
  return weights
    .map((units, layer) =>
      units
        .map((row, unit) => {
          const from = (i: number) => (layer === 0 ? plain(inputs[i] ?? "") : `z${i + 1}`);
          const terms = row.map((weight, i) => `${short(weight)}·${from(i)}`);
          const bias = biases[layer]?.[unit];
          return `${functions[layer]}(${[...terms, ...(bias ? [short(bias)] : [])].join(" + ")})`;
        })
        .join(", "),
    )
    .join("; ");
}
