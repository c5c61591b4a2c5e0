// A few numbers in their places, coloured by what they are: a patch, a kernel, their products.

import { measured } from "../figures";
import { palette } from "../recording/palette";
import { theme } from "../theme";
import { w } from "./words";

const WITH_TEXT = 5; // columns, at most, of a grid whose numbers are written out

interface Props {
  readonly numbers: readonly (number | null)[];
  readonly columns: number;
  /** What the strongest colour stands for. */
  readonly scale: number;
  readonly name: string;
  /** Cells that lie beyond the edge. */
  readonly beyond?: (cell: number) => boolean;
  readonly pointed: number | null;
  readonly chosen?: number | null;
  readonly onPoint: (cell: number | null) => void;
}

export function Grid({ numbers, columns, scale, name, beyond, pointed, chosen, onPoint }: Props) {
  const written = columns <= WITH_TEXT;
  const paint = colours(theme.value);
  const cells = numbers.map(measured).join(", ");
  return (
    <div
      class={written ? "number-grid" : "number-grid dense"}
      role="img"
      aria-label={`${name}: ${cells}`}
      style={{ "--columns": columns }}
      onPointerLeave={() => onPoint(null)}
    >
      {numbers.map((number, cell) => {
        const outside = beyond?.(cell) ?? false;
        const classes = ["number-cell"];
        if (outside) classes.push("beyond");
        if (cell === pointed) classes.push("pointed");
        if (cell === chosen) classes.push("chosen");
        const [background, ink] = paint(number, scale);
        return (
          <span
            key={cell}
            class={classes.join(" ")}
            style={outside ? {} : { background, color: ink }}
            onPointerEnter={() => onPoint(cell)}
          >
            {written ? short(number) : ""}
          </span>
        );
      })}
    </div>
  );
}

/** Three digits at most: what a cell has room for. */
export function short(number: number | null): string {
  if (number === null) return w("notANumber");
  if (number === 0) return "0";
  const size = Math.abs(number);
  if (size >= 1e5 || size < 5e-4) return number.toExponential(0).replace("-", "−").replace("+", "");
  const digits = size >= 100 ? 0 : size >= 10 ? 1 : size >= 0.095 ? 2 : 3;
  return number.toFixed(digits).replace("-", "−");
}

// At this luminance black and white letters can be read equally well, 4.6 : 1.
const MIDDLE = 0.179;

/** Background and ink of a number, in the colours of the weights. */
function colours(_: string) {
  const { negative, zero, positive } = palette();
  return (number: number | null, scale: number): [string, string] => {
    const part = number === null || !scale ? 0 : Math.max(-1, Math.min(1, number / scale));
    const end = part < 0 ? negative : positive;
    const mixed = zero.map((c, i) => Math.round(c + ((end[i] ?? 0) - c) * Math.abs(part)));
    return [`rgb(${mixed.join(" ")})`, luminance(mixed) > MIDDLE ? "#000" : "#fff"];
  };
}

/** The relative luminance of sRGB, as WCAG has it. */
function luminance(colour: readonly number[]): number {
  const [red = 0, green = 0, blue = 0] = colour.map((c) =>
    c <= 10 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

export function largest(numbers: readonly (number | null)[]): number {
  return numbers.reduce<number>((most, n) => Math.max(most, Math.abs(n ?? 0)), 0);
}
