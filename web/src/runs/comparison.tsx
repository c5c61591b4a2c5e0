// The runs that the reader has marked, laid over each other.

import { useEffect } from "preact/hooks";
import "uplot/dist/uPlot.min.css";
import { href, option, setOption } from "../address";
import { duration, metric } from "../figures";
import { language, say, term } from "../language";
import type { Compared, RunCurves, Text } from "../messages";
import { bestKnown } from "../parts/best-known";
import { Awaited } from "../parts/notice";
import { runTitle } from "../parts/run-title";
import { Word } from "../parts/term";
import { useKeyedChart } from "../recording/keyed-chart";
import { Label, setting } from "../recording/named-values";
import { asJson, useAnswer } from "../server";
import { theme } from "../theme";
import { choose, chosen, toggle } from "./chosen";
import { differing } from "./differing";
import { type What, colourOf, linesOf, overlay } from "./overlay";
import { w } from "./words";

const AGAIN = 1000; // milliseconds, while one of them goes on

type Titles = ReadonlyMap<string, Text>;

export function Comparison({ titles }: { titles: Titles }) {
  const ids = chosen();
  if (!ids.length) return <p class="lead">{w("howTo")}</p>;
  return <OfThese key="these" ids={ids} titles={titles} />;
}

function OfThese({ ids, titles }: { ids: readonly string[]; titles: Titles }) {
  const path = `/api/compared?ids=${ids.map(encodeURIComponent).join(",")}`;
  const asked = useAnswer<Compared>(path, asJson);
  const answer = asked.answer.value;
  const goesOn = answer.state === "here" && answer.value.runs.some((r) => r.entry.kind === "live");
  useEffect(() => {
    if (!goesOn) return;
    const timer = setInterval(asked.again, AGAIN);
    return () => clearInterval(timer);
  }, [goesOn, path]);
  return (
    <section class="comparison" aria-labelledby="compared">
      <div class="comparison-head">
        <h2 id="compared">{w("comparison")}</h2>
        <button type="button" class="button" onClick={() => choose([])}>
          {w("clear")}
        </button>
      </div>
      <Awaited asked={asked}>
        {({ runs }) => (
          <>
            {runs.length < ids.length && (
              <p class="quiet">{w("notThere", { n: ids.length - runs.length })}</p>
            )}
            {runs.length > 0 && <Laid runs={runs} titles={titles} />}
          </>
        )}
      </Awaited>
    </section>
  );
}

function Laid({ runs, titles }: { runs: readonly RunCurves[]; titles: Titles }) {
  const names = runs.map(({ entry }) => runTitle(entry, titles));
  return (
    <>
      <Legend runs={runs} names={names} />
      <Curves runs={runs} names={names} />
      <Differences runs={runs} names={names} />
    </>
  );
}

interface Props {
  readonly runs: readonly RunCurves[];
  readonly names: readonly string[];
}

function Legend({ runs, names }: Props) {
  return (
    <ul class="run-legend">
      {runs.map(({ entry }, i) => (
        <li key={entry.id}>
          <span class="swatch" style={{ background: `var(${colourOf(i)})` }} />
          <a href={entry.kind === "live" ? href("runs") : href("runs", entry.id)}>{names[i]}</a>
          {names[i] !== entry.name && <span class="quiet">{entry.name}</span>}
          <button
            type="button"
            class="icon-button"
            aria-label={w("remove", { name: entry.name })}
            onClick={() => toggle(entry.id)}
          >
            <svg viewBox="0 0 24 24" aria-hidden="true">
              <path d="M7 7l10 10M17 7L7 17" class="stroke" />
            </svg>
          </button>
        </li>
      ))}
    </ul>
  );
}

function Curves({ runs, names }: Props) {
  const what: What = option("what") === "accuracy" ? "accuracy" : "loss";
  const logarithmic = option("log") === "1" && what === "loss";
  const lines = linesOf(runs, what);
  const { into, onKeyDown } = useKeyedChart(
    (element, width) =>
      lines.length ? overlay(lines, { what, width, logarithmic, names }, element) : null,
    [runs, what, logarithmic, theme.value, language.value],
  );
  return (
    <>
      <div class="chart-choices">
        <div class="segments" role="group" aria-label={w("whatToDraw")}>
          {(["loss", "accuracy"] as const).map((name) => (
            <button
              key={name}
              type="button"
              aria-pressed={what === name}
              onClick={() => setOption("what", name === "loss" ? null : name)}
            >
              {term(name)}
            </button>
          ))}
        </div>
        {what === "loss" && (
          <label class="switch">
            <input
              type="checkbox"
              role="switch"
              checked={logarithmic}
              onChange={(e) => setOption("log", e.currentTarget.checked ? "1" : null)}
            />
            {say("logarithmic")}
          </label>
        )}
        <span class="quiet">{w("lines")}</span>
      </div>
      <div class="chart">
        <div
          ref={into}
          tabIndex={0}
          role="group"
          aria-label={say("chartKeys", { what: term(what) })}
          onKeyDown={onKeyDown}
        />
        {!lines.length && <p class="quiet">{w("noLines")}</p>}
      </div>
    </>
  );
}

function Differences({ runs, names }: Props) {
  const rows = differing(runs);
  const metrics = [...new Set(runs.flatMap(({ entry }) => bestKnown(entry.metrics).map(([n]) => n)))];
  return (
    <>
      <h3>{w("differences")}</h3>
      {runs.length > 1 && !rows.length && <p class="quiet">{w("same")}</p>}
      <div class="scroll" tabIndex={0} role="group" aria-label={w("differences")}>
        <table class="differences">
          <thead>
            <tr>
              <td />
              {runs.map(({ entry }, i) => (
                <th key={entry.id} scope="col">
                  <span class="swatch" style={{ background: `var(${colourOf(i)})` }} />
                  {names[i]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ name, values }) => (
              <tr key={name}>
                <th scope="row">
                  <Label name={name} />
                </th>
                {values.map((value, i) => (
                  <td key={i} class={name === "network" ? "run-network" : undefined}>
                    {value === null ? "–" : name === "network" || name === "data" ? value : setting(value)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
          <tbody class="results">
            {metrics.map((name) => (
              <tr key={name}>
                <th scope="row">
                  <Word name={name} />
                </th>
                {runs.map(({ entry }) => (
                  <td key={entry.id}>{metric(name, entry.metrics[name])}</td>
                ))}
              </tr>
            ))}
            <tr>
              <th scope="row">{say("took")}</th>
              {runs.map(({ entry }) => (
                <td key={entry.id}>{duration(entry.seconds)}</td>
              ))}
            </tr>
          </tbody>
        </table>
      </div>
    </>
  );
}
