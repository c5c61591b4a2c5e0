// The weights as pictures, while they change.

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { say } from "../language";
import { Shown } from "../recording/weights-view";
import { bytes, job, stamp, state, working } from "./store";
import { w } from "./words";

const BETWEEN = 400; // milliseconds between two pictures while learning

export function LiveWeights() {
  const chosen = useSignal("");
  const picture = useSignal<ArrayBuffer | null>(null);
  const names = state.value.weights;
  const name = names.includes(chosen.value) ? chosen.value : (names[0] ?? "");
  useEffect(() => watch(name, (found) => (picture.value = found)), [name, job.value]);
  if (!name) return null;
  return (
    <section aria-labelledby="its-weights">
      <h2 id="its-weights">{w("weights")}</h2>
      <label class="field">
        {say("weightsOf")}
        <select value={name} onChange={(e) => (chosen.value = e.currentTarget.value)}>
          {names.map((one) => (
            <option key={one} value={one}>
              {one.replaceAll("/", " › ")}
            </option>
          ))}
        </select>
      </label>
      {picture.value && <Shown bytes={picture.value} />}
    </section>
  );
}

function watch(name: string, show: (picture: ArrayBuffer | null) => void): () => void {
  let seen = 0;
  let ended = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = async () => {
    const now = stamp.peek();
    if (name && now && now !== seen && document.visibilityState === "visible") {
      const path = `weights/${name.split("/").map(encodeURIComponent).join("/")}`;
      const answer = await bytes(path);
      if (ended) return;
      seen = now;
      show("value" in answer ? answer.value : null);
    }
    timer = setTimeout(look, working.peek() ? BETWEEN : 2 * BETWEEN);
  };
  void look();
  return () => {
    ended = true;
    clearTimeout(timer);
  };
}
