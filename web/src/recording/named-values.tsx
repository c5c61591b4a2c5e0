import { Fragment } from "preact";
import { measured } from "../figures";
import { term } from "../language";
import type { NamedValue } from "../messages";
import { Word } from "../parts/term";

interface Props {
  readonly title: string;
  readonly values: readonly NamedValue[];
  readonly show?: (value: string) => string;
}

export function NamedValues({ title, values, show = String }: Props) {
  if (!values.length) return null;
  return (
    <section>
      <h2>{title}</h2>
      <dl class="named-values">
        {values.map(({ name, value }) => (
          <div key={name}>
            <dt><Label name={name} /></dt>
            <dd>{show(value)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** `optimizer.rate` as "Optimizer: Learning rate", in the reader's words. */
export function Label({ name }: { name: string }) {
  return (
    <>
      {name.split(".").map((part, i) => (
        <Fragment key={i}>
          {i > 0 && ": "}
          <Word name={part} />
        </Fragment>
      ))}
    </>
  );
}

/** A setting's value: numbers as the reader writes them, names in the reader's words. */
export function setting(value: string): string {
  const number = /^-?\d+(\.\d+)?(e-?\d+)?$/.test(value) ? Number(value) : Number.NaN;
  return Number.isFinite(number) ? measured(number) : term(value);
}
