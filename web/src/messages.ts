// Written by `python -m mieru.studio.typescript` from src/mieru/studio/messages.py. Do not edit.

/**
 * One sentence or word in both languages.
 */
export interface Text {
  readonly en: string;
  readonly ja: string;
}

/**
 * One system of the course; `mieru run NAME` runs it.
 */
export interface System {
  readonly name: string;
  readonly title: Text;
  readonly about: Text;
}

/**
 * The systems of one chapter, in the order of the course.
 */
export interface Chapter {
  readonly name: string;
  readonly title: Text;
  readonly systems: readonly System[];
}

/**
 * What can be run, and by which version.
 */
export interface Systems {
  readonly version: string;
  readonly chapters: readonly Chapter[];
}

/**
 * One line of the list of runs.
 *
 * `recording`: a file with a network in it, which the page can open. `report`: a run that left
 * a report and no network. `unread`: a file too large to be read for a list; it can be opened.
 * `damaged`: a file that cannot be read; `problem` says why. `when` is an ISO 8601 time;
 * `report` the address of the HTML report.
 */
export interface Entry {
  readonly id: string;
  readonly kind: "damaged" | "recording" | "report" | "unread";
  readonly name: string;
  readonly when: string;
  readonly system: string | null;
  readonly seconds: number | null;
  readonly network: string | null;
  readonly data: string | null;
  readonly metrics: Readonly<Record<string, number | null>>;
  readonly report: string | null;
  readonly problem: Text | null;
}

/**
 * The runs found in `folder`, newest first.
 *
 * `total` counts all that are there, where `entries` is cut. Not `complete`: reading took
 * long, some files are still to be read, ask again.
 */
export interface Runs {
  readonly folder: string;
  readonly total: number;
  readonly complete: boolean;
  readonly entries: readonly Entry[];
}

/**
 * One layer and what it costs; multiplications are for one example, forward.
 *
 * `depth` counts the layers that it lies in; their numbers contain its own.
 */
export interface LayerRow {
  readonly name: string;
  readonly depth: number;
  readonly kind: string;
  readonly shape: readonly number[];
  readonly parameters: number;
  readonly multiplications: number;
}

/**
 * One setting or version; `optimizer.rate` is the rate inside the optimizer.
 */
export interface NamedValue {
  readonly name: string;
  readonly value: string;
}

/**
 * One run, opened.
 *
 * `history` has a list for each column, all as long as `history["epoch"]`; null stands where
 * there is no number. `epochs` counts all epochs, where the history is thinned. `weights`
 * names what can be asked for as a picture.
 */
export interface Recording {
  readonly entry: Entry;
  readonly path: string;
  readonly input_shape: readonly number[];
  readonly layers: readonly LayerRow[];
  readonly parameters: number;
  readonly multiplications: number;
  readonly forward_pass: string;
  readonly loss: string;
  readonly ended: string;
  readonly kept_epoch: number;
  readonly epochs: number;
  readonly history: Readonly<Record<string, readonly (number | null)[]>>;
  readonly settings: readonly NamedValue[];
  readonly versions: readonly NamedValue[];
  readonly classes: readonly string[];
  readonly features: readonly string[];
  readonly weights: readonly string[];
}

/**
 * What precedes the bytes of a picture of weights.
 *
 * The bytes are `count` pictures of height × width × channels, row by row. A byte b means
 * (b − 128) / 127 × `scale`; 0 for what is not a number. `total` counts all pictures, where
 * `count` is cut; `step` is k where only every k-th row and column is here. `kind`: a matrix
 * (rows: units, columns: inputs), the units of a layer as pictures of its input, or kernels.
 */
export interface Weights {
  readonly name: string;
  readonly kind: "kernels" | "matrix" | "units";
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly scale: number;
  readonly total: number;
  readonly step: number;
}
