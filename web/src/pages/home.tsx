import { href } from "../address";
import { say, told } from "../language";
import type { Chapter, Runs, System, Text } from "../messages";
import { Command } from "../parts/command";
import { Drawing } from "../parts/drawing";
import { Awaited } from "../parts/notice";
import { RunList } from "../parts/run-list";
import { useTitle } from "../title";
import { titlesOf, useRuns, useSystems } from "./asked-runs";
import { NoRuns } from "./runs";

const RECENT = 4;

export function Home() {
  const systems = useSystems();
  const runs = useRuns();
  const titles = titlesOf(systems);
  useTitle("");
  return (
    <>
      <section class="hero">
        <div>
          <h1>{say("tagline")}</h1>
          <p class="lead">{say("introduction")}</p>
        </div>
        <Drawing />
      </section>
      <section class="page" aria-labelledby="recent">
        <h2 id="recent">{say("recentRuns")}</h2>
        <Awaited asked={runs}>{(found) => <Recent runs={found} titles={titles} />}</Awaited>
      </section>
      <Awaited asked={systems}>
        {(found) => (
          <>
            {found.chapters.map((chapter, i) => (
              <ChapterOf key={chapter.name} chapter={chapter} index={i + 1} />
            ))}
            <footer>Mieru {found.version}</footer>
          </>
        )}
      </Awaited>
    </>
  );
}

function Recent({ runs, titles }: { runs: Runs; titles: ReadonlyMap<string, Text> }) {
  if (runs.total === 0) return <NoRuns folder={runs.folder} />;
  return (
    <>
      <RunList entries={runs.entries.slice(0, RECENT)} titles={titles} heading="h3" />
      {runs.total > RECENT && (
        <p class="more">
          <a href={href("runs")}>{say("allRuns", { n: runs.total })}</a>
        </p>
      )}
    </>
  );
}

function ChapterOf({ chapter, index }: { chapter: Chapter; index: number }) {
  const id = `chapter-${chapter.name}`;
  return (
    <section class="page" aria-labelledby={id}>
      <h2 id={id}>
        <span class="number">{index}</span>
        {told(chapter.title)}
      </h2>
      <ul class="cards">
        {chapter.systems.map((system) => (
          <SystemCard key={system.name} system={system} />
        ))}
      </ul>
    </section>
  );
}

function SystemCard({ system }: { system: System }) {
  return (
    <li class="card">
      <h3>{told(system.title)}</h3>
      <p>{told(system.about)}</p>
      <Command text={`mieru run ${system.name}`} />
    </li>
  );
}
