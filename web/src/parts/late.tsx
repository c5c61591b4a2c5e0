// A page, or a part of one, that is fetched when it is first shown: the first page stays small.

import { useSignal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import { say } from "../language";

const fetched = new Map<() => Promise<ComponentType>, ComponentType>();

interface Props {
  readonly of: () => Promise<ComponentType>;
}

export function Late({ of }: Props) {
  const failed = useSignal(false);
  const here = useSignal(fetched.has(of));
  const load = () => {
    failed.value = false;
    of().then(
      (component) => {
        fetched.set(of, component);
        here.value = true;
      },
      () => (failed.value = true),
    );
  };
  useEffect(() => {
    if (!fetched.has(of)) load();
  }, [of]);
  const Component = here.value ? fetched.get(of) : undefined;
  if (Component) return <Component />;
  if (!failed.value) return <p class="notice quiet">{say("loading")}</p>;
  return (
    <div class="notice" role="alert">
      <p>{say("unreachable")}</p>
      <button type="button" class="button" onClick={load}>
        {say("tryAgain")}
      </button>
    </div>
  );
}
