// The colours of weights in the theme that is in force.

import type { Colour, Palette } from "./picture";

export function palette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string): Colour => {
    const [red = 0, green = 0, blue = 0] = (
      style.getPropertyValue(name).match(/[\d.]+/g) ?? []
    ).map(Number);
    return [red, green, blue];
  };
  return {
    negative: colour("--weight-negative"),
    zero: colour("--weight-zero"),
    positive: colour("--weight-positive"),
  };
}
