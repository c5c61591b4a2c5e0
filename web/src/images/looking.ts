// One picture and what the network says to it: asked anew with every stroke and all new weights.

import { effect, signal } from "@preact/signals";
import type { Looked, Text } from "../messages";
import { type Headed, headed } from "./bytes";
import { type Part, bytes, stamp } from "./store";

/** What is looked at: a drawing with its sides, a file, or pixels as the network takes them. */
export type Subject =
  | { readonly kind: "drawn"; readonly pixels: Uint8Array; readonly side: number }
  | { readonly kind: "uploaded"; readonly file: Blob }
  | { readonly kind: "pixels"; readonly pixels: Uint8Array };

export interface Chosen {
  readonly part: Part;
  readonly index: number;
}

export const looked = signal<Headed<Looked> | null>(null);
export const lookProblem = signal<Text | null>(null);
const subject = signal<Subject | null>(null);

let underWay = false;
let again = false;

/** Looks at this from now on; null at nothing. */
export function lookAt(what: Subject | null): void {
  subject.value = what;
  lookProblem.value = null;
  if (what === null) looked.value = null;
}

/** Looks at one picture of a part. */
export async function lookAtExample({ part, index }: Chosen): Promise<void> {
  const answer = await bytes(`pictures?part=${part}&index=${index}`);
  if ("value" in answer) lookAt({ kind: "pixels", pixels: headed(answer.value).bytes });
}

/** At most one question is under way; what comes meanwhile is asked once, afterwards. */
async function look(): Promise<void> {
  const what = subject.peek();
  if (what === null || stamp.peek() === 0) return;
  if (underWay) {
    again = true;
    return;
  }
  underWay = true;
  const answer = await asked(what);
  underWay = false;
  if (subject.peek() !== null) {
    if ("value" in answer) {
      const found = headed<Looked>(answer.value);
      looked.value = found;
      // From now on without decoding the file again.
      if (what.kind === "uploaded" && subject.peek() === what) {
        const { height, width, channels } = found.head.picture;
        again = false;
        subject.value = { kind: "pixels", pixels: found.bytes.slice(0, height * width * channels) };
      }
    } else if (subject.peek() === what) lookProblem.value = answer.problem;
  }
  if (again) {
    again = false;
    void look();
  }
}

function asked(what: Subject) {
  const path = (source: string) => `look?source=${source}&layers=1`;
  if (what.kind === "uploaded") return bytes(path("uploaded"), what.file);
  const body = new Blob([what.pixels as Uint8Array<ArrayBuffer>]);
  if (what.kind === "pixels") return bytes(path("pixels"), body);
  return bytes(`${path("drawn")}&width=${what.side}&height=${what.side}`, body);
}

/** Asks whenever there is something else to look at, or other weights to look with. */
export function keepLooking(): () => void {
  return effect(() => {
    if (subject.value && stamp.value) void look();
  });
}
