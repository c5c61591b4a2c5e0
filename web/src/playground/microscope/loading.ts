// Puts a network with given weights into the playground.

import type { Loadable } from "../../messages";
import { become, pause, send } from "../store";

export function load({ experiment, edits }: Loadable): void {
  pause(); // lest it learns before it is seen
  become(experiment);
  for (const edit of edits) send({ type: "edit", ...edit });
}
