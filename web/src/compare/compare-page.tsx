// Two networks that learn side by side, and the map of where they differ.

import { useComputed, useSignalEffect } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import type uPlot from "uplot";
import { address, href, hrefOfLink, setOption } from "../address";
import { counted, measured, percent } from "../figures";
import { filled, language, told } from "../language";
import { Term, Word } from "../parts/term";
import { useWidth } from "../parts/width";
import { ends } from "../playground/palette";
import type { Sending } from "../playground/store";
import { theme } from "../theme";
import { useTitle } from "../title";
import { awaitedExperiment, fromOf } from "./address";
import { type Colours, drawSide, drawValues, Plane } from "./boundary";
import "./compare.css";
import { joined, lossChart } from "./curves";
import { changesBetween, decidedDifferently, differenceOf, otherClass } from "./difference";
import { openSide, type Side } from "./side";
import { W } from "./words";

const CHART_EVERY = 100; // milliseconds

export function ComparePage() {
  useTitle(told(W.title));
  const { a, b } = address.peek().options;
  const sides = useMemo(() => {
    const { options } = address.peek();
    const second = awaitedExperiment(options);
    if (!a || !(b || second)) return null;
    const from = fromOf(options);
    const branch: Pick<Sending & { type: "open" }, "branch"> = from ? { branch: from } : {};
    return [
      openSide({ type: "open", address: a, ...branch }),
      openSide({ type: "open", ...(second ? { experiment: second } : { address: b ?? null }), ...branch }),
    ] as const;
  }, []);
  useEffect(() => () => sides?.forEach((side) => side.close()), []);
  if (!sides) {
    return (
      <section class="page">
        <h1>{told(W.title)}</h1>
        <p class="notice">{told(W.nothing)}</p>
        <a class="button" href={href("playground")}>{told(W.back)}</a>
      </section>
    );
  }
  return <Pair first={sides[0]} second={sides[1]} />;
}

interface PairProps {
  readonly first: Side;
  readonly second: Side;
}

function Pair({ first, second }: PairProps) {
  const both = [first, second];
  const from = fromOf(address.value.options);
  const playing = useComputed(() => both.some((side) => side.moment.value?.head.playing));
  const colours = useComputed<Colours>(() => {
    const palette = first.opened.value?.experiment.view.palette ?? "classic";
    return { palette, ends: ends(palette, theme.value) };
  });
  const send = (message: Sending) => both.forEach((side) => side.send(message));
  useAddress(first, second);
  usePlayOnce(first, second);
  return (
    <section class="page compare">
      <h1>{told(W.title)}</h1>
      <p class="lead">
        {from ? filled(told(W.aboutBranch), { epoch: counted(from.epoch) }) : told(W.about)}
      </p>
      {both.some((side) => side.line.value === "lost") && (
        <p class="notice" role="status">
          {told(W.lost)}
        </p>
      )}
      <div class="compare-controls" role="group" aria-label={told(W.title)}>
        <button
          type="button"
          class="button primary"
          onClick={() => send(playing.value ? { type: "pause" } : PLAY)}
        >
          {told(playing.value ? W.pause : W.play)}
        </button>
        <button type="button" class="button" onClick={() => send({ type: "step", by: "epoch" })}>
          {told(W.step)}
        </button>
        <button type="button" class="button" onClick={() => send({ type: "reset" })}>
          {told(W.reset)}
        </button>
      </div>
      <div class="compare-planes">
        <OneSide letter="A" side={first} colours={colours.value} />
        <Difference first={first} second={second} colours={colours.value} />
        <OneSide letter="B" side={second} colours={colours.value} />
      </div>
      <Chart first={first} second={second} />
      <Changes first={first} second={second} />
    </section>
  );
}

// At one pace, so that the two moments that are seen belong together.
const PLAY: Sending = { type: "play", epochs_per_second: 60 };

function usePlayOnce(first: Side, second: Side): void {
  const begun = useRef(false);
  useSignalEffect(() => {
    if (begun.current || !first.opened.value || !second.opened.value) return;
    begun.current = true;
    first.send(PLAY);
    second.send(PLAY);
  });
}

/** Both links stand in the address once the server has written them. */
function useAddress(first: Side, second: Side): void {
  useSignalEffect(() => {
    const written = { a: first.opened.value?.address, b: second.opened.value?.address };
    for (const [name, link] of Object.entries(written)) {
      if (link !== undefined && address.peek().options[name] !== link) setOption(name, link);
    }
  });
}

function OneSide({ letter, side, colours }: { letter: "A" | "B"; side: Side; colours: Colours }) {
  const head = side.moment.value?.head;
  const problem = side.problem.value;
  const link = side.opened.value?.address;
  return (
    <figure class={`compare-side side-${letter}`}>
      <figcaption>
        <b>{letter}</b>
        <span>
          <Term name="epoch" /> {counted(head?.epoch ?? 0)}
        </span>
      </figcaption>
      <Plane key={theme.value} name={letter} draw={(canvas) => drawSide(canvas, side, colours)} />
      <dl class="compare-figures">
        <dt><Term name="train_loss" /></dt>
        <dd>{measured(head?.train_loss)}</dd>
        <dt><Term name="test_loss" /></dt>
        <dd>{measured(head?.test_loss)}</dd>
        {head?.test_accuracy != null && (
          <>
            <dt><Term name="test_accuracy" /></dt>
            <dd>{percent(head.test_accuracy)}</dd>
          </>
        )}
      </dl>
      {head?.ended && <p class="quiet">{told(head.ended)}</p>}
      {problem && <p class="notice">{told(problem.text)}</p>}
      {link && (
        <a href={hrefOfLink(link)}>{told(W.open)}</a>
      )}
    </figure>
  );
}

interface DifferenceProps extends PairProps {
  readonly colours: Colours;
}

function Difference({ first, second, colours }: DifferenceProps) {
  const pictures = useComputed(() => {
    const [a, b] = [first, second].map(({ moment }) => {
      const now = moment.value;
      return Array.from({ length: now?.head.output_pictures ?? 0 }, (_, i) => now?.outputPicture(i));
    }) as [Uint8Array[], Uint8Array[]];
    return a.length === b.length && a.length ? ([a, b] as const) : null;
  });
  const found = pictures.value;
  const several = (found?.[0].length ?? 1) > 1;
  const draw = (canvas: HTMLCanvasElement) => {
    if (!pictures.value) return;
    const [a, b] = pictures.value;
    const picture = a.length > 1 ? otherClass(a, b) : differenceOf(a[0] as Uint8Array, b[0] as Uint8Array);
    drawValues(canvas, picture, colours.ends);
  };
  return (
    <figure class="compare-side">
      <figcaption>
        <b>{told(W.difference)}</b>
      </figcaption>
      <Plane key={theme.value} name={told(W.difference)} draw={draw} />
      <p class="quiet">{told(several ? W.differenceClasses : W.differenceAbout)}</p>
      {found && (
        <p>{filled(told(W.decided), { share: percent(decidedDifferently(found[0], found[1])) })}</p>
      )}
    </figure>
  );
}

function Chart({ first, second }: PairProps) {
  const into = useRef<HTMLDivElement>(null);
  const width = useWidth(into);
  useEffect(() => {
    if (!into.current || !width) return;
    const made: uPlot = lossChart(width, into.current);
    let drawn = "";
    // The losses are not signals; looked at often enough to seem alive, and drawn when they changed.
    const timer = setInterval(() => {
      const now = [first, second].map(({ moment }) => moment.peek()?.head.frame).join();
      if (now !== drawn) made.setData(joined(first.losses, second.losses));
      drawn = now;
    }, CHART_EVERY);
    return () => {
      clearInterval(timer);
      made.destroy();
    };
  }, [width, theme.value, language.value]);
  return (
    <div class="chart compare-chart">
      <h2>{told(W.lossCurves)}</h2>
      <div ref={into} role="img" aria-label={told(W.lossCurves)} />
    </div>
  );
}

function Changes({ first, second }: PairProps) {
  const a = first.opened.value?.experiment;
  const b = second.opened.value?.experiment;
  if (!a || !b) return null;
  const changes = changesBetween(a, b);
  if (!changes.length) return <p class="quiet">{told(W.same)}</p>;
  return (
    <div class="card">
      <h2>{told(W.changes)}</h2>
      <div class="scroll" tabIndex={0} role="group" aria-label={told(W.changes)}>
        <table>
          <thead>
            <tr>
              <th scope="col">{told(W.setting)}</th>
              <th scope="col">A</th>
              <th scope="col">B</th>
            </tr>
          </thead>
          <tbody>
            {changes.map(({ name, first: inA, second: inB }) => (
              <tr key={name}>
                <th scope="row">
                  {Object.hasOwn(W, name) ? told(W[name as keyof typeof W]) : <Word name={name} />}
                </th>
                <td>{inA}</td>
                <td>{inB}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}
