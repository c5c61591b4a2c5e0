// The examples of the batch to choose from, a point of one's own, and learning on.

import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { counted } from "../../figures";
import type { BatchExample, Microscope } from "../../messages";
import { numberIn } from "../controls/field";
import { opened, step as learn } from "../store";
import { short } from "./asking";
import { example, own } from "./looked-at";
import { say } from "./words";

const MOST_LISTED = 100; // by the server

interface Props {
  readonly look: Microscope;
  readonly next: () => void;
}

/** On to the next example, or batch. */
export function Onward({ look, next }: Props) {
  return (
    <div class="batch-buttons">
      <button type="button" class="button small" onClick={next}>
        {say(look.own ? "ownBack" : "nextExample")}
      </button>
      <button type="button" class="button small" onClick={() => learn("batch")}>
        {say("nextBatch")}
      </button>
      <button type="button" class="button small" onClick={() => learn("epoch")}>
        {say("nextEpoch")}
      </button>
    </div>
  );
}

export function Batch({ look }: { look: Microscope }) {
  const at = { epoch: counted(look.epoch), batch: counted(look.batch + 1) };
  return (
    <div class="batch">
      <div class="batch-head">
        <h3>{say(look.own ? "own" : "batch")}</h3>
        <p class="quiet">{look.own ? say("ownAbout") : say("batchAt", at)}</p>
      </div>
      <Table look={look} />
      {look.examples.length >= MOST_LISTED && (
        <p class="quiet">{say("examplesCut", { n: MOST_LISTED })}</p>
      )}
      <Own />
    </div>
  );
}

function Table({ look }: { look: Microscope }) {
  const [across, up] = opened.value?.axes ?? [];
  return (
    <div class="batch-table">
      <table>
        <thead>
          <tr>
            <th scope="col">#</th>
            <th scope="col">{across?.name}</th>
            <th scope="col">{up?.name}</th>
            <th scope="col">t</th>
            <th scope="col">y</th>
            <th scope="col">e</th>
          </tr>
        </thead>
        <tbody>
          {look.examples.map((row, i) => (
            <Row key={i} row={row} place={i} here={i === look.example} own={look.own} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface RowProps {
  readonly row: BatchExample;
  readonly place: number;
  readonly here: boolean;
  readonly own: boolean;
}

function Row({ row, place, here, own: isOwn }: RowProps) {
  const [across, up] = opened.value?.axes ?? [];
  const choose = () => {
    if (!isOwn) example.value = place;
  };
  return (
    <tr aria-current={here ? "true" : undefined} onClick={choose}>
      <th scope="row">
        <button type="button" aria-label={say("example", { n: place + 1 })} onClick={choose}>
          {place + 1}
        </button>
      </th>
      <td>{short(row.x1 * (across?.scale ?? 1) + (across?.centre ?? 0))}</td>
      <td>{short(row.x2 * (up?.scale ?? 1) + (up?.centre ?? 0))}</td>
      <td>{targetName(row.t)}</td>
      <td>{answerName(row.answers)}</td>
      <td>{short(row.error)}</td>
    </tr>
  );
}

/** A class by its name, a value as it is; two classes are also −1 and 1 to a tanh output. */
function targetName(t: number): string {
  return opened.value?.classes?.[t] ?? short(t);
}

/** Of several outputs the likeliest class. */
function answerName(answers: BatchExample["answers"]): string {
  if (answers.length < 2) return short(answers[0] ?? null);
  const best = answers.reduce<number>((most, y, k) => ((y ?? -1) > (answers[most] ?? -1) ? k : most), 0);
  return `${opened.value?.classes?.[best] ?? best} ${Math.round((answers[best] ?? 0) * 100)} %`;
}

function Own() {
  const id = useId();
  const texts = useSignal(["", "", ""]);
  const isWrong = useSignal(false);
  const [across, up] = opened.value?.axes ?? [];
  const classes = opened.value?.classes;
  const look = (event: Event) => {
    event.preventDefault();
    const [a, b, t] = texts.value.map((text, i) => (i === 2 && classes ? Number(text) : numberIn(text)));
    const numbers = [a, b, t].every((n) => n !== null && n !== undefined && Number.isFinite(n));
    isWrong.value = !numbers;
    if (!numbers || !across || !up) return;
    const place = (v: number, axis: typeof across) => (v - axis.centre) / axis.scale;
    own.value = { x1: place(a as number, across), x2: place(b as number, up), t: t as number };
  };
  const put = (i: number, text: string) =>
    (texts.value = texts.value.map((old, k) => (k === i ? text : old)));
  return (
    <details class="batch-own">
      <summary>{say("own")}</summary>
      <form onSubmit={look}>
        {[across?.name ?? "", up?.name ?? "", "t"].map((name, i) => (
          <label key={i} class="knob" for={`${id}${i}`}>
            <span>{name}</span>
            {i === 2 && classes ? (
              <select id={`${id}${i}`} value={texts.value[2]} onChange={(e) => put(2, e.currentTarget.value)}>
                {classes.map((one, k) => (
                  <option key={one} value={k}>
                    {one}
                  </option>
                ))}
              </select>
            ) : (
              <input
                id={`${id}${i}`}
                class="number-box"
                type="text"
                inputMode="decimal"
                autocomplete="off"
                value={texts.value[i]}
                onInput={(e) => put(i, e.currentTarget.value)}
              />
            )}
          </label>
        ))}
        <button type="submit" class="button small primary">
          {say("ownLook")}
        </button>
      </form>
      {isWrong.value && (
        <p class="notice" role="alert">
          {say("wrongNumbers")}
        </p>
      )}
    </details>
  );
}
