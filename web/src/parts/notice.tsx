import type { ComponentChildren } from "preact";
import { say, told } from "../language";
import type { Answer, Asked } from "../server";

interface Props<T> {
  readonly asked: Asked<T>;
  readonly children: (value: T) => ComponentChildren;
}

/** Shows what was asked for once it is here; until then that it is coming, or why it is not. */
export function Awaited<T>({ asked, children }: Props<T>) {
  const answer: Answer<T> = asked.answer.value;
  if (answer.state === "here") return <>{children(answer.value)}</>;
  if (answer.state === "awaited") return <p class="notice quiet">{say("loading")}</p>;
  return (
    <div class="notice" role="alert">
      <p>{told(answer.problem)}</p>
      <button type="button" class="button" onClick={asked.again}>
        {say("tryAgain")}
      </button>
    </div>
  );
}
