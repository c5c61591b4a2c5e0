"""A home of files on this machine, well or badly behaved."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Home:
    """What it holds, what it was asked for, and how it misbehaves.

    ``faults`` are used up one by one, a request each: "break" sends half and closes, "slow" sends
    in small pieces, "silent" sends nothing for long, "no-range" ignores ranges, a number is the
    status of an error, and bytes are sent in the place of the file.
    """

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.asked: list[tuple[str, str | None]] = []
        self.faults: list[str | int | bytes] = []
        self.address = ""

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        name, asked = request.path.lstrip("/"), request.headers.get("Range")
        self.asked.append((name, asked))
        fault = self.faults.pop(0) if self.faults else ""
        content = fault if isinstance(fault, bytes) else self.files.get(name)
        if isinstance(fault, int) or content is None:
            request.send_error(fault if isinstance(fault, int) else 404)
            return
        start = int(asked[6:-1]) if asked and fault != "no-range" else 0
        if start >= len(content):
            request.send_error(416)
            return
        request.send_response(206 if start else 200)
        if start:
            request.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        request.send_header("Content-Length", str(len(content) - start))
        request.end_headers()
        self._send(request, content[start:], fault)

    def _send(self, request: BaseHTTPRequestHandler, content: bytes, fault: object) -> None:
        write: Callable[[bytes], object] = request.wfile.write
        if fault == "break":
            write(content[: len(content) // 2])
        elif fault == "silent":
            time.sleep(1)
        elif fault == "slow":
            for i in range(0, len(content), max(len(content) // 10, 1)):
                write(content[i : i + max(len(content) // 10, 1)])
                time.sleep(0.01)
        else:
            write(content)


@contextmanager
def home() -> Iterator[Home]:
    """A home that answers at ``address`` inside the ``with`` block."""
    place = Home()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            with suppress(BrokenPipeError, ConnectionResetError):  # whoever asked has gone away
                place.answer(self)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        place.address = f"http://127.0.0.1:{server.server_port}/"
        try:
            yield place
        finally:
            server.shutdown()
            thread.join()
