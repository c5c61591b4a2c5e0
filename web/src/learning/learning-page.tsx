// The page of learning: five topics, each of which a reader can turn and watch.

import { option, setOption } from "../address";
import { type Topic, TOPICS, topic } from "./choices";
import { Descent } from "./descent";
import { Labels } from "./labels";
import { Landscape } from "./landscape";
import "./learning.css";
import { Rate } from "./rate";
import { Regularization } from "./regularization";
import { say } from "./words";

const SHOWN: Readonly<Record<Topic, () => preact.JSX.Element>> = {
  descent: Descent,
  regularization: Regularization,
  landscape: Landscape,
  labels: Labels,
  rate: Rate,
};

export function LearningPage() {
  const now = topic();
  const Shown = SHOWN[now];
  return (
    <div class="page learning">
      <h1>{say("title")}</h1>
      <p class="lead">{say("lead")}</p>
      <div class="segments topics" role="group" aria-label={say("topics")}>
        {TOPICS.map((name) => (
          <button
            key={name}
            type="button"
            aria-pressed={name === now}
            onClick={() => option("topic") !== name && setOption("topic", name === TOPICS[0] ? null : name)}
          >
            {say(name)}
          </button>
        ))}
      </div>
      <Shown key={now} />
    </div>
  );
}
