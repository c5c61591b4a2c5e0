import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { say } from "../words";

const SHOWN_FOR = 1600; // milliseconds

/** Everything is in the address: the link is the address. */
export function CopyLink() {
  const copied = useSignal(false);
  const refused = useSignal(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(location.href);
    } catch {
      // Where the page is not from this machine, browsers refuse the clipboard.
      refused.value = true;
      return;
    }
    copied.value = true;
    setTimeout(() => {
      copied.value = false;
    }, SHOWN_FOR);
  };
  return (
    <>
      <button type="button" class="button" onClick={copy}>
        {copied.value ? say("copied") : say("copyLink")}
      </button>
      {refused.value && <ByHand />}
    </>
  );
}

/** The link, marked, for the reader to copy. */
function ByHand() {
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => box.current?.select(), []);
  return (
    <label class="copy-by-hand">
      {say("copyByHand")}
      <input ref={box} type="text" readOnly value={location.href} />
    </label>
  );
}
