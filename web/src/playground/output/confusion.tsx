// Who is taken for whom, among the test data.

import { useComputed } from "@preact/signals";
import { Term } from "../../parts/term";
import { frame, opened } from "../store";
import { say } from "../words";

export function Confusion() {
  const classes = opened.value?.classes;
  const cells = useComputed(() => JSON.stringify(frame.value?.head.confusion ?? []));
  const table = JSON.parse(cells.value) as number[][];
  if (!classes || table.length === 0) return null;
  const largest = Math.max(1, ...table.flat());
  return (
    <details class="confusion" open={classes.length > 2}>
      <summary>
        <Term name="confusion_matrix" />
      </summary>
      <div class="confusion-scroll">
        <table aria-label={say("confusionAbout")} title={say("confusionAbout")}>
          <thead>
            <tr>
              <td />
              {classes.map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {table.map((row, i) => (
              <tr key={classes[i]}>
                <th scope="row">{classes[i]}</th>
                {row.map((count, j) => (
                  <td
                    key={classes[j]}
                    class={i === j ? "right" : count > 0 ? "wrong" : ""}
                    style={{ "--share": `${Math.round((100 * count) / largest)}%` }}
                  >
                    {count}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
