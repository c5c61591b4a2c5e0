// What holds a network back, turned while one watches its weights and its answer.

import { useEffect, useRef } from "preact/hooks";
import { option, setOption } from "../address";
import { measured, percent } from "../figures";
import { term } from "../language";
import type { RegularizeTold } from "../messages";
import { setName } from "../playground/data/words";
import { classColours, css, ends, pixels } from "../playground/palette";
import { theme } from "../theme";
import { asking } from "./asking";
import { numberOf, oneOf, STRENGTHS } from "./choices";
import { LineChart } from "./line-chart";
import { colourOf } from "./map";
import { Choice, Ladder, State } from "./parts";
import { say } from "./words";

const SETS = ["xor", "circle", "gauss", "spiral"] as const;
const DROPOUTS = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8] as const;
const NORMS = [0, 0.3, 0.5, 1, 1.5, 2, 3, 5] as const;
const SHARES = [0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5] as const;
const PATIENCES = [0, 3, 5, 10, 20, 40] as const;
const REACH = 6;

const regularized = asking<RegularizeTold>("regularize");

export function Regularization() {
  const one = (name: string, most: number) => numberOf(name, 0, 0, most);
  const asked = {
    data: oneOf(SETS, option("data")),
    l1: one("l1", 0.3),
    l2: one("l2", 0.3),
    dropout: one("dropout", 0.8),
    max_norm: one("norm", 5),
    label_smoothing: one("smoothing", 0.5),
    stopping: one("patience", 40),
    seed: 0,
  };
  useEffect(() => regularized.ask(asked)); // which asks only for what is new
  const told = regularized.answer.value;
  const off = (value: number) => (value === 0 ? say("off") : String(value));
  return (
    <div class="body">
      <section class="card fields side">
        <p class="quiet small">{say("regularizationAbout")}</p>
        <Choice
          name={say("data")}
          value={asked.data}
          values={SETS.map((name) => [name, setName(name)] as const)}
          set={(name) => setOption("data", name === SETS[0] ? null : name)}
        />
        <Ladder label={say("l1")} values={STRENGTHS} value={asked.l1} usual={0} option="l1" shown={off} />
        <Ladder label={say("l2")} values={STRENGTHS} value={asked.l2} usual={0} option="l2" shown={off} />
        <Ladder label={say("dropout")} values={DROPOUTS} value={asked.dropout} usual={0} option="dropout" shown={off} />
        <Ladder label={say("max_norm")} values={NORMS} value={asked.max_norm} usual={0} option="norm" shown={off} />
        <Ladder label={say("label_smoothing")} values={SHARES} value={asked.label_smoothing} usual={0} option="smoothing" shown={off} />
        <Ladder label={say("stopping")} values={PATIENCES} value={asked.stopping} usual={0} option="patience" shown={off} />
        <State asked={regularized} seconds={told?.seconds} />
      </section>
      {told && (
        <div class="main" aria-busy={regularized.awaited.value}>
          <div class="pair">
            <section class="card">
              <h2>{say("whatItSays")}</h2>
              <Answer told={told} />
            </section>
            <section class="card">
              <h2>{say("weightsNow")}</h2>
              <Histogram told={told} />
              <dl class="numbers">
                <Row name={say("zeros")} value={say("zerosOf", { n: told.zeros, all: told.weights })} />
                <Row name={say("norm")} value={measured(told.norm)} />
                <Row name={term("train_accuracy")} value={percent(told.train_accuracy)} />
                <Row name={term("validation_accuracy")} value={percent(told.validation_accuracy)} />
                <Row name={say("keptEpoch")} value={String(told.kept)} />
              </dl>
            </section>
          </div>
          <section class="card">
            <LineChart
              title={say("lossChart")}
              x={told.train_loss.map((_, i) => i + 1)}
              xName={term("epoch")}
              curves={[
                { name: term("train_loss"), colour: colourOf(4, theme.value), y: told.train_loss },
                { name: term("validation_loss"), colour: "var(--line-1)", y: told.validation_loss },
              ]}
              most={1.6}
              now={told.kept - 1}
            />
          </section>
        </div>
      )}
    </div>
  );
}

export function Row({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function Histogram({ told }: { told: RegularizeTold }) {
  const most = Math.max(1, ...told.counts);
  const [least, last] = [told.edges[0] ?? 0, told.edges[told.edges.length - 1] ?? 0];
  const name = say("histogramOf", { least: measured(least), most: measured(last) });
  return (
    <div class="histogram" role="img" aria-label={name}>
      {told.counts.map((count, i) => (
        <i key={told.edges[i]} style={{ blockSize: `${(count / most) * 100}%` }} />
      ))}
      <span>{measured(least)}</span>
      <span class="middle">0</span>
      <span>{measured(last)}</span>
    </div>
  );
}

function Answer({ told }: { told: RegularizeTold }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (!canvas.current || !context) return;
    const { size } = told;
    const colours = pixels(ends("classic", theme.value), false);
    const image = new ImageData(size, size);
    const into = new Uint32Array(image.data.buffer);
    for (let row = 0; row < size; row++) {
      for (let column = 0; column < size; column++) {
        const byte = told.picture[(size - 1 - row) * size + column] ?? 0;
        into[row * size + column] = colours[byte] ?? 0;
      }
    }
    const small = document.createElement("canvas");
    small.width = small.height = size;
    small.getContext("2d")?.putImageData(image, 0, 0);
    const side = canvas.current.width;
    context.imageSmoothingQuality = "high";
    context.globalAlpha = 0.75;
    context.clearRect(0, 0, side, side);
    context.drawImage(small, 0, 0, side, side);
    context.globalAlpha = 1;
    const classes = classColours("classic", 2);
    for (const [x, y, label] of told.points) {
      const colour = classes[label];
      if (!colour) continue;
      context.beginPath();
      context.arc(((x + REACH) / (2 * REACH)) * side, ((REACH - y) / (2 * REACH)) * side, side * 0.013, 0, 7);
      context.fillStyle = css(colour);
      context.strokeStyle = theme.value === "dark" ? "#10151c" : "#ffffff";
      context.lineWidth = side * 0.005;
      context.fill();
      context.stroke();
    }
  }, [told, theme.value]);
  return <canvas ref={canvas} class="answer-plane" width={560} height={560} role="img" aria-label={say("pictureOf")} />;
}
