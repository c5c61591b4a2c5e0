// The Data page: a table nobody prepared, looked at, learned from, and taken away.

import { useEffect } from "preact/hooks";
import { counted } from "../figures";
import { term, told } from "../language";
import type { Sheet } from "../messages";
import { useTitle } from "../title";
import { Bring } from "./bring";
import { Columns } from "./columns";
import "../styles/workbench.css";
import "./data.css";
import { Learn, Progress } from "./learn";
import { asked, change, follow, sheet, state } from "./store";
import { w } from "./words";

export function DataPage() {
  useTitle(w("title"));
  useEffect(follow, []);
  const found = sheet.value;
  return (
    <div class="page workbench data-page">
      <h1>{w("title")}</h1>
      <p class="lead">{w("lead")}</p>
      <Bring />
      {found && <Looked sheet={found} />}
      {found && <Columns sheet={found} />}
      <div class="bench">
        {found && <Learn sheet={found} />}
        {(found || (state.value?.job ?? 0) > 0) && <Progress />}
      </div>
    </div>
  );
}

function Looked({ sheet: found }: { sheet: Sheet }) {
  const name = asked.value?.name ?? "";
  const counts = {
    n: counted(found.features),
    train: counted(found.train),
    validation: counted(found.validation),
    test: counted(found.test),
  };
  return (
    <section aria-labelledby="data-looked">
      <h2 id="data-looked">
        {w("holds", { name, rows: counted(found.rows), columns: found.columns.length })}
      </h2>
      <div class="pairs-of-fields">
        <label class="labelled">
          <span>{w("target")}</span>
          <select
            value={found.target}
            onChange={(e) => {
              const target = e.currentTarget.value;
              const group = asked.value?.group === target ? null : (asked.value?.group ?? null);
              change({ target, task: null, group });
            }}
          >
            {found.columns.map((column) => (
              <option key={column.name} value={column.name}>
                {column.name}
              </option>
            ))}
          </select>
        </label>
        <label class="labelled">
          <span>{w("task")}</span>
          <select
            value={found.task}
            onChange={(e) => change({ task: e.currentTarget.value as Sheet["task"] })}
          >
            <option value="classification">{term("classification")}</option>
            <option value="regression">{term("regression")}</option>
          </select>
        </label>
        <label class="labelled">
          <span>{w("group")}</span>
          <select
            value={asked.value?.group ?? ""}
            onChange={(e) => change({ group: e.currentTarget.value || null })}
          >
            <option value="">{w("noGroup")}</option>
            {found.columns
              .filter((column) => column.name !== found.target)
              .map((column) => (
                <option key={column.name} value={column.name}>
                  {column.name}
                </option>
              ))}
          </select>
        </label>
      </div>
      <p class="quiet">{w("becomes", counts)}</p>
      <Warnings sheet={found} />
      {found.notes.length > 0 && (
        <details>
          <summary>{w("notes")}</summary>
          <ul>
            {found.notes.map((note) => (
              <li key={note.en}>{told(note)}</li>
            ))}
          </ul>
        </details>
      )}
      <Preview sheet={found} />
    </section>
  );
}

function Warnings({ sheet: found }: { sheet: Sheet }) {
  return (
    <div class="data-warnings">
      <h3>{w("warnings")}</h3>
      {found.warnings.length === 0 && <p class="quiet">{w("noWarnings")}</p>}
      <ul>
        {found.warnings.map((warning) => (
          <li key={warning.text.en} class="warning">
            {told(warning.text)}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Preview({ sheet: found }: { sheet: Sheet }) {
  return (
    <details open>
      <summary>{w("preview")}</summary>
      <div class="scroll" tabIndex={0} role="group" aria-label={w("preview")}>
        <table class="compact">
          <thead>
            <tr>
              {found.columns.map((column) => (
                <th key={column.name} scope="col">
                  {column.name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {found.preview.map((row, i) => (
              <tr key={i}>
                {row.map((cell, j) => (
                  <td key={j}>{cell || "–"}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
