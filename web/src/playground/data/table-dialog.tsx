// A table of one's own: pasted, chosen as a file, or dropped anywhere on the page.

import { signal, useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { told } from "../../language";
import type { Text } from "../../messages";
import { change } from "../store";
import { chooseTable } from "./choosing";
import { bringTable } from "./sources";
import { say, W } from "./words";

const isOpen = signal(false);
const reading = signal(false);
const trouble = signal<Text | null>(null);

export function openTableDialog(): void {
  trouble.value = null;
  isOpen.value = true;
}

/** Gives the server a table, and learns from it; where that fails, the dialog says why. */
async function use(content: Blob | string): Promise<void> {
  reading.value = true;
  trouble.value = null;
  const answer = await bringTable(content);
  reading.value = false;
  const part = answer.state === "here" ? chooseTable(answer.value) : null;
  if (part) {
    isOpen.value = false;
    change(part);
  } else {
    trouble.value = answer.state === "failed" ? answer.problem : W.noTarget;
    isOpen.value = true;
  }
}

export function TableDialog() {
  const dialog = useRef<HTMLDialogElement>(null);
  const text = useSignal("");
  const open = isOpen.value;
  useLayoutEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);
  const chosen = (files: FileList | null) => {
    if (files?.[0]) void use(files[0]);
  };
  return (
    <dialog
      ref={dialog}
      class="table-dialog"
      aria-labelledby="table-dialog-title"
      onClose={() => (isOpen.value = false)}
    >
      <form
        method="dialog"
        onSubmit={(e) => {
          e.preventDefault();
          if (text.value.trim()) void use(text.value);
        }}
      >
        <h2 id="table-dialog-title">{say("openTable")}</h2>
        <p id="table-dialog-help">{say("tableHelp")}</p>
        <textarea
          rows={9}
          spellcheck={false}
          aria-label={say("tableText")}
          aria-describedby="table-dialog-help"
          placeholder={say("tableExample")}
          value={text.value}
          onInput={(e) => (text.value = e.currentTarget.value)}
        />
        <p role="alert" class="data-problem">
          {trouble.value && told(trouble.value)}
        </p>
        <div class="table-dialog-buttons">
          <label class="button file-button">
            {say("chooseFile")}
            <input
              type="file"
              accept=".csv,.tsv,.txt,text/csv,text/plain,text/tab-separated-values"
              onChange={(e) => chosen(e.currentTarget.files)}
            />
          </label>
          <span role="status" class="quiet">
            {reading.value && say("reading")}
          </span>
          <button type="button" class="button" onClick={() => (isOpen.value = false)}>
            {say("cancel")}
          </button>
          <button class="button primary" disabled={reading.value || !text.value.trim()}>
            {say("useTable")}
          </button>
        </div>
      </form>
    </dialog>
  );
}

const TABLE = /\.(csv|tsv|txt|tab)$/i;

/** While a file is held over the page: that it may be dropped. Other kinds than tables are left. */
export function TableDrop() {
  const over = useSignal(false);
  useEffect(() => {
    const hasFile = (e: DragEvent) => !!e.dataTransfer?.types.includes("Files");
    const enter = (e: DragEvent) => {
      if (!hasFile(e)) return;
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
      if (TABLE.test(file.name) || file.type === "text/csv") void use(file);
    };
    addEventListener("dragover", enter);
    addEventListener("dragleave", leave);
    addEventListener("drop", drop);
    return () => {
      removeEventListener("dragover", enter);
      removeEventListener("dragleave", leave);
      removeEventListener("drop", drop);
    };
  }, []);
  return over.value ? <div class="table-drop">{say("dropHere")}</div> : null;
}
