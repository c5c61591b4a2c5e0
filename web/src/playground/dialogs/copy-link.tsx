import { useSignal } from "@preact/signals";
import { say } from "../words";

const SHOWN_FOR = 1600; // milliseconds

/** Everything is in the address: the link is the address. */
export function CopyLink() {
  const copied = useSignal(false);
  const copy = async () => {
    await navigator.clipboard.writeText(location.href);
    copied.value = true;
    setTimeout(() => {
      copied.value = false;
    }, SHOWN_FOR);
  };
  return (
    <button type="button" class="button" onClick={copy}>
      {copied.value ? say("copied") : say("copyLink")}
    </button>
  );
}
