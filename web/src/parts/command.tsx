import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { say } from "../language";

const SHOWN_FOR = 1600; // milliseconds

/** A command or line of code, with a button that copies it. */
export function Command({ text, prompt = "$" }: { text: string; prompt?: string }) {
  const code = useRef<HTMLElement>(null);
  const copied = useSignal(false);
  const copy = async () => {
    if (!code.current || !(await putOnClipboard(text, code.current))) return;
    copied.value = true;
    setTimeout(() => {
      copied.value = false;
    }, SHOWN_FOR);
  };
  const name = say("copy", { text });
  return (
    <div class="command">
      <code>
        <span class="prompt" aria-hidden="true">
          {prompt}{" "}
        </span>
        <span ref={code}>{text}</span>
      </code>
      <button type="button" class="icon-button" aria-label={name} title={name} onClick={copy}>
        <svg viewBox="0 0 24 24" aria-hidden="true">
          {copied.value ? (
            <path d="M5 12.500l4.500 4.500L19 7.500" class="stroke" />
          ) : (
            <path d="M9 9h10v10H9zM5 15V5h10" class="stroke" />
          )}
        </svg>
      </button>
      <span class="hidden" role="status">
        {copied.value ? say("copied") : ""}
      </span>
    </div>
  );
}

/** Where the page is not from this machine, browsers refuse the clipboard: the text is marked. */
async function putOnClipboard(text: string, element: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    getSelection()?.selectAllChildren(element);
    return false;
  }
}
