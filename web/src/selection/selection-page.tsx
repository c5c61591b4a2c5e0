// The Selection page: networks and settings compared by cross-validation on a table of the Data page.

import { useEffect } from "preact/hooks";
import { address, href } from "../address";
import { told } from "../language";
import { useTitle } from "../title";
import { tableOf } from "./asked";
import { Candidates } from "./candidates";
import { Progress } from "./progress";
import "../styles/workbench.css";
import "./selection.css";
import { Setup } from "./setup";
import { follow, look, problem, sheet, state } from "./store";
import { Winner } from "./winner";
import { w } from "./words";

export function SelectionPage() {
  useTitle(w("title"));
  useEffect(follow, []);
  const table = tableOf(address.value.options);
  const key = JSON.stringify(table);
  useEffect(() => {
    if (table) void look(table);
  }, [key]);
  const now = state.value;
  return (
    <div class="page workbench selection-page">
      <h1>{w("title")}</h1>
      <p class="lead">{w("lead")}</p>
      {table ? (
        <p>
          <a href={href("data")}>{w("toData")}</a>
          {" · "}
          <span class="quiet">
            {w("of", { name: table.name, target: sheet.value?.target ?? table.target ?? "–" })}
          </span>
        </p>
      ) : (
        <p class="notice">
          {w("noTable")} <a href={href("data")}>{w("toData")}</a>
        </p>
      )}
      {problem.value && (
        <p class="warning" role="alert">
          {told(problem.value)}
        </p>
      )}
      {table && sheet.value && <Setup table={table} sheet={sheet.value} />}
      {(table || (now?.job ?? 0) > 0) && <Progress />}
      {now && now.rows.length > 0 && <Candidates now={now} />}
      {now && now.network !== null && <Winner now={now} />}
    </div>
  );
}
