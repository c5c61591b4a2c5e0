// The losses of all epochs so far, in columns; the server tells what is new.

import type { Frame } from "../messages";

const COLUMNS = 5;
const FIRST_ROOM = 1024; // rows

export const EPOCH = 0;
export const TRAIN_LOSS = 1;
export const TEST_LOSS = 2;
export const TRAIN_ACCURACY = 3;
export const TEST_ACCURACY = 4;

export class Losses {
  length = 0;
  private columns = Array.from({ length: COLUMNS }, () => new Float64Array(FIRST_ROOM));

  /** NaN where there is no number. */
  column(which: number): Float64Array {
    return (this.columns[which] as Float64Array).subarray(0, this.length);
  }

  /** Takes what a frame brings: its rows replace all from `history_from` on. */
  take({ history, history_from }: Pick<Frame, "history" | "history_from">): void {
    const start = Math.min(history_from, this.length);
    this.makeRoom(start + history.length);
    history.forEach((row, i) => {
      this.columns.forEach((column, c) => {
        column[start + i] = row[c] ?? Number.NaN;
      });
    });
    this.length = start + history.length;
  }

  clear(): void {
    this.length = 0;
  }

  private makeRoom(rows: number): void {
    const room = this.columns[0]?.length ?? 0;
    if (rows <= room) return;
    this.columns = this.columns.map((column) => {
      const wider = new Float64Array(Math.max(rows, 2 * room));
      wider.set(column);
      return wider;
    });
  }
}
