import { useSignalEffect } from "@preact/signals";
import type { ComponentType } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { address, PLAYGROUND, place } from "./address";
import { language, say } from "./language";
import { Home } from "./pages/home";
import { RecordingPage } from "./pages/recording";
import { RunsPage } from "./pages/runs";
import { Header } from "./parts/header";
import { Late } from "./parts/late";
import { Meanings } from "./parts/term";
import { PlaygroundPage } from "./playground/page";

export function App() {
  useSignalEffect(() => {
    document.documentElement.lang = language.value;
  });
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);
  const here = place.value;
  // A new page begins at its top, and whoever cannot see it is put there too: at once, so that the
  // focus is not taken from what the reader has reached meanwhile.
  useLayoutEffect(() => {
    if (!first.current) {
      scrollTo(0, 0);
      main.current?.focus({ preventScroll: true });
    }
    first.current = false;
  }, [here]);
  return (
    <>
      <Header skipTo={() => main.current?.focus()} />
      <main ref={main} tabIndex={-1}>
        <Page key={here} />
      </main>
      <Meanings />
    </>
  );
}

// Pages that are one word in the address, and are fetched when they are first opened.
const LATER: Readonly<Record<string, () => Promise<ComponentType>>> = {
  data: () => import("./data/data-page").then((page) => page.DataPage),
  images: () => import("./images/images-page").then((page) => page.ImagesPage),
  learning: () => import("./learning/learning-page").then((page) => page.LearningPage),
  selection: () => import("./selection/selection-page").then((page) => page.SelectionPage),
  explorer: () => import("./explorer/explorer-page").then((page) => page.ExplorerPage),
  compare: () => import("./compare/compare-page").then((page) => page.ComparePage),
  populations: () => import("./populations/populations-page").then((page) => page.PopulationsPage),
};

function Page() {
  const [page = PLAYGROUND, id, ...rest] = address.value.path;
  const later = Object.hasOwn(LATER, page) ? LATER[page] : undefined;
  if (page === "runs" && id !== undefined && rest.length === 0) return <RecordingPage id={id} />;
  if (id !== undefined) return <p class="notice">{say("notFound")}</p>;
  if (page === PLAYGROUND) return <PlaygroundPage />;
  if (page === "course") return <Home />;
  if (page === "runs") return <RunsPage />;
  if (later) return <Late key={page} of={later} />;
  return <p class="notice">{say("notFound")}</p>;
}
