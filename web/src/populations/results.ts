// What has been told of all networks so far: the course of each, its last numbers, its picture.

import type { Planned } from "../messages";
import type { Told } from "./frame";

export type Measure = "loss" | "accuracy";

export class Results {
  readonly count: number;
  readonly size: number;
  readonly marks: readonly number[];
  /** size × size bytes of each network, one after another. */
  readonly pictures: Uint8Array;
  /** Of each network its marks; NaN where it has not been there. */
  readonly trainLoss: Float64Array;
  readonly testLoss: Float64Array;
  readonly trainAccuracy: Float64Array;
  readonly testAccuracy: Float64Array;
  readonly diverged: Uint8Array;
  /** How many marks each has behind it. */
  readonly done: Uint16Array;
  readonly drawn: Uint8Array;
  bands: readonly Uint8Array[] = [];
  private readonly place: ReadonlyMap<number, number>;

  constructor({ values, marks, size }: Pick<Planned, "values" | "marks" | "size">) {
    this.count = values.length;
    this.size = size;
    this.marks = marks;
    this.place = new Map(marks.map((epoch, i) => [epoch, i]));
    this.pictures = new Uint8Array(this.count * size * size);
    const blank = () => new Float64Array(this.count * marks.length).fill(Number.NaN);
    this.trainLoss = blank();
    this.testLoss = blank();
    this.trainAccuracy = blank();
    this.testAccuracy = blank();
    this.diverged = new Uint8Array(this.count);
    this.done = new Uint16Array(this.count);
    this.drawn = new Uint8Array(this.count);
  }

  /** Takes in a frame. */
  take({ head, picture, bands }: Told): void {
    for (const [number, epoch, train, test, trainRight, testRight, diverged] of head.rows) {
      const mark = this.place.get(epoch);
      if (mark === undefined || number >= this.count) continue;
      const at = number * this.marks.length + mark;
      this.trainLoss[at] = train ?? Number.NaN;
      this.testLoss[at] = test ?? Number.NaN;
      this.trainAccuracy[at] = trainRight ?? Number.NaN;
      this.testAccuracy[at] = testRight ?? Number.NaN;
      this.diverged[number] = diverged;
      this.done[number] = mark + 1;
    }
    const pixels = this.size * this.size;
    head.drawn.forEach((number, i) => {
      this.pictures.set(picture(i), number * pixels);
      this.drawn[number] = 1;
    });
    if (bands.length) this.bands = bands.map((band) => band.slice());
  }

  picture(number: number): Uint8Array {
    const pixels = this.size * this.size;
    return this.pictures.subarray(number * pixels, (number + 1) * pixels);
  }

  /** The last value of a column that a network has; NaN without one, or when it has diverged. */
  last(column: Float64Array, number: number): number {
    const done = this.done[number] ?? 0;
    if (done === 0 || this.diverged[number]) return Number.NaN;
    return column[number * this.marks.length + done - 1] ?? Number.NaN;
  }

  measure(which: Measure, number: number): number {
    return this.last(which === "loss" ? this.testLoss : this.testAccuracy, number);
  }

  /** The last epoch at which a network has been told of; 0 before the first. */
  epoch(number: number): number {
    return this.marks[(this.done[number] ?? 0) - 1] ?? 0;
  }

  /** The network that does best; null before any has been judged. */
  best(which: Measure): number | null {
    let best: number | null = null;
    let value = Number.NaN;
    for (let i = 0; i < this.count; i++) {
      const here = this.measure(which, i);
      if (Number.isNaN(here)) continue;
      if (best === null || (which === "loss" ? here < value : here > value)) [best, value] = [i, here];
    }
    return best;
  }

  /** Least and most of a measure; null where there is none. */
  range(which: Measure): readonly [number, number] | null {
    let [least, most] = [Infinity, -Infinity];
    for (let i = 0; i < this.count; i++) {
      const value = this.measure(which, i);
      if (!Number.isFinite(value)) continue;
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
    return least <= most ? [least, most] : null;
  }

  /** Mean and standard deviation (n − 1) at a mark, over those that have been there. */
  spread(column: Float64Array, mark: number): readonly [mean: number, deviation: number] | null {
    let [count, sum, squares] = [0, 0, 0];
    for (let i = 0; i < this.count; i++) {
      const value = column[i * this.marks.length + mark] ?? Number.NaN;
      if (!Number.isFinite(value)) continue;
      count += 1;
      sum += value;
      squares += value * value;
    }
    if (count === 0) return null;
    const mean = sum / count;
    const variance = count > 1 ? Math.max(0, squares - count * mean * mean) / (count - 1) : 0;
    return [mean, Math.sqrt(variance)];
  }
}
