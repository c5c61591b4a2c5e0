// What units and layers are called.

import { opened, sizes } from "./store";
import type { UnitPlace } from "./places";
import { say } from "./words";

/** In full: "Hidden layer 1, unit 2". */
export function unitName({ layer, unit }: UnitPlace): string {
  if (layer === 0) return say("inputUnit", { name: label(unit) });
  if (layer < sizes.value.length - 1) return say("hiddenUnit", { layer, unit: unit + 1 });
  const name = outputName(unit);
  return name === null ? say("outputUnit") : say("outputOf", { name });
}

/** Where the layer is known anyway. */
export function shortName({ layer, unit }: UnitPlace): string {
  if (layer === 0) return label(unit);
  return say("short", { unit: unit + 1 });
}

export function label(feature: number): string {
  return opened.value?.labels[feature] ?? "";
}

/** Of one output among several: its class's. */
export function outputName(unit: number): string | null {
  const several = (sizes.value.at(-1) ?? 1) > 1;
  return several ? (opened.value?.classes?.[unit] ?? String(unit + 1)) : null;
}
