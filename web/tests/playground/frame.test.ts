import { expect, test } from "vitest";
import type { Frame } from "../../src/messages";
import { decodeFrame } from "../../src/playground/frame";
import { EPOCH, Losses, TEST_ACCURACY, TEST_LOSS } from "../../src/playground/losses";

function encoded(head: Partial<Frame>, numbers: number[], pictures: number[]): ArrayBuffer {
  const text = new TextEncoder().encode(JSON.stringify(head));
  const length = Math.ceil(text.length / 4) * 4;
  const bytes = new Uint8Array(4 + length + 4 * numbers.length + pictures.length).fill(32);
  new DataView(bytes.buffer).setUint32(0, length, true);
  bytes.set(text, 4);
  bytes.set(new Uint8Array(Float32Array.from(numbers).buffer), 4 + length);
  bytes.set(pictures, 4 + length + 4 * numbers.length);
  return bytes.buffer;
}

const HEAD = { weights: 2, biases: 1, pictures: 3, size: 2, output_pictures: 1, output_size: 1 };

test("a frame gives weights, biases, pictures of units and of the outputs", () => {
  const pictures = Array.from({ length: 13 }, (_, i) => 10 * i);
  const moment = decodeFrame(encoded({ ...HEAD, epoch: 7 }, [0.5, -2, 0.25], pictures));
  expect(moment.head.epoch).toBe(7);
  expect([...moment.weights]).toEqual([0.5, -2]);
  expect([...moment.biases]).toEqual([0.25]);
  expect([...moment.picture(1)]).toEqual([40, 50, 60, 70]);
  expect([...moment.outputPicture(0)]).toEqual([120]);
});

test("a frame that is shorter than it says is refused", () => {
  expect(() => decodeFrame(encoded(HEAD, [0.5, -2, 0.25], [1, 2]))).toThrow(RangeError);
});

test("losses grow by what is new, and are replaced from where the server says", () => {
  const losses = new Losses();
  const row = (epoch: number, loss: number | null) => [epoch, 1, loss, null, 0.5] as const;
  losses.take({ history_from: 0, history: [row(0, 3), row(1, 2)] });
  losses.take({ history_from: 2, history: [row(2, null)] });
  expect([...losses.column(EPOCH)]).toEqual([0, 1, 2]);
  expect([...losses.column(TEST_LOSS)]).toEqual([3, 2, Number.NaN]);
  expect([...losses.column(TEST_ACCURACY)]).toEqual([0.5, 0.5, 0.5]);
  losses.take({ history_from: 1, history: [row(1, 9)] });
  expect([...losses.column(TEST_LOSS)]).toEqual([3, 9]);
  losses.take({ history_from: 0, history: [] });
  expect(losses.length).toBe(0);
});

test("there is room for any number of epochs", () => {
  const losses = new Losses();
  const history = Array.from({ length: 5000 }, (_, i) => [i, i, i, null, null] as const);
  losses.take({ history_from: 0, history });
  expect(losses.column(TEST_LOSS)[4999]).toBe(4999);
  expect(losses.length).toBe(5000);
});
