// The panel that says how far something is that takes long; empty until it has begun.

import type { ComponentChildren } from "preact";

interface ProgressPanelProps {
  readonly id: string;
  readonly title: string;
  /** What is said while the server does not answer; null while it does. */
  readonly lost: string | null;
  readonly idle: string;
  readonly children: ComponentChildren;
}

export function ProgressPanel({ id, title, lost, idle, children }: ProgressPanelProps) {
  return (
    <section class="panel" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {lost !== null && (
        <p class="warning" role="alert">
          {lost}
        </p>
      )}
      {children ?? <p class="quiet">{idle}</p>}
    </section>
  );
}
