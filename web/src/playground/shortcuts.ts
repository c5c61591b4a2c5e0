// The keys of the page. A key that a control under the focus needs is left to it.

import { steps } from "../address";
import { changeView, experiment, reset, step, togglePlay } from "./store";

const TAKES_UNDO = "input[type=text], input:not([type]), textarea, [contenteditable]";
const TAKES_KEYS = "input:not([type=checkbox]), select, textarea, [contenteditable], [role=slider]";
const PRESSED_BY_SPACE = "button, a, summary, input, [role=tab]";

export function listen(help: () => void): () => void {
  const press = (event: KeyboardEvent) => {
    const { target } = event;
    if (event.defaultPrevented || !(target instanceof Element)) return;
    if (document.querySelector("dialog[open]")) return;
    const isUndo = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z";
    if (target.closest(isUndo ? TAKES_UNDO : TAKES_KEYS)) return;
    if (isUndo ? undo(event) : shortcut(event, target, help)) event.preventDefault();
  };
  document.addEventListener("keydown", press);
  return () => document.removeEventListener("keydown", press);
}

function undo({ shiftKey }: KeyboardEvent): boolean {
  if (!shiftKey && steps() > 0) history.back();
  return !shiftKey;
}

/** Whether the key was one of the page's. */
function shortcut(event: KeyboardEvent, target: Element, help: () => void): boolean {
  if (event.altKey || event.ctrlKey || event.metaKey) return false;
  switch (event.key) {
    case " ":
      if (target.closest(PRESSED_BY_SPACE)) return false;
      togglePlay();
      return true;
    case "ArrowRight":
      if (target.closest("[role=tab], .graph-body")) return false;
      step(event.shiftKey ? "batch" : "epoch");
      return true;
    case "r":
    case "R":
      reset(event.shiftKey ? "new" : "same");
      return true;
    case "t":
      changeView({ show_test: !experiment.peek()?.view.show_test });
      return true;
    case "d":
      changeView({ discretize: !experiment.peek()?.view.discretize });
      return true;
    case "?":
      help();
      return true;
    default:
      return false;
  }
}
