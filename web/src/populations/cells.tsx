// All networks side by side: one canvas, and over it a cell for each that can be chosen.

import { useRef } from "preact/hooks";
import { letterSize } from "../parts/letters";
import { useWidth } from "../parts/width";
import { sharp } from "./canvas";
import { useDrawing } from "./drawing";
import { cellSize, everyColumn, layoutOf, moved } from "./layout";
import { networkName, shortName, valueName } from "./names";
import { head, openSelected, planned, results, select, selected } from "./store";
import { say, settingName } from "./words";

export type Square = readonly [x: number, y: number, side: number];
export type DrawCell = (context: CanvasRenderingContext2D, number: number, square: Square) => void;

interface Props {
  readonly name: string;
  /** In letters. */
  readonly largest: number;
  readonly captions: boolean;
  /** Draws one network; reads the signals that it depends on. */
  readonly draw: () => DrawCell | null;
}

const HEAD = 4.6; // letters that the values of the rows take
const GAP = 3; // CSS pixels

export function Cells({ name, largest, captions, draw }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const width = useWidth(box);
  const now = planned.value;
  const em = letterSize();
  const layout = now && layoutOf(now, Math.floor(width / (largest * em + GAP)));
  const first = layout?.isTable ? HEAD * em : 0;
  const cell = layout ? cellSize(width - first, layout.columns, GAP, largest * em) : 0;
  const step = cell + GAP;

  useDrawing(() => {
    const all = results.value;
    head.value; // every frame
    const paint = draw();
    if (!canvas.current || !all || !layout || !paint || width === 0) return;
    const ratio = sharp(canvas.current, layout.columns * step - GAP, layout.rows * step - GAP);
    const context = canvas.current.getContext("2d");
    if (!context) return;
    context.clearRect(0, 0, canvas.current.width, canvas.current.height);
    for (let i = 0; i < all.count; i++) {
      const [x, y] = [(i % layout.columns) * step, Math.floor(i / layout.columns) * step];
      paint(context, i, [x * ratio, y * ratio, cell * ratio]);
    }
  }, [width, cell, layout?.columns, layout?.rows, draw]);

  if (!now || !layout) return null;
  const focus = selected.value ?? 0;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter") {
      event.preventDefault();
      openSelected();
      return;
    }
    const to = moved(event.key, focus, now.values.length, layout.columns);
    if (to === focus && event.key !== "Home" && event.key !== "End") return;
    event.preventDefault();
    select(to);
    box.current?.querySelector<HTMLElement>(`[data-cell="${to}"]`)?.focus();
  };
  const style = { "--cell": `${cell}px`, "--gap": `${GAP}px`, "--head": `${first}px` };
  return (
    <div class={`cells ${layout.isTable ? "as-table" : ""}`} ref={box} style={style}>
      {layout.isTable && <ColumnAxis step={step} letter={em} />}
      <div class="cells-body">
        <canvas ref={canvas} aria-hidden="true" style={{ inlineSize: `${layout.columns * step - GAP}px` }} />
        <div role="grid" aria-label={`${name}. ${say("keys")}`} onKeyDown={onKeyDown}>
          {Array.from({ length: layout.rows }, (_, row) => (
            <div role="row" key={row}>
              {layout.isTable && (
                <span role="rowheader" class="row-value">
                  {valueName(now.plan.choices[0]?.values[row] ?? "")}
                </span>
              )}
              {Array.from({ length: layout.columns }, (_, column) => {
                const i = row * layout.columns + column;
                if (i >= now.values.length) return null;
                return (
                  <div
                    key={i}
                    role="gridcell"
                    class="cell"
                    data-cell={i}
                    tabIndex={i === focus ? 0 : -1}
                    aria-selected={i === selected.value}
                    aria-label={networkName(now, i)}
                    title={networkName(now, i)}
                    onClick={() => choose(i)}
                    onDblClick={openSelected}
                  >
                    {captions && cell > 2.6 * em && <span class="caption">{shortName(now, i)}</span>}
                  </div>
                );
              })}
            </div>
          ))}
        </div>
      </div>
    </div>
  );
}

/** On a small screen the one that was chosen stands below: it is brought into sight. */
function choose(number: number): void {
  select(number);
  if (!matchMedia("(max-width: 61.99rem)").matches) return;
  setTimeout(() => document.querySelector(".populations .detail")?.scrollIntoView({ block: "nearest" }), 60);
}

const DIGIT = 0.47; // letters that a digit over a column takes

function ColumnAxis({ step, letter }: { step: number; letter: number }) {
  const [rows, columns] = planned.value?.plan.choices ?? [];
  if (!rows || !columns) return null;
  const names = columns.values.map(valueName);
  const longest = Math.max(...names.map((name) => name.length)) + 1;
  const every = everyColumn(longest * DIGIT * letter, step);
  return (
    <div class="axes" aria-hidden="true">
      <span class="axis-names">
        <span>{settingName(rows.setting)} ↓</span>
        <span>{settingName(columns.setting)} →</span>
      </span>
      <span class="column-values">
        {names.map((name, i) => (
          <span key={name}>{i % every === 0 && <span>{name}</span>}</span>
        ))}
      </span>
    </div>
  );
}
