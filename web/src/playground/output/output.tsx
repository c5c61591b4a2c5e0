// The large picture: what the network tells, with the data on it.

import { effect, useComputed, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { useWidth } from "../../parts/width";
import { theme } from "../../theme";
import { Check } from "../controls/field";
import { isShown } from "../controls-shown";
import { unitName } from "../names";
import { changeView, experiment, frame, opened } from "../store";
import { say } from "../words";
import { Legend } from "./legend";
import { drawPoints, Plane, shownUnit } from "./plane";
import { ticks } from "./ticks";
import { valueAt } from "./value-at";

const RIMS: Readonly<Record<string, [string, string]>> = {
  light: ["#ffffff", "#18212c"],
  dark: ["#ffffff", "#0a0f14"],
};

export function Output() {
  const view = experiment.value?.view;
  const title = useComputed(() => {
    const unit = shownUnit();
    return unit ? unitName(unit) : say("wholeOutput");
  });
  if (!view || !opened.value) return null;
  return (
    <section class="output" aria-label={say("wholeOutput")}>
      <h2 class="output-title">{title}</h2>
      <Picture showTest={view.show_test} />
      <Legend />
      <div class="checks">
        {isShown("showTestData") && (
          <Check
            label={say("showTest")}
            checked={view.show_test}
            set={(show_test) => changeView({ show_test })}
          />
        )}
        {isShown("discretize") && (
          <Check
            label={say("discretize")}
            checked={view.discretize}
            set={(discretize) => changeView({ discretize })}
          />
        )}
        <Check
          label={say("palette")}
          checked={view.palette === "safe"}
          set={(safe) => changeView({ palette: safe ? "safe" : "classic" })}
        />
      </div>
    </section>
  );
}

function Picture({ showTest }: { showTest: boolean }) {
  const box = useRef<HTMLDivElement>(null);
  const plane = useRef<HTMLCanvasElement>(null);
  const points = useRef<HTMLCanvasElement>(null);
  const spot = useSignal<Spot | null>(null);
  const byKeys = useSignal(false);
  const width = useWidth(box);
  const shade = theme.value;
  useEffect(() => {
    if (!plane.current || width === 0) return;
    const picture = new Plane(plane.current);
    return effect(() => picture.draw());
  }, [width]);
  useEffect(() => {
    const canvas = points.current;
    if (!canvas || width === 0) return;
    return effect(() => drawPoints(canvas, showTest, RIMS[shade] ?? ["#fff", "#000"]));
  }, [width, showTest, shade]);
  const told = useComputed(() => {
    if (!spot.value || !frame.value) return "";
    const [x, y] = spot.value;
    return say("at", valueAt(frame.value, x, y));
  });
  const point = (e: PointerEvent & { currentTarget: HTMLElement }) => {
    const { left, top, width: wide, height } = e.currentTarget.getBoundingClientRect();
    byKeys.value = false;
    spot.value = [(e.clientX - left) / wide, (e.clientY - top) / height];
  };
  const keyed = (e: KeyboardEvent) => {
    const next = moved(e, spot.value);
    if (!next) return;
    e.preventDefault();
    byKeys.value = true;
    spot.value = next;
  };
  const leave = () => (spot.value = null);
  const side = Math.round(width * devicePixelRatio);
  const axes = opened.value?.axes;
  return (
    <div class="plane">
      <div
        class="plane-box"
        ref={box}
        tabIndex={0}
        role="group"
        aria-label={say("outputAbout")}
        onKeyDown={keyed}
        onBlur={leave}
        onPointerDown={point}
        onPointerMove={point}
        onPointerLeave={(e) => {
          if (e.pointerType !== "touch") leave(); // a finger that is lifted is still reading
        }}
      >
        <canvas ref={plane} width={side} height={side} />
        <canvas ref={points} width={side} height={side} />
        {byKeys.value && spot.value && <Cross at={spot.value} />}
        <output class="plane-value" aria-live={byKeys.value ? "polite" : "off"}>
          {told}
        </output>
      </div>
      {axes && (
        <>
          <div class="ticks across" aria-hidden="true">
            {ticks(axes[0]).map(({ at, text }) => (
              <span key={text} style={{ left: `${100 * at}%` }}>
                {text}
              </span>
            ))}
            <i>{axes[0].name}</i>
          </div>
          <div class="ticks up" aria-hidden="true">
            {ticks(axes[1]).map(({ at, text }) => (
              <span key={text} style={{ bottom: `${100 * at}%` }}>
                {text}
              </span>
            ))}
            <i>{axes[1].name}</i>
          </div>
        </>
      )}
    </div>
  );
}

/** A place in the picture, as shares of its width and height from the top left corner. */
type Spot = readonly [number, number];

const KEYS: Readonly<Record<string, Spot>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
const STEP = 1 / 60; // 0.2 of the plane's 12
const LEAP = 5; // steps, with Shift

function moved({ key, shiftKey }: KeyboardEvent, from: Spot | null): Spot | null {
  const way = KEYS[key];
  if (!way) return null;
  const by = STEP * (shiftKey ? LEAP : 1);
  const [x, y] = from ?? [0.5, 0.5];
  const inside = (share: number) => Math.min(1, Math.max(0, share));
  return [inside(x + by * way[0]), inside(y + by * way[1])];
}

function Cross({ at: [x, y] }: { at: Spot }) {
  return <span class="plane-cross" style={{ left: `${100 * x}%`, top: `${100 * y}%` }} />;
}
