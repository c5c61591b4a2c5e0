// Keep and carry: the network as a file, as a run, as source text; its figure; its data.

import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { href } from "../../address";
import { told } from "../../language";
import type { Text } from "../../messages";
import { opened, send } from "../store";
import { dataPath, fetched, keep, onnxPath, openFile, savePath } from "./asked";
import "./carry.css";
import { Code } from "./code";
import { asPng, download, figureNow } from "./drawn";
import { say, W } from "./words";

export function Carry() {
  const session = opened.value?.session;
  if (!session) return null;
  return (
    <div class="carry">
      <p class="quiet">{say("about")}</p>
      <div class="carry-parts">
        <Files session={session} />
        <Figures session={session} />
      </div>
      <Code session={session} />
    </div>
  );
}

/** What came of the last thing that was asked for. */
type Outcome =
  | { readonly state: "working" | "nothing" }
  | { readonly state: "kept" | "opened"; readonly name: string }
  | { readonly state: "failed"; readonly problem: Text };

function Files({ session }: { session: string }) {
  const outcome = useSignal<Outcome>({ state: "nothing" });
  const over = useSignal(false);
  const input = useRef<HTMLInputElement>(null);
  const open = async (file: File | undefined) => {
    if (!file) return;
    outcome.value = { state: "working" };
    const answer = await openFile(file);
    if (answer.state === "here") {
      send({ type: "open", session: answer.value.session });
      outcome.value = { state: "opened", name: file.name };
    } else if (answer.state === "failed") outcome.value = answer;
  };
  const save = async () => {
    outcome.value = { state: "working" };
    const problem = await carried(savePath(session));
    outcome.value = problem ? { state: "failed", problem } : { state: "nothing" };
  };
  const exportIt = async () => {
    outcome.value = { state: "working" };
    const problem = await carried(onnxPath(session));
    outcome.value = problem ? { state: "failed", problem } : { state: "nothing" };
  };
  const keepIt = async () => {
    outcome.value = { state: "working" };
    const answer = await keep(session);
    if (answer.state === "here") outcome.value = { state: "kept", name: answer.value.path };
    else if (answer.state === "failed") outcome.value = answer;
  };
  return (
    <section
      class={`carry-part ${over.value ? "over" : ""}`}
      aria-labelledby="carry-file"
      onDragOver={(event) => {
        event.preventDefault();
        event.stopPropagation();
        over.value = true;
      }}
      onDragLeave={() => (over.value = false)}
      onDrop={(event) => {
        event.preventDefault();
        event.stopPropagation(); // elsewhere on the page a dropped file is a table
        over.value = false;
        void open(event.dataTransfer?.files[0]);
      }}
    >
      <h3 id="carry-file">{say("file")}</h3>
      <div class="carry-buttons">
        <button type="button" class="button" onClick={save}>
          {say("save")}
        </button>
        <button type="button" class="button" onClick={exportIt}>
          {say("onnx")}
        </button>
        <button type="button" class="button" onClick={() => input.current?.click()}>
          {say("open")}
        </button>
        <button type="button" class="button" onClick={keepIt}>
          {say("keep")}
        </button>
      </div>
      <input
        ref={input}
        type="file"
        accept=".safetensors"
        hidden
        onChange={(event) => {
          void open(event.currentTarget.files?.[0]);
          event.currentTarget.value = "";
        }}
      />
      <p class="quiet">{say("drop")}</p>
      <Told outcome={outcome.value} />
    </section>
  );
}

function Told({ outcome }: { outcome: Outcome }) {
  if (outcome.state === "failed")
    return (
      <p class="carry-problem" role="alert">
        {told(outcome.problem)}
      </p>
    );
  return (
    <p role="status">
      {outcome.state === "working" && say("working")}
      {outcome.state === "opened" && say("opened", { name: outcome.name })}
      {outcome.state === "kept" && (
        <>
          {say("kept", { path: outcome.name })} <a href={href("runs")}>{say("seeRuns")}</a>
        </>
      )}
    </p>
  );
}

function Figures({ session }: { session: string }) {
  const problem = useSignal<Text | null>(null);
  const asSvg = () => {
    const svg = figureNow();
    problem.value = svg ? null : W.failed;
    if (svg) download(new Blob([svg], { type: "image/svg+xml" }), "mieru.svg");
  };
  const asPicture = async () => {
    const svg = figureNow();
    problem.value = null;
    try {
      if (svg) download(await asPng(svg), "mieru.png");
    } catch {
      problem.value = W.failed;
    }
  };
  const asTable = async () => {
    problem.value = await carried(dataPath(session));
  };
  return (
    <section class="carry-part" aria-labelledby="carry-figures">
      <h3 id="carry-figures">{say("figures")}</h3>
      <div class="carry-buttons">
        <button type="button" class="button" onClick={asSvg}>
          {say("svg")}
        </button>
        <button type="button" class="button" onClick={asPicture}>
          {say("png")}
        </button>
        <button type="button" class="button" onClick={asTable}>
          {say("csv")}
        </button>
      </div>
      <p class="quiet">{say("figureAbout")}</p>
      {problem.value && (
        <p class="carry-problem" role="alert">
          {told(problem.value)}
        </p>
      )}
    </section>
  );
}

/** Fetches a file and gives it to the reader; why not, where it fails. */
async function carried(address: string): Promise<Text | null> {
  const answer = await fetched(address);
  if (answer.state === "here") download(answer.value.content, answer.value.name);
  return answer.state === "failed" ? answer.problem : null;
}
