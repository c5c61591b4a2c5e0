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
  const spot = useSignal<readonly [number, number] | null>(null);
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
  const side = Math.round(width * devicePixelRatio);
  const axes = opened.value?.axes;
  return (
    <div class="plane">
      <div
        class="plane-box"
        ref={box}
        role="img"
        aria-label={say("outputAbout")}
        onPointerMove={(e) => {
          const { left, top, width: wide, height } = e.currentTarget.getBoundingClientRect();
          spot.value = [(e.clientX - left) / wide, (e.clientY - top) / height];
        }}
        onPointerLeave={() => (spot.value = null)}
      >
        <canvas ref={plane} width={side} height={side} />
        <canvas ref={points} width={side} height={side} />
        <span class="plane-value">{told}</span>
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
