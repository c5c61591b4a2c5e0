// The losses so far, in as many steps as the screen has columns: it never slows.

import { effect, useComputed, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { option, setOption } from "../../address";
import { counted } from "../../figures";
import { letterSize } from "../../parts/letters";
import { useWidth } from "../../parts/width";
import { theme } from "../../theme";
import { EPOCH, TEST_LOSS, TRAIN_LOSS } from "../losses";
import { steadyLoss } from "../number";
import { frame, losses } from "../store";
import { say } from "../words";
import { epochAfter, nearestRow, range, thin } from "./curve";

const HEIGHT = 5; // letters
const SMALLEST = 1e-6; // on a logarithmic axis
const SPAN = 30; // epochs that the axis has at least

export function LossChart() {
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const at = useSignal<number | null>(null); // an epoch
  const byKeys = useSignal(false);
  const width = useWidth(box);
  const height = Math.round(HEIGHT * letterSize());
  const shade = theme.value;
  const logarithmic = option("log") === "1";
  useEffect(() => {
    if (!canvas.current || width === 0) return;
    const chart = new Chart(canvas.current, width, height, logarithmic);
    return effect(() => {
      if (frame.value) chart.draw(at.value);
    });
  }, [width, height, logarithmic, shade]);
  const told = useComputed(() => {
    if (!frame.value) return "";
    if (at.value === null) return `0 … ${counted(shownEpochs())}`;
    const row = nearestRow(losses.column(EPOCH), at.value);
    if (row < 0) return "";
    const value = (column: number) => steadyLoss(losses.column(column)[row]);
    return `${counted(losses.column(EPOCH)[row] ?? 0)}: ${value(TRAIN_LOSS)} / ${value(TEST_LOSS)}`;
  });
  const point = (e: PointerEvent & { currentTarget: HTMLElement }) => {
    byKeys.value = false;
    at.value = (e.offsetX / e.currentTarget.clientWidth) * shownEpochs();
  };
  const keyed = (e: KeyboardEvent) => {
    const to = epochAfter(e.key, losses.column(EPOCH), at.value);
    if (to === null) return;
    e.preventDefault();
    byKeys.value = true;
    at.value = to;
  };
  const leave = () => (at.value = null);
  return (
    <div class="loss-chart" ref={box}>
      <div
        tabIndex={0}
        role="group"
        aria-label={say("chartKeys")}
        onKeyDown={keyed}
        onBlur={leave}
        onPointerDown={point}
        onPointerMove={point}
        onPointerLeave={(e) => {
          if (e.pointerType !== "touch") leave(); // a finger that is lifted is still reading
        }}
      >
        <canvas ref={canvas} style={{ width: "100%", height: `${height}px` }} />
      </div>
      <div class="loss-foot">
        <output aria-live={byKeys.value ? "polite" : "off"}>{told}</output>
        <label class="check small" title={say("logarithmicLong")}>
          <input
            type="checkbox"
            checked={logarithmic}
            onChange={(e) => setOption("log", e.currentTarget.checked ? "1" : null)}
          />
          <span>{say("logarithmic")}</span>
        </label>
      </div>
    </div>
  );
}

function shownEpochs(): number {
  return Math.max(SPAN, losses.column(EPOCH).at(-1) ?? 0);
}

class Chart {
  private readonly ctx: CanvasRenderingContext2D;
  private readonly ink: string;
  private readonly colours: readonly [string, string];
  private readonly grid: string;
  private readonly font: string;

  constructor(
    canvas: HTMLCanvasElement,
    private readonly width: number,
    private readonly height: number,
    private readonly logarithmic: boolean,
  ) {
    canvas.width = Math.round(width * devicePixelRatio);
    canvas.height = Math.round(height * devicePixelRatio);
    this.ctx = canvas.getContext("2d") as CanvasRenderingContext2D;
    const style = getComputedStyle(document.documentElement);
    const colour = (name: string) => style.getPropertyValue(name).trim();
    this.ink = colour("--chart-ink");
    this.grid = colour("--chart-grid");
    this.colours = [colour("--curve-train"), colour("--curve-test")];
    this.font = `${0.68 * letterSize()}px ${style.getPropertyValue("--font")}`;
  }

  draw(at: number | null): void {
    const { ctx, width, height } = this;
    ctx.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    ctx.clearRect(0, 0, width, height);
    const [train, test] = [losses.column(TRAIN_LOSS), losses.column(TEST_LOSS)];
    const found = range(train, test);
    if (!found) return;
    const [low, high] = this.limits(found);
    const y = (value: number) => {
      const share = (this.scaled(value) - low) / (high - low || 1);
      return height - 3 - Math.min(1, Math.max(0, share)) * (height - 10);
    };
    this.drawAxis(found[1], y);
    this.drawCurve(train, y, this.colours[0]);
    this.drawCurve(test, y, this.colours[1]);
    if (at !== null) this.drawCursor(at);
  }

  private limits([low, high]: [number, number]): [number, number] {
    if (!this.logarithmic) return [0, high * 1.02];
    return [this.scaled(low) - 0.05, this.scaled(high) + 0.05];
  }

  private scaled(value: number): number {
    return this.logarithmic ? Math.log10(Math.max(SMALLEST, value)) : value;
  }

  private drawAxis(highest: number, y: (value: number) => number): void {
    const { ctx, width } = this;
    ctx.strokeStyle = this.grid;
    ctx.lineWidth = 1;
    ctx.font = this.font;
    ctx.fillStyle = this.ink;
    ctx.textBaseline = "top";
    for (const share of this.logarithmic ? [1, 0.1, 0.01, 0.001] : [1, 0.5, 0]) {
      const height = Math.round(y(highest * share)) + 0.5;
      ctx.beginPath();
      ctx.moveTo(0, height);
      ctx.lineTo(width, height);
      ctx.stroke();
    }
    ctx.textAlign = "right";
    ctx.fillText(steadyLoss(highest), width - 2, y(highest) + 2);
  }

  private drawCurve(values: Float64Array, y: (value: number) => number, colour: string): void {
    const { ctx, width } = this;
    const { low, high, last } = thin(losses.column(EPOCH), values, [0, shownEpochs()], width);
    ctx.strokeStyle = colour;
    ctx.lineWidth = 1.8;
    ctx.lineJoin = "round";
    ctx.beginPath();
    for (let c = 0; c < width; c++) {
      const bottom = low[c] as number;
      if (Number.isNaN(bottom)) continue;
      ctx.lineTo(c, y(high[c] as number));
      if (high[c] !== bottom) {
        ctx.lineTo(c, y(bottom));
        ctx.lineTo(c, y(last[c] as number));
      }
    }
    ctx.stroke();
  }

  private drawCursor(at: number): void {
    const { ctx } = this;
    const x = Math.round((at / shownEpochs()) * (this.width - 1)) + 0.5;
    ctx.strokeStyle = this.ink;
    ctx.setLineDash([3, 3]);
    ctx.beginPath();
    ctx.moveTo(x, 0);
    ctx.lineTo(x, this.height);
    ctx.stroke();
    ctx.setLineDash([]);
  }
}
