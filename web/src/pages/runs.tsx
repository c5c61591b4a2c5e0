import { counted } from "../figures";
import { say } from "../language";
import type { Runs, Text } from "../messages";
import { Command } from "../parts/command";
import { Awaited } from "../parts/notice";
import { RunList } from "../parts/run-list";
import { Comparison } from "../runs/comparison";
import "../runs/runs.css";
import { useTitle } from "../title";
import { titlesOf, useRuns, useSystems } from "./asked-runs";

export function RunsPage() {
  const titles = titlesOf(useSystems());
  const asked = useRuns();
  useTitle(say("runs"));
  return (
    <section class="page">
      <h1>{say("runs")}</h1>
      <Comparison titles={titles} />
      <Awaited asked={asked}>{(runs) => <Listed runs={runs} titles={titles} />}</Awaited>
    </section>
  );
}

function Listed({ runs, titles }: { runs: Runs; titles: ReadonlyMap<string, Text> }) {
  if (runs.total === 0) return <NoRuns folder={runs.folder} />;
  const shown = runs.entries.length;
  return (
    <>
      <p class="quiet runs-about">{say("runsAbout", { folder: runs.folder })}</p>
      <RunList entries={runs.entries} titles={titles} heading="h2" comparable />
      {!runs.complete && <p class="notice quiet">{say("readingMore")}</p>}
      {runs.complete && shown < runs.total && (
        <p class="notice quiet">{say("cut", { shown: counted(shown), total: counted(runs.total) })}</p>
      )}
    </>
  );
}

export function NoRuns({ folder }: { folder: string }) {
  return (
    <div class="no-runs">
      <p>{say("noRuns", { folder })}</p>
      <Command text="mieru run worked-example" />
    </div>
  );
}
