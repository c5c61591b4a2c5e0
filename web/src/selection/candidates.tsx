// Every candidate as a row, the best first, with the spread over its folds.

import { counted, measured, metric } from "../figures";
import { term, told } from "../language";
import type { SelectRow, SelectScore, SelectState } from "../messages";
import { nameOf } from "./setup";
import { w } from "./words";

export function Candidates({ now }: { now: SelectState }) {
  const classes = now.task === "classification";
  const ends = endsOf(now.rows);
  const measure = now.measure ?? "loss";
  return (
    <section aria-labelledby="selection-table">
      <h2 id="selection-table">{w("candidates")}</h2>
      <p class="quiet">{w("table")}</p>
      <div class="scroll" tabIndex={0} role="group" aria-label={w("candidates")}>
        <table class="compact candidates">
          <thead>
            <tr>
              <th scope="col">{w("rank")}</th>
              {now.columns.map((name) => (
                <th key={name} scope="col">
                  {nameOf(name)}
                </th>
              ))}
              {classes && <Head name="validation_accuracy" />}
              <Head name="validation_loss" />
              <Head name="train_loss" />
              <th scope="col">{w("eachFold")}</th>
              <th scope="col">{w("what")}</th>
            </tr>
          </thead>
          <tbody>
            {now.rows.map((row, i) => (
              <tr key={row.place} class={row.place === now.winner ? "chosen" : ""}>
                <th scope="row">{row.folds.length > 0 ? i + 1 : "–"}</th>
                {row.values.map((value, j) => (
                  <td key={j}>{typeof value === "number" ? measured(value) : (value ?? "–")}</td>
                ))}
                {classes && <Score of={row.accuracy} share />}
                <Score of={row.loss} />
                <Score of={row.train_loss} />
                <td>
                  {row.folds.length > 0 && <Spread row={row} ends={ends} measure={measure} />}
                </td>
                <td class="why">{stateOf(row, now)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {now.candidates > now.rows.length && (
        <p class="quiet">{w("more", { n: counted(now.rows.length), all: counted(now.candidates) })}</p>
      )}
      <p class="quiet">{w("hardly")}</p>
    </section>
  );
}

function Head({ name }: { name: string }) {
  return (
    <th scope="col" class="figure">
      {term(name)}
    </th>
  );
}

function Score({ of, share = false }: { of: SelectScore | null; share?: boolean }) {
  return <td class="figure">{of ? scoreText(of, share) : ""}</td>;
}

/** “95.12 % ± 1.20” and “0.1234 ± 0.01”. */
export function scoreText({ mean, deviation }: SelectScore, share: boolean): string {
  if (!share) return `${measured(mean)} ± ${measured(deviation)}`;
  return `${metric("accuracy", mean)} ± ${((deviation ?? 0) * 100).toFixed(2)}`;
}

function stateOf(row: SelectRow, now: SelectState): string {
  if (row.reason) return told(row.reason);
  if (row.place === now.winner) return w("chosen");
  return row.folds.length > 0 ? "" : w("waiting");
}

function endsOf(rows: readonly SelectRow[]): readonly [number, number] {
  const all = rows.flatMap(({ folds }) => folds);
  return all.length ? [Math.min(...all), Math.max(...all)] : [0, 1];
}

const WIDE = 110;
const TALL = 14;

interface SpreadProps {
  readonly row: SelectRow;
  readonly ends: readonly [number, number];
  readonly measure: "accuracy" | "loss";
}

/** A dot for each fold, on the same scale in every row; a line at the mean. */
function Spread({ row, ends: [low, high], measure }: SpreadProps) {
  const x = (value: number) => 5 + ((value - low) / (high - low || 1)) * (WIDE - 10);
  const mean = (measure === "accuracy" ? row.accuracy : row.loss)?.mean ?? null;
  const values = row.folds.map((value) => metric(measure, value)).join(", ");
  const label = w("foldsAre", { n: row.folds.length, values });
  return (
    <svg class="spread" viewBox={`0 0 ${WIDE} ${TALL}`} role="img" aria-label={label}>
      <title>{label}</title>
      <line class="axis" x1={5} x2={WIDE - 5} y1={TALL / 2} y2={TALL / 2} />
      {row.folds.map((value, i) => (
        <circle key={i} cx={x(value)} cy={TALL / 2} r={3.2} />
      ))}
      {mean !== null && <line class="mean" x1={x(mean)} x2={x(mean)} y1={1} y2={TALL - 1} />}
    </svg>
  );
}
