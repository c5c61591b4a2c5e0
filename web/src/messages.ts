// Written by `python -m mieru.studio.typescript` from the messages of mieru.studio. Do not edit.

/**
 * One hidden layer: how many units, f, the share of units left out, how weights begin.
 *
 * `initial` is uniform (U(−½, ½) as in the original playground), glorot, he, lecun or zeros.
 */
export interface HiddenLayer {
  readonly units: number;
  readonly activation: string;
  readonly dropout: number;
  readonly initial: string;
}

/**
 * When playing pauses by itself; None for never. Whichever comes first.
 */
export interface Stop {
  readonly epochs: number | null;
  readonly test_loss: number | null;
  readonly test_accuracy: number | null;
  readonly patience: number | null;
}

/**
 * What the page shows, and what a teacher has hidden: names of controls.
 */
export interface View {
  readonly discretize: boolean;
  readonly show_test: boolean;
  readonly hide_text: boolean;
  readonly hidden: readonly string[];
  readonly tutorial: string;
  readonly palette: "classic" | "safe";
}

/**
 * A weight of `unit` in weight layer `layer` (0: first hidden) from `source`, or its bias
 * where that is None, set by hand before learning began.
 */
export interface Edited {
  readonly layer: number;
  readonly unit: number;
  readonly source: number | null;
  readonly value: number;
}

/**
 * One experiment of the playground.
 *
 * `mode` "original" computes in float64 and keeps the original's faults. `data` is a toy set
 * ("circle", "reg-plane" as "plane", ...), a named set ("iris") or "own", whose points stand in
 * `points` or, when they are many, in the table with the digest `table`. `columns` names the
 * two columns of a set that has more; empty for its two principal components. For a table the
 * target may follow the two, or stand alone. `noise` and `train_percent` are in percent;
 * `size` 0 means as many points as usual, and so `classes` of "blobs". `features` are
 * formulas of x1 and x2. `schedule` is constant, step_decay, exponential_decay or cosine, with
 * its numbers in epochs. L1 and L2 are strengths. `edited` stands in place of initial weights.
 */
export interface Experiment {
  readonly mode: "mieru" | "original";
  readonly problem: "classification" | "regression";
  readonly data: string;
  readonly points: string;
  readonly table: string;
  readonly columns: readonly string[];
  readonly size: number;
  readonly classes: number;
  readonly noise: number;
  readonly train_percent: number;
  readonly features: readonly string[];
  readonly layers: readonly HiddenLayer[];
  readonly loss: "cross_entropy" | "squared_error";
  readonly output_initial: string;
  readonly optimizer: string;
  readonly rate: number;
  readonly momentum: number;
  readonly decay1: number;
  readonly decay2: number;
  readonly weight_decay: number;
  readonly schedule: string;
  readonly schedule_epochs: number;
  readonly schedule_factor: number;
  readonly batch_size: number;
  readonly l1: number;
  readonly l2: number;
  readonly stop: Stop;
  readonly seed: string;
  readonly init_zero: boolean;
  readonly edited: readonly Edited[];
  readonly view: View;
}

/**
 * A setting and the values that it is tried with.
 */
export interface Varied {
  readonly setting: string;
  readonly values: readonly (number | string)[];
}

/**
 * A population: every combination of one or two `choices` (the first by row), or `seeds`
 *
 * networks that differ in their initial weights and the order of the data only, or one network
 * for each of `folds` parts of the training data, learning from the others.
 */
export interface Plan {
  readonly experiment: Experiment;
  readonly kind: "folds" | "grid" | "seeds";
  readonly choices: readonly Varied[];
  readonly seeds: number;
  readonly folds: number;
  readonly epochs: number;
}

/**
 * A network that can be explored: the one of the Images page, a recording, a published one.
 *
 * `problem`: why it cannot be opened now, and what to do.
 */
export interface Explorable {
  readonly of: string;
  readonly kind: "images" | "published" | "recording";
  readonly title: Text;
  readonly about: string;
  readonly problem: Text | null;
}

/**
 * All of them, the likeliest first.
 */
export interface Explorables {
  readonly networks: readonly Explorable[];
}

/**
 * How a layer's window walks over its input; `padding` is (top, bottom), (left, right).
 *
 * `transposed`: the window belongs to the output, which is larger.
 */
export interface WindowWalk {
  readonly size: readonly [number, number];
  readonly stride: readonly [number, number];
  readonly padding: readonly [readonly [number, number], readonly [number, number]];
  readonly dilation: readonly [number, number];
  readonly transposed: boolean;
}

/**
 * The input, or a layer: its full path, its words in the text form, whose outputs it takes.
 *
 * `inputs` are places in the list of nodes. `shape` is that of what it gives.
 */
export interface GraphNode {
  readonly path: string;
  readonly kind: string;
  readonly text: string;
  readonly inputs: readonly number[];
  readonly shape: readonly number[];
  readonly parameters: number;
  readonly window: WindowWalk | null;
}

/**
 * A network opened. `version` changes with its weights; `learning`: they change now.
 *
 * `picture` is the shape of the pictures that it takes, null where its input is none.
 * `channels` are the colours of the input in the order in which the network takes them.
 * `examples`: how many validation pictures are here, `no_examples` why there are none.
 * `photographs` are sample pictures by name.
 */
export interface Explored {
  readonly of: string;
  readonly title: Text;
  readonly text: string;
  readonly version: string;
  readonly learning: boolean;
  readonly nodes: readonly GraphNode[];
  readonly classes: readonly string[];
  readonly loss: string;
  readonly parameters: number;
  readonly picture: readonly [number, number, number] | null;
  readonly channels: readonly ("blue" | "green" | "red")[];
  readonly digits: boolean;
  readonly examples: number;
  readonly no_examples: Text | null;
  readonly photographs: readonly string[];
}

/**
 * Which weights a network has now, and whether they change.
 */
export interface ExplorerNow {
  readonly version: string;
  readonly learning: boolean;
}

/**
 * One class at the end: its logit, exp(logit − the largest), its probability.
 */
export interface Exponential {
  readonly label: number;
  readonly logit: number | null;
  readonly exponential: number | null;
  readonly probability: number | null;
}

/**
 * What the network says: the likeliest classes, or its first outputs.
 *
 * `largest` logit and `total` of all exponentials are there for a softmax only.
 */
export interface Ending {
  readonly how: "sigmoid" | "softmax" | "values";
  readonly best: readonly Exponential[];
  readonly outputs: number;
  readonly largest: number | null;
  readonly total: number | null;
}

/**
 * The head of one picture's way through a network, kept on the server as number `look`.
 *
 * The bytes are the picture (where `picture` says one), then the maps node by node, small: what
 * :class:`FeatureMaps` says of each. `label` is the true class, where it is known. `kept` is
 * what a link names the file by that was sent, for as long as the server keeps it.
 */
export interface PictureLook {
  readonly look: number;
  readonly version: string;
  readonly picture: Pictures | null;
  readonly label: number | null;
  readonly layers: readonly FeatureMaps[];
  readonly ending: Ending;
  readonly kept: string | null;
}

/**
 * A number that stands elsewhere: in what node `path` gives, at `place`.
 */
export interface FromSource {
  readonly path: string;
  readonly place: readonly number[];
  readonly value: number | null;
}

/**
 * One channel's part in a convolution: patch and kernel row by row, and Σ patch·kernel.
 */
export interface ChannelPart {
  readonly channel: number;
  readonly patch: readonly (number | null)[];
  readonly kernel: readonly (number | null)[];
  readonly total: number | null;
}

/**
 * A convolution's value. `rest` is what the `others` that are not told sum to.
 */
export interface MadeByScan {
  readonly type: "scan";
  readonly value: number | null;
  readonly rows: readonly (number | null)[];
  readonly columns: readonly (number | null)[];
  readonly channels: readonly ChannelPart[];
  readonly others: number;
  readonly rest: number | null;
  readonly bias: number | null;
}

/**
 * A pooling's value. `window` row by row, empty where it is too large; null beyond the edge.
 *
 * `chosen` is the place of the largest in the window, null for a mean.
 */
export interface MadeByPool {
  readonly type: "pool";
  readonly value: number | null;
  readonly rows: readonly (number | null)[];
  readonly columns: readonly (number | null)[];
  readonly channel: number;
  readonly how: "max" | "mean";
  readonly window: readonly (number | null)[];
  readonly counted: number;
  readonly chosen: readonly [number, number] | null;
}

/**
 * One input of a unit, its weight, and their product.
 */
export interface ProductPart {
  readonly source: FromSource;
  readonly weight: number | null;
  readonly product: number | null;
}

/**
 * A unit's value, the largest products first.
 */
export interface MadeBySum {
  readonly type: "sum";
  readonly value: number | null;
  readonly products: readonly ProductPart[];
  readonly others: number;
  readonly rest: number | null;
  readonly bias: number | null;
}

/**
 * An activation function's value.
 */
export interface MadeByFunction {
  readonly type: "function";
  readonly value: number | null;
  readonly source: FromSource;
  readonly function: string;
  readonly formula: string;
  readonly parameter: number | null;
}

/**
 * A normalized value: (x − mean)/√(variance + ε) = `normal`, times scale, plus shift.
 */
export interface MadeByNorm {
  readonly type: "norm";
  readonly value: number | null;
  readonly source: FromSource;
  readonly over: "example" | "running";
  readonly mean: number | null;
  readonly variance: number | null;
  readonly epsilon: number;
  readonly normal: number | null;
  readonly scale: number | null;
  readonly shift: number | null;
}

/**
 * Branches that meet: several values are added, a single one is handed on.
 */
export interface MadeByJoin {
  readonly type: "join";
  readonly value: number | null;
  readonly parts: readonly FromSource[];
}

/**
 * A number of the input; or, with a `formula`, of a layer that is not told value by value.
 */
export interface MadeByNothing {
  readonly type: "given";
  readonly value: number | null;
  readonly formula: string | null;
}

export type HowMade = MadeByScan | MadeByPool | MadeBySum | MadeByFunction | MadeByNorm | MadeByJoin | MadeByNothing;

/**
 * A set of pictures that can be learned. `here` False: it must be fetched first.
 *
 * `networks` are suggestions, in the one-line form, from the smallest to the largest.
 * `digits`: its pictures are digits, and so are drawings.
 */
export interface PictureSet {
  readonly name: string;
  readonly title: Text;
  readonly here: boolean;
  readonly examples: number;
  readonly shape: readonly number[];
  readonly classes: number;
  readonly digits: boolean;
  readonly networks: readonly string[];
}

/**
 * What can be learned; `folders`: also a folder of this machine, named by its path.
 */
export interface PictureSets {
  readonly sets: readonly PictureSet[];
  readonly optimizers: readonly string[];
  readonly folders: boolean;
}

/**
 * A folder on the server's machine with a folder of pictures for each class.
 */
export interface FolderAsked {
  readonly path: string;
  readonly size: number;
  readonly grey: boolean;
}

/**
 * What is in it, and networks that would suit it.
 */
export interface FolderFound {
  readonly pictures: number;
  readonly classes: readonly string[];
  readonly shape: readonly number[];
  readonly networks: readonly string[];
}

/**
 * A network in one line, to be checked for pictures of a shape and a number of classes.
 */
export interface NetworkAsked {
  readonly network: string;
  readonly shape: readonly number[];
  readonly classes: number;
}

/**
 * The layers and what they cost; or `problem`, why it cannot be.
 */
export interface NetworkChecked {
  readonly layers: readonly LayerRow[];
  readonly parameters: number;
  readonly multiplications: number;
  readonly problem: Text | null;
}

/**
 * What to learn, and how. `folder` in place of a set's name. `examples` None: all.
 *
 * `augment` is a line such as "shift 2, flip", empty for none.
 */
export interface TrainAsked {
  readonly network: string;
  readonly data: string;
  readonly folder: FolderAsked | null;
  readonly epochs: number;
  readonly batch_size: number;
  readonly optimizer: string;
  readonly rate: number;
  readonly l2: number;
  readonly augment: string;
  readonly seed: number;
  readonly examples: number | null;
}

/**
 * What is being learned. `test`: how many sealed examples, `openings`: how often opened.
 */
export interface PictureData {
  readonly name: string;
  readonly shape: readonly number[];
  readonly classes: readonly string[];
  readonly train: number;
  readonly validation: number;
  readonly test: number;
  readonly openings: number;
  readonly digits: boolean;
  readonly notes: readonly Text[];
}

/**
 * How far the training is. `job` counts trainings; 0: there was none yet.
 *
 * `epoch` counts parts. `history` has (epoch, train loss, validation loss, train accuracy,
 * validation accuracy) from row `history_from` on. `running`: (epoch, mean loss over the epoch
 * so far), for a curve that moves within an epoch. `stamp` changes with the weights that
 * answers and pictures come from, 0 while there are none. `run` is the recording it became.
 */
export interface ImagesState {
  readonly job: number;
  readonly phase: "compiling" | "ended" | "failed" | "idle" | "learning" | "loading";
  readonly asked: TrainAsked | null;
  readonly data: PictureData | null;
  readonly epoch: number;
  readonly epochs: number;
  readonly loss: number | null;
  readonly examples_per_second: number | null;
  readonly seconds: number;
  readonly seconds_left: number | null;
  readonly compile_seconds: number | null;
  readonly stopping: boolean;
  readonly ended: string | null;
  readonly problem: Text | null;
  readonly run: string | null;
  readonly stamp: number;
  readonly weights: readonly string[];
  readonly history_from: number;
  readonly history: readonly (readonly [number, number | null, number | null, number | null, number | null])[];
  readonly running: readonly (readonly [number, number])[];
}

/**
 * One example of a part: its place, its class, the class told and that one's probability.
 */
export interface AnswerGiven {
  readonly index: number;
  readonly label: number;
  readonly told: number;
  readonly probability: number | null;
}

/**
 * How the network does on a part of the data.
 *
 * `examples` may be fewer than all while learning goes on. `confusion`: rows are true classes,
 * columns what was told. `mistakes`: the surest first.
 */
export interface Judged {
  readonly part: "test" | "validation";
  readonly stamp: number;
  readonly examples: number;
  readonly accuracy: number;
  readonly loss: number | null;
  readonly confusion: readonly (readonly number[])[];
  readonly wrong: number;
  readonly mistakes: readonly AnswerGiven[];
}

/**
 * The examples in one cell of the confusion matrix, the surest first.
 */
export interface Cell {
  readonly total: number;
  readonly answers: readonly AnswerGiven[];
}

/**
 * The head of pictures: `count` of them, each height × width × channels bytes.
 */
export interface Pictures {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/**
 * What one layer says: `count` pictures of height × width bytes, of `total` that it gives.
 *
 * The pictures begin with map `first`; `step` is k where only every k-th row and column is
 * here. A byte b means (b − 128) / 127 × `scale`, 0 what is no number. A layer without a plane
 * has one picture, `width` units a row; the last row may be filled up with zeros beyond
 * `units`.
 */
export interface FeatureMaps {
  readonly name: string;
  readonly kind: string;
  readonly count: number;
  readonly total: number;
  readonly height: number;
  readonly width: number;
  readonly units: number;
  readonly scale: number;
  readonly first: number;
  readonly step: number;
}

/**
 * The head of an answer to a picture: probabilities by class, in the order of the classes.
 *
 * Null stands for what is no number, as huge weights give it. The bytes are the picture as the
 * network gets it, then the feature maps layer by layer.
 */
export interface Looked {
  readonly stamp: number;
  readonly probabilities: readonly (number | null)[];
  readonly picture: Pictures;
  readonly layers: readonly FeatureMaps[];
}

/**
 * A class, and how many pictures of it have come.
 */
export interface OwnClass {
  readonly name: string;
  readonly pictures: number;
}

/**
 * What is there to learn from, and how far learning is.
 *
 * `body` is the name of the network that sees for it; `missing` says why that is not there.
 * `accuracy` is that on `judged` pictures that were kept back, None where there were too few.
 * `run` is the recording it became, `stamp` counts trainings: 0 before the first has ended.
 * `learned` are the classes that the last training knows, in the order of its answers.
 * `at` says when it stood so, in seconds: answers may come in another order than they were made.
 */
export interface OwnState {
  readonly phase: "collecting" | "failed" | "learned" | "learning";
  readonly body: string;
  readonly classes: readonly OwnClass[];
  readonly most_classes: number;
  readonly most_pictures: number;
  readonly missing: Text | null;
  readonly problem: Text | null;
  readonly seconds: number;
  readonly accuracy: number | null;
  readonly judged: number;
  readonly run: string | null;
  readonly stamp: number;
  readonly learned: readonly string[];
  readonly at: number;
}

/**
 * Probabilities by class, in the order of `learned` of the state with that `stamp`.
 */
export interface OwnAnswer {
  readonly stamp: number;
  readonly probabilities: readonly (number | null)[];
}

/**
 * The ROC curve of one class; `area` lies under it.
 */
export interface RocLine {
  readonly name: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly area: number | null;
}

/**
 * What a network is worth on examples that it has not learned from.
 *
 * `metrics` by name. Of classes: `confusion` (rows true, columns told), `roc` curves, and
 * `calibration`: (probability said, share that was so, examples) by bin. Of values: `answers`,
 * pairs (true, told).
 */
export interface Verdict {
  readonly examples: number;
  readonly metrics: Readonly<Record<string, number | null>>;
  readonly classes: readonly string[];
  readonly confusion: readonly (readonly number[])[];
  readonly by_class: readonly (readonly [number, number, number])[];
  readonly roc: readonly RocLine[];
  readonly calibration: readonly (readonly [number, number, number])[];
  readonly answers: readonly (readonly [number, number])[];
}

/**
 * Judge recording `run` on a part of its data. The test part is sealed: to ask opens it.
 */
export interface JudgeAsked {
  readonly run: string;
  readonly part: "test" | "validation";
}

/**
 * How far it is. `job` counts them; 0: there was none yet.
 *
 * `openings`: how often the test part was opened in all, as the recording says. `report` is
 * the path of the page with everything, the worst mistakes too.
 */
export interface JudgeState {
  readonly job: number;
  readonly phase: "ended" | "failed" | "idle" | "judging" | "loading" | "reporting";
  readonly asked: JudgeAsked | null;
  readonly done: number;
  readonly seconds_left: number | null;
  readonly stopping: boolean;
  readonly ended: "finished" | "interrupted" | null;
  readonly problem: Text | null;
  readonly openings: number;
  readonly judged: Verdict | null;
  readonly report: string | null;
}

/**
 * A surface by its name, or the reader's own `formula` (then `name` is `own`).
 */
export interface SurfaceAsked {
  readonly name: string;
  readonly formula: string;
}

/**
 * How a surface looks. `extent` is left, right, bottom, top; `start` a place to begin.
 *
 * `shades` has `columns` × `rows` values of 0…255, the lowest x₂ first; `contours` are
 * straight pieces, four numbers each (x, y, x, y), in thousandths of the extent.
 */
export interface SurfaceTold {
  readonly name: string;
  readonly formula: string;
  readonly latex: string;
  readonly extent: readonly [number, number, number, number];
  readonly start: readonly [number, number];
  readonly minima: readonly (readonly [number, number])[];
  readonly columns: number;
  readonly rows: number;
  readonly shades: readonly number[];
  readonly contours: readonly number[];
}

/**
 * An optimizer, by its name, and its rate.
 */
export interface RacerAsked {
  readonly optimizer: string;
  readonly rate: number;
}

/**
 * Some optimizers from one start.
 */
export interface RaceAsked {
  readonly surface: SurfaceAsked;
  readonly start: readonly [number, number];
  readonly racers: readonly RacerAsked[];
  readonly steps: number;
  readonly momentum: number;
  readonly noise: number;
  readonly seed: number;
}

/**
 * Where a racer went: `x`, `y` and the height `f` at each step, the start first.
 *
 * `f` is null where it is not a finite number; `left` tells whether it flew off. `reached`
 * is the step from which on it stays at a minimum that is known.
 */
export interface RacerTold {
  readonly optimizer: string;
  readonly rate: number;
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly f: readonly (number | null)[];
  readonly left: boolean;
  readonly reached: number | null;
}

/**
 * All racers, in the order in which they were asked for.
 */
export interface RaceTold {
  readonly racers: readonly RacerTold[];
}

/**
 * A small network to be learned, held back by these strengths; 0 is none of it.
 */
export interface RegularizeAsked {
  readonly data: string;
  readonly l1: number;
  readonly l2: number;
  readonly dropout: number;
  readonly max_norm: number;
  readonly label_smoothing: number;
  readonly stopping: number;
  readonly seed: number;
}

/**
 * What came of it.
 *
 * `counts` of the weights between `edges`; `zeros` of the `weights` are exactly zero.
 * `picture` has size × size probabilities of class 1 as 0…255 over [−6, 6]², the lowest x₂
 * first; `points` are the training points (x₁, x₂, class).
 */
export interface RegularizeTold {
  readonly train_loss: readonly number[];
  readonly validation_loss: readonly number[];
  readonly train_accuracy: number;
  readonly validation_accuracy: number;
  readonly kept: number;
  readonly edges: readonly number[];
  readonly counts: readonly number[];
  readonly zeros: number;
  readonly weights: number;
  readonly norm: number;
  readonly size: number;
  readonly picture: readonly number[];
  readonly points: readonly (readonly [number, number, number])[];
  readonly seconds: number;
}

/**
 * A slice of the loss of a network that learns; `plane` is `path` or `random`.
 */
export interface LandscapeAsked {
  readonly data: string;
  readonly units: number;
  readonly optimizer: string;
  readonly rate: number;
  readonly epochs: number;
  readonly plane: string;
  readonly seed: number;
}

/**
 * The map, as a surface's, with the loss at each place (null: not finite), the lowest first.
 *
 * `path` are the places (a, b) of the snapshots, `losses` the loss at each of them in the
 * plane; `explained` the share of the path along each axis.
 */
export interface LandscapeTold {
  readonly network: string;
  readonly extent: readonly [number, number, number, number];
  readonly columns: number;
  readonly rows: number;
  readonly shades: readonly number[];
  readonly contours: readonly number[];
  readonly heights: readonly (number | null)[];
  readonly path: readonly (readonly [number, number])[];
  readonly steps: readonly number[];
  readonly losses: readonly (number | null)[];
  readonly explained: readonly [number, number] | null;
  readonly train_loss: number;
  readonly places: number;
  readonly seconds: number;
}

/**
 * A network that learns digits of which a `share` of the labels is shuffled.
 */
export interface LabelsAsked {
  readonly share: number;
  readonly units: number;
  readonly epochs: number;
  readonly seed: number;
}

/**
 * By epoch, the accuracy on the labels learned and on validation digits with true labels.
 */
export interface LabelsTold {
  readonly train_accuracy: readonly number[];
  readonly validation_accuracy: readonly number[];
  readonly parameters: number;
  readonly examples: number;
  readonly wrong: number;
  readonly chance: number;
  readonly seconds: number;
}

/**
 * The range test of a network in one line (empty: a usual one) on data, by name.
 */
export interface RateAsked {
  readonly data: string;
  readonly network: string;
  readonly optimizer: string;
  readonly seed: number;
}

/**
 * Losses and their running mean by rate, and the rates that they advise.
 */
export interface RateTold {
  readonly network: string;
  readonly rates: readonly number[];
  readonly losses: readonly number[];
  readonly smooth: readonly number[];
  readonly steepest: number;
  readonly lowest: number;
  readonly suggested: number;
  readonly seconds: number;
}

/**
 * A slice of the loss around the weights of recording `run`, along directions by chance.
 *
 * It reaches `span` times the weights' own length each way; `seed` draws the directions.
 */
export interface SliceAsked {
  readonly run: string;
  readonly span: number;
  readonly seed: number;
}

/**
 * How far the slice is. `job` counts them; 0: there was none yet.
 *
 * `examples` of the training data are what the loss is the mean over.
 */
export interface SliceState {
  readonly job: number;
  readonly phase: "ended" | "failed" | "idle" | "loading" | "slicing";
  readonly asked: SliceAsked | null;
  readonly done: number;
  readonly seconds: number;
  readonly seconds_left: number | null;
  readonly stopping: boolean;
  readonly ended: "finished" | "interrupted" | null;
  readonly problem: Text | null;
  readonly examples: number;
  readonly found: LandscapeTold | null;
}

/**
 * A place in the graph. `layer` 0 is the first hidden one; no `units` means all of it.
 *
 * Where there are `links`, each (unit, source), it is these and not the units.
 */
export interface Spot {
  readonly layer: number;
  readonly units: readonly number[];
  readonly links: readonly (readonly [number, number])[];
}

/**
 * The experiment with one thing changed; `link` opens it, `name` is for the button.
 */
export interface Trial {
  readonly name: Text;
  readonly experiment: Experiment;
  readonly link: string;
}

/**
 * One thing that the doctor found.
 */
export interface Finding {
  readonly kind: string;
  readonly severity: "note" | "serious" | "warning";
  readonly text: Text;
  readonly spots: readonly Spot[];
  readonly trials: readonly Trial[];
}

/**
 * All that was found at `epoch`, the worst first.
 */
export interface Diagnosis {
  readonly epoch: number;
  readonly findings: readonly Finding[];
}

/**
 * Where another session stood: a new one goes on from there.
 */
export interface Branch {
  readonly session: string;
  readonly epoch: number;
}

/**
 * Comes first. `session` goes on with one that is there (also after the server restarted).
 *
 * Otherwise a new one begins, from `experiment` or from `address`: what stands after the # of
 * a link, of this page or of the original playground. `branch` gives it the weights, and the
 * state of learning, that another session had.
 */
export interface Open {
  readonly type: "open";
  readonly session: string | null;
  readonly address: string | null;
  readonly experiment: Experiment | null;
  readonly branch: Branch | null;
}

/**
 * The experiment is now this one. What can be turned while learning goes on is turned; for
 *
 * anything else the network begins anew with its data and seed. `edited` "kept": weights set by
 * hand are those that there are, whatever the experiment has.
 */
export interface Change {
  readonly type: "change";
  readonly experiment: Experiment;
  readonly edited: "given" | "kept";
}

/**
 * Learn until told otherwise; `epochs_per_second` None is as fast as it goes.
 */
export interface Play {
  readonly type: "play";
  readonly epochs_per_second: number | null;
}

/**
 * Stop playing.
 */
export interface Pause {
  readonly type: "pause";
}

/**
 * Pause, and do `count` epochs, or batches.
 */
export interface Step {
  readonly type: "step";
  readonly by: "batch" | "epoch";
  readonly count: number;
}

/**
 * Begin anew: from the same initial weights, or from those of a new seed.
 */
export interface Reset {
  readonly type: "reset";
  readonly seed: "new" | "same";
}

/**
 * Set a weight of `unit` in weight layer `layer` (0: first hidden), or its bias.
 *
 * Opened answers it: before learning it is part of the experiment.
 */
export interface Edit {
  readonly type: "edit";
  readonly layer: number;
  readonly unit: number;
  readonly source: number | null;
  readonly value: number;
}

/**
 * Show and stand at the kept moment nearest to `epoch`; playing on continues from there.
 */
export interface Seek {
  readonly type: "seek";
  readonly epoch: number;
}

/**
 * Which pictures are wanted: of all units or of the outputs only; `size` in pixels.
 */
export interface Look {
  readonly type: "look";
  readonly units: "all" | "none" | "outputs";
  readonly size: number;
  readonly output_size: number;
}

/**
 * Frame `frame` has been drawn; the server sends no third one before.
 */
export interface Seen {
  readonly type: "seen";
  readonly frame: number;
}

export type Asked = Open | Change | Play | Pause | Step | Reset | Edit | Seek | Look | Seen;

/**
 * One axis of the plane. A plane coordinate v, −6…6, stands for centre + v · scale.
 */
export interface Axis {
  readonly name: string;
  readonly centre: number;
  readonly scale: number;
}

/**
 * Points of the plane: coordinates, and what each should give (class number or value).
 */
export interface Points {
  readonly x1: readonly number[];
  readonly x2: readonly number[];
  readonly t: readonly number[];
}

/**
 * The session as it is now; comes after Open and after every change of the experiment.
 *
 * `address` goes after the # of the page's address. `labels` tells the features as the reader
 * knows them (x₁²), in the order of the pictures. `sizes`: units by layer, inputs first.
 * `classes` None for regression. `notes`: what the reader should know
 * of the link, `data_notes` of the data (rows left out, …).
 * `points` may be cut to 2,000; `train_total` and `test_total` count all.
 */
export interface Opened {
  readonly type: "opened";
  readonly session: string;
  readonly experiment: Experiment;
  readonly address: string;
  readonly engine: "native" | "original" | "plain" | "scanned";
  readonly labels: readonly string[];
  readonly sizes: readonly number[];
  readonly classes: readonly string[] | null;
  readonly axes: readonly [Axis, Axis];
  readonly train: Points;
  readonly test: Points;
  readonly train_total: number;
  readonly test_total: number;
  readonly notes: readonly Text[];
  readonly data_notes: readonly Text[];
}

/**
 * What was asked cannot be done; everything is as it was. `field` names the control.
 */
export interface Problem {
  readonly type: "problem";
  readonly text: Text;
  readonly field: string | null;
}

/**
 * One moment, the head of a binary frame.
 *
 * `epoch` counts whole epochs, `batch` the batches done of the one under way. `history` has
 * the rows that the page does not have yet: (epoch, train loss, test loss, train accuracy, test
 * accuracy); `history_from` says from which row on they replace what it has, 0 after a restart.
 * `kept`: the epochs that Seek can go to; from number `kept_from` on they replace those that
 * the page has. `ended` says why playing ended, `busy` what is waited for. `unlinked`: there
 * are weights set by hand that the link does not bring back. `confusion` counts test examples:
 * rows true, columns predicted. `due` is when the frame should have been there, in seconds of
 * the server's steady clock.
 */
export interface Frame {
  readonly type: "frame";
  readonly frame: number;
  readonly epoch: number;
  readonly batch: number;
  readonly playing: boolean;
  readonly train_loss: number | null;
  readonly test_loss: number | null;
  readonly train_accuracy: number | null;
  readonly test_accuracy: number | null;
  readonly rate: number;
  readonly epochs_per_second: number;
  readonly weights: number;
  readonly biases: number;
  readonly pictures: number;
  readonly size: number;
  readonly output_pictures: number;
  readonly output_size: number;
  readonly history_from: number;
  readonly history: readonly (readonly [number, number | null, number | null, number | null, number | null])[];
  readonly kept_from: number;
  readonly kept: readonly number[];
  readonly confusion: readonly (readonly number[])[];
  readonly ended: Text | null;
  readonly busy: Text | null;
  readonly unlinked: boolean;
  readonly due: number;
}

export type Answer = Opened | Problem | Frame;

/**
 * A phase at one unit. Levels count from the inputs, which are 0; the error is at level 0.
 */
export interface MicroscopeStep {
  readonly phase: "backward" | "error" | "forward" | "update";
  readonly level: number;
  readonly unit: number;
}

/**
 * A unit, or its link from `source` in the level below, with the number that stands there.
 */
export interface MicroscopePlace {
  readonly level: number;
  readonly unit: number;
  readonly source: number | null;
  readonly value: number | null;
}

/**
 * One number: `lines` has its symbol and formula, the same with numbers, and the value.
 *
 * `value` is null where it is not finite. `place` is null for what belongs to the whole
 * network; a bias stands at its unit. `uses`: what it is made of, as far as the graph shows it.
 */
export interface MicroscopeNumber {
  readonly kind: string;
  readonly lines: readonly string[];
  readonly value: number | null;
  readonly place: MicroscopePlace | null;
  readonly of_bias: boolean;
  readonly uses: readonly MicroscopePlace[];
}

/**
 * An example of the batch: where it lies, its target, the answers, and its error e.
 */
export interface BatchExample {
  readonly x1: number;
  readonly x2: number;
  readonly t: number;
  readonly answers: readonly (number | null)[];
  readonly error: number | null;
}

/**
 * One step through example `example` of the batch that is learned next.
 *
 * `number` of `count` counts the steps from 1; `before` and `after` are its neighbours,
 * `phases` the first steps of the phases. `is_cut`: there are more numbers than are told.
 * `unit_values`: what each unit gives, by level, the inputs first.
 */
export interface Microscope {
  readonly epoch: number;
  readonly batch: number;
  readonly examples: readonly BatchExample[];
  readonly example: number;
  readonly own: boolean;
  readonly step: MicroscopeStep;
  readonly number: number;
  readonly count: number;
  readonly before: MicroscopeStep | null;
  readonly after: MicroscopeStep | null;
  readonly phases: readonly MicroscopeStep[];
  readonly numbers: readonly MicroscopeNumber[];
  readonly is_cut: boolean;
  readonly unit_values: readonly (readonly (number | null)[])[];
}

/**
 * The network as formulas: `whole` in one (null where it would be too long), `levels` unit
 * by unit, `matrices` as products of matrices, in pieces.
 */
export interface WholeFormula {
  readonly whole: readonly string[] | null;
  readonly levels: readonly (readonly string[])[];
  readonly matrices: readonly (readonly string[])[];
}

/**
 * A small network to draw: weights by level, unit and source; biases by level and unit, empty
 * where there are none; the name of each level's function; names of the inputs.
 */
export interface Wiring {
  readonly weights: readonly (readonly (readonly number[])[])[];
  readonly biases: readonly (readonly number[])[];
  readonly functions: readonly string[];
  readonly inputs: readonly string[];
}

/**
 * The worked example of the course: its drawing, one step, and itself for the playground.
 *
 * `products`: each derivative as the product of all factors on its way, in pieces of LaTeX.
 */
export interface WorkedExample {
  readonly wiring: Wiring;
  readonly look: Microscope;
  readonly products: readonly (readonly string[])[];
  readonly loadable: Experiment;
}

/**
 * One answer, as LaTeX or as words; exactly one is right.
 */
export interface Choice {
  readonly latex: string;
  readonly text: Text | null;
  readonly right: boolean;
}

/**
 * Which function is this network? `table` has rows of inputs and the output, as a hint.
 *
 * `solution` is LaTeX that works it out, `lesson` what is to be learned from it.
 */
export interface FunctionExercise {
  readonly level: number;
  readonly seed: number;
  readonly question: Text;
  readonly wiring: Wiring;
  readonly choices: readonly Choice[];
  readonly table: readonly (readonly number[])[];
  readonly solution: readonly string[];
  readonly lesson: Text;
  readonly loadable: Experiment;
}

/**
 * Comes first: the plan of this page's link, or an `address` of the playground.
 */
export interface PopulationOpen {
  readonly type: "open";
  readonly plan: string | null;
  readonly address: string | null;
}

/**
 * Begin anew with this plan.
 */
export interface PopulationStart {
  readonly type: "start";
  readonly plan: Plan;
}

/**
 * Learn no further; what there is stays.
 */
export interface PopulationStop {
  readonly type: "stop";
}

/**
 * Tell more of one network.
 */
export interface PopulationLook {
  readonly type: "look";
  readonly number: number;
}

/**
 * Frame `frame` has been drawn; the server sends no third one before.
 */
export interface PopulationSeen {
  readonly type: "seen";
  readonly frame: number;
}

export type AskedOfPopulation = PopulationOpen | PopulationStart | PopulationStop | PopulationLook | PopulationSeen;

/**
 * A setting that can be varied, its kind of values, and values to begin with.
 */
export interface Offered {
  readonly setting: string;
  readonly kind: "choice" | "number" | "whole";
  readonly values: readonly (number | string)[];
}

/**
 * A population begins; `link` is the plan as text for the address.
 *
 * `values`: of each network those of the choices, or its seed, or its fold. `marks`: the
 * epochs at which each is told. `classes` None for values. The points are those of the
 * experiment itself (its seed).
 */
export interface Planned {
  readonly type: "planned";
  readonly plan: Plan;
  readonly link: string;
  readonly playground: string;
  readonly settings: readonly Offered[];
  readonly values: readonly (readonly (number | string)[])[];
  readonly marks: readonly number[];
  readonly size: number;
  readonly output: "identity" | "sigmoid" | "softmax" | "tanh";
  readonly classes: readonly string[] | null;
  readonly axes: readonly [Axis, Axis];
  readonly train: Points;
  readonly test: Points;
  readonly notes: readonly Text[];
}

/**
 * One network of the population; `address` opens it in the playground.
 */
export interface NetworkTold {
  readonly type: "network";
  readonly number: number;
  readonly experiment: Experiment;
  readonly address: string | null;
}

/**
 * What was asked cannot be done. `field` names the control.
 */
export interface PopulationProblem {
  readonly type: "problem";
  readonly text: Text;
  readonly field: string | null;
}

/**
 * Mean, standard deviation (n − 1) and range of a number over the networks.
 */
export interface SpreadTold {
  readonly mean: number;
  readonly deviation: number;
  readonly least: number;
  readonly most: number;
}

/**
 * Cross-validation as one estimate over all training points; accuracy None for values.
 */
export interface PooledTold {
  readonly loss: number;
  readonly accuracy: number | null;
  readonly confusion: readonly (readonly number[])[];
}

/**
 * What is new, the head of a binary frame.
 *
 * A row is (network, epoch, train loss, test loss, train accuracy, test accuracy, 1 or 0 where it
 * has diverged); of folds, test is the part that was left out. `done` goes from 0 to 1.
 */
export interface PopulationFrame {
  readonly type: "population";
  readonly frame: number;
  readonly running: boolean;
  readonly done: number;
  readonly seconds: number;
  readonly seconds_left: number | null;
  readonly rows: readonly (readonly [number, number, number | null, number | null, number | null, number | null, number])[];
  readonly drawn: readonly number[];
  readonly bands: number;
  readonly loss: SpreadTold | null;
  readonly accuracy: SpreadTold | null;
  readonly pooled: PooledTold | null;
}

export type AnswerOfPopulation = Planned | NetworkTold | PopulationProblem | PopulationFrame;

/**
 * A set of the playground. `columns`: of which two can be the axes, where there are more.
 *
 * `kind`: drawn by rule, with noise and any size; or given, with columns. `sample`: some
 * points (x1, x2, class number or value) for a thumbnail. Columns and sample of a given set come
 * when it is asked for by its name.
 */
export interface NamedSet {
  readonly name: string;
  readonly kind: "table" | "toy";
  readonly problem: "classification" | "regression";
  readonly title: Text;
  readonly size: number;
  readonly classes: number | null;
  readonly columns: readonly string[];
  readonly sample: readonly (readonly number[])[];
}

/**
 * All sets of the playground, in order.
 */
export interface NamedSets {
  readonly sets: readonly NamedSet[];
}

/**
 * One column of a table.
 *
 * `axis`: it can be an axis. `problems`: what it can be the target of, the likely one first.
 * `different`: how many different values it has. `left_out` says why it is no axis, where that
 * is not plain.
 */
export interface TableColumn {
  readonly name: string;
  readonly kind: "number" | "text";
  readonly missing: number;
  readonly different: number;
  readonly axis: boolean;
  readonly problems: readonly ("classification" | "regression")[];
  readonly left_out: Text | null;
}

/**
 * A table of one's own, kept under `digest`; `preview` holds its first rows as written.
 */
export interface OwnTable {
  readonly digest: string;
  readonly rows: number;
  readonly columns: readonly TableColumn[];
  readonly target: string;
  readonly preview: readonly (readonly string[])[];
}

/**
 * A formula that was understood: as plain text, and as LaTeX.
 */
export interface Formula {
  readonly text: string;
  readonly label: string;
  readonly latex: string;
}

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
 * How far a run is that another process learns. `epoch` counts parts.
 */
export interface UnderWay {
  readonly epoch: number;
  readonly epochs: number;
  readonly loss: number | null;
  readonly seconds_left: number | null;
  readonly compiled: boolean;
}

/**
 * One line of the list of runs.
 *
 * `recording`: a file with a network in it, which the page can open. `live`: a run under way,
 * `under_way` says how far; `broken`: one whose process has gone. `report`: a run that left
 * a report and no network. `unread`: a file too large to be read for a list; it can be opened.
 * `damaged`: a file that cannot be read; `problem` says why. `when` is an ISO 8601 time;
 * `report` the address of the HTML report.
 */
export interface Entry {
  readonly id: string;
  readonly kind: "broken" | "damaged" | "live" | "recording" | "report" | "unread";
  readonly name: string;
  readonly when: string;
  readonly system: string | null;
  readonly seconds: number | null;
  readonly network: string | null;
  readonly data: string | null;
  readonly metrics: Readonly<Record<string, number | null>>;
  readonly report: string | null;
  readonly problem: Text | null;
  readonly under_way: UnderWay | null;
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
 * One setting or version; `optimizer.rate` is the rate inside the optimizer.
 */
export interface NamedValue {
  readonly name: string;
  readonly value: string;
}

/**
 * What a run is compared by: its history by column, and its settings.
 */
export interface RunCurves {
  readonly entry: Entry;
  readonly history: Readonly<Record<string, readonly (number | null)[]>>;
  readonly settings: readonly NamedValue[];
}

/**
 * The runs asked for that are there and can be read, in the order asked.
 */
export interface Compared {
  readonly runs: readonly RunCurves[];
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

/**
 * A setting and the values to choose from.
 *
 * With `between` the two values are the ends of a range to draw from.
 */
export interface SelectValues {
  readonly name: "batch_size" | "epochs" | "l1" | "l2" | "rate";
  readonly values: readonly number[];
  readonly between: boolean;
}

/**
 * Which networks are compared, with which settings, and how.
 *
 * `random` None: every combination; else so many by chance. `measure` None: the usual one.
 * `patience` 0: no early stopping.
 */
export interface SelectAsked {
  readonly asked: SheetAsked;
  readonly networks: readonly string[];
  readonly values: readonly SelectValues[];
  readonly random: number | null;
  readonly folds: number;
  readonly repeats: number;
  readonly seeds: number;
  readonly epochs: number;
  readonly batch_size: number;
  readonly rate: number;
  readonly patience: number;
  readonly measure: "accuracy" | "loss" | null;
}

/**
 * A measure over folds and seeds: the mean and the standard deviation.
 */
export interface SelectScore {
  readonly mean: number | null;
  readonly deviation: number | null;
}

/**
 * A candidate. `values` tell it from the others, beside the columns of the state.
 *
 * `folds` has what decides, fold by fold. Without scores it is not finished, or `reason` says
 * what went wrong.
 */
export interface SelectRow {
  readonly place: number;
  readonly values: readonly (string | number | null)[];
  readonly accuracy: SelectScore | null;
  readonly loss: SelectScore | null;
  readonly train_loss: SelectScore | null;
  readonly folds: readonly number[];
  readonly seconds: number | null;
  readonly reason: Text | null;
}

/**
 * The winner cross-validated with more rows, or with each value of the setting `over`.
 *
 * `train` and `validation` are (mean, standard deviation) of the measure at each point.
 */
export interface SelectCurve {
  readonly over: "batch_size" | "epochs" | "l1" | "l2" | "rate" | "rows";
  readonly measure: "accuracy" | "loss";
  readonly points: readonly number[];
  readonly train: readonly SelectScore[];
  readonly validation: readonly SelectScore[];
}

/**
 * How far the comparison is. `job` counts them; 0: there was none yet.
 *
 * `rows` stand from the best to the worst, at most 200 of `candidates`; `columns` names what
 * tells them apart. `winner` is the place of the best, `run` its recording, `report` the
 * path of the page with everything. `openings` counts how often the test part was opened.
 */
export interface SelectState {
  readonly job: number;
  readonly phase: "curves" | "ended" | "failed" | "idle" | "loading" | "refitting" | "searching";
  readonly asked: SelectAsked | null;
  readonly task: "classification" | "regression" | null;
  readonly measure: "accuracy" | "loss" | null;
  readonly done: number;
  readonly finished: number;
  readonly candidates: number;
  readonly networks: number;
  readonly seconds: number;
  readonly seconds_left: number | null;
  readonly stopping: boolean;
  readonly ended: "finished" | "interrupted" | null;
  readonly problem: Text | null;
  readonly columns: readonly string[];
  readonly rows: readonly SelectRow[];
  readonly winner: number | null;
  readonly network: string | null;
  readonly run: string | null;
  readonly report: string | null;
  readonly openings: number;
  readonly judged: Verdict | null;
  readonly curves: readonly SelectCurve[];
}

/**
 * A table that comes with Mieru.
 */
export interface SheetName {
  readonly name: string;
  readonly title: Text;
  readonly task: "classification" | "regression";
}

/**
 * The tables that can be chosen by name, and the kinds that a column can be.
 */
export interface SheetSets {
  readonly sets: readonly SheetName[];
  readonly kinds: readonly ("category" | "date" | "number" | "skip")[];
}

/**
 * A table that was brought: its name, and what it is called by from then on.
 */
export interface SheetKept {
  readonly name: string;
  readonly digest: string;
}

/**
 * How a table is to be looked at. `target` None: guessed. `types` overrules, by column.
 *
 * `group` is a column of which no value may stand in two parts.
 */
export interface SheetAsked {
  readonly digest: string;
  readonly name: string;
  readonly target: string | null;
  readonly task: "classification" | "regression" | null;
  readonly types: Readonly<Record<string, "category" | "date" | "number" | "skip">>;
  readonly group: string | null;
  readonly seed: number;
}

/**
 * One column. `counts` lie between `edges` (one more of these), or belong to `names`.
 */
export interface SheetColumn {
  readonly name: string;
  readonly kind: "category" | "date" | "number" | "skip";
  readonly missing: number;
  readonly different: number;
  readonly left_out: Text | null;
  readonly counts: readonly number[];
  readonly edges: readonly number[];
  readonly names: readonly string[];
}

/**
 * What may go wrong; `column` None: with the table.
 */
export interface SheetWarning {
  readonly kind: string;
  readonly column: string | null;
  readonly text: Text;
}

/**
 * A table looked at. `features`: the numbers that a row becomes. `network`: a suggestion.
 *
 * `train`, `validation` and `test` count the examples of the parts.
 */
export interface Sheet {
  readonly rows: number;
  readonly columns: readonly SheetColumn[];
  readonly target: string;
  readonly task: "classification" | "regression";
  readonly classes: readonly string[];
  readonly features: number;
  readonly train: number;
  readonly validation: number;
  readonly test: number;
  readonly preview: readonly (readonly string[])[];
  readonly notes: readonly Text[];
  readonly warnings: readonly SheetWarning[];
  readonly network: string;
}

/**
 * What is to be learned from a table, and how.
 */
export interface SheetTrain {
  readonly asked: SheetAsked;
  readonly network: string;
  readonly epochs: number;
  readonly batch_size: number;
  readonly rate: number;
}

/**
 * How far the training is. `job` counts trainings; 0: there was none yet.
 *
 * `history` has (epoch, train loss, validation loss, train accuracy, validation accuracy).
 * `scaled` tells that the losses are of targets brought to deviation 1. `run` is the recording
 * that it became; `asked` what was asked for.
 */
export interface SheetState {
  readonly job: number;
  readonly phase: "ended" | "failed" | "idle" | "learning" | "loading";
  readonly epoch: number;
  readonly epochs: number;
  readonly seconds: number;
  readonly seconds_left: number | null;
  readonly stopping: boolean;
  readonly ended: string | null;
  readonly problem: Text | null;
  readonly scaled: boolean;
  readonly run: string | null;
  readonly history: readonly (readonly [number, number | null, number | null, number | null, number | null])[];
  readonly asked: SheetTrain | null;
}
