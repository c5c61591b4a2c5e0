// Which colour stands for what.

import { useEffect, useRef } from "preact/hooks";
import { byClass, colours, unitPixels } from "../colours";
import { css } from "../palette";
import { opened } from "../store";
import { say } from "../words";

export function Legend() {
  const names = opened.value?.classes;
  if (byClass.value && names)
    return (
      <ul class="legend-classes" aria-label={say("legend")}>
        {names.map((name, i) => (
          <li key={name}>
            <span class="class-swatch" style={{ background: css(colours.value[i] ?? [0, 0, 0]) }} />
            {name}
          </li>
        ))}
      </ul>
    );
  const [negative, positive] = names ?? [];
  return (
    <div class="scale-legend" role="img" aria-label={`${say("legend")}: −1 … 0 … +1`}>
      <Scale />
      <div class="legend-numbers">
        <span>−1{nameOf(negative)}</span>
        <span>0</span>
        <span>
          {nameOf(positive, true)}
          +1
        </span>
      </div>
    </div>
  );
}

/** Classes that have a name of their own, and not just their target. */
function nameOf(name: string | undefined, before = false): string {
  if (name === undefined || /^[−+-]?[01]$/.test(name)) return "";
  return before ? `${name} ` : ` ${name}`;
}

function Scale() {
  const canvas = useRef<HTMLCanvasElement>(null);
  const pixels = unitPixels.value;
  useEffect(() => {
    const image = new ImageData(256, 1);
    new Uint32Array(image.data.buffer).set(pixels);
    canvas.current?.getContext("2d")?.putImageData(image, 0, 0);
  }, [pixels]);
  return <canvas class="legend-scale" ref={canvas} width={256} height={1} aria-hidden="true" />;
}
