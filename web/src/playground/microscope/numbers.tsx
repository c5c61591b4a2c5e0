// The numbers of one step, each with its formula.

import type { Microscope, MicroscopeNumber } from "../../messages";
import { shortName, unitName } from "../names";
import { sizes, type Mark } from "../store";
import { marksOf, short } from "./asking";
import { Formula } from "./latex";
import { say, type W } from "./words";

interface Props {
  readonly look: Microscope;
  /** Points out what one number is made of; null for what the step does by itself. */
  readonly point: (marks: readonly Mark[] | null) => void;
  /** Whether the network is the playground's own, so that its units have names. */
  readonly named?: boolean;
}

export function Numbers({ look, point, named = true }: Props) {
  const { phase, level, unit } = look.step;
  const isOutput = level === (named ? sizes.value.length : look.unit_values.length) - 1;
  const about = phase === "forward" && isOutput ? "outputAbout" : (`${phase}About` as const);
  return (
    <>
      <div class="microscope-about" aria-live="polite">
        {named && level > 0 && <h3>{unitName({ layer: level, unit })}</h3>}
        <p>{say(about)}</p>
      </div>
      {phase === "update" ? (
        grouped(look.numbers).map((group, i) => (
          <details class="microscope-group" key={groupKey(group)} open={i === 0}>
            <summary>
              {linkName(group[0] as MicroscopeNumber, named)} <span>{outcome(group)}</span>
            </summary>
            <List numbers={group} point={point} />
          </details>
        ))
      ) : (
        <List numbers={look.numbers} point={point} />
      )}
      {look.is_cut && <p class="quiet">{say("cut")}</p>}
    </>
  );
}

interface ListProps {
  readonly numbers: readonly MicroscopeNumber[];
  readonly point: Props["point"];
}

function List({ numbers, point }: ListProps) {
  return (
    <ul class="microscope-numbers">
      {numbers.map((number, i) => (
        <li
          key={i}
          class="microscope-number"
          onPointerEnter={() => point(marksOf(number))}
          onPointerLeave={() => point(null)}
        >
          <span class="microscope-kind">{kindName(number)}</span>
          <Formula lines={number.lines} />
        </li>
      ))}
    </ul>
  );
}

/** What becomes of a weight: its change, and what it is then. */
function outcome(group: readonly MicroscopeNumber[]): string {
  const change = group.find(({ kind }) => kind === "change");
  const after = group.findLast(({ kind }) => kind === "after");
  return `Δ ${short(change?.value ?? 0)} → ${short(after?.value ?? null)}`;
}

/** Numbers of the same weight or bias together, where there are several of each. */
export function grouped(numbers: readonly MicroscopeNumber[]): MicroscopeNumber[][] {
  const groups: MicroscopeNumber[][] = [];
  for (const number of numbers) {
    const last = groups.at(-1);
    const isChain = number.kind !== "mean_gradient";
    if (last && isChain) last.push(number);
    else groups.push([number]);
  }
  return groups;
}

function groupKey([first]: readonly MicroscopeNumber[]): string {
  return `${first?.kind} ${first?.place?.unit} ${first?.place?.source}`;
}

function linkName({ place }: MicroscopeNumber, named: boolean): string {
  if (!place || place.source === null) return say("ofBias");
  const from = { layer: place.level - 1, unit: place.source };
  const source = named ? shortName(from) : place.level === 1 ? "x" : `z${place.source + 1}`;
  return say("ofWeight", { source });
}

const NAMES: Readonly<Record<string, keyof typeof W>> = { error: "error_", answer: "answerOf" };

function kindName({ kind, of_bias }: MicroscopeNumber): string {
  if (kind === "gradient") return say(of_bias ? "gradientOfBias" : "gradient");
  return say(NAMES[kind] ?? (kind as keyof typeof W));
}
