// Of a set with many columns: which two are the axes; of a table, also what is to be learned.

import { term, told } from "../../language";
import type { Experiment, NamedSet, OwnTable } from "../../messages";
import { asJson, useAnswer } from "../../server";
import { Choice, type Option } from "../controls/field";
import { change, experiment } from "../store";
import { axesOf, chooseAxes, chooseTarget, OWN, targetOf } from "./choosing";
import { setPath, sets, tablePath } from "./sources";
import { openTableDialog } from "./table-dialog";
import { say } from "./words";

export function Columns() {
  const now = experiment.value;
  if (!now) return null;
  if (now.data === OWN && now.table) return <TableColumns key={now.table} now={now} />;
  const set = sets.value.find(({ name }) => name === now.data);
  return set?.kind === "table" ? <SetColumns key={now.data} now={now} /> : null;
}

function SetColumns({ now }: { now: Experiment }) {
  const { answer } = useAnswer<NamedSet>(setPath(now.data), asJson);
  const found = answer.value;
  if (found.state !== "here") return null;
  return (
    <div class="data-columns">
      <AxesChoice now={now} columns={found.value.columns} />
    </div>
  );
}

function TableColumns({ now }: { now: Experiment }) {
  const { answer } = useAnswer<OwnTable>(tablePath(now.table), asJson);
  const found = answer.value;
  if (found.state === "failed") return <p class="data-problem">{told(found.problem)}</p>;
  if (found.state === "awaited") return null;
  const table = found.value;
  const target = targetOf(now) ?? table.target;
  const problems = table.columns.find(({ name }) => name === target)?.problems ?? [];
  const axes = table.columns.filter(({ axis, name }) => axis && name !== target);
  const targets = table.columns.filter((column) => column.problems.length > 0);
  return (
    <div class="data-columns">
      <p class="quiet">{say("ownTable", { rows: table.rows.toLocaleString("en") })}</p>
      <Choice
        label="target"
        value={target}
        options={targets.map(({ name }) => ({ value: name, text: name }))}
        choose={(name) => change(chooseTarget(now, table, name))}
      />
      {problems.length > 1 && (
        <Choice
          label={{ text: say("asProblem") }}
          value={now.problem}
          options={problems.map((value) => ({ value, text: term(value) }))}
          choose={(problem) => change({ problem: problem as Experiment["problem"] })}
        />
      )}
      <AxesChoice now={now} columns={axes.map(({ name }) => name)} />
      <Preview table={table} />
      <button type="button" class="chip" onClick={openTableDialog}>
        {say("otherTable")}
      </button>
    </div>
  );
}

const COMPONENTS = "components";
const COLUMNS = "columns";

interface AxesProps {
  readonly now: Experiment;
  readonly columns: readonly string[];
}

function AxesChoice({ now, columns }: AxesProps) {
  if (columns.length <= 2 && axesOf(now).length === 0) return null;
  const [first, second] = axesOf(now);
  const options: Option[] = columns.map((name) => ({ value: name, text: name }));
  const kinds = [
    { value: COMPONENTS, text: say("components") },
    { value: COLUMNS, text: say("twoColumns") },
  ];
  const chooseKind = (kind: string) =>
    change(chooseAxes(now, kind === COMPONENTS ? [] : columns.slice(0, 2)));
  return (
    <>
      <Choice
        label={{ text: say("axes") }}
        value={first === undefined ? COMPONENTS : COLUMNS}
        options={kinds}
        choose={chooseKind}
      />
      {first !== undefined && second !== undefined && (
        <>
          <Choice
            label={{ text: say("axis1") }}
            value={first}
            options={options}
            choose={(name) => change(chooseAxes(now, [name, second]))}
          />
          <Choice
            label={{ text: say("axis2") }}
            value={second}
            options={options}
            choose={(name) => change(chooseAxes(now, [first, name]))}
          />
        </>
      )}
    </>
  );
}

function Preview({ table }: { table: OwnTable }) {
  return (
    <details class="data-preview">
      <summary>{say("preview")}</summary>
      <div class="scroll" tabIndex={0} role="region" aria-label={say("preview")}>
        <table>
          <thead>
            <tr>
              {table.columns.map(({ name, left_out }) => (
                <th key={name} scope="col">
                  {name}
                  {left_out && (
                    <small class="quiet"> {say("columnsLeftOut", { why: told(left_out) })}</small>
                  )}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {table.preview.map((row, i) => (
              <tr key={i}>
                {row.map((cell, j) => (
                  <td key={j}>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
