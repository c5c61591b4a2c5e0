// A window over the page; the browser keeps the keyboard in it and Escape closes it.

import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { say } from "../words";

interface Props {
  readonly title: string;
  readonly close: () => void;
  readonly children: ComponentChildren;
}

export function Dialog({ title, close, children }: Props) {
  const box = useRef<HTMLDialogElement>(null);
  const id = useId();
  useLayoutEffect(() => {
    box.current?.showModal();
  }, []);
  // By the browser, which gives the focus back to what had it.
  const leave = () => box.current?.close();
  return (
    <dialog
      class="dialog"
      ref={box}
      aria-labelledby={id}
      onClose={close}
      onClick={(e) => {
        if (e.target === box.current) leave();
      }}
    >
      <div class="dialog-inner">
        <div class="dialog-head">
          <h2 id={id}>{title}</h2>
          <button type="button" class="icon-button" aria-label={say("close")} onClick={leave}>
            <svg viewBox="0 0 24 24" aria-hidden="true">
              <path class="stroke" d="M6 6l12 12M18 6L6 18" />
            </svg>
          </button>
        </div>
        {children}
      </div>
    </dialog>
  );
}
