// The colours in force: of the palette that the experiment names, in the reader's theme.

import { computed } from "@preact/signals";
import { theme } from "../theme";
import { type Colour, classColours, type Ends, ends, ofValue, pixels, shares } from "./palette";
import { experiment, opened } from "./store";

const palette = computed(() => experiment.value?.view.palette ?? "classic");
export const discrete = computed(() => experiment.value?.view.discretize ?? false);

export const valueColours = computed<Ends>(() => ends(palette.value, theme.value));
export const unitPixels = computed(() => pixels(valueColours.value, discrete.value));
export const colourCount = computed(() => opened.value?.classes?.length ?? 0);
/** Of each class; two classes have the colours of −1 and +1. */
export const colours = computed<readonly Colour[]>(() => {
  if (colourCount.value > 2) return classColours(palette.value, colourCount.value);
  return [valueColours.value.negative, valueColours.value.positive];
});

/** Whether every output is the probability of a class. */
export const byClass = computed(() => (opened.value?.sizes.at(-1) ?? 1) > 1 && !!opened.value?.classes);

/** The pixels of the bytes of each class's probability. */
export const classPixels = computed(() =>
  colours.value.map((colour) => shares(valueColours.value.zero, colour, discrete.value)),
);

/** The pixels of a unit's picture, where `output` is its place among the outputs, or negative. */
export function pixelsOf(output: number): Uint32Array {
  return (byClass.value && output >= 0 && classPixels.value[output]) || unitPixels.value;
}

/** Of what a point of the data should give: the class's, or the value's. */
export function colourOf(target: number): Colour {
  if (colourCount.value === 0) return ofValue(target, valueColours.value);
  return colours.value[target] ?? valueColours.value.zero;
}
