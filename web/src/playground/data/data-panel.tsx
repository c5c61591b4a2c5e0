// What the network learns from, and what it is given of each point.

import { told } from "../../language";
import { isShown } from "../controls-shown";
import { change, experiment, opened } from "../store";
import { Columns } from "./axes";
import { OWN } from "./choosing";
import { Draw } from "./draw";
import { isDrawing } from "./drawn";
import { FeatureEditor } from "./feature-editor";
import { Sets } from "./sets";
import { Sliders } from "./sliders";
import { TableDialog, TableDrop } from "./table-dialog";
import { say } from "./words";
import "./data.css";

export function DataPanel() {
  const choosable = canChoose();
  return (
    <div class="data-panel">
      {choosable && <Sets />}
      {choosable && (isDrawing.value ? <Draw /> : <Columns />)}
      <Told />
      <Sliders />
      {isShown("features") && (
        <>
          <h2>{say("features")}</h2>
          <FeatureEditor />
        </>
      )}
      {choosable && <TableDialog />}
      {choosable && <TableDrop />}
    </div>
  );
}

/** The original playground hides the sets of the two problems apart. */
function canChoose(): boolean {
  return isShown(experiment.value?.problem === "regression" ? "regDataset" : "dataset");
}

/** How many points there are, and what is to be known of them. */
function Told() {
  const now = opened.value;
  if (!now) return null;
  return (
    <div class="data-told quiet">
      <p>{say("points", { train: now.train_total, test: now.test_total })}</p>
      {canChoose() && now.experiment.data !== OWN && <NewPoints />}
      {now.data_notes.map((note) => (
        <p key={note.en} class="data-note">
          {told(note)}
        </p>
      ))}
    </div>
  );
}

/** The same rule, or the same set, with another seed: drawn and divided anew. */
function NewPoints() {
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={say("newPoints")}
      title={say("newPoints")}
      onClick={() => change({ seed: String(Math.floor(Math.random() * 1e6)) })}
    >
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path class="stroke" d="M20 11a8 8 0 1 0-2.3 6.2 M20 5v6h-6" />
      </svg>
    </button>
  );
}
