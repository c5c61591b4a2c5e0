// The page of images: choose, train, watch, draw, and look into every layer.

import { useEffect } from "preact/hooks";
import { useTitle } from "../title";
import { Answer } from "./answer";
import { FeatureMaps } from "./feature-maps";
import "./images.css";
import { HowWell } from "./judged";
import { LiveWeights } from "./live-weights";
import { OwnPictures } from "./own";
import { w as ownWord } from "./own-words";
import { keepLooking, lookAt, lookAtExample } from "./looking";
import { Pad, SIDE } from "./pad";
import { Progress } from "./progress";
import { Setup } from "./setup";
import { data, follow, job } from "./store";
import { w } from "./words";

export function ImagesPage() {
  useTitle(w("title"));
  useEffect(follow, []);
  useEffect(keepLooking, []);
  useEffect(() => () => lookAt(null), []);
  return (
    <div class="page images" data-job={job.value}>
      <h1>{w("title")}</h1>
      <p class="lead">{w("lead")}</p>
      <p>
        <button type="button" class="button" onClick={goToOwn}>
          {ownWord("goThere")}
        </button>
      </p>
      <div class="bench">
        <Setup />
        <div class="bench-right">
          <Progress />
          <section class="panel try" aria-labelledby="try-it">
            <h2 id="try-it">{w("tryIt")}</h2>
            <div class="subjects">
              <Pad
                heading={w((data.value?.digits ?? true) ? "drawDigit" : "draw")}
                onDraw={(pixels) => lookAt(pixels && { kind: "drawn", pixels, side: SIDE })}
              />
              <Others />
            </div>
            <Answer />
          </section>
        </div>
      </div>
      <FeatureMaps />
      <HowWell />
      <LiveWeights />
      <OwnPictures />
    </div>
  );
}

/** To the section at the end of the page, for the eyes and for the keyboard. */
function goToOwn(): void {
  const title = document.getElementById("own-title");
  title?.scrollIntoView();
  title?.focus();
}

/** Pictures that are not drawn: a file of the reader's, or one of the validation part. */
function Others() {
  const validation = data.value?.validation ?? 0;
  const any = () =>
    void lookAtExample({ part: "validation", index: Math.floor(Math.random() * validation) });
  return (
    <div class="others">
      <label class="button upload">
        {w("upload")}
        <input
          class="hidden"
          type="file"
          accept="image/*"
          onChange={(e) => {
            const file = e.currentTarget.files?.[0];
            if (file) lookAt({ kind: "uploaded", file });
            e.currentTarget.value = "";
          }}
        />
      </label>
      {validation > 0 && (
        <button type="button" class="button" onClick={any}>
          {w("anExample")}
        </button>
      )}
    </div>
  );
}
