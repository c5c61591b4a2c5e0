import type { ComponentChild } from "preact";
import { href, hrefWith } from "../address";
import { counted, duration, ending, metric, moment } from "../figures";
import { say } from "../language";
import type { Recording, Text } from "../messages";
import { Command } from "../parts/command";
import { Late } from "../parts/late";
import { Awaited } from "../parts/notice";
import { runTitle } from "../parts/run-title";
import { Term, Word } from "../parts/term";
import { Curves } from "../recording/curves";
import { Exports } from "../recording/exports";
import { NetworkTable } from "../recording/network-table";
import { NamedValues, setting } from "../recording/named-values";
import { WeightsView } from "../recording/weights-view";
import { asJson, runPath, useAnswer } from "../server";
import { useTitle } from "../title";
import { titlesOf, useSystems } from "./asked-runs";
import { quoted } from "./quoted";

const judge = () => import("../judging/judge").then((part) => part.Judge);

export function RecordingPage({ id }: { id: string }) {
  const asked = useAnswer<Recording>(runPath(id), asJson);
  const titles = titlesOf(useSystems());
  return (
    <article class="page">
      <p class="back">
        <a href={href("runs")}>← {say("runs")}</a>
      </p>
      <Awaited asked={asked}>
        {(recording) => <Opened recording={recording} titles={titles} />}
      </Awaited>
    </article>
  );
}

interface OpenedProps {
  readonly recording: Recording;
  readonly titles: ReadonlyMap<string, Text>;
}

function Opened({ recording, titles }: OpenedProps) {
  const { entry } = recording;
  const name = runTitle(entry, titles);
  useTitle(name);
  return (
    <>
      <header class="recording-head">
        <h1>{name}</h1>
        <p class="run-network">{entry.network}</p>
        <Facts recording={recording} />
        <Metrics recording={recording} />
        <a class="button" href={hrefWith({ of: `run:${entry.id}` }, "explorer")}>
          {say("exploreIt")}
        </a>
        {entry.report !== null && (
          <a class="button primary" href={entry.report} target="_blank" rel="noopener">
            {say("openReport")}
          </a>
        )}
      </header>
      <Curves recording={recording} />
      {recording.weights.length > 0 && <WeightsView recording={recording} />}
      <NetworkTable recording={recording} />
      <NamedValues title={say("howItLearned")} values={recording.settings} show={setting} />
      <Late of={judge} />
      <Exports id={entry.id} />
      <section>
        <h2>{say("goOn")}</h2>
        <h3>{say("inTerminal")}</h3>
        <Command text={`mieru show ${quoted(recording.path)}`} />
        <h3>{say("inPython")}</h3>
        <Command text={`run = mieru.load(${JSON.stringify(recording.path)})`} prompt=">>>" />
      </section>
      <NamedValues title={say("versions")} values={recording.versions} />
    </>
  );
}

function Facts({ recording }: { recording: Recording }) {
  const { entry } = recording;
  const epochs = say("epochsKept", {
    n: counted(recording.epochs),
    kept: counted(recording.kept_epoch),
  });
  const facts: [ComponentChild, string | null][] = [
    [<Term name="data" />, entry.data],
    [<Term name="parameters" />, counted(recording.parameters)],
    [<Term name="epochs" />, recording.epochs ? epochs : null],
    [say("ended"), ending(recording.ended)],
    [say("made"), moment(entry.when)],
    [say("took"), duration(entry.seconds)],
  ];
  return (
    <dl class="facts">
      {facts.map(
        ([name, value], i) =>
          value !== null && (
            <div key={i}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ),
      )}
    </dl>
  );
}

function Metrics({ recording }: { recording: Recording }) {
  const metrics = Object.entries(recording.entry.metrics);
  if (!metrics.length) return null;
  return (
    <dl class="tiles">
      {metrics.map(([name, value]) => (
        <div key={name}>
          <dt><Word name={name} /></dt>
          <dd>{metric(name, value)}</dd>
        </div>
      ))}
    </dl>
  );
}
