"""What pages ask of a job, over HTTP: to begin one, to end it, how far it is."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mieru.studio.asking import answered
from mieru.studio.jobs.job import Bench, Job
from mieru.studio.messages import Text
from mieru.studio.replies import reply

Asked = TypeVar("Asked", bound=Struct)


class Desk(Generic[Asked]):
    """The one job of its kind that there is at a time.

    ``make`` gives, for a message of ``kind``, what makes the job by its number; ``idle`` is the
    state before there was one, ``busy`` what is said to who asks for another.
    """

    def __init__(
        self,
        kind: type[Asked],
        make: Callable[[Asked], Callable[[int], Job[Any]]],
        idle: Struct,
        busy: Text,
    ) -> None:
        self._kind, self._make, self._idle = kind, make, idle
        self._bench = Bench[Job[Any]](busy)

    def routes(self, prefix: str) -> list[Route]:
        """``prefix/begin``, ``prefix/stop`` and ``prefix/state``."""
        return [
            Route(f"{prefix}/begin", self.begin, methods=["POST"]),
            Route(f"{prefix}/stop", self.stop, methods=["POST"]),
            Route(f"{prefix}/state", self.state),
        ]

    async def begin(self, request: Request) -> Response:
        """Begins one; 409 while there is one."""
        return await answered(request, self._kind, self._begun)

    def stop(self, request: Request) -> Response:
        """Ends it as Ctrl-C would."""
        self._bench.stop()
        return self._told()

    def state(self, request: Request) -> Response:
        """How far it is."""
        return self._told()

    def _begun(self, asked: Asked) -> Response:
        return self._bench.begin(self._make(asked)) or self._told()

    def _told(self) -> Response:
        job = self._bench.job
        return reply(job.now() if job is not None else self._idle)
