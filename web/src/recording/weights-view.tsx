import { useComputed, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { option, setOption } from "../address";
import { measured } from "../figures";
import { say } from "../language";
import type { Recording, Weights } from "../messages";
import { letterSize } from "../parts/letters";
import { Awaited } from "../parts/notice";
import { useWidth } from "../parts/width";
import { asBytes, useAnswer, weightsPath } from "../server";
import { theme } from "../theme";
import { palette } from "./palette";
import * as pictures from "./picture";

const KEYS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

export function WeightsView({ recording }: { recording: Recording }) {
  const names = recording.weights;
  const chosen = names.find((name) => name === option("weights")) ?? names[0] ?? "";
  const asked = useAnswer(weightsPath(recording.entry.id, chosen), asBytes);
  return (
    <section>
      <h2>{say("whatItLearned")}</h2>
      <label class="field">
        {say("weightsOf")}
        <select value={chosen} onChange={(e) => setOption("weights", e.currentTarget.value)}>
          {names.map((name) => (
            <option key={name} value={name}>
              {name.replaceAll("/", " › ")}
            </option>
          ))}
        </select>
      </label>
      <Awaited asked={asked}>{(bytes) => <Shown bytes={bytes} />}</Awaited>
    </section>
  );
}

/** A picture of weights as the server sends it, with what it shows and how to read it. */
export function Shown({ bytes }: { bytes: ArrayBuffer }) {
  const picture = pictures.decode(bytes);
  const { header } = picture;
  const more = [
    header.count < header.total && say("firstPictures", { n: header.count, total: header.total }),
    header.step > 1 && say("everyKth", { k: header.step }),
  ].filter(Boolean);
  return (
    <>
      <p class="about">{[about(header), ...more].join(" ")}</p>
      <Painting key={header.name} picture={picture} />
    </>
  );
}

function about({ kind, channels }: Weights): string {
  if (channels === 3) return say("colourAbout");
  return say(
    ({ units: "unitsAbout", kernels: "kernelsAbout", matrix: "matrixAbout" } as const)[kind],
  );
}

function Painting({ picture }: { picture: pictures.Picture }) {
  const { header } = picture;
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const width = useWidth(frame);
  const spot = useSignal<pictures.Spot | null>(null);
  const places = pictures.layout(header, width || 1, letterSize());
  const [wide, high] = pictures.extent(header, places);
  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (context && width) context.putImageData(pictures.painted(picture, places, palette()), 0, 0);
  }, [picture.bytes, width, theme.value]);
  const point = (event: PointerEvent) => {
    spot.value = pictures.spot(
      header,
      places,
      event.offsetX / places.scale,
      event.offsetY / places.scale,
    );
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = KEYS[event.key];
    if (!step) return;
    event.preventDefault();
    spot.value = moved(header, places, spot.value, step);
  };
  const reading = useComputed(() => told(picture, spot.value));
  return (
    <div ref={frame} class="painting">
      <div
        class="canvas-frame"
        tabIndex={0}
        role="group"
        aria-label={`${header.name}. ${say("pointAt")}`}
        onKeyDown={onKeyDown}
      >
        <canvas
          ref={canvas}
          width={wide}
          height={high}
          style={{ width: `${wide * places.scale}px`, height: `${high * places.scale}px` }}
          onPointerMove={point}
          onPointerLeave={() => {
            spot.value = null;
          }}
        />
        <Marked header={header} places={places} spot={spot.value} />
      </div>
      <div class="reading">
        <output>{reading.value || say("pointAt")}</output>
        {header.channels === 1 && <Legend scale={header.scale} />}
      </div>
    </div>
  );
}

interface MarkedProps {
  readonly header: Weights;
  readonly places: pictures.Layout;
  readonly spot: pictures.Spot | null;
}

function Marked({ header, places, spot }: MarkedProps) {
  if (!spot) return null;
  const [left, top] = pictures.corner(header, places, spot.picture);
  const { scale } = places;
  return (
    <span
      class="mark"
      style={{
        left: `${(left + spot.column) * scale}px`,
        top: `${(top + spot.row) * scale}px`,
        width: `${scale}px`,
        height: `${scale}px`,
      }}
    />
  );
}

function Legend({ scale }: { scale: number }) {
  return (
    <div class="legend">
      <span>{measured(-scale)}</span>
      <span class="gradient" />
      <span>{measured(scale)}</span>
    </div>
  );
}

/** The next spot in a direction, over the gaps; the first one where there was none. */
function moved(
  header: Weights,
  places: pictures.Layout,
  from: pictures.Spot | null,
  [dx, dy]: readonly [number, number],
): pictures.Spot | null {
  if (!from) return { picture: 0, row: 0, column: 0 };
  const [left, top] = pictures.corner(header, places, from.picture);
  const next = (k: number) =>
    pictures.spot(header, places, left + from.column + k * dx, top + from.row + k * dy);
  return next(1) ?? next(2) ?? from;
}

function told({ header, bytes }: pictures.Picture, spot: pictures.Spot | null): string {
  if (!spot) return "";
  const key = ({ units: "unitAt", kernels: "kernelAt", matrix: "entryAt" } as const)[header.kind];
  const where = say(key, {
    unit: spot.picture + 1,
    row: spot.row * header.step + 1,
    column: spot.column * header.step + 1,
  });
  const values = pictures.at({ header, bytes }, spot).map((byte) => {
    const value = pictures.weight(byte, header.scale);
    return value === null ? say("notANumber") : `≈ ${measured(value)}`;
  });
  return `${where}: ${values.join(", ")}`;
}
