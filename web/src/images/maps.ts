// How feature maps lie on a canvas, and where the bytes of each layer are.

import type { FeatureMaps, Looked, Weights } from "../messages";
import type { Picture } from "../recording/picture";
import type { Headed } from "./bytes";

export interface LayerMaps {
  readonly maps: FeatureMaps;
  readonly bytes: Uint8Array;
}

/** The layers with their bytes, which come after the picture's. */
export function layersOf({ head, bytes }: Headed<Looked>): LayerMaps[] {
  const { height, width, channels } = head.picture;
  let from = height * width * channels;
  return head.layers.map((maps) => {
    const size = maps.count * maps.height * maps.width;
    from += size;
    return { maps, bytes: bytes.subarray(from - size, from) };
  });
}

/** As a picture of weights, which has the same bytes; units beyond the last are transparent. */
export function asPicture({ maps, bytes }: LayerMaps): Picture {
  const { name, count, height, width, scale, total, units } = maps;
  const header: Weights = { name, kind: "kernels", count, height, width, channels: 1, scale, total, step: 1 };
  if (!units) return { header, bytes };
  return { header, bytes: bytes.map((byte, i) => (i < units ? byte : 0)) };
}
