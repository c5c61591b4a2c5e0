// The columns of the table: what each was taken for, which can be overruled, and how it is spread.

import { counted } from "../figures";
import { told } from "../language";
import type { Sheet, SheetColumn } from "../messages";
import { Histogram } from "./histogram";
import { asked, change, sets } from "./store";
import { w } from "./words";

type Kind = SheetColumn["kind"];

export function Columns({ sheet }: { sheet: Sheet }) {
  return (
    <section aria-labelledby="data-columns">
      <h2 id="data-columns">{w("columns")}</h2>
      <div class="scroll" tabIndex={0} role="group" aria-label={w("columns")}>
        <table class="compact sheet-columns">
          <thead>
            <tr>
              <th scope="col">{w("column")}</th>
              <th scope="col">{w("kind")}</th>
              <th scope="col" class="figure">
                {w("missing")}
              </th>
              <th scope="col" class="figure">
                {w("different")}
              </th>
              <th scope="col">{w("spread")}</th>
            </tr>
          </thead>
          <tbody>
            {sheet.columns.map((column) => (
              <Column key={column.name} column={column} isTarget={column.name === sheet.target} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Column({ column, isTarget }: { column: SheetColumn; isTarget: boolean }) {
  const why = isTarget
    ? w("isTarget")
    : column.left_out && w("leftOut", { why: told(column.left_out) });
  return (
    <tr class={!isTarget && column.left_out ? "left-out" : ""}>
      <th scope="row">
        {column.name}
        {why && <span class="quiet why"> {why}</span>}
      </th>
      <td>{isTarget ? w(column.kind) : <KindChoice column={column} />}</td>
      <td class="figure">{column.missing ? counted(column.missing) : "–"}</td>
      <td class="figure">{counted(column.different)}</td>
      <td>
        <Histogram column={column} />
      </td>
    </tr>
  );
}

function KindChoice({ column }: { column: SheetColumn }) {
  const types = asked.value?.types ?? {};
  const chosen = types[column.name] ?? (column.left_out ? "skip" : column.kind);
  return (
    <select
      aria-label={w("kindOf", { name: column.name })}
      value={chosen}
      onChange={(e) => change({ types: { ...types, [column.name]: e.currentTarget.value as Kind } })}
    >
      {(sets.value?.kinds ?? [chosen]).map((kind) => (
        <option key={kind} value={kind}>
          {w(kind)}
        </option>
      ))}
    </select>
  );
}
