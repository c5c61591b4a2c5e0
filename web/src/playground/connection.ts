// The line to the learning network: opened again and again until the server is there.

export type Line = "connecting" | "open" | "lost";

export interface Ears {
  /** Called whenever the line is open, before anything is heard. */
  readonly opened: () => void;
  readonly text: (message: string) => void;
  readonly bytes: (message: ArrayBuffer) => void;
  readonly changed: (line: Line) => void;
}

export interface Connection {
  readonly send: (message: string) => void;
  readonly close: () => void;
}

const FIRST_WAIT = 200; // milliseconds
const LONGEST_WAIT = 4_000;

/** The wait before attempt `n`: twice as long each time, and not for ever. */
export function waitBefore(attempt: number): number {
  return Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** attempt);
}

export function connect(url: string, ears: Ears): Connection {
  let socket: WebSocket;
  let attempt = 0;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  let wanted = true;

  const begin = () => {
    clearTimeout(waiting);
    socket = new WebSocket(url);
    socket.binaryType = "arraybuffer";
    socket.onopen = () => {
      attempt = 0;
      ears.changed("open");
      ears.opened();
    };
    socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => {
      if (!wanted) return;
      if (typeof data === "string") ears.text(data);
      else ears.bytes(data);
    };
    socket.onclose = () => {
      if (!wanted) return;
      ears.changed("lost");
      waiting = setTimeout(begin, waitBefore(attempt++));
    };
  };
  // A laptop that wakes up, or a cable put in again, is no reason to wait.
  const atOnce = () => {
    if (socket.readyState === WebSocket.CLOSED) begin();
  };
  addEventListener("online", atOnce);
  begin();

  return {
    send: (message) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(message);
    },
    close: () => {
      wanted = false;
      clearTimeout(waiting);
      removeEventListener("online", atOnce);
      // Closed while it is being opened, it would be complained of.
      if (socket.readyState === WebSocket.CONNECTING) socket.onopen = () => socket.close();
      else socket.close();
    },
  };
}
