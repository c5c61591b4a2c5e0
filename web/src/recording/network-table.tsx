import { counted, shape } from "../figures";
import { say, term } from "../language";
import type { Recording } from "../messages";
import { Term, Word } from "../parts/term";

export function NetworkTable({ recording }: { recording: Recording }) {
  return (
    <section>
      <h2>{say("theNetwork")}</h2>
      <div class="scroll" tabIndex={0} role="group" aria-label={say("theNetwork")}>
        <table>
          <thead>
            <tr>
              <th scope="col"><Term name="layer" /></th>
              <th scope="col">{say("kind")}</th>
              <th scope="col" class="figure">
                <Term name="output" />
              </th>
              <th scope="col" class="figure">
                <Term name="parameters" />
              </th>
              <th scope="col" class="figure" title={say("perExample")}>
                <Term name="multiplications" />
              </th>
            </tr>
          </thead>
          <tbody>
            <tr>
              <th scope="row">x</th>
              <td>{term("input")}</td>
              <td class="figure">{shape(recording.input_shape)}</td>
              <td />
              <td />
            </tr>
            {recording.layers.map((layer, i) => (
              <tr key={i}>
                <th scope="row" style={{ paddingInlineStart: `${1 + 1.4 * layer.depth}rem` }}>
                  {layer.name.replaceAll("/", " › ")}
                </th>
                <td><Word name={layer.kind} /></td>
                <td class="figure">{shape(layer.shape)}</td>
                <td class="figure">{cost(layer.parameters)}</td>
                <td class="figure">{cost(layer.multiplications)}</td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row" colSpan={3}>
                {say("total")}
              </th>
              <td class="figure">{counted(recording.parameters)}</td>
              <td class="figure">{counted(recording.multiplications)}</td>
            </tr>
          </tfoot>
        </table>
      </div>
      <h3><Term name="forward_pass" /></h3>
      <pre tabIndex={0} role="group" aria-label={term("forward_pass")}>
        {recording.forward_pass}
      </pre>
    </section>
  );
}

function cost(n: number): string {
  return n === 0 ? "–" : counted(n);
}
