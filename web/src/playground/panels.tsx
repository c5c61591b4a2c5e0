// Under the network: panels that look closer, one at a time.

import { useRef } from "preact/hooks";
import { option, setOption } from "../address";
import { Carry } from "./carry/carry";
import { isShown } from "./controls-shown";
import { Doctor } from "./doctor/doctor";
import { Microscope } from "./microscope/microscope";
import { opened } from "./store";
import { TimeMachine } from "./time/time-machine";
import { say } from "./words";

const PANELS = {
  microscope: Microscope,
  time: TimeMachine,
  doctor: Doctor,
  carry: Carry,
} as const;
type Name = keyof typeof PANELS;
const NAMES = Object.keys(PANELS) as Name[];

export function Panels() {
  const tabs = useRef<HTMLDivElement>(null);
  if (!opened.value || !isShown("panels")) return null;
  const open = NAMES.find((name) => name === option("tab"));
  const Panel = open && PANELS[open];
  const move = (event: KeyboardEvent, from: Name) => {
    const way = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (way === 0) return;
    event.preventDefault();
    const next = NAMES[(NAMES.indexOf(from) + way + NAMES.length) % NAMES.length] as Name;
    tabs.current?.querySelector<HTMLElement>(`#tab-${next}`)?.focus();
  };
  return (
    <section class="panels" aria-label={say("panels")}>
      <div class="tabs" role="tablist" aria-label={say("panels")} ref={tabs}>
        {NAMES.map((name, i) => (
          <button
            key={name}
            type="button"
            role="tab"
            id={`tab-${name}`}
            aria-selected={open === name}
            aria-controls="panel"
            tabIndex={open === name || (!open && i === 0) ? 0 : -1}
            onClick={() => setOption("tab", open === name ? null : name)}
            onKeyDown={(event) => move(event, name)}
          >
            {say(name)}
          </button>
        ))}
      </div>
      <div class="panel" id="panel" role="tabpanel" aria-labelledby={`tab-${open ?? NAMES[0]}`} hidden={!Panel}>
        {Panel && <Panel />}
      </div>
    </section>
  );
}
