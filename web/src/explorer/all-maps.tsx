// All maps of a layer, larger than in the graph, a page of them at a time.

import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { counted } from "../figures";
import { letterSize } from "../parts/letters";
import { useWidth } from "../parts/width";
import { type Maps, Tiles } from "./painting";
import { chosen, largeMaps, look, moveTo, node, spot } from "./store";
import { nameOf, planesOf } from "./windows";
import { w } from "./words";

const PAGE = 48; // maps
const TILE = 5.2; // letters

export function AllMaps() {
  const now = node.value;
  const frame = useRef<HTMLDivElement>(null);
  const available = useWidth(frame);
  const page = useSignal<(Maps & { readonly node: number }) | null>(null);
  const first = Math.floor(spot.value.map / PAGE) * PAGE;
  const number = look.value?.head.look ?? 0;
  const planes = planesOf(now?.shape ?? [1]);
  const isPicture = now?.shape.length === 3;
  useEffect(() => {
    if (!isPicture) return;
    let wanted = true;
    const asked = chosen.value;
    void largeMaps(asked, first, PAGE).then((found) => {
      if (wanted && found) page.value = { ...found, node: asked };
    });
    return () => {
      wanted = false;
    };
  }, [number, chosen.value, first, isPicture]);
  if (!now || !isPicture || planes.maps < 2) return null;
  const found = page.value?.node === chosen.value && page.value.maps.first === first ? page.value : null;
  const aspect = planes.columns / planes.rows;
  const tile = Math.floor(Math.min(TILE * letterSize(), (available || 300) / aspect));
  const columns = Math.max(1, Math.floor(((available || 300) + 1) / (tile * aspect + 1)));
  const count = found?.maps.count ?? Math.min(PAGE, planes.maps - first);
  const across = Math.min(columns, count);
  const rows = Math.ceil(count / across);
  const plan = {
    tile,
    columns: across,
    rows,
    width: across * (tile * aspect + 1) - 1,
    height: rows * (tile + 1) - 1,
  };
  const go = (to: number) => moveTo({ ...spot.value, map: to });
  return (
    <div class="all-maps" ref={frame}>
      <div class="all-maps-head">
        <h3>{w("allMaps")}</h3>
        {planes.maps > PAGE && (
          <div class="pager">
            <button type="button" class="button tiny" disabled={first === 0} onClick={() => go(first - PAGE)}>
              {w("before")}
            </button>
            <span class="quiet">
              {w("mapsShown", { from: first + 1, to: first + count, n: counted(planes.maps) })}
            </span>
            <button
              type="button"
              class="button tiny"
              disabled={first + PAGE >= planes.maps}
              onClick={() => go(first + PAGE)}
            >
              {w("after")}
            </button>
          </div>
        )}
      </div>
      {found && (
        <Tiles
          of={found}
          plan={plan}
          label={`${nameOf(now)}: ${w("allMaps")}`}
          marked={spot.value.map - first}
          onPick={(at, x, y) => {
            if (at >= count) return;
            moveTo({ map: first + at, row: Math.floor(y * planes.rows), column: Math.floor(x * planes.columns) });
          }}
        />
      )}
    </div>
  );
}
