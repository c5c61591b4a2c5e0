// A card at a unit or link, where its numbers are read while they change, and edited.

import { useSignalEffect } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { letterSize } from "../../parts/letters";
import { Term } from "../../parts/term";
import { numberIn } from "../controls/field";
import { shortName, unitName } from "../names";
import { steady } from "../number";
import {
  biasIndex, isLink, type LinkPlace, type Place, samePlace, type UnitPlace, weightIndex,
} from "../places"; // prettier-ignore
import { edit, frame, hovered, type Moment, problem, sizes } from "../store";
import { say } from "../words";
import type { Link, Plan } from "./geometry";

const WIDE = 15; // letters
const MOST = 40; // weights in the list
const NUDGE = 0.1;

interface Props {
  readonly place: Place;
  readonly plan: Plan;
  readonly links: readonly Link[];
  readonly close: () => void;
}

export function Editor({ place, plan, links, close }: Props) {
  const card = useRef<HTMLDivElement>(null);
  const before = useRef<Element | null>(null);
  // Before the card is painted, so that a key pressed at once is the card's.
  useLayoutEffect(() => {
    before.current = document.activeElement;
    (card.current?.querySelector("input") ?? card.current)?.focus({ preventScroll: true });
    const outside = ({ target }: Event) => {
      if (target instanceof Element && !target.closest(".editor, .graph-body")) close();
    };
    document.addEventListener("pointerdown", outside);
    return () => document.removeEventListener("pointerdown", outside);
  }, []);
  const leave = () => {
    if (before.current instanceof HTMLElement) before.current.focus({ preventScroll: true });
    close();
  };
  return (
    <div
      class="editor floating"
      ref={card}
      tabIndex={-1}
      role="dialog"
      aria-label={unitName(place)}
      style={position(place, plan, links)}
      onKeyDown={(e) => {
        e.stopPropagation();
        if (e.key === "Escape") leave();
      }}
    >
      <div class="editor-head">
        <h3>{unitName(place)}</h3>
        <button type="button" class="icon-button" aria-label={say("close")} onClick={leave}>
          <svg viewBox="0 0 24 24" aria-hidden="true">
            <path class="stroke" d="M6 6l12 12M18 6L6 18" />
          </svg>
        </button>
      </div>
      {isLink(place) ? <Weight place={place} /> : <Unit place={place} />}
    </div>
  );
}

function Unit({ place }: { place: UnitPlace }) {
  if (place.layer === 0) return null;
  const sources = Math.min(MOST, sizes.value[place.layer - 1] ?? 0);
  return (
    <div class="editor-rows">
      <Row label={<Term name="bias" />} place={place}
        read={({ biases }) => biases[biasIndex(sizes.peek(), place)]} />
      {Array.from({ length: sources }, (_, source) => (
        <Weight key={source} place={{ ...place, source }} />
      ))}
    </div>
  );
}

function Weight({ place }: { place: LinkPlace }) {
  const source = shortName({ layer: place.layer - 1, unit: place.source });
  return (
    <Row
      label={
        <>
          <Term name="weight" /> <span class="quiet">{say("weightFrom", { source })}</span>
        </>
      }
      place={place}
      read={({ weights }) => weights[weightIndex(sizes.peek(), place)]}
    />
  );
}

interface RowProps {
  readonly label: ComponentChildren;
  readonly place: Place;
  readonly read: (moment: Moment) => number | undefined;
}

function Row({ label, place, read }: RowProps) {
  const box = useRef<HTMLInputElement>(null);
  const typed = useRef(false);
  useSignalEffect(() => {
    const moment = frame.value;
    void problem.value; // what was refused is taken back
    if (moment && box.current && !typed.current) box.current.value = steady(read(moment));
  });
  const put = (value: number | null) => {
    typed.current = false;
    if (value !== null) edit(place, value);
    else if (box.current && frame.peek()) box.current.value = steady(read(frame.peek() as Moment));
  };
  const nudge = (by: number) => {
    const value = numberIn(box.current?.value ?? "");
    if (value === null || !box.current) return;
    const next = Math.round((value + by) * 1000) / 1000;
    box.current.value = steady(next);
    put(next);
  };
  return (
    <label
      class="editor-row"
      onPointerEnter={() => {
        if (!samePlace(hovered.peek(), place)) hovered.value = place;
      }}
    >
      <span>{label}</span>
      <input
        ref={box}
        class="number-box"
        type="text"
        inputMode="decimal"
        autocomplete="off"
        onInput={() => (typed.current = true)}
        onBlur={(e) => {
          if (typed.current) put(numberIn(e.currentTarget.value));
        }}
        onKeyDown={(e) => {
          if (e.key === "Enter") put(numberIn(e.currentTarget.value));
          const way = e.key === "ArrowUp" ? 1 : e.key === "ArrowDown" ? -1 : 0;
          if (way === 0) return;
          e.preventDefault();
          nudge(way * NUDGE * (e.shiftKey ? 10 : 1));
        }}
      />
    </label>
  );
}

function position(place: Place, plan: Plan, links: readonly Link[]) {
  const wide = Math.min(plan.width, WIDE * letterSize());
  const link = isLink(place) ? links.find((l) => samePlace(l, place)) : undefined;
  const node = plan.nodes.find((n) => n.layer === place.layer && n.unit === place.unit);
  const x = link ? (link.from[0] + link.to[0]) / 2 : (node?.x ?? 0);
  const y = link ? (link.from[1] + link.to[1]) / 2 : (node?.y ?? 0);
  const right = x + plan.side / 2 + 12;
  const left = right + wide <= plan.width ? right : x - plan.side / 2 - 12 - wide;
  return {
    left: `${Math.max(0, Math.min(plan.width - wide, left))}px`,
    top: `${Math.max(0, Math.min(y - 20, plan.height - 90))}px`,
    width: `${wide}px`,
  };
}
