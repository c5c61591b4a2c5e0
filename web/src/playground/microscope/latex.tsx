// Formulas, set by KaTeX. KaTeX and its fonts are loaded when the first one is shown.

import { useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";

type Katex = typeof import("katex").default;

let katex: Katex | null = null;
let loading: Promise<Katex> | null = null;

async function load(): Promise<Katex> {
  const [found] = await Promise.all([import("katex"), import("katex/dist/katex.min.css")]);
  return found.default;
}

export function Latex({ tex }: { tex: string }) {
  const box = useRef<HTMLSpanElement>(null);
  const ready = useSignal(katex !== null);
  useEffect(() => {
    if (ready.value) return;
    loading ??= load();
    void loading.then((found) => {
      katex = found;
      ready.value = true;
    });
  }, []);
  const isReady = ready.value;
  useLayoutEffect(() => {
    if (!katex || !box.current) return;
    // As elements, not as text: inline styles in text are against the page's own rules.
    const display = `\\displaystyle ${tex}`;
    katex.render(display, box.current, { throwOnError: false, strict: "ignore" });
  }, [tex, isReady]);
  return <span class="latex" ref={box} />;
}

/** Pieces of one formula, beside each other as far as there is room; a long one is broken. */
export function Formula({ lines }: { lines: readonly string[] }) {
  const box = useRef<HTMLDivElement>(null);
  const isCut = useSignal(false);
  useEffect(() => {
    const div = box.current;
    if (!div) return;
    const observer = new ResizeObserver(() => {
      isCut.value = div.scrollWidth > div.clientWidth + 1;
    });
    observer.observe(div);
    return () => observer.disconnect();
  }, []);
  return (
    // What does not fit and cannot be broken is scrolled to, by keyboard as well.
    <div class="formula" ref={box} tabIndex={isCut.value ? 0 : undefined}>
      {lines.map((line, i) => (
        <Latex key={i} tex={line} />
      ))}
    </div>
  );
}
