// Pictures of a part of the data, each with a line below; choosing one tries it.

import { useEffect, useRef } from "preact/hooks";
import type { AnswerGiven, Pictures } from "../messages";
import { useAnswer } from "../server";
import { type Headed, asImage, headed } from "./bytes";
import { lookAtExample } from "./looking";
import { type Part, bytes, data, job } from "./store";
import { w } from "./words";

interface Props {
  readonly part: Part;
  readonly answers: readonly AnswerGiven[];
}

export function Gallery({ part, answers }: Props) {
  const wanted = answers.map((answer) => answer.index).join(",");
  const path = `pictures?part=${part}&index=${wanted}&job=${job.value}`;
  const { answer } = useAnswer(path, fetched);
  const found = answer.value;
  if (found.state === "failed") return null;
  return (
    <ul class="gallery">
      {answers.map((given, i) => (
        <li key={given.index}>
          <One part={part} given={given} at={i} pictures={found.state === "here" ? found.value : null} />
        </li>
      ))}
    </ul>
  );
}

async function fetched(path: string) {
  const answer = await bytes(path);
  if ("problem" in answer) return { state: "failed", problem: answer.problem } as const;
  return { state: "here", value: headed<Pictures>(answer.value) } as const;
}

interface OneProps {
  readonly part: Part;
  readonly given: AnswerGiven;
  readonly at: number;
  readonly pictures: Headed<Pictures> | null;
}

function One({ part, given, at, pictures }: OneProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [height = 1, width = 1] = data.value?.shape ?? [];
  useEffect(() => {
    if (!pictures || at >= pictures.head.count) return;
    const { head } = pictures;
    const size = head.height * head.width * head.channels;
    const pixels = pictures.bytes.subarray(at * size, (at + 1) * size);
    const image = asImage(pixels, head.width, head.height, head.channels);
    canvas.current?.getContext("2d")?.putImageData(image, 0, 0);
  }, [pictures, at]);
  const caption = captionOf(given);
  return (
    <button
      type="button"
      class="gallery-picture"
      aria-label={w("tryPicture", { caption })}
      onClick={() => void lookAtExample({ part, index: given.index })}
    >
      <canvas ref={canvas} width={width} height={height} />
      <span aria-hidden="true">{caption}</span>
    </button>
  );
}

function captionOf({ label, told, probability }: AnswerGiven): string {
  const classes = data.value?.classes ?? [];
  const name = (k: number) => classes[k] ?? String(k);
  return w("caption", { label: name(label), told: name(told), share: probability === null ? "–" : `${Math.round(100 * probability)} %` });
}
