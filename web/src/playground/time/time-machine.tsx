// Back and forth through the epochs that are kept, and on from any of them in another way.

import { useComputed, useSignal } from "@preact/signals";
import { useEffect, useId, useRef } from "preact/hooks";
import { compare } from "../../compare/address";
import { counted } from "../../figures";
import { filled, term, told } from "../../language";
import { epoch, experiment, keptEpochs, opened, send } from "../store";
import { branchings } from "./branches";
import "./time.css";
import { W } from "./words";

const REPLAY_SECONDS = 6; // the whole past, however long
const REPLAY_RATE = 20; // moments a second

export function TimeMachine() {
  const kept = keptEpochs;
  const at = useComputed(() => nearest(kept.value, epoch.value));
  if (!kept.value.length) return <p class="quiet">{told(W.nothing)}</p>;
  return (
    <div class="time">
      <p class="quiet">
        {kept.value.length > (kept.value.at(-1) ?? 0)
          ? told(W.all)
          : filled(told(W.thinned), {
              kept: counted(kept.value.length),
              epochs: counted(kept.value.at(-1) ?? 0),
            })}{" "}
        {told(W.about)}
      </p>
      <Scrubber kept={kept.value} at={at.value} />
      <Branch />
    </div>
  );
}

/** The index of the kept epoch nearest to `now`. */
export function nearest(kept: readonly number[], now: number): number {
  let best = 0;
  kept.forEach((moment, i) => {
    if (Math.abs(moment - now) <= Math.abs((kept[best] ?? 0) - now)) best = i;
  });
  return best;
}

function Scrubber({ kept, at }: { kept: readonly number[]; at: number }) {
  const id = useId();
  const replay = useReplay(kept);
  const last = kept.length - 1;
  const seek = (index: number) => {
    replay.stop();
    send({ type: "seek", epoch: kept[Math.min(last, Math.max(0, index))] ?? 0 });
  };
  const buttons = [
    { name: W.first, icon: "M6 5v14M18 5l-9 7 9 7z", to: 0 },
    { name: W.back, icon: "M15 5l-8 7 8 7", to: at - 1 },
    { name: W.forward, icon: "M9 5l8 7-8 7", to: at + 1 },
    { name: W.last, icon: "M18 5v14M6 5l9 7-9 7z", to: last },
  ];
  const where = filled(told(W.atEpoch), { epoch: counted(kept[at] ?? 0) });
  return (
    <div class="time-scrubber">
      <label for={id}>
        {told(W.moment)}: <b>{where}</b>
      </label>
      <input
        id={id}
        type="range"
        min={0}
        max={last}
        value={at}
        aria-valuetext={where}
        onInput={(event) => seek(event.currentTarget.valueAsNumber)}
      />
      <div class="time-buttons">
        {buttons.map(({ name, icon, to }) => (
          <button
            key={icon}
            type="button"
            class="button"
            aria-label={told(name)}
            title={told(name)}
            disabled={to < 0 || to > last || to === at}
            onClick={() => seek(to)}
          >
            <svg viewBox="0 0 24 24" aria-hidden="true">
              <path d={icon} />
            </svg>
          </button>
        ))}
        <button type="button" class="button" onClick={replay.running ? replay.stop : replay.start}>
          {told(replay.running ? W.stopReplay : W.replay)}
        </button>
      </div>
    </div>
  );
}

/** Goes through the kept moments from the first to the last, in a few seconds. */
function useReplay(kept: readonly number[]) {
  const running = useSignal(false);
  const timer = useRef<ReturnType<typeof setInterval> | undefined>(undefined);
  const stop = () => {
    clearInterval(timer.current);
    running.value = false;
  };
  const start = () => {
    let index = 0;
    const by = Math.max(1, Math.ceil(kept.length / (REPLAY_SECONDS * REPLAY_RATE)));
    running.value = true;
    timer.current = setInterval(() => {
      send({ type: "seek", epoch: kept[Math.min(index, kept.length - 1)] ?? 0 });
      if (index >= kept.length - 1) stop();
      index += by;
    }, 1000 / REPLAY_RATE);
  };
  useEffect(() => stop, []);
  return { running: running.value, start, stop };
}

function Branch() {
  const [settingId, valueId] = [useId(), useId()];
  const chosen = useSignal("rate");
  const value = useSignal("");
  const fromStart = useSignal(false);
  const now = experiment.value;
  if (!now) return null;
  const all = branchings(now);
  const branching = all.find(({ name }) => name === chosen.value) ?? all[0];
  if (!branching) return null;
  const current = branching.now(now);
  const others = branching.values.filter((one) => one !== current);
  // Unless something was picked, the next larger one.
  const next = branching.values[branching.values.indexOf(current) + 1] ?? others[0] ?? "";
  const picked = others.includes(value.value) ? value.value : next;
  const run = (event: Event) => {
    event.preventDefault();
    const session = opened.peek();
    if (!session) return;
    const from = fromStart.value ? null : { session: session.session, epoch: epoch.peek() };
    compare(session.address, branching.changed(now, picked), from);
  };
  return (
    <form class="time-branch" onSubmit={run}>
      <h3>{told(W.branch)}</h3>
      <p class="quiet">{told(W.branchAbout)}</p>
      <div class="time-fields">
        <label for={settingId}>{told(W.setting)}</label>
        <select
          id={settingId}
          value={branching.name}
          onChange={(event) => (chosen.value = event.currentTarget.value)}
        >
          {all.map(({ name }) => (
            <option key={name} value={name}>
              {term(name)}
            </option>
          ))}
        </select>
        <label for={valueId}>
          {told(W.value)} <span class="quiet">({filled(told(W.now), { value: term(current) })})</span>
        </label>
        <select
          id={valueId}
          value={picked}
          onChange={(event) => (value.value = event.currentTarget.value)}
        >
          {others.map((one) => (
            <option key={one} value={one}>
              {term(one)}
            </option>
          ))}
        </select>
      </div>
      <label class="time-start">
        <input
          type="checkbox"
          checked={fromStart.value}
          onChange={(event) => (fromStart.value = event.currentTarget.checked)}
        />{" "}
        {told(W.fromStart)}
      </label>
      <button type="submit" class="button primary">
        {told(W.run)}
      </button>
    </form>
  );
}
