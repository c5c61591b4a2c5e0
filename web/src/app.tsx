import { useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { address, place } from "./address";
import { language, say } from "./language";
import { Home } from "./pages/home";
import { RecordingPage } from "./pages/recording";
import { RunsPage } from "./pages/runs";
import { Header } from "./parts/header";

export function App() {
  useSignalEffect(() => {
    document.documentElement.lang = language.value;
  });
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);
  const here = place.value;
  // A new page begins at its top, and whoever cannot see it is put there too.
  useEffect(() => {
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
    </>
  );
}

function Page() {
  const [page, id, ...rest] = address.value.path;
  if (page === undefined) return <Home />;
  if (page === "runs" && id === undefined) return <RunsPage />;
  if (page === "runs" && id !== undefined && rest.length === 0) return <RecordingPage id={id} />;
  return <p class="notice">{say("notFound")}</p>;
}
