// What the network says to the picture: a bar for each class, and the picture as it gets it.

import { useEffect, useRef } from "preact/hooks";
import { told } from "../language";
import type { Looked } from "../messages";
import { asImage } from "./bytes";
import { lookProblem, looked } from "./looking";
import { data, stamp } from "./store";
import { w } from "./words";

const MOST_BARS = 12; // with more classes, the likeliest are shown

type Probabilities = Looked["probabilities"];

export function Answer() {
  const found = looked.value;
  const classes = data.value?.classes ?? [];
  if (lookProblem.value) return <p class="notice" role="alert">{told(lookProblem.value)}</p>;
  if (!found || !classes.length) {
    return <p class="quiet answer-empty">{w(stamp.value ? "nothingYet" : "needsTraining")}</p>;
  }
  const { probabilities } = found.head;
  const best = bestOf(probabilities);
  return (
    <div class="answer">
      <Seen />
      <div class="answer-bars">
        <h3>{w("answer")}</h3>
        <p class="answer-best" role="status">
          {w("says", { name: classes[best] ?? best, share: share(probabilities[best]) })}
        </p>
        <dl class="probabilities">
          {bars(probabilities).map((k) => (
            <div key={k} class={k === best ? "probability best" : "probability"}>
              <dt>{classes[k] ?? k}</dt>
              <dd>
                <span class="track">
                  <span class="fill" style={{ inlineSize: `${100 * (probabilities[k] ?? 0)}%` }} />
                </span>
                <span class="share">{share(probabilities[k])}</span>
              </dd>
            </div>
          ))}
        </dl>
      </div>
    </div>
  );
}

function Seen() {
  const canvas = useRef<HTMLCanvasElement>(null);
  const found = looked.value;
  const picture = found?.head.picture;
  useEffect(() => {
    if (!found || !picture) return;
    const { width, height, channels } = picture;
    canvas.current?.getContext("2d")?.putImageData(asImage(found.bytes, width, height, channels), 0, 0);
  }, [found]);
  return (
    <figure class="seen">
      <figcaption>
        <h3>{w("whatItSees")}</h3>
      </figcaption>
      <canvas ref={canvas} width={picture?.width ?? 1} height={picture?.height ?? 1} />
    </figure>
  );
}

export function bestOf(probabilities: Probabilities): number {
  return probabilities.reduce<number>(
    (best, p, k) => ((p ?? -1) > (probabilities[best] ?? -1) ? k : best),
    0,
  );
}

/** The classes that have a bar: all in their order, or the likeliest of very many. */
export function bars(probabilities: Probabilities): number[] {
  const order = probabilities.map((_, k) => k);
  if (order.length <= MOST_BARS) return order;
  return order.sort((a, b) => (probabilities[b] ?? 0) - (probabilities[a] ?? 0)).slice(0, MOST_BARS);
}

export function share(p: number | null | undefined): string {
  return p == null ? "–" : `${(100 * p).toFixed(1)} %`;
}
