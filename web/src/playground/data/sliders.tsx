// How many points, with how much noise, how they are divided, and how many make a batch.

import { Term } from "../../parts/term";
import type { Experiment } from "../../messages";
import { isShown } from "../controls-shown";
import { change, experiment, opened } from "../store";
import { isDrawing } from "./drawn";
import { Slider } from "./slider";
import { sets } from "./sources";
import { say } from "./words";

const SIZES = [20, 50, 100, 200, 300, 500, 800, 1_200, 2_000, 5_000, 10_000, 20_000];
const MOST_IN_BATCH = 30;
const MOST_NOISE = 50;
const MOST_CLOUDS = 10;
const FIRST_CLOUDS = 3;

export function Sliders() {
  const now = experiment.value;
  if (!now) return null;
  const byRule = sets.value.find((set) => set.name === now.data)?.kind === "toy";
  const isToy = byRule && !isDrawing.value;
  const set = (part: Partial<Experiment>, done: boolean) => change(part, { remembered: done });
  return (
    <div class="sliders">
      {isShown("percTrainData") && (
        <Slider
          label={say("ratio")}
          name={say("ratioLong")}
          value={now.train_percent}
          shown={`${now.train_percent}%`}
          least={10}
          most={90}
          step={10}
          set={(train_percent, done) => set({ train_percent }, done)}
        />
      )}
      {isToy && isShown("noise") && (
        <Slider
          label={<Term name="noise" />}
          value={now.noise}
          shown={String(now.noise)}
          least={0}
          most={MOST_NOISE}
          step={5}
          set={(noise, done) => set({ noise }, done)}
        />
      )}
      {isShown("batchSize") && (
        <Slider
          label={<Term name="batch_size" />}
          value={now.batch_size}
          shown={String(now.batch_size)}
          least={1}
          most={Math.max(MOST_IN_BATCH, now.batch_size)}
          set={(batch_size, done) => set({ batch_size }, done)}
        />
      )}
      {isToy && now.mode === "mieru" && isShown("dataset") && <SizeSlider now={now} set={set} />}
      {isToy && now.data === "blobs" && isShown("dataset") && (
        <Slider
          label={say("classes")}
          value={now.classes || FIRST_CLOUDS}
          shown={String(now.classes || FIRST_CLOUDS)}
          least={2}
          most={Math.max(MOST_CLOUDS, now.classes)}
          set={(classes, done) => set({ classes }, done)}
        />
      )}
    </div>
  );
}

interface SizeProps {
  readonly now: Experiment;
  readonly set: (part: Partial<Experiment>, done: boolean) => void;
}

function SizeSlider({ now, set }: SizeProps) {
  const total = (opened.value?.train_total ?? 0) + (opened.value?.test_total ?? 0);
  const size = now.size || total;
  const place = SIZES.findIndex((s) => s >= size);
  return (
    <Slider
      label={say("size")}
      value={place < 0 ? SIZES.length - 1 : place}
      shown={size.toLocaleString("en")}
      least={0}
      most={SIZES.length - 1}
      set={(i, done) => set({ size: SIZES[i] ?? 0 }, done)}
    />
  );
}
