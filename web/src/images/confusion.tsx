// The confusion matrix: rows are true classes, columns what was told. A cell opens its pictures.

import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { counted } from "../figures";
import { Term } from "../parts/term";
import type { Cell, Judged } from "../messages";
import { Gallery } from "./gallery";
import { ask, data } from "./store";
import { w } from "./words";

const MOST_CLASSES = 20; // in a matrix; of more, the pairs most confused are listed
const MOST_PAIRS = 30;

interface Pair {
  readonly label: number;
  readonly told: number;
}

const KEYS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

export function Confusion({ judged }: { judged: Judged }) {
  const chosen = useSignal<Pair | null>(null);
  const small = judged.confusion.length <= MOST_CLASSES;
  const View = small ? Matrix : Confused;
  return (
    <div class="confusion">
      <h3>{small ? <Term name="confusion_matrix" /> : w("confused")}</h3>
      {small && <p class="about">{w("confusionAbout")}</p>}
      <View
        judged={judged}
        chosen={chosen.value}
        choose={(pair) => {
          chosen.value = pair;
        }}
      />
      {chosen.value && <InCell judged={judged} pair={chosen.value} />}
    </div>
  );
}

interface ViewProps {
  readonly judged: Judged;
  readonly chosen: Pair | null;
  readonly choose: (pair: Pair) => void;
}

function Matrix({ judged, chosen, choose }: ViewProps) {
  const table = useRef<HTMLTableElement>(null);
  const classes = data.value?.classes ?? [];
  const at = useSignal<Pair>({ label: 0, told: 0 });
  const onKeyDown = (event: KeyboardEvent) => {
    const step = KEYS[event.key];
    if (!step) return;
    event.preventDefault();
    const bound = (k: number) => Math.min(judged.confusion.length - 1, Math.max(0, k));
    at.value = { label: bound(at.value.label + step[0]), told: bound(at.value.told + step[1]) };
    const { label, told } = at.value;
    table.current?.querySelector<HTMLElement>(`[data-cell="${label}-${told}"]`)?.focus();
  };
  return (
    <div class="scroll matrix-frame">
      <table class="matrix" ref={table} onKeyDown={onKeyDown}>
        <thead>
          <tr>
            <th scope="col" class="corner">
              <span class="hidden">{w("trueClass")}</span>
            </th>
            {judged.confusion.map((_, told) => (
              <th key={told} scope="col">
                <span>{classes[told] ?? told}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {judged.confusion.map((row, label) => (
            <tr key={label}>
              <th scope="row">{classes[label] ?? label}</th>
              {row.map((n, told) => (
                <td key={told} class={label === told ? "right" : "wrong"} style={{ "--share": shade(row, n) }}>
                  <button
                    type="button"
                    data-cell={`${label}-${told}`}
                    tabIndex={at.value.label === label && at.value.told === told ? 0 : -1}
                    aria-pressed={chosen?.label === label && chosen.told === told}
                    aria-label={cellName(label, told, n)}
                    onClick={() => {
                      at.value = { label, told };
                      choose({ label, told });
                    }}
                  >
                    {n === 0 ? "·" : counted(n)}
                  </button>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The share of a row, as its root, so that a few mistakes can be seen beside many right answers. */
export function shade(row: readonly number[], n: number): string {
  const all = row.reduce((sum, value) => sum + value, 0);
  return all ? Math.sqrt(n / all).toFixed(3) : "0";
}

/** The pairs most often confused, of many classes. */
export function pairs(confusion: Judged["confusion"]): (Pair & { n: number })[] {
  return confusion
    .flatMap((row, label) => row.map((n, told) => ({ label, told, n })))
    .filter(({ label, told, n }) => label !== told && n > 0)
    .sort((a, b) => b.n - a.n)
    .slice(0, MOST_PAIRS);
}

function Confused({ judged, chosen, choose }: ViewProps) {
  return (
    <ul class="pairs">
      {pairs(judged.confusion).map(({ label, told, n }) => (
        <li key={`${label}-${told}`}>
          <button
            type="button"
            class="button"
            aria-pressed={chosen?.label === label && chosen.told === told}
            onClick={() => choose({ label, told })}
          >
            {cellName(label, told, n)}
          </button>
        </li>
      ))}
    </ul>
  );
}

function InCell({ judged, pair }: { judged: Judged; pair: Pair }) {
  const cell = useSignal<Cell | null>(null);
  useEffect(() => {
    let wanted = true;
    const path = `cell?part=${judged.part}&label=${pair.label}&told=${pair.told}`;
    void ask<Cell>(path).then((answer) => {
      if (wanted && "value" in answer) cell.value = answer.value;
    });
    return () => {
      wanted = false;
    };
  }, [judged.part, judged.stamp, pair.label, pair.told]);
  if (!cell.value) return null;
  const names = namesOf(pair.label, pair.told);
  return (
    <div class="in-cell" role="status">
      <h4>{w("cellShown", { ...names, n: counted(cell.value.total) })}</h4>
      {cell.value.answers.length > 0 && <Gallery part={judged.part} answers={cell.value.answers} />}
    </div>
  );
}

function cellName(label: number, told: number, n: number): string {
  return w("cellName", { ...namesOf(label, told), n: counted(n) });
}

function namesOf(label: number, told: number): { label: string; told: string } {
  const classes = data.value?.classes ?? [];
  return { label: classes[label] ?? String(label), told: classes[told] ?? String(told) };
}
