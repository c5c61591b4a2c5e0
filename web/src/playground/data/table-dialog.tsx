// A table of one's own: pasted, chosen as a file, or dropped anywhere on the page.

import { signal, useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { told } from "../../language";
import type { Text } from "../../messages";
import { openFile } from "../carry/asked";
import { change, send } from "../store";
import { chooseTable } from "./choosing";
import { bringTable } from "./sources";
import { say, W } from "./words";

const isOpen = signal(false);
/** What stops the reading of a table; null while none is read. */
const reading = signal<AbortController | null>(null);
const trouble = signal<Text | null>(null);

export function openTableDialog(): void {
  trouble.value = null;
  isOpen.value = true;
}

/** Gives the server a table, and learns from it; where that fails, the dialog says why. */
async function use(content: Blob | string): Promise<void> {
  cancel();
  const stop = new AbortController();
  reading.value = stop;
  trouble.value = null;
  const answer = await bringTable(content, stop.signal);
  if (stop.signal.aborted) return;
  reading.value = null;
  const part = answer.state === "here" ? chooseTable(answer.value) : null;
  if (part) {
    isOpen.value = false;
    change(part);
  } else {
    trouble.value = answer.state === "failed" ? answer.problem : W.noTarget;
    isOpen.value = true;
  }
}

function cancel(): void {
  reading.peek()?.abort();
  reading.value = null;
}

/** Closes the dialog; what it was reading is let go. */
function leave(): void {
  isOpen.value = false;
  cancel();
}

export function TableDialog() {
  const dialog = useRef<HTMLDialogElement>(null);
  const text = useSignal("");
  const open = isOpen.value;
  useLayoutEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);
  const choose = (box: HTMLInputElement) => {
    const file = box.files?.[0];
    box.value = ""; // the same file, mended, is another one
    if (file) void use(file);
  };
  return (
    <dialog
      ref={dialog}
      class="table-dialog"
      aria-labelledby="table-dialog-title"
      onCancel={leave}
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
              onChange={(e) => choose(e.currentTarget)}
            />
          </label>
          <span role="status" class="quiet">
            {reading.value && open && say("reading")}
          </span>
          <button type="button" class="button" onClick={leave}>
            {say("cancel")}
          </button>
          <button class="button primary" disabled={reading.value !== null || !text.value.trim()}>
            {say("useTable")}
          </button>
        </div>
      </form>
    </dialog>
  );
}

const TABLE = /\.(csv|tsv|txt|tab)$/i;

const NETWORK = /\.safetensors$/i;

/** A file that was dropped on the page: a table, or a network that was saved. */
async function take(file: File): Promise<void> {
  if (NETWORK.test(file.name)) {
    const answer = await openFile(file);
    if (answer.state === "here") send({ type: "open", session: answer.value.session });
    trouble.value = answer.state === "failed" ? answer.problem : null;
  } else if (TABLE.test(file.name) || file.type === "text/csv") return use(file);
  else trouble.value = W.otherKind;
  isOpen.value = trouble.value !== null;
}

/** While a file is held over the page: that it may be dropped; afterwards, that it is read. */
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
      void take(file);
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
  if (over.value) return <div class="table-drop">{say("dropHere")}</div>;
  if (!reading.value || isOpen.value) return null;
  return (
    <div class="table-reading floating" role="status">
      {say("reading")}
      <button type="button" class="button small" onClick={cancel}>
        {say("cancel")}
      </button>
    </div>
  );
}
