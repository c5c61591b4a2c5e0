// What every layer says to the picture at hand.

import { useEffect, useRef } from "preact/hooks";
import { hrefWith } from "../address";
import { counted, measured } from "../figures";
import { say, term } from "../language";
import type { FeatureMaps as Maps } from "../messages";
import { letterSize } from "../parts/letters";
import { useWidth } from "../parts/width";
import { palette } from "../recording/palette";
import * as pictures from "../recording/picture";
import { theme } from "../theme";
import { looked } from "./looking";
import { type LayerMaps, asPicture, layersOf } from "./maps";
import { w } from "./words";

// In letters.
const TILE = 4;
const UNIT = 0.75;

export function FeatureMaps() {
  const found = looked.value;
  if (!found) return null;
  return (
    <section aria-labelledby="layers-say">
      <h2 id="layers-say">{w("layersSay")}</h2>
      <p class="about">
        {w("layersAbout")} <a href={hrefWith({ of: "images" }, "explorer")}>{say("exploreIt")}</a>
      </p>
      <ol class="layers">
        {layersOf(found).map((layer, i) => (
          <li key={`${i} ${layer.maps.name}`}>
            <Layer layer={layer} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function Layer({ layer }: { layer: LayerMaps }) {
  const { maps } = layer;
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const width = useWidth(frame);
  const picture = asPicture(layer);
  const places = layout(maps, width || 1, letterSize());
  const [wide, high] = pictures.extent(picture.header, places);
  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (context && width) context.putImageData(pictures.painted(picture, places, palette()), 0, 0);
  }, [layer.bytes, width, theme.value]);
  return (
    <>
      <h3>
        <span class="layer-name">{maps.name.replaceAll("/", " › ")}</span>{" "}
        <span class="quiet">{`${term(maps.kind)} · ${told(maps)} · ${w("upTo", { scale: measured(maps.scale) })}`}</span>
      </h3>
      <div ref={frame} class="map-frame">
        <canvas
          ref={canvas}
          role="img"
          aria-label={`${maps.name}: ${told(maps)}`}
          width={wide}
          height={high}
          style={{ width: `${wide * places.scale}px`, height: `${high * places.scale}px` }}
        />
      </div>
    </>
  );
}

function told({ units, total, count, height: h, width }: Maps): string {
  if (units) return w("unitsOf", { n: counted(total) });
  return w(count < total ? "mapsCut" : "mapsOf", { n: counted(total), shown: count, h, w: width });
}

export function layout(maps: Maps, available: number, em: number): pictures.Layout {
  const { width, count, units } = maps;
  const wanted = units ? Math.round(UNIT * em) : Math.max(1, Math.round((TILE * em) / width));
  const scale = Math.min(wanted, available / width);
  const columns = Math.max(1, Math.min(count, Math.floor((available / scale + 1) / (width + 1))));
  return { columns, rows: Math.ceil(count / columns), scale };
}
