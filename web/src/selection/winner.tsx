// The winner: what it is worth on the test part, its curves, and the ways to take it along.

import { href } from "../address";
import { counted, measured, metric } from "../figures";
import { term } from "../language";
import type { SelectCurve, SelectJudged, SelectState } from "../messages";
import { Word } from "../parts/term";
import { Exports } from "../recording/exports";
import { scoreText } from "./candidates";
import { endsOf, Plot } from "./plots";
import { nameOf } from "./setup";
import { metricWord, w } from "./words";

export function Winner({ now }: { now: SelectState }) {
  const { judged, openings } = now;
  return (
    <section aria-labelledby="selection-winner">
      <h2 id="selection-winner">{w("winner")}</h2>
      <p>
        <code>{now.network}</code>
      </p>
      {judged && (
        <p role="status">
          {openings > 1
            ? w("openedOften", { n: counted(judged.examples), times: openings })
            : w("opened", { n: counted(judged.examples) })}
        </p>
      )}
      <p class="ways">
        {now.report !== null && (
          <a href={`/report/${now.report.split("/").map(encodeURIComponent).join("/")}`} target="_blank" rel="noopener">
            {w("report")}
          </a>
        )}{" "}
        {now.run !== null && <a href={href("runs", now.run)}>{w("recording")}</a>}
      </p>
      {judged && <OnTest judged={judged} />}
      {now.curves.length > 0 && (
        <div class="plots">
          {now.curves.map((curve) => (
            <Curve key={curve.over} curve={curve} />
          ))}
        </div>
      )}
      {now.run !== null && <Exports id={now.run} />}
    </section>
  );
}

function OnTest({ judged }: { judged: SelectJudged }) {
  return (
    <>
      <h3>{w("onTest")}</h3>
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
    </>
  );
}

function Confusion({ judged: { confusion, classes } }: { judged: SelectJudged }) {
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

function Roc({ judged: { roc } }: { judged: SelectJudged }) {
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

function Calibration({ judged: { calibration } }: { judged: SelectJudged }) {
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

function Answers({ judged: { answers } }: { judged: SelectJudged }) {
  const ends = endsOf(answers.flat());
  return (
    <div>
      <h3>{w("answers")}</h3>
      <Plot label={w("answers")} dots={answers} diagonal x={{ name: w("answersX"), ends }} y={{ name: w("answersY"), ends }} />
    </div>
  );
}

function ByClass({ judged: { by_class, classes } }: { judged: SelectJudged }) {
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

function Numbers({ head, rows, title = w("asTable"), open = false }: NumbersProps) {
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

function Curve({ curve }: { curve: SelectCurve }) {
  const share = curve.measure === "accuracy";
  const byRows = curve.over === "rows";
  // Values of a setting stand at equal distances; rows where they are.
  const place = (i: number) => (byRows ? (curve.points[i] ?? 0) : i);
  const parts = (["train", "validation"] as const).filter((part) => curve[part].length > 0);
  const lines = parts.map((part) => {
    const known = curve[part].flatMap((s, i) => (s.mean === null ? [] : [[i, s] as const]));
    return {
      name: term(`${part}_${curve.measure}`),
      points: known.map(([i, s]) => [place(i), s.mean ?? 0] as const),
      spread: known.map(([, s]) => s.deviation ?? 0),
    };
  });
  const heights = lines.flatMap(({ points, spread }) =>
    points.flatMap(([, b], i) => [b - (spread[i] ?? 0), b + (spread[i] ?? 0)]),
  );
  const [low, high] = endsOf(heights);
  const ends = share ? ([Math.max(0, low), Math.min(1, high)] as const) : ([low, high] as const);
  const title = byRows ? w("learningCurve") : w("validationCurve", { name: nameOf(curve.over) });
  const name = byRows ? w("rowsLearned") : nameOf(curve.over);
  const across = endsOf(curve.points.map((_, i) => place(i)));
  return (
    <div>
      <h3>{title}</h3>
      <p class="quiet">
        {byRows && w("learningAbout")} {w("band")}
      </p>
      <Plot
        label={title}
        lines={lines}
        x={{ name, ends: across, ticks: curve.points.map((point, i) => [place(i), measured(point)]) }}
        y={{ name: term(curve.measure), ends, ticks: ends.map((end) => [end, metric(curve.measure, end)]) }}
      />
      <Numbers
        head={[name, ...lines.map((line) => line.name)]}
        rows={curve.points.map((point, i) => [
          measured(point),
          ...parts.map((part) => {
            const score = curve[part][i];
            return score?.mean == null ? "–" : scoreText(score, share);
          }),
        ])}
      />
    </div>
  );
}
