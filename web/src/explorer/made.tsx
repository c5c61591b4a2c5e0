// How the value was made, with its numbers: by kind of layer.

import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { measured } from "../figures";
import { term } from "../language";
import type {
  FromSource,
  GraphNode,
  HowMade,
  MadeByFunction,
  MadeByJoin,
  MadeByNorm,
  MadeByPool,
  MadeBySum,
} from "../messages";
import { Grid, largest } from "./grid";
import { MadeOfChannels } from "./made-of-channels";
import { choose, nodes } from "./store";
import { nameOf, spotOf } from "./windows";
import { w } from "./words";

interface Props {
  readonly how: HowMade | null;
  readonly now: GraphNode;
  readonly channel: number | null;
  readonly onChannel: (channel: number) => void;
}

export function Made({ how, now, channel, onChannel }: Props) {
  return (
    <>
      <h3>{w("howMade")}</h3>
      {how && <Explained {...{ how, now, channel, onChannel }} />}
    </>
  );
}

function Explained({ how, now, channel, onChannel }: Props & { readonly how: HowMade }) {
  switch (how.type) {
    case "scan":
      return <MadeOfChannels {...{ how, now, channel, onChannel }} />;
    case "pool":
      return <Pooled how={how} />;
    case "sum":
      return <Summed how={how} />;
    case "function":
      return <Applied how={how} />;
    case "norm":
      return <Normalized how={how} />;
    case "join":
      return <Joined how={how} />;
    case "given":
      return (
        <>
          <p class="about">
            {how.formula === null ? w("givenAbout") : w("formulaAbout", { formula: how.formula })}
          </p>
          <Value value={how.value} />
        </>
      );
  }
}

/** The result, set off from what it was made of. */
export function Value({ value, children }: { value: number | null; children?: ComponentChildren }) {
  return (
    <p class="made-value">
      {children}
      <span class="sign">=</span>
      <b>{measured(value)}</b>
    </p>
  );
}

/** A number that stands elsewhere; pressing it goes there. */
export function From({ source, children }: { source: FromSource; children?: ComponentChildren }) {
  const index = nodes.value.findIndex((node) => node.path === source.path);
  const node = nodes.value[index];
  if (!node) return <>{measured(source.value)}</>;
  const spot = spotOf(node.shape, source.place);
  const name = node.kind === "input" ? w("inputNode") : nameOf(node);
  const where =
    node.shape.length === 3
      ? `${name} · ${spot.map + 1} · (${spot.row + 1}, ${spot.column + 1})`
      : `${name} · ${spot.map + 1}`;
  return (
    <button type="button" class="text-button" onClick={() => choose(index, spot)}>
      {children ?? where}
    </button>
  );
}

function Pooled({ how }: { how: MadeByPool }) {
  const pointed = useSignal<number | null>(null);
  const columns = how.columns.length;
  const beyond = (cell: number) =>
    how.rows[Math.floor(cell / columns)] == null || how.columns[cell % columns] == null;
  const cell = how.chosen ? how.chosen[0] * columns + how.chosen[1] : null;
  return (
    <>
      <p class="about">{how.how === "max" ? w("maxAbout") : w("meanAbout", { n: how.counted })}</p>
      {how.window.length > 0 && (
        <Grid
          numbers={how.window}
          columns={columns}
          scale={largest(how.window)}
          name={w("patch")}
          beyond={beyond}
          pointed={pointed.value}
          chosen={cell}
          onPoint={(at) => (pointed.value = at)}
        />
      )}
      <Value value={how.value}>{how.how === "max" ? "max" : w("mean")}</Value>
    </>
  );
}

const PRODUCTS = 12; // rows

function Summed({ how }: { how: MadeBySum }) {
  const shown = how.products.slice(0, PRODUCTS);
  const hidden = how.products.slice(PRODUCTS);
  const rest = hidden.reduce((sum, one) => sum + (one.product ?? 0), how.rest ?? 0);
  const others = how.others + hidden.length;
  const scale = largest(how.products.map((one) => one.product));
  return (
    <>
      <p class="about">{w("sumAbout")}</p>
      <div class="scroll">
        <table class="terms">
          <thead>
            <tr>
              <th scope="col">{w("from")}</th>
              <th scope="col" class="figure">
                {w("value")}
              </th>
              <th scope="col" class="figure">
                × {w("weight")}
              </th>
              <th scope="col" class="figure">
                = {w("product")}
              </th>
              <td />
            </tr>
          </thead>
          <tbody>
            {shown.map(({ source, weight, product }) => (
              <tr key={`${source.path} ${source.place.join()}`}>
                <th scope="row">
                  <From source={source} />
                </th>
                <td class="figure">{measured(source.value)}</td>
                <td class="figure">{measured(weight)}</td>
                <td class="figure">{measured(product)}</td>
                <td>
                  <Bar value={product} scale={scale} />
                </td>
              </tr>
            ))}
            {others > 0 && (
              <tr>
                <th scope="row">{w("others", { n: others })}</th>
                <td />
                <td />
                <td class="figure">{measured(rest)}</td>
                <td />
              </tr>
            )}
            {how.bias !== null && (
              <tr>
                <th scope="row">{w("bias")}</th>
                <td />
                <td />
                <td class="figure">{measured(how.bias)}</td>
                <td>
                  <Bar value={how.bias} scale={scale} />
                </td>
              </tr>
            )}
          </tbody>
        </table>
      </div>
      <Value value={how.value}>Σ</Value>
    </>
  );
}

/** A bar to the right for what adds, to the left for what takes away. */
export function Bar({ value, scale }: { value: number | null; scale: number }) {
  const part = scale ? Math.max(-1, Math.min(1, (value ?? 0) / scale)) : 0;
  return (
    <svg class="term-bar" viewBox="-1 0 2 1" preserveAspectRatio="none" aria-hidden="true">
      <rect class={part < 0 ? "takes" : "adds"} x={Math.min(0, part)} y={0.1} width={Math.abs(part)} height={0.8} />
      <path d="M0 0V1" />
    </svg>
  );
}

function Applied({ how }: { how: MadeByFunction }) {
  const formula = how.formula.replaceAll(/\ba\b/g, measured(how.parameter ?? 0));
  return (
    <>
      <p class="about">{w("functionAbout", { name: term(how.function) })}</p>
      <p class="made-formula">
        {how.function}(u) = {formula}
      </p>
      <p class="made-formula">
        u = {measured(how.source.value)} <small>({w("from")} <From source={how.source} />)</small>
      </p>
      <Value value={how.value}>
        {how.function}({measured(how.source.value)})
      </Value>
    </>
  );
}

function Normalized({ how }: { how: MadeByNorm }) {
  const row = (name: string, value: number | null, inside?: ComponentChildren) => (
    <div>
      <dt>{name}</dt>
      <dd>{inside ?? measured(value)}</dd>
    </div>
  );
  const m = measured;
  return (
    <>
      <p class="about">{w(how.over === "running" ? "normRunning" : "normExample")}</p>
      <dl class="norm-parts">
        {row("x", how.source.value)}
        {row(w("mean"), how.mean)}
        {row(w("variance"), how.variance)}
        {row(w("scale"), how.scale)}
        {row(w("shift"), how.shift)}
      </dl>
      <p class="made-formula">
        ({m(how.source.value)} − {bracketed(how.mean)}) / √({m(how.variance)} + {m(how.epsilon)}) ={" "}
        {m(how.normal)}
      </p>
      <Value value={how.value}>
        {m(how.normal)} · {bracketed(how.scale)} + {bracketed(how.shift)}
      </Value>
      <p class="made-formula">
        <small>
          x: <From source={how.source} />
        </small>
      </p>
    </>
  );
}

function bracketed(value: number | null): string {
  return value !== null && value < 0 ? `(${measured(value)})` : measured(value);
}

function Joined({ how }: { how: MadeByJoin }) {
  return (
    <>
      <p class="about">{w(how.parts.length > 1 ? "addAbout" : "handedAbout")}</p>
      <ul class="join-parts">
        {how.parts.map((part, i) => (
          <li key={part.path}>
            {i > 0 && <span class="sign">+</span>}
            <b>{measured(part.value)}</b> <From source={part} />
          </li>
        ))}
      </ul>
      <Value value={how.value} />
    </>
  );
}
