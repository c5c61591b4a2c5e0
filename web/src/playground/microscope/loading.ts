// Puts a network with given weights into the playground.

import type { Experiment } from "../../messages";
import { become, pause } from "../store";

export function load(experiment: Experiment): void {
  pause(); // lest it learns before it is seen
  become(experiment);
}
