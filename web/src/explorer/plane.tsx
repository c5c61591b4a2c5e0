// A single map, as large as the page has room for, and what is marked on it.

import { useComputed, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { letterSize } from "../parts/letters";
import type { Maps } from "./painting";
import { largeMaps, look, nodes, smallMaps } from "./store";

export const SIDE = 19; // letters: a large map
const LARGEST_PIXEL = 2.6;

/** One map of a node, large, as it is asked for; until it is here the small one. */
export function usePlane(index: number, map: number): Maps | null {
  const plane = useSignal<(Maps & { readonly key: string }) | null>(null);
  const number = look.value?.head.look ?? 0;
  const key = `${number} ${index} ${map}`;
  const isPicture = nodes.value[index]?.shape.length === 3;
  useEffect(() => {
    if (!isPicture) return;
    let wanted = true;
    void largeMaps(index, map, 1).then((found) => {
      if (wanted && found?.maps.count) plane.value = { ...found, key };
    });
    return () => {
      wanted = false;
    };
  }, [key]);
  const small = useComputed(() => smallPlane(index, map));
  return plane.value?.key === key ? plane.value : isPicture ? smallPlane(index, map) : small.value;
}

function smallPlane(index: number, map: number): Maps | null {
  const found = smallMaps(index);
  if (!found || found.maps.units || map >= found.maps.count) return null;
  const size = found.maps.height * found.maps.width;
  const bytes = found.bytes.subarray(map * size, (map + 1) * size);
  return { maps: { ...found.maps, count: 1 }, bytes };
}

export function scaleFor(rows: number, columns: number, available: number): number {
  const em = letterSize();
  const most = Math.min(SIDE * em, available || SIDE * em);
  return Math.min(most / columns, (SIDE * em) / rows, LARGEST_PIXEL * em);
}

interface MarkedProps {
  readonly x: number;
  readonly y: number;
  readonly wide: number;
  readonly high: number;
  readonly rows: number;
  readonly columns: number;
}

const FINE = 60; // pixels a side, from which on a window is small on the page

/** A window; in a fine picture, where it would be overlooked, with lines that lead to it. */
export function Marked({ x, y, wide, high, rows, columns }: MarkedProps) {
  const [midX, midY] = [x + wide / 2, y + high / 2];
  return (
    <>
      {Math.max(rows, columns) >= FINE && (
        <path class="leading" d={`M0 ${midY}H${x}M${x + wide} ${midY}H${columns}M${midX} 0V${y}M${midX} ${y + high}V${rows}`} />
      )}
      <rect class="window" x={x} y={y} width={wide} height={high} />
    </>
  );
}
