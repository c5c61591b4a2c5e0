// What a network is worth on examples: figures, confusion, ROC, calibration, or true and told values.

import { counted, measured, metric } from "../figures";
import { term } from "../language";
import type { Verdict } from "../messages";
import { Word } from "../parts/term";
import { endsOf, Plot } from "./plots";
import "./judging.css";
import { metricWord, w } from "./words";

export function Figures({ judged }: { judged: Verdict }) {
  return (
    <div class="verdict">
      <dl class="tiles">
        {Object.entries(judged.metrics).map(([name, value]) => (
          <div key={name}>
            <dt>{metricWord(name) ?? <Word name={name} />}</dt>
            <dd>{metric(name, value)}</dd>
          </div>
        ))}
      </dl>
      <div class="plots">
        {judged.confusion.length > 0 && <Confusion judged={judged} />}
        {judged.roc.some(({ x }) => x.length > 0) && <Roc judged={judged} />}
        {judged.calibration.length > 0 && <Calibration judged={judged} />}
        {judged.answers.length > 0 && <Answers judged={judged} />}
      </div>
      {judged.by_class.length > 0 && <ByClass judged={judged} />}
    </div>
  );
}

function Confusion({ judged: { confusion, classes } }: { judged: Verdict }) {
  return (
    <div>
      <h3>{term("confusion_matrix")}</h3>
      <p class="quiet">{w("confusion")}</p>
      <div class="scroll matrix-frame" tabIndex={0} role="group" aria-label={term("confusion_matrix")}>
        <table class="matrix">
          <thead>
            <tr>
              <th scope="col">
                <span class="hidden">{w("trueClass")}</span>
              </th>
              {classes.map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {confusion.map((row, i) => (
              <tr key={classes[i]}>
                <th scope="row">{classes[i]}</th>
                {row.map((n, j) => (
                  <td key={j} class={i === j ? "right" : "wrong"} style={{ "--share": shade(row, n) }}>
                    {counted(n)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

/** The root of the share, so that a few mistakes can be seen beside many right answers. */
function shade(row: readonly number[], n: number): string {
  const all = row.reduce((sum, value) => sum + value, 0);
  return all ? Math.sqrt(n / all).toFixed(3) : "0";
}

const SHARES = { ends: [0, 1] as const };

function Roc({ judged: { roc } }: { judged: Verdict }) {
  const lines = roc
    .filter(({ x }) => x.length > 0)
    .map(({ name, x, y, area }) => ({
      name: w("rocAbout", { name, area: measured(area) }),
      points: x.map((value, i) => [value, y[i] ?? 0] as const),
    }));
  const label = `${w("roc")}: ${lines.map(({ name }) => name).join("; ")}`;
  return (
    <div>
      <h3>{w("roc")}</h3>
      {lines.length === 1 && <p class="quiet">{lines[0]?.name}</p>}
      <Plot label={label} lines={lines} diagonal x={{ name: w("rocX"), ...SHARES }} y={{ name: w("rocY"), ...SHARES }} />
    </div>
  );
}

function Calibration({ judged: { calibration } }: { judged: Verdict }) {
  const points = calibration.map(([said, so]) => [said, so] as const);
  return (
    <div>
      <h3>{w("calibration")}</h3>
      <p class="quiet">{w("calibrationAbout")}</p>
      <Plot
        label={`${w("calibration")}: ${points.map(([a, b]) => w("point", { x: measured(a), y: measured(b) })).join("; ")}`}
        lines={[{ name: w("so"), points }]}
        diagonal
        x={{ name: w("said"), ...SHARES }}
        y={{ name: w("so"), ...SHARES }}
      />
      <Numbers
        head={[w("said"), w("so"), w("rows")]}
        rows={calibration.map(([said, so, n]) => [measured(said), measured(so), counted(n)])}
      />
    </div>
  );
}

function Answers({ judged: { answers } }: { judged: Verdict }) {
  const ends = endsOf(answers.flat());
  return (
    <div>
      <h3>{w("answers")}</h3>
      <Plot label={w("answers")} dots={answers} diagonal x={{ name: w("answersX"), ends }} y={{ name: w("answersY"), ends }} />
    </div>
  );
}

function ByClass({ judged: { by_class, classes } }: { judged: Verdict }) {
  const head = [term("class"), ...["precision", "recall", "f1"].map((name) => metricWord(name) ?? name)];
  const rows = by_class.map((shares, i) => [classes[i] ?? String(i), ...shares.map((s) => s.toFixed(3))]);
  return <Numbers head={head} rows={rows} title={w("byClass")} open />;
}

interface NumbersProps {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly title?: string;
  readonly open?: boolean;
}

export function Numbers({ head, rows, title = w("asTable"), open = false }: NumbersProps) {
  return (
    <details open={open}>
      <summary>{title}</summary>
      <div class="scroll" tabIndex={0} role="group" aria-label={title}>
        <table class="compact">
          <thead>
            <tr>
              {head.map((name, j) => (
                <th key={name} scope="col" class={j ? "figure" : ""}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, i) => (
              <tr key={i}>
                {row.map((cell, j) => (
                  <td key={j} class={j ? "figure" : ""}>
                    {cell}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
