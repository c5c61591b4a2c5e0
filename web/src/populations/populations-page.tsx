// The page of populations: many networks at once.

import { useEffect } from "preact/hooks";
import { told } from "../language";
import "../styles/progress.css";
import { ByValue, Course } from "./course";
import { Detail } from "./detail";
import { Boundaries, Heat } from "./pictures";
import "./populations.css";
import { Setup } from "./setup";
import { enter, line, planned } from "./store";
import { Bands, Folds, Spread } from "./whole";
import { say } from "./words";

export function PopulationsPage() {
  useEffect(enter, []);
  const now = planned.value;
  return (
    <div class="page populations">
      <h1>{say("title")}</h1>
      <p class="lead">{say("lead")}</p>
      {line.value === "lost" && <p class="warning" role="status">{say("lost")}</p>}
      {now?.notes.map((note) => (
        <p class="told" key={note.en}>
          {told(note)}
        </p>
      ))}
      {now ? <Found /> : <p class="notice">{say("connecting")}</p>}
    </div>
  );
}

function Found() {
  const now = planned.value;
  if (!now) return null;
  const { kind, choices } = now.plan;
  return (
    <div class="body">
      <div class="side">
        <Setup />
        <Detail />
      </div>
      <div class="main">
        {kind === "grid" && (
          <>
            <Boundaries />
            {choices.length === 1 && <ByValue />}
            <Heat />
          </>
        )}
        {kind === "seeds" && (
          <>
            <Bands />
            <div class="pair">
              <Spread />
              <Course />
            </div>
            <Boundaries />
          </>
        )}
        {kind === "folds" && (
          <>
            <div class="pair">
              <Folds />
              <Course />
            </div>
            <Boundaries />
          </>
        )}
      </div>
    </div>
  );
}
