// The end: what becomes of the logits.

import { measured } from "../figures";
import { share } from "../images/answer";
import { term } from "../language";
import type { Ending as Ended } from "../messages";
import { choose, explored, look, nodes } from "./store";
import { w } from "./words";

export function Ending() {
  const found = look.value;
  if (!found) return null;
  const { ending } = found.head;
  return (
    <section class="panel layer" aria-labelledby="the-layer">
      <div class="layer-head">
        <h2 id="the-layer">{ending.how === "softmax" ? term("softmax") : w("answer")}</h2>
        <p class="quiet">{about(ending)}</p>
      </div>
      <Best ending={ending} />
      {ending.outputs > ending.best.length && (
        <p class="quiet tiny">{w("likeliest", { shown: ending.best.length, n: ending.outputs })}</p>
      )}
    </section>
  );
}

function about(ending: Ended): string {
  if (ending.how === "sigmoid") return w("sigmoidAbout");
  if (ending.how === "values") return w("valuesAbout");
  return w("softmaxAbout", { largest: measured(ending.largest), total: measured(ending.total) });
}

function Best({ ending }: { ending: Ended }) {
  const softmax = ending.how === "softmax";
  const last = nodes.value.length - 1;
  return (
    <div class="scroll">
      <table class="terms">
        <thead>
          <tr>
            <th scope="col">{w("class")}</th>
            <th scope="col" class="figure">
              {softmax || ending.how === "sigmoid" ? w("logit") : w("output")}
            </th>
            {softmax && (
              <th scope="col" class="figure">
                {w("exponential")}
              </th>
            )}
            {ending.how !== "values" && (
              <>
                <th scope="col" class="figure">
                  {w("probability")}
                </th>
                <td />
              </>
            )}
          </tr>
        </thead>
        <tbody>
          {ending.best.map((one) => (
            <tr key={one.label}>
              <th scope="row">
                <button
                  type="button"
                  class="text-button"
                  onClick={() => choose(last, { map: one.label, row: 0, column: 0 })}
                >
                  {explored.value?.classes[one.label] ?? one.label}
                </button>
              </th>
              <td class="figure">{measured(one.logit)}</td>
              {softmax && <td class="figure">{measured(one.exponential)}</td>}
              {ending.how !== "values" && (
                <>
                  <td class="figure">{share(one.probability)}</td>
                  <td class="wide-bar">
                    <span class="track">
                      <span class="fill" style={{ inlineSize: `${100 * (one.probability ?? 0)}%` }} />
                    </span>
                  </td>
                </>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
