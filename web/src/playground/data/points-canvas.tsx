// Points of the plane, drawn small.

import { useEffect, useRef } from "preact/hooks";
import { theme } from "../../theme";
import { type Colour, classColours, css, ends, ofValue, type PaletteName } from "../palette";
import { experiment } from "../store";

export type Row = readonly [x: number, y: number, target: number];

interface Props {
  readonly rows: readonly Row[];
  /** How many classes there are; null for values. */
  readonly classes: number | null;
  /** In CSS pixels. */
  readonly size: number;
}

const REACH = 6.3;
const DOT = 1.15; // CSS pixels

/** The colour of each target, in the palette and theme in force. */
export function targetColours(classes: number | null): (target: number) => Colour {
  const palette: PaletteName = experiment.value?.view.palette ?? "classic";
  const between = ends(palette, theme.value);
  if (classes === null) return (target) => ofValue(target, between);
  if (classes <= 2) return (target) => (target > 0 ? between.positive : between.negative);
  const colours = classColours(palette, classes);
  return (target) => colours[target] ?? between.zero;
}

export function PointsCanvas({ rows, classes, size }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const colour = targetColours(classes);
  useEffect(() => {
    const pen = canvas.current?.getContext("2d");
    if (!canvas.current || !pen) return;
    const scale = Math.max(1, devicePixelRatio);
    canvas.current.width = canvas.current.height = Math.round(size * scale);
    const half = canvas.current.width / 2;
    for (const [x, y, target] of rows) {
      pen.fillStyle = css(colour(target));
      pen.beginPath();
      pen.arc(half * (1 + x / REACH), half * (1 - y / REACH), DOT * scale, 0, 7);
      pen.fill();
    }
  });
  return <canvas ref={canvas} class="points-canvas" aria-hidden="true" />;
}
