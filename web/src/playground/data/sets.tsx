// Which data: the sets as small pictures of their points, measured data, and one's own.

import { useSignalEffect } from "@preact/signals";
import { told } from "../../language";
import type { NamedSet } from "../../messages";
import { change, connection, experiment, opened } from "../store";
import { chooseSet, OWN } from "./choosing";
import { beginDrawing, drawsFirst, isDrawing } from "./drawn";
import { PointsCanvas, type Row } from "./points-canvas";
import { loadSets, sets } from "./sources";
import { openTableDialog } from "./table-dialog";
import { say, setName } from "./words";

const THUMBNAIL = 44; // CSS pixels

export function Sets() {
  useSignalEffect(() => {
    if (connection.value === "open") void loadSets(); // again, where the server was away
  });
  const now = experiment.value;
  if (!now) return null;
  const fitting = sets.value.filter((set) => set.problem === now.problem);
  const toys = fitting.filter((set) => set.kind === "toy");
  const given = fitting.filter((set) => set.kind === "table");
  const drawing = isDrawing.value;
  return (
    <div class="data-sets" role="group" aria-label={say("dataSets")}>
      <div class="data-tiles">
        {toys.map((set) => (
          <Tile key={set.name} set={set} chosen={now.data === set.name && !drawing} />
        ))}
      </div>
      <div class="data-chips">
        {given.map((set) => (
          <Chip
            key={set.name}
            text={setName(set.name)}
            title={told(set.title)}
            chosen={now.data === set.name && !drawing}
            choose={() => choose(set.name)}
          />
        ))}
      </div>
      <div class="data-chips">
        <Chip
          text={say("draw")}
          icon="M4 20l1-4L16 5l3 3L8 19z M14 7l3 3"
          chosen={drawing}
          choose={beginDrawing}
        />
        <Chip
          text={say("table")}
          icon="M4 5h16v14H4z M4 10h16 M10 5v14"
          chosen={now.data === OWN && !!now.table && !drawing}
          choose={openTableDialog}
        />
      </div>
    </div>
  );
}

function choose(name: string): void {
  drawsFirst.value = false;
  if (experiment.value) change(chooseSet(name, experiment.value));
}

function Tile({ set, chosen }: { set: NamedSet; chosen: boolean }) {
  const now = opened.value;
  // Of the set that is learned from: its very points, with their noise.
  const live = chosen && now?.experiment.data === set.name;
  const rows = live ? liveRows() : (set.sample as unknown as readonly Row[]);
  const classes = live ? (now.classes?.length ?? null) : set.classes;
  return (
    <button
      type="button"
      class="data-tile"
      aria-pressed={chosen}
      title={told(set.title)}
      onClick={() => choose(set.name)}
    >
      <PointsCanvas rows={rows} classes={classes} size={THUMBNAIL} />
      <span>{setName(set.name)}</span>
    </button>
  );
}

const MOST_LIVE = 200;

function liveRows(): readonly Row[] {
  const train = opened.value?.train;
  if (!train) return [];
  return train.t
    .slice(0, MOST_LIVE)
    .map((t, i) => [train.x1[i] as number, train.x2[i] as number, t] as const);
}

interface ChipProps {
  readonly text: string;
  readonly title?: string;
  readonly icon?: string;
  readonly chosen: boolean;
  readonly choose: () => void;
}

export function Chip({ text, title, icon, chosen, choose }: ChipProps) {
  return (
    <button type="button" class="chip" aria-pressed={chosen} title={title} onClick={choose}>
      {icon && (
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path class="stroke" d={icon} />
        </svg>
      )}
      {text}
    </button>
  );
}
