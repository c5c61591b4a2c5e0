// What the figure draws, taken from the store as it is now; and files made of it.

import { measured } from "../../figures";
import { byClass, colours, colourOf, discrete } from "../colours";
import { ends, paint, paintClasses, pixels } from "../palette";
import { experiment, frame, opened } from "../store";
import { figure } from "./figure";
import { say } from "./words";

const SCALE = 2; // of the PNG

/** The figure as the text of an SVG file; null where nothing is open. */
export function figureNow(): string | null {
  const [now, moment, chosen] = [opened.value, frame.value, experiment.value];
  if (!now || !moment || !chosen) return null;
  // A figure is for paper: always the light colours.
  const light = ends(chosen.view.palette, "light");
  const table = pixels(light, discrete.value);
  const { head } = moment;
  return figure({
    sizes: now.sizes,
    labels: now.labels,
    title: say("figureTitle"),
    caption: say("epochLoss", {
      epoch: head.epoch,
      train: measured(head.train_loss),
      test: measured(head.test_loss),
    }),
    weights: moment.weights,
    biases: moment.biases,
    ends: light,
    picture: (i) =>
      i < head.pictures
        ? imageAddress(head.size, (image) => paint(image, head.size, 0, moment.picture(i), table))
        : null,
    output: output(table),
    points: now.train,
    colourOf,
    axes: now.axes,
  });
}

function output(table: Uint32Array): string | null {
  const moment = frame.value;
  if (!moment || moment.head.output_pictures === 0) return null;
  const { output_size: size, output_pictures: count } = moment.head;
  return imageAddress(size, (image) => {
    if (!byClass.value) return paint(image, size, 0, moment.outputPicture(0), table);
    const all = Array.from({ length: count }, (_, i) => moment.outputPicture(i));
    return paintClasses(image, all, colours.value, discrete.value);
  });
}

function imageAddress(size: number, fill: (image: Uint32Array) => void): string {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = size;
  const image = new ImageData(size, size);
  fill(new Uint32Array(image.data.buffer));
  canvas.getContext("2d")?.putImageData(image, 0, 0);
  return canvas.toDataURL("image/png");
}

/** The SVG drawn as a PNG. Raises where the browser cannot. */
export async function asPng(svg: string): Promise<Blob> {
  const address = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [image.naturalWidth * SCALE, image.naturalHeight * SCALE];
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((done, refuse) => {
      canvas.toBlob((blob) => (blob ? done(blob) : refuse(new Error("no picture"))), "image/png");
    });
  } finally {
    URL.revokeObjectURL(address);
  }
}

/** Gives the reader a file. */
export function download(content: Blob, name: string): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement("a");
  [link.href, link.download] = [address, name];
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
