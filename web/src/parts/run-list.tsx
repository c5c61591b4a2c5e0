import { href } from "../address";
import { duration, metric, moment } from "../figures";
import { say, told } from "../language";
import type { Entry, Text } from "../messages";
import { chosen, toggle } from "../runs/chosen";
import { UnderWay } from "../runs/under-way";
import { w } from "../runs/words";
import { bestKnown } from "./best-known";
import { runTitle } from "./run-title";
import { Word } from "./term";

interface Props {
  readonly entries: readonly Entry[];
  readonly titles: ReadonlyMap<string, Text>;
  readonly heading: Heading;
  /** Whether runs can be marked to be compared. */
  readonly comparable?: boolean;
}

type Heading = "h2" | "h3";

export function RunList({ entries, titles, heading, comparable = false }: Props) {
  return (
    <ul class="runs">
      {entries.map((entry) => (
        <li key={entry.id} class={`run ${entry.kind}`}>
          {comparable && <Mark entry={entry} />}
          <Run entry={entry} title={runTitle(entry, titles)} heading={heading} />
        </li>
      ))}
    </ul>
  );
}

const WITH_CURVES: readonly Entry["kind"][] = ["recording", "live", "broken", "unread"];

function Mark({ entry }: { entry: Entry }) {
  const has = WITH_CURVES.includes(entry.kind);
  return (
    <span class="mark-run">
      {has && (
        <input
          type="checkbox"
          aria-label={w("compare", { name: entry.name })}
          checked={chosen().includes(entry.id)}
          onChange={() => toggle(entry.id)}
        />
      )}
    </span>
  );
}

interface RunProps {
  readonly entry: Entry;
  readonly title: string;
  readonly heading: Heading;
}

function Run({ entry, title, heading: Title }: RunProps) {
  return (
    <>
      <div class="run-head">
        <Title class="run-title">
          <RunLink entry={entry}>{title}</RunLink>
          <Badge entry={entry} />
        </Title>
        <p class="run-facts">
          {title !== entry.name && <span class="run-name">{entry.name}</span>}
          {entry.data !== null && <span>{entry.data}</span>}
          <span>{moment(entry.when)}</span>
          {entry.seconds !== null && <span>{duration(entry.seconds)}</span>}
          {entry.kind === "recording" && entry.report !== null && (
            <a class="run-report" href={entry.report} target="_blank" rel="noopener">
              {say("openReport")}
            </a>
          )}
        </p>
        {entry.under_way && <UnderWay now={entry.under_way} goesOn={entry.kind === "live"} />}
        {entry.network !== null && <p class="run-network">{entry.network}</p>}
        {entry.problem && <p class="run-problem">{told(entry.problem)}</p>}
      </div>
      <dl class="run-metrics">
        {bestKnown(entry.metrics).map(([name, value]) => (
          <div key={name}>
            <dt><Word name={name} /></dt>
            <dd>{metric(name, value)}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function RunLink({ entry, children }: { entry: Entry; children: string }) {
  if (entry.kind === "recording" || entry.kind === "unread")
    return <a href={href("runs", entry.id)}>{children}</a>;
  if (entry.report === null) return <>{children}</>;
  return (
    <a href={entry.report} target="_blank" rel="noopener">
      {children}
    </a>
  );
}

function Badge({ entry }: { entry: Entry }) {
  if (entry.kind === "recording") return null;
  if (entry.kind === "live" || entry.kind === "broken") {
    return <span class="badge">{w(entry.kind)}</span>;
  }
  const words = { damaged: "damaged", report: "reportOnly", unread: "large" } as const;
  return <span class="badge">{say(words[entry.kind])}</span>;
}
