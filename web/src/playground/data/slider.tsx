// A slider with its name and value.

import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

interface Props {
  readonly label: ComponentChildren;
  /** The whole name, where the label is short. */
  readonly name?: string;
  readonly value: number;
  readonly shown: string;
  readonly least: number;
  readonly most: number;
  readonly step?: number;
  /** `done` when the reader lets go. */
  readonly set: (value: number, done: boolean) => void;
}

export function Slider({ label, name, value, shown, least, most, step = 1, set }: Props) {
  const id = useId();
  return (
    <div class="slider">
      <label for={id}>{label}</label>
      <output for={id}>{shown}</output>
      <input
        id={id}
        type="range"
        min={least}
        max={most}
        step={step}
        value={value}
        aria-label={name}
        title={name}
        aria-valuetext={shown}
        onInput={(e) => set(e.currentTarget.valueAsNumber, false)}
        onChange={(e) => set(e.currentTarget.valueAsNumber, true)}
      />
    </div>
  );
}
