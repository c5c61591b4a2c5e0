"""Ctrl-C between two chunks, not in the middle of one."""

import signal
import threading
from types import FrameType, TracebackType
from typing import Any


class Interrupt:
    """While this lasts, the first Ctrl-C only makes it true; a second one interrupts at once."""

    def __init__(self) -> None:
        self._asked = False
        self._before: Any = None

    def __bool__(self) -> bool:
        return self._asked

    def __enter__(self) -> "Interrupt":
        # Python lets only the main thread handle signals; elsewhere Ctrl-C is not ours to catch.
        if threading.current_thread() is threading.main_thread():
            # None: a handler that Python does not know, and so cannot put back.
            self._before = signal.signal(signal.SIGINT, self._ask) or signal.default_int_handler
        return self

    def _ask(self, _signal: int, _frame: FrameType | None) -> None:
        self._asked = True
        signal.signal(signal.SIGINT, self._before)

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)
