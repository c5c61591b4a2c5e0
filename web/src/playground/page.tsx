// The playground: data at the left, the network in the middle, what it tells at the right.

import { useComputed, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { counted } from "../figures";
import { told } from "../language";
import { useTitle } from "../title";
import "../styles/playground.css";
import "../styles/playground-network.css";
import { Controls } from "./controls/controls";
import { Transport } from "./controls/transport";
import { DataPanel } from "./data/data-panel";
import { Help } from "./dialogs/help";
import { Teacher } from "./dialogs/teacher";
import { Graph } from "./graph/graph";
import { Confusion } from "./output/confusion";
import { Figures } from "./output/figures";
import { Output } from "./output/output";
import { Panels } from "./panels";
import { listen } from "./shortcuts";
import { become, change, connection, enter, experiment, frame, opened, problem, waiting } from "./store";
import { say } from "./words";

export function PlaygroundPage() {
  useTitle(say("title"));
  const dialog = useSignal<"help" | "teacher" | null>(null);
  useEffect(enter, []);
  useEffect(() => listen(() => (dialog.value = "help")), []);
  const close = () => (dialog.value = null);
  return (
    <div class="playground">
      <h1 class="hidden">{say("title")}</h1>
      <div class="bar">
        <Transport />
        <Controls />
        <div class="bar-end">
          <Corner name={say("teacher")} press={() => (dialog.value = "teacher")} sign="eye" />
          <Corner name={say("help")} press={() => (dialog.value = "help")} sign="help" />
        </div>
      </div>
      <Notices />
      {opened.value ? (
        <div class="stage" aria-busy={waiting.value}>
          <div class="stage-data">
            <DataPanel />
          </div>
          <div class="stage-network">
            <Graph />
            <Panels />
          </div>
          <div class="stage-output">
            <Figures />
            <Output />
            <Confusion />
          </div>
        </div>
      ) : (
        <p class="notice quiet">{say("connecting")}</p>
      )}
      {opened.value && !experiment.value?.view.hide_text && <About />}
      {dialog.value === "help" && <Help close={close} />}
      {dialog.value === "teacher" && <Teacher close={close} />}
    </div>
  );
}

function About() {
  return (
    <div class="about-page">
      {(["whatPictures", "whatLinks", "whatPoints"] as const).map((key) => (
        <p key={key}>{say(key)}</p>
      ))}
    </div>
  );
}

const SIGNS = {
  help: "M9 9a3 3 0 1 1 4.500 2.600c-1 .6-1.500 1.200-1.500 2.400M12 17.500v.1M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18",
  eye: "M3 12c3-5 6-7 9-7s6 2 9 7c-3 5-6 7-9 7s-6-2-9-7zM12 9a3 3 0 1 0 0 6a3 3 0 1 0 0-6M4 20L20 4",
} as const;

interface CornerProps {
  readonly name: string;
  readonly press: () => void;
  readonly sign: keyof typeof SIGNS;
}

function Corner({ name, press, sign }: CornerProps) {
  return (
    <button type="button" class="icon-button" aria-label={name} title={name} onClick={press}>
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path class="stroke" d={SIGNS[sign]} />
      </svg>
    </button>
  );
}

/** What the reader should know now; each is one line, and gone when it no longer holds. */
function Notices() {
  const ended = useComputed(() => text(frame.value?.head.ended));
  const busy = useComputed(() => text(frame.value?.head.busy));
  const now = experiment.value;
  return (
    <div class="strips" role="status">
      {connection.value === "lost" && <p class="strip warn">{say("lost")}</p>}
      {problem.value && <p class="strip warn">{told(problem.value.text)}</p>}
      {now?.mode === "original" && (
        <p class="strip">
          {say("original")}{" "}
          <button
            type="button"
            class="button small"
            onClick={() => become({ ...now, mode: "mieru" })}
          >
            {say("leaveOriginal")}
          </button>
        </p>
      )}
      <ByHand />
      {opened.value?.notes.map((note) => (
        <p key={note.en} class="strip">
          {told(note)}
        </p>
      ))}
      {ended.value && <p class="strip">{ended}</p>}
      {busy.value && <p class="strip busy">{busy}</p>}
      {waiting.value && <p class="hidden">{say("working")}</p>}
    </div>
  );
}

/** What of the weights that the reader has set the link brings back. */
function ByHand() {
  const unlinked = useComputed(() => frame.value?.head.unlinked ?? false);
  const count = experiment.value?.edited.length ?? 0;
  return (
    <>
      {count > 0 && (
        <p class="strip">
          {say("byHand", { n: counted(count) })}{" "}
          <button type="button" class="button small" onClick={() => change({ edited: [] })}>
            {say("takeBack")}
          </button>
        </p>
      )}
      {unlinked.value && <p class="strip">{say("unlinked")}</p>}
    </>
  );
}

function text(found: Parameters<typeof told>[0] | null | undefined): string {
  return found ? told(found) : "";
}
