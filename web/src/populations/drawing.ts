// A drawing that follows signals, and is begun anew when the element that it fills changes.

import { effect } from "@preact/signals";
import { useEffect } from "preact/hooks";

/** Calls `draw` whenever a signal that it reads changes, and when one of `inputs` does. */
export function useDrawing(draw: () => void, inputs: readonly unknown[]): void {
  useEffect(() => effect(draw), [...inputs]);
}
