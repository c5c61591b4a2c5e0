// How often what occurs in a column: bars, and the same in words for whoever does not see them.

import { counted, measured } from "../figures";
import type { SheetColumn } from "../messages";
import { w } from "./words";

const WIDTH = 120;
const HEIGHT = 32;
const GAP = 1;

export function Histogram({ column }: { column: SheetColumn }) {
  const { counts } = column;
  if (!counts.length) return null;
  const most = Math.max(...counts, 1);
  const step = WIDTH / counts.length;
  return (
    <svg
      class="histogram"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={w("histogram", { name: column.name, what: inWords(column) })}
    >
      {counts.map((count, i) => {
        const tall = count ? Math.max(1, (count / most) * HEIGHT) : 0;
        return (
          <rect
            key={i}
            x={i * step}
            y={HEIGHT - tall}
            width={Math.max(step - GAP, 0.5)}
            height={tall}
          >
            <title>{told(column, i)}</title>
          </rect>
        );
      })}
    </svg>
  );
}

function told({ names, edges, counts, kind }: SheetColumn, i: number): string {
  const n = counted(counts[i] ?? 0);
  if (names.length) return w("ofName", { name: names[i] ?? "", n });
  return w("between", { a: place(edges[i], kind), b: place(edges[i + 1], kind), n });
}

function inWords({ names, edges, kind }: SheetColumn): string {
  if (names.length) return w("mostOften", { names: names.slice(0, 5).join(", ") });
  return w("fromTo", { a: place(edges[0], kind), b: place(edges.at(-1), kind) });
}

const DAY = 86_400_000; // milliseconds

/** A number, or the day that it counts. */
function place(value: number | undefined, kind: SheetColumn["kind"]): string {
  if (value === undefined || kind !== "date") return measured(value);
  const day = new Date(value * DAY);
  return Number.isNaN(day.getTime()) ? measured(value) : day.toISOString().slice(0, 10);
}
