// The explorer: one picture's way through a network, layer by layer, value by value.

import { useEffect } from "preact/hooks";
import { told } from "../language";
import { Command } from "../parts/command";
import { useTitle } from "../title";
import { of } from "./chosen";
import { Ending } from "./ending";
import "./explorer.css";
import { NetworkChoice, PictureChoice } from "./inputs";
import { Layer } from "./layer";
import { Network } from "./network";
import { chosen, explored, follow, look, networks, nodes, problem } from "./store";
import { w } from "./words";

export function ExplorerPage() {
  useTitle(w("title"));
  useEffect(follow, []);
  const atTheEnd = nodes.value.length > 0 && chosen.value === nodes.value.length;
  return (
    <div class="page explorer">
      <h1>{w("title")}</h1>
      <p class="lead">{w("lead")}</p>
      <NetworkChoice />
      {problem.value && (
        <p class="warning" role="alert">
          {told(problem.value)}
        </p>
      )}
      {!of.value && networks.value && <Nothing />}
      {explored.value && (
        <>
          <PictureChoice />
          {look.value && (
            <>
              <Network />
              {atTheEnd ? <Ending /> : <Layer />}
            </>
          )}
        </>
      )}
    </div>
  );
}

function Nothing() {
  return (
    <div class="notice">
      <p>{w("nothingHere")}</p>
      <Command text="mieru train digits" />
    </div>
  );
}
