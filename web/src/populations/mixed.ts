// Between two colours.

import type { Colour } from "../playground/palette";

/** Share 0 is the first, 1 the second. */
export function mixed(from: Colour, to: Colour, share: number): Colour {
  const part = (i: 0 | 1 | 2) => Math.round(from[i] + (to[i] - from[i]) * share);
  return [part(0), part(1), part(2)];
}
