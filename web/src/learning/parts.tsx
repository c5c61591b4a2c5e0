// What several topics of the page share.

import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { duration } from "../figures";
import { told } from "../language";
import { Slider } from "../playground/data/slider";
import type { Asking } from "./asking";
import { placeOf, setNumber } from "./choices";
import { say } from "./words";

/** What was asked for is on its way, or why it is not, or how long it took. */
export function State({ asked, seconds }: { asked: Asking<unknown>; seconds: number | undefined }) {
  if (asked.problem.value) {
    return (
      <p class="warning" role="alert">
        {told(asked.problem.value)}
      </p>
    );
  }
  return (
    <p class="quiet small" role="status">
      {asked.awaited.value
        ? say("working")
        : seconds !== undefined && say("took", { time: duration(seconds) })}
    </p>
  );
}

interface ChoiceProps {
  readonly name: string;
  readonly value: string;
  readonly values: readonly (readonly [string, string])[];
  readonly set: (value: string) => void;
}

export function Choice({ name, value, values, set }: ChoiceProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{name}</label>
      <select id={id} value={value} onChange={(e) => set(e.currentTarget.value)}>
        {values.map(([one, shown]) => (
          <option key={one} value={one}>
            {shown}
          </option>
        ))}
      </select>
    </div>
  );
}

interface LadderProps {
  readonly label: ComponentChildren;
  readonly values: readonly number[];
  readonly value: number;
  readonly usual: number;
  /** Its name in the address. */
  readonly option: string;
  readonly shown?: (value: number) => string;
}

/** A slider through some values; the address holds the one chosen. */
export function Ladder({ label, values, value, usual, option, shown = String }: LadderProps) {
  return (
    <Slider
      label={label}
      value={placeOf(values, value)}
      shown={shown(value)}
      least={0}
      most={values.length - 1}
      set={(place) => setNumber(option, values[place] ?? usual, usual)}
    />
  );
}
