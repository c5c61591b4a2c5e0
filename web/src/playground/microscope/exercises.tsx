// Which function is this network? Drawn by a seed, checked by the server.

import { signal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { option, setOption } from "../../address";
import { told } from "../../language";
import type { FunctionExercise } from "../../messages";
import { highlight } from "../store";
import { short, useLook } from "./asking";
import { Formula, Latex } from "./latex";
import { load } from "./loading";
import { spoken } from "./spoken";
import { WiringDrawing } from "./wiring";
import { say } from "./words";

const LEVELS = [1, 2, 3, 4] as const;

type Level = (typeof LEVELS)[number];

interface Which {
  readonly level: Level;
  readonly seed: number;
}

// Kept while the reader looks at other panels.
const score = signal({ right: 0, all: 0 });

/** The address has it as level and number, `2-7`: a teacher's link leads to one exercise. */
export function whichExercise(asked: string | undefined): Which {
  const [, level, seed] = /^([1-4])-(\d{1,9})$/.exec(asked ?? "") ?? [];
  return { level: Number(level ?? 1) as Level, seed: Number(seed ?? 1) };
}

function take({ level, seed }: Which): void {
  setOption("exercise", `${level}-${seed}`);
}

export function Exercises() {
  const now = whichExercise(option("exercise"));
  const answer = useLook<FunctionExercise>(() => {
    const { level, seed } = whichExercise(option("exercise"));
    return `/api/microscope/exercise?level=${level}&seed=${seed}`;
  }).value;
  useEffect(() => {
    highlight.value = [];
  }, []);
  return (
    <div class="exercises">
      <div class="exercises-bar">
        <div class="exercises-levels" role="group" aria-label={say("level")}>
          {LEVELS.map((one) => (
            <button
              key={one}
              type="button"
              class="button small"
              aria-pressed={one === now.level}
              onClick={() => take({ ...now, level: one })}
            >
              {say(`level${one}`)}
            </button>
          ))}
        </div>
        {score.value.all > 0 && <span class="quiet">{say("score", score.value)}</span>}
      </div>
      {answer.state === "failed" && <p class="notice">{told(answer.problem)}</p>}
      {answer.state === "awaited" && <p class="quiet">{say("looking")}</p>}
      {answer.state === "here" && (
        <Exercise
          key={`${answer.value.level} ${answer.value.seed}`}
          exercise={answer.value}
          next={() => take({ ...now, seed: now.seed + 1 })}
        />
      )}
    </div>
  );
}

interface ExerciseProps {
  readonly exercise: FunctionExercise;
  readonly next: () => void;
}

function Exercise({ exercise, next }: ExerciseProps) {
  const tried = useSignal<readonly number[]>([]);
  const last = tried.value.at(-1);
  const isRight = last !== undefined && exercise.choices[last]?.right === true;
  const choose = (i: number) => {
    if (isRight || tried.value.includes(i)) return;
    const isFirst = tried.value.length === 0;
    tried.value = [...tried.value, i];
    const { right, all } = score.value;
    if (isFirst) score.value = { right: right + Number(exercise.choices[i]?.right), all: all + 1 };
  };
  return (
    <div class="exercise">
      <h3>{told(exercise.question)}</h3>
      <WiringDrawing wiring={exercise.wiring} />
      <div class="exercise-choices" role="group" aria-label={say("choices")}>
        {exercise.choices.map((choice, i) => (
          <button
            key={i}
            type="button"
            class={`exercise-choice ${tried.value.includes(i) ? (choice.right ? "right" : "wrong") : ""}`}
            aria-label={[spoken(choice.latex), choice.text && told(choice.text)].filter(Boolean).join(", ")}
            aria-disabled={isRight || tried.value.includes(i)}
            onClick={() => choose(i)}
          >
            <Latex tex={choice.latex} />
            {choice.text && <span class="quiet">{told(choice.text)}</span>}
          </button>
        ))}
      </div>
      <p class={`exercise-verdict ${isRight ? "right" : ""}`} role="status">
        {last === undefined ? "" : say(isRight ? "right" : "wrong")}
      </p>
      {isRight && <Solution exercise={exercise} />}
      {!isRight && <Hint exercise={exercise} />}
      <div class="batch-buttons">
        <button type="button" class={`button ${isRight ? "primary" : ""}`} onClick={next}>
          {say("another")}
        </button>
        <button type="button" class="button" onClick={() => load(exercise.loadable)}>
          {say("load")}
        </button>
      </div>
    </div>
  );
}

function Hint({ exercise: { table, wiring } }: { exercise: FunctionExercise }) {
  const names = ["x₁", "x₂"].slice(0, wiring.inputs.length);
  return (
    <details>
      <summary>{say("hint")}</summary>
      <table class="exercise-table">
        <thead>
          <tr>
            {[...names, "y"].map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.map((row, i) => (
            <tr key={i}>
              {row.map((value, k) => (
                <td key={k}>{short(value)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

function Solution({ exercise: { solution, lesson } }: { exercise: FunctionExercise }) {
  return (
    <div class="exercise-solution">
      <h3>{say("solution")}</h3>
      {solution.map((tex, i) => (
        <Formula key={i} lines={[tex]} />
      ))}
      <p>{told(lesson)}</p>
    </div>
  );
}
