import "uplot/dist/uPlot.min.css";
import { option, setOption } from "../address";
import { counted, measured, metric } from "../figures";
import { language, say, term } from "../language";
import type { Recording } from "../messages";
import { theme } from "../theme";
import { chart } from "./chart";
import { type Graph, epochs, graphs } from "./columns";
import { useKeyedChart } from "./keyed-chart";

export function Curves({ recording }: { recording: Recording }) {
  const x = epochs(recording.history);
  const found = graphs(recording.history);
  const logarithmic = option("log") === "1";
  return (
    <section>
      <h2>{say("curves")}</h2>
      {found.length === 0 ? (
        <p class="quiet">{say("noCurves")}</p>
      ) : (
        <>
          <label class="switch">
            <input
              type="checkbox"
              role="switch"
              checked={logarithmic}
              onChange={(e) => setOption("log", e.currentTarget.checked ? "1" : null)}
            />
            {say("logarithmic")}
          </label>
          <div class="charts">
            {found.map((graph) => (
              <Chart
                key={graph.what}
                graph={graph}
                x={x}
                logarithmic={logarithmic && graph.what === "loss"}
                keptEpoch={recording.kept_epoch}
              />
            ))}
          </div>
          {x.length < recording.epochs && (
            <p class="quiet thinned">{say("thinned", { shown: counted(x.length), total: counted(recording.epochs) })}</p>
          )}
          <HistoryTable recording={recording} x={x} />
        </>
      )}
    </section>
  );
}

interface ChartProps {
  readonly graph: Graph;
  readonly x: readonly number[];
  readonly logarithmic: boolean;
  readonly keptEpoch: number;
}

function Chart({ graph, x, logarithmic, keptEpoch }: ChartProps) {
  const { into, onKeyDown } = useKeyedChart(
    (element, width) => chart(graph, x, { width, logarithmic, keptEpoch }, element),
    [graph.what, x.length, logarithmic, keptEpoch, theme.value, language.value],
  );
  const name = say("chartKeys", { what: term(graph.what) });
  return (
    <div class="chart">
      <div ref={into} tabIndex={0} role="group" aria-label={name} onKeyDown={onKeyDown} />
    </div>
  );
}

function HistoryTable({ recording, x }: { recording: Recording; x: readonly number[] }) {
  const open = option("table") === "1";
  const columns = Object.entries(recording.history).filter(([name]) => name !== "epoch");
  return (
    <details open={open} onToggle={(e) => setOption("table", e.currentTarget.open ? "1" : null)}>
      <summary>{say("asTable")}</summary>
      {open && (
        <div class="scroll tall" tabIndex={0} role="group" aria-label={say("asTable")}>
          <table>
            <thead>
              <tr>
                <th scope="col">{term("epoch")}</th>
                {columns.map(([name]) => (
                  <th key={name} scope="col" class="figure">
                    {term(name)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {x.map((epoch, i) => (
                <tr key={epoch}>
                  <th scope="row">{counted(epoch)}</th>
                  {columns.map(([name, values]) => (
                    <td key={name} class="figure">
                      {name === "seconds" ? measured(values[i]) : metric(name, values[i])}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </details>
  );
}
