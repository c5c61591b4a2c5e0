// The winner: what it is worth on the test part, its curves, and the ways to take it along.

import { href } from "../address";
import { counted, measured, metric } from "../figures";
import { term } from "../language";
import type { SelectCurve, SelectState } from "../messages";
import { endsOf, Plot } from "../judging/plots";
import { Figures, Numbers } from "../judging/verdict";
import { Exports } from "../recording/exports";
import { scoreText } from "./candidates";
import { nameOf } from "./setup";
import { w } from "./words";

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
      {judged && (
        <>
          <h3>{w("onTest")}</h3>
          <Figures judged={judged} />
        </>
      )}
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
