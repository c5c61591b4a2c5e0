// What is drawn, and with how wide a brush.

import { css } from "../palette";
import { opened } from "../store";
import { classLetter, MOST_CLASSES } from "./drawing";
import {
  addClass,
  brush,
  byValue,
  chosenClass,
  chosenValue,
  classCount,
  clear,
  drawn,
  erasing,
  takeCurrent,
  undo,
} from "./drawn";
import { targetColours } from "./points-canvas";
import { say } from "./words";

const VALUES = [-1, -0.5, 0, 0.5, 1];
const MOST_SHOWN = 10;

/** The classes, or values, that can be drawn, each in its colour. */
export function Marks() {
  return byValue.value ? <Values /> : <Classes />;
}

function Classes() {
  const colour = targetColours(classCount.value);
  return (
    <div class="mark-buttons" role="group" aria-label={say("drawAs")}>
      {Array.from({ length: classCount.value }, (_, i) => (
        <MarkButton
          key={i}
          text={classLetter(i)}
          label={say("classNamed", { name: classLetter(i) })}
          colour={css(colour(i))}
          chosen={!erasing.value && chosenClass.value === i}
          choose={() => (chosenClass.value = i)}
        />
      ))}
      {classCount.value < Math.min(MOST_SHOWN, MOST_CLASSES) && (
        <button
          type="button"
          class="mark-button add"
          aria-label={say("addClass")}
          title={say("addClass")}
          onClick={addClass}
        >
          +
        </button>
      )}
    </div>
  );
}

function Values() {
  const colour = targetColours(null);
  return (
    <div class="mark-buttons" role="group" aria-label={say("drawValue")}>
      {VALUES.map((value) => (
        <MarkButton
          key={value}
          text={String(value).replace("-", "−")}
          label={say("valueNamed", { value })}
          colour={css(colour(value))}
          chosen={!erasing.value && chosenValue.value === value}
          choose={() => (chosenValue.value = value)}
        />
      ))}
    </div>
  );
}

interface MarkButtonProps {
  readonly text: string;
  readonly label: string;
  readonly colour: string;
  readonly chosen: boolean;
  readonly choose: () => void;
}

function MarkButton({ text, label, colour, chosen, choose }: MarkButtonProps) {
  return (
    <button
      type="button"
      class="mark-button"
      aria-pressed={chosen}
      aria-label={label}
      title={label}
      onClick={() => {
        erasing.value = false;
        choose();
      }}
    >
      <svg viewBox="0 0 12 12" aria-hidden="true">
        <circle cx="6" cy="6" r="5" fill={colour} />
      </svg>
      {text}
    </button>
  );
}

const BRUSHES = [
  { radius: 0, key: "brushPoint" },
  { radius: 0.6, key: "brushSmall" },
  { radius: 1.3, key: "brushLarge" },
] as const;

export function Brushes() {
  const empty = drawn.value.length === 0;
  return (
    <div class="draw-tools">
      <div class="segments" role="group" aria-label={say("brush")}>
        {BRUSHES.map(({ radius, key }) => (
          <button
            key={key}
            type="button"
            aria-pressed={!erasing.value && brush.value === radius}
            onClick={() => {
              brush.value = radius;
              erasing.value = false;
            }}
          >
            {say(key)}
          </button>
        ))}
        <button
          type="button"
          aria-pressed={erasing.value}
          onClick={() => (erasing.value = !erasing.value)}
        >
          {say("eraser")}
        </button>
      </div>
      <div class="draw-actions">
        <button type="button" class="chip" onClick={undo}>
          {say("undo")}
        </button>
        <button type="button" class="chip" disabled={empty} onClick={clear}>
          {say("clear")}
        </button>
        {empty && opened.value && (
          <button type="button" class="chip" onClick={takeCurrent}>
            {say("takeCurrent")}
          </button>
        )}
      </div>
    </div>
  );
}
