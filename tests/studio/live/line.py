"""A page's line to a studio, for tests: sends what a page sends, reads what it hears."""

import json
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast

import httpx
import numpy as np
from websockets.sync.client import ClientConnection, connect

Message = dict[str, Any]


@dataclass(frozen=True, eq=False)
class Moment:
    """A frame, taken apart as messages.py says."""

    head: Message
    weights: np.ndarray
    biases: np.ndarray
    pictures: np.ndarray
    outputs: np.ndarray

    @classmethod
    def read(cls, content: bytes) -> "Moment":
        (length,) = struct.unpack_from("<I", content)
        assert length % 4 == 0
        head = json.loads(content[4 : 4 + length])
        at = 4 + length
        counts = (head["weights"], head["biases"])
        numbers = np.frombuffer(content, "<f4", sum(counts), at)
        at += numbers.nbytes
        pictures = np.frombuffer(content, np.uint8, head["pictures"] * head["size"] ** 2, at)
        at += pictures.nbytes
        outputs = np.frombuffer(content, np.uint8, offset=at)
        shape = (head["output_pictures"], head["output_size"] ** 2)
        return cls(
            head,
            numbers[: counts[0]],
            numbers[counts[0] :],
            pictures.reshape(head["pictures"], head["size"] ** 2),
            outputs.reshape(shape),
        )


class Line:
    """One WebSocket to ``/live``. Frames are acknowledged as soon as they are read."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.rows: list[list[float]] = []
        self.kept: list[int] = []

    def send(self, kind: str, **fields: Any) -> None:
        self.socket.send(json.dumps({"type": kind, **fields}))

    def next(self, timeout: float = 10) -> Message | Moment:
        """Whatever comes next."""
        content = self.socket.recv(timeout)
        if isinstance(content, str):
            return cast("Message", json.loads(content))
        moment = Moment.read(content)
        self.rows[moment.head["history_from"] :] = moment.head["history"]
        self.kept[moment.head["kept_from"] :] = moment.head["kept"]
        self.send("seen", frame=moment.head["frame"])
        return moment

    def message(self, kind: str) -> Message:
        """The next message of a kind; frames before it are passed over."""
        while True:
            found = self.next()
            if isinstance(found, dict):
                assert found["type"] == kind, found
                return found

    def frame(self) -> Moment:
        """The next frame; no message may come before it."""
        found = self.next()
        assert isinstance(found, Moment), found
        return found

    def frame_where(self, wanted: Any) -> Moment:
        """The next frame whose head is as ``wanted`` says."""
        while not wanted((found := self.frame()).head):
            pass
        return found

    def open(self, **how: Any) -> Message:
        self.rows = []
        self.send("open", **how)
        return self.message("opened")

    def silent(self, seconds: float) -> bool:
        """Whether nothing comes for so long."""
        try:
            self.socket.recv(seconds)
        except TimeoutError:
            return True
        return False


@contextmanager
def line_to(link: str) -> Iterator[Line]:
    """A line to the studio that printed ``link``."""
    with httpx.Client() as client:
        client.get(link)
        cookies = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    address = link.split("?", maxsplit=1)[0].replace("http://", "ws://") + "live"
    with connect(
        address, additional_headers={"Cookie": cookies}, max_size=None, compression=None
    ) as socket:
        yield Line(socket)
