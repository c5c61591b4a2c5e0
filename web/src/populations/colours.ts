// The colours of answers and classes: those of the playground, in the reader's theme.

import { computed } from "@preact/signals";
import { classColours, type Colour, type Ends, ends, ofValue, pixel, pixels } from "../playground/palette";
import { theme } from "../theme";
import { plan, planned } from "./store";

const palette = computed(() => plan.value?.experiment.view.palette ?? "classic");
const discrete = computed(() => plan.value?.experiment.view.discretize ?? false);

export const valueEnds = computed<Ends>(() => ends(palette.value, theme.value));
const classCount = computed(() => planned.value?.classes?.length ?? 0);
/** Whether a byte of a picture is the number of a class. */
export const ofClasses = computed(() => classCount.value > 2);

export const classes = computed<readonly Colour[]>(() =>
  ofClasses.value
    ? classColours(palette.value, classCount.value)
    : [valueEnds.value.negative, valueEnds.value.positive],
);

/** The pixel of each byte of a picture. */
export const answerPixels = computed<Uint32Array>(() => {
  if (!ofClasses.value) return pixels(valueEnds.value, discrete.value);
  const each = classes.value;
  return Uint32Array.from({ length: 256 }, (_, k) => pixel(each[k % each.length] ?? [0, 0, 0]));
});

/** Of what a point of the data should give. */
export function colourOf(target: number): Colour {
  if (classCount.value === 0) return ofValue(target, valueEnds.value);
  return classes.value[target] ?? valueEnds.value.zero;
}
