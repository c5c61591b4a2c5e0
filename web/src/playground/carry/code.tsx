// The network as source text: for Mieru, NumPy, PyTorch and Keras.

import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { language, told } from "../../language";
import type { Text } from "../../messages";
import { codePath, fetched, type Kind, KINDS, NAMES } from "./asked";
import { download } from "./drawn";
import { say } from "./words";

const SHOWN_FOR = 1600; // milliseconds

export function Code({ session }: { session: string }) {
  const kind = useSignal<Kind | null>(null);
  const text = useSignal("");
  const problem = useSignal<Text | null>(null);
  const round = useSignal(0);
  const awaited = useSignal(false);
  const [chosen, spoken, again] = [kind.value, language.value, round.value];
  useEffect(() => {
    if (!chosen) return;
    let wanted = true;
    text.value = ""; // that of another library is not what the name would say
    problem.value = null;
    awaited.value = true;
    void fetched(codePath(session, chosen, spoken)).then(async (answer) => {
      const written = answer.state === "here" ? await answer.value.content.text() : "";
      if (!wanted) return;
      awaited.value = false;
      text.value = written;
      problem.value = answer.state === "failed" ? answer.problem : null;
    });
    return () => {
      wanted = false;
    };
  }, [session, chosen, spoken, again]);
  return (
    <section class="carry-part" aria-labelledby="carry-code">
      <h3 id="carry-code">{say("code")}</h3>
      <p class="quiet">{say("codeAbout")}</p>
      <div class="carry-buttons" role="group" aria-label={say("language")}>
        {KINDS.map((name) => (
          <button
            key={name}
            type="button"
            class={`button ${chosen === name ? "primary" : ""}`}
            aria-pressed={chosen === name}
            onClick={() => (kind.value = chosen === name ? null : name)}
          >
            {NAMES[name]}
          </button>
        ))}
      </div>
      {problem.value && (
        <p class="carry-problem" role="alert">
          {told(problem.value)}
        </p>
      )}
      {chosen && awaited.value && <p role="status">{say("working")}</p>}
      {chosen && text.value && (
        <Written
          text={text.value}
          name={`network_${chosen}.py`}
          anew={() => (round.value += 1)}
        />
      )}
    </section>
  );
}

interface Props {
  readonly text: string;
  readonly name: string;
  readonly anew: () => void;
}

function Written({ text, name, anew }: Props) {
  const code = useRef<HTMLElement>(null);
  const said = useSignal("");
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      said.value = say("copied");
    } catch {
      // Where the page is not from this machine, browsers refuse the clipboard.
      if (code.current) getSelection()?.selectAllChildren(code.current);
      said.value = say("marked");
    }
    setTimeout(() => (said.value = ""), SHOWN_FOR);
  };
  return (
    <>
      <div class="carry-buttons">
        <button type="button" class="button small" onClick={copy}>
          {say("copy")}
        </button>
        <button
          type="button"
          class="button small"
          onClick={() => download(new Blob([text], { type: "text/x-python" }), name)}
        >
          {say("download", { name })}
        </button>
        <button type="button" class="button small" onClick={anew}>
          {say("again")}
        </button>
        <span class="quiet" role="status">
          {said.value}
        </span>
      </div>
      {/* It scrolls, and keys must reach it. */}
      <pre class="carry-code" tabIndex={0} lang="en" aria-label={name}>
        <code ref={code}>{text}</code>
      </pre>
    </>
  );
}
