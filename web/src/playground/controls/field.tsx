// Labelled choices, which know the words of the field.

import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useId, useRef } from "preact/hooks";
import { Term, type TermName } from "../../parts/term";
import { say } from "../words";

interface FieldProps {
  readonly label: TermName | { readonly text: string };
  readonly children: (id: string) => ComponentChildren;
}

export function Field({ label, children }: FieldProps) {
  const id = useId();
  return (
    <div class="knob">
      <label for={id}>{typeof label === "string" ? <Term name={label} /> : label.text}</label>
      {children(id)}
    </div>
  );
}

export interface Option {
  readonly value: string;
  readonly text: string;
}

interface ChoiceProps {
  readonly label: FieldProps["label"];
  readonly value: string;
  readonly options: readonly Option[];
  readonly choose: (value: string) => void;
}

export function Choice({ label, value, options, choose }: ChoiceProps) {
  return (
    <Field label={label}>
      {(id) => (
        <select id={id} value={value} onChange={(e) => choose(e.currentTarget.value)}>
          {options.map(({ value: v, text }) => (
            <option key={v} value={v} selected={v === value}>
              {text}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

interface NumberChoiceProps {
  readonly label: FieldProps["label"];
  readonly value: number;
  readonly usual: readonly number[];
  readonly choose: (value: number) => void;
}

const OTHER = "other";

/** The usual values to choose from, and any other to be typed. */
export function NumberChoice({ label, value, usual, choose }: NumberChoiceProps) {
  const typing = useSignal(false);
  const all = usual.includes(value) ? usual : [...usual, value].sort((a, b) => a - b);
  if (typing.value)
    return (
      <Field label={label}>
        {(id) => (
          <NumberBox
            id={id}
            value={value}
            focus
            done={(typed) => {
              typing.value = false;
              if (typed !== null && typed !== value) choose(typed);
            }}
          />
        )}
      </Field>
    );
  const options = [
    ...all.map((v) => ({ value: String(v), text: plain(v) })),
    { value: OTHER, text: say("other") },
  ];
  const chosen = (text: string) => {
    if (text === OTHER) typing.value = true;
    else choose(Number(text));
  };
  return <Choice label={label} value={String(value)} options={options} choose={chosen} />;
}

interface BoxProps {
  readonly id?: string;
  readonly value: number | null;
  readonly label?: string;
  readonly placeholder?: string;
  readonly focus?: boolean;
  /** What was typed; null where it is no number. */
  readonly done: (value: number | null) => void;
}

/** A number to be typed; done with Enter, or by going elsewhere. */
export function NumberBox({ id, value, label, placeholder, focus = false, done }: BoxProps) {
  const first = useRef(true);
  return (
    <input
      id={id}
      class="number-box"
      type="text"
      inputMode="decimal"
      autocomplete="off"
      aria-label={label}
      placeholder={placeholder}
      defaultValue={value === null ? "" : plain(value)}
      key={value === null ? "" : String(value)}
      ref={(box) => {
        if (box && focus && first.current) {
          first.current = false;
          box.focus();
          box.select();
        }
      }}
      onKeyDown={(e) => {
        if (e.key === "Enter") e.currentTarget.blur();
      }}
      onBlur={(e) => done(numberIn(e.currentTarget.value))}
    />
  );
}

/** Reads a number as people write it, in wide characters too; null for what is none. */
export function numberIn(text: string): number | null {
  const narrow = text.normalize("NFKC").replace("−", "-").replace(",", ".").trim();
  const value = narrow === "" ? Number.NaN : Number(narrow);
  return Number.isFinite(value) ? value : null;
}

/** 0.00001 rather than 1e-5. */
export function plain(value: number): string {
  if (value !== 0 && Math.abs(value) < 1e-3 && Math.abs(value) >= 1e-7)
    return value.toFixed(10).replace(/0+$/, "");
  return String(value);
}

interface CheckProps {
  readonly label: ComponentChildren;
  readonly checked: boolean;
  readonly set: (checked: boolean) => void;
}

export function Check({ label, checked, set }: CheckProps) {
  return (
    <label class="check">
      <input type="checkbox" checked={checked} onChange={(e) => set(e.currentTarget.checked)} />
      <span>{label}</span>
    </label>
  );
}
