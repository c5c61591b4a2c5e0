// Feature maps on canvases: many small ones in a mosaic, or a single one large.

import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { FeatureMaps } from "../messages";
import { palette } from "../recording/palette";
import { coloured } from "../recording/picture";
import { theme } from "../theme";
import type { Mosaic } from "./graph";

export interface Maps {
  readonly maps: FeatureMaps;
  readonly bytes: Uint8Array;
}

const GAP = 1; // CSS pixels between two tiles

/** All planes one below the other, in the colours of the theme. */
function strip({ maps, bytes }: Maps): HTMLCanvasElement {
  const { count, height, width } = maps;
  const colours = coloured(palette());
  const image = new ImageData(width, height * count);
  for (let i = 0; i < bytes.length; i++) image.data.set(colours[bytes[i] ?? 0] ?? [], 4 * i);
  const canvas = document.createElement("canvas");
  canvas.width = image.width;
  canvas.height = image.height;
  canvas.getContext("2d")?.putImageData(image, 0, 0);
  return canvas;
}

/** As tiles: the maps of a layer, or its units, each a plane of one value. */
export function asTiles({ maps, bytes }: Maps): Maps {
  if (!maps.units) return { maps, bytes };
  const units = { ...maps, count: maps.units, height: 1, width: 1 };
  return { maps: units, bytes: bytes.subarray(0, maps.units) };
}

interface TilesProps {
  readonly of: Maps;
  readonly plan: Mosaic;
  readonly label: string;
  readonly marked?: number | null;
  readonly onPick?: (tile: number, x: number, y: number) => void;
}

/** A mosaic of planes; `onPick` hears which was pressed, and where in it, 0…1. */
export function Tiles({ of, plan, label, marked = null, onPick }: TilesProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { tile, columns, width, height } = plan;
  const across = (width + GAP) / columns - GAP;
  useEffect(() => {
    const paint = canvas.current?.getContext("2d");
    if (!paint || !canvas.current) return;
    const fine = devicePixelRatio || 1;
    canvas.current.width = Math.round(width * fine);
    canvas.current.height = Math.round(height * fine);
    const tiles = asTiles(of);
    const { count, height: h, width: w } = tiles.maps;
    const source = strip(tiles);
    paint.imageSmoothingEnabled = tile * fine < h;
    for (let i = 0; i < count; i++) {
      const x = (i % columns) * (across + GAP);
      const y = Math.floor(i / columns) * (tile + GAP);
      paint.drawImage(source, 0, i * h, w, h, x * fine, y * fine, across * fine, tile * fine);
    }
  }, [of.bytes, tile, columns, width, theme.value]);
  const press = (event: PointerEvent) => {
    const column = Math.floor(event.offsetX / (across + GAP));
    const row = Math.floor(event.offsetY / (tile + GAP));
    const x = Math.min(0.999, event.offsetX / (across + GAP) - column);
    onPick?.(row * columns + column, x, Math.min(0.999, event.offsetY / (tile + GAP) - row));
  };
  return (
    <span class="tiles-frame" style={{ width: `${width}px`, height: `${height}px` }}>
      <canvas
        ref={canvas}
        role="img"
        aria-label={label}
        class={onPick ? "can-be-picked" : ""}
        style={{ width: `${width}px`, height: `${height}px` }}
        {...(onPick && { onPointerUp: press })}
      />
      {marked !== null && (
        <span
          class="tile-mark"
          style={{
            left: `${(marked % columns) * (across + GAP)}px`,
            top: `${Math.floor(marked / columns) * (tile + GAP)}px`,
            width: `${across}px`,
            height: `${tile}px`,
          }}
        />
      )}
    </span>
  );
}

/** The picture as the network gets it, in its own colours. */
export function paintPicture(canvas: HTMLCanvasElement | null, image: ImageData): void {
  if (!canvas) return;
  canvas.width = image.width;
  canvas.height = image.height;
  canvas.getContext("2d")?.putImageData(image, 0, 0);
}

interface PlaneProps {
  /** A map and its own size, where its bytes are thinned; or a picture in colours. */
  readonly of: Maps | ImageData | null;
  readonly rows: number;
  readonly columns: number;
  /** Beyond the edge, in pixels of the map: top, right, bottom, left. */
  readonly margin: readonly [number, number, number, number];
  readonly scale: number;
  readonly children: ComponentChildren;
  readonly onPress?: (row: number, column: number) => void;
}

/** One map, large, with what is drawn over it in pixels of the map; padding lies around it. */
export function Plane({ of, rows, columns, margin, scale, children, onPress }: PlaneProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [top, right, bottom, left] = margin;
  useEffect(() => {
    if (!of || !canvas.current) return;
    if (of instanceof ImageData) return paintPicture(canvas.current, of);
    const source = strip(of);
    const { width, height } = of.maps;
    canvas.current.width = width;
    canvas.current.height = height;
    canvas.current.getContext("2d")?.drawImage(source, 0, 0);
  }, [of, theme.value]);
  const pressed = (event: PointerEvent) => {
    const box = (event.currentTarget as Element).getBoundingClientRect();
    const row = Math.floor((event.clientY - box.top) / scale) - top;
    const column = Math.floor((event.clientX - box.left) / scale) - left;
    if (row >= 0 && column >= 0 && row < rows && column < columns) onPress?.(row, column);
  };
  const wide = columns + left + right;
  const high = rows + top + bottom;
  return (
    <div
      class={`big-map ${onPress ? "can-be-picked" : ""}`}
      style={{ width: `${wide * scale}px`, height: `${high * scale}px` }}
      {...(onPress && {
        onPointerDown: pressed,
        onPointerMove: (event: PointerEvent) => event.buttons === 1 && pressed(event),
      })}
    >
      <canvas
        ref={canvas}
        aria-hidden="true"
        style={{
          left: `${left * scale}px`,
          top: `${top * scale}px`,
          width: `${columns * scale}px`,
          height: `${rows * scale}px`,
        }}
      />
      <svg viewBox={`${-left} ${-top} ${wide} ${high}`} aria-hidden="true">
        {children}
      </svg>
    </div>
  );
}
