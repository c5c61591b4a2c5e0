// Curves on a canvas: thin ones for each network, their mean, and how far they spread.

export interface Look {
  readonly ink: string;
  readonly rule: string;
  readonly line: string;
  readonly mean: string;
  readonly font: string;
}

export interface Frame {
  readonly context: CanvasRenderingContext2D;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

const TICKS = 4;

export type Place = (x: number, y: number) => readonly [number, number];

/** Draws axes for x from 0 to `last` and y from 0 to `most`, and gives the place of a value. */
export function axes(frame: Frame, last: number, most: number, look: Look): Place {
  const { context, left, top, width, height } = frame;
  yAxis(frame, most, look);
  context.textBaseline = "top";
  for (const value of ticks(last)) {
    context.textAlign = value === 0 ? "left" : "center";
    context.fillText(String(value), left + (value / last) * width, top + height + 5);
  }
  return (x, y) => [left + (x / last) * width, heightOf(frame, y, most)];
}

/** Draws the axis from 0 to `most`. */
export function yAxis(frame: Frame, most: number, look: Look): void {
  const { context, left, width } = frame;
  context.strokeStyle = look.rule;
  context.fillStyle = look.ink;
  context.font = look.font;
  context.lineWidth = 1;
  context.textAlign = "right";
  context.textBaseline = "middle";
  for (const value of ticks(most)) {
    const y = heightOf(frame, value, most);
    context.beginPath();
    context.moveTo(left, y);
    context.lineTo(left + width, y);
    context.stroke();
    context.fillText(String(value), left - 6, y);
  }
}

export function heightOf({ top, height }: Frame, y: number, most: number): number {
  return top + height - (Math.min(y, most) / most) * height;
}

/** Round numbers from 0 to at most `most`. */
export function ticks(most: number): number[] {
  if (!(most > 0) || !Number.isFinite(most)) return [0];
  const least = most / TICKS;
  const power = 10 ** Math.floor(Math.log10(least));
  const step = power * ([1, 2, 5].find((n) => n * power >= least * 0.999) ?? 10);
  const digits = Math.max(0, -Math.floor(Math.log10(step)));
  const found = [];
  for (let i = 0; i * step <= most * 1.0001; i++) found.push(Number((i * step).toFixed(digits)));
  return found;
}

/** A line through the points; one that is not finite leaves a gap. */
export function curve(
  context: CanvasRenderingContext2D,
  points: Iterable<readonly [number, number]>,
): void {
  context.beginPath();
  let down = false;
  for (const [x, y] of points) {
    if (!Number.isFinite(y)) {
      down = false;
      continue;
    }
    if (down) context.lineTo(x, y);
    else context.moveTo(x, y);
    down = true;
  }
  context.stroke();
}
