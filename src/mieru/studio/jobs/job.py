"""Something that takes long: a thread, what is known of it at any moment, and one at a time."""

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Generic, TypeVar

from msgspec import Struct
from msgspec.structs import replace
from starlette.responses import Response

from mieru.studio.asking import told
from mieru.studio.jobs.telling import unforeseen
from mieru.studio.messages import Text
from mieru.studio.replies import problem_reply
from mieru.words import MieruError

State = TypeVar("State", bound=Struct)


class Job(ABC, Generic[State]):
    """Does :meth:`work` in a thread of its own.

    ``State`` has a ``phase``, a ``problem``, ``seconds_left`` and ``stopping``.
    """

    def __init__(self, state: State, name: str) -> None:
        self._lock = threading.Lock()
        self._state = state
        self._ended = False
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"mieru-{name}", daemon=True)

    @abstractmethod
    def work(self) -> None:
        """What is done. What it raises is told as the problem."""

    def over(self) -> None:
        """Comes last, however it ended."""

    def start(self) -> None:
        """Begins."""
        self._thread.start()

    @property
    def goes_on(self) -> bool:
        """Whether it is still at work."""
        return self._thread.is_alive()

    @property
    def stopping(self) -> bool:
        """Whether it was asked to end."""
        return self._stop.is_set()

    def stop(self) -> None:
        """Asks it to end as Ctrl-C would; what there is by then is kept."""
        self._stop.set()
        with self._lock:
            if not self._ended:
                self._state = replace(self._state, stopping=True)

    def wait(self, seconds: float) -> bool:
        """Waits for the end, at most so long; whether it has come."""
        self._thread.join(seconds)
        return not self.goes_on

    def now(self) -> State:
        """How it stands."""
        with self._lock:
            return self._state

    def set(self, **changes: Any) -> None:
        """Some of how it stands is another; what has ended neither stops nor has time left."""
        with self._lock:
            if changes.get("phase") in ("ended", "failed"):
                self._ended = True
                changes = {"stopping": False, "seconds_left": None, **changes}
            self._state = replace(self._state, **changes)

    def _run(self) -> None:
        try:
            self.work()
        except MieruError as error:
            self.set(phase="failed", problem=told(error))
        except Exception as error:  # noqa: BLE001 (the page must hear of whatever went wrong)
            self.set(phase="failed", problem=unforeseen(error))
        self.over()


AnyJob = TypeVar("AnyJob", bound=Job[Any])


class Bench(Generic[AnyJob]):
    """The one job of its kind that there is at a time."""

    def __init__(self, busy: Text) -> None:
        self.job: AnyJob | None = None
        self._busy, self._count, self._looked = busy, 0, False
        self._lock = threading.Lock()

    def begin(self, make: Callable[[int], AnyJob]) -> Response | None:
        """Starts what ``make`` gives for its number; where one goes on, the answer that says so."""
        with self._lock:
            if self.job is not None and self.job.goes_on:
                return problem_reply(409, self._busy)
            self._count += 1
            self.job = make(self._count)
            self.job.start()
        return None

    def go_on(self, left: Callable[[], Callable[[int], AnyJob] | None]) -> None:
        """The first time it is called, begins what ``left`` finds that a server before did not end.

        Where that raises MieruError, nothing can be gone on with.
        """
        with self._lock:
            looked, self._looked = self._looked, True
        if looked or self.job is not None:
            return
        with suppress(MieruError):
            make = left()
            if make is not None:
                self.begin(make)

    def stop(self) -> None:
        """Asks the job that goes on to end."""
        if self.job is not None and self.job.goes_on:
            self.job.stop()
