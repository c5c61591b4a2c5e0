// How a table comes here: chosen, dropped, pasted, or one of Mieru's own.

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { counted } from "../figures";
import { told } from "../language";
import { asked, bring, bringNamed, problem, reading, sets, sheet } from "./store";
import { w } from "./words";

export function Bring() {
  const pasted = useSignal("");
  const over = useDrop();
  return (
    <section class={`panel bring ${over ? "over" : ""}`} aria-labelledby="data-bring">
      <h2 id="data-bring">{w("bring")}</h2>
      <div class="bring-ways">
        <div>
          <label class="button file-button">
            {w("chooseFile")}
            <input
              type="file"
              class="hidden"
              accept=".csv,.tsv,.txt,text/csv,text/plain,text/tab-separated-values"
              onChange={(e) => {
                const file = e.currentTarget.files?.[0];
                if (file) void bring(file, file.name);
                e.currentTarget.value = "";
              }}
            />
          </label>
          <p class="quiet">{w("dropHere")}</p>
        </div>
        <label class="labelled">
          <span>{w("orNamed")}</span>
          <select
            value=""
            onChange={(e) => {
              const name = e.currentTarget.value;
              e.currentTarget.value = "";
              if (name) void bringNamed(name);
            }}
          >
            <option value="">{w("chooseNamed")}</option>
            {sets.value?.sets.map((one) => (
              <option key={one.name} value={one.name}>
                {told(one.title)}
              </option>
            ))}
          </select>
        </label>
        <details>
          <summary>{w("paste")}</summary>
          <form
            onSubmit={(e) => {
              e.preventDefault();
              if (pasted.value.trim()) void bring(pasted.value, "pasted.csv");
            }}
          >
            <textarea
              rows={6}
              spellcheck={false}
              aria-label={w("pasteText")}
              placeholder={"height,weight,kind\n12.5,3.1,a\n10.2,2.8,b"}
              value={pasted.value}
              onInput={(e) => (pasted.value = e.currentTarget.value)}
            />
            <button class="button" disabled={!pasted.value.trim()}>
              {w("usePasted")}
            </button>
          </form>
        </details>
      </div>
      <p role="status">
        {reading.value && w("reading")}
        {!reading.value &&
          sheet.value &&
          asked.value &&
          w("isRead", { name: asked.value.name, rows: counted(sheet.value.rows) })}
      </p>
      {problem.value && (
        <p class="warning" role="alert">
          {told(problem.value)}
        </p>
      )}
    </section>
  );
}

/** A file may be dropped anywhere on the page; whether one is held over it. */
function useDrop(): boolean {
  const over = useSignal(false);
  useEffect(() => {
    const hold = (e: DragEvent) => {
      if (!e.dataTransfer?.types.includes("Files")) return;
      e.preventDefault();
      over.value = true;
    };
    const leave = (e: DragEvent) => {
      if (e.relatedTarget === null) over.value = false;
    };
    const drop = (e: DragEvent) => {
      over.value = false;
      const file = e.dataTransfer?.files[0];
      if (!file) return;
      e.preventDefault(); // or the browser would leave the page for the file
      void bring(file, file.name);
    };
    addEventListener("dragover", hold);
    addEventListener("dragleave", leave);
    addEventListener("drop", drop);
    return () => {
      removeEventListener("dragover", hold);
      removeEventListener("dragleave", leave);
      removeEventListener("drop", drop);
    };
  }, []);
  return over.value;
}
