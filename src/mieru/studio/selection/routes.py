"""The addresses of the Selection page: which request asks for what."""

from pathlib import Path
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mieru.playground.tables import Tables
from mieru.studio.images.asking import answered
from mieru.studio.jobs.job import Bench
from mieru.studio.jobs.kept import read_note
from mieru.studio.messages import Text
from mieru.studio.replies import problem_reply, reply
from mieru.studio.selection.messages import SelectAsked, SelectState

if TYPE_CHECKING:
    from collections.abc import Callable

    from mieru.studio.selection.job import Job

IDLE = SelectState(0, "idle")
BUSY = Text(
    "a comparison is under way already; stop it or wait for its end",
    "すでに比較を行っています。停止するか、終わるのを待ってください",
)
NOTHING_LEFT = Text(
    "there is no comparison that was stopped; begin one",
    "続きのある比較はありません。始めてください",
)


def routes(folder: Path, tables: Tables) -> list[Route]:
    """The routes of the page; ``folder`` is the runs folder, ``tables`` those of the Data page."""
    found = Comparisons(folder, tables)
    return [
        Route("/api/selection/begin", found.begin, methods=["POST"]),
        Route("/api/selection/go-on", found.go_on, methods=["POST"]),
        Route("/api/selection/stop", found.stop, methods=["POST"]),
        Route("/api/selection/state", found.state),
    ]


class Comparisons:
    """The one comparison that there is at a time."""

    def __init__(self, folder: Path, tables: Tables) -> None:
        self._folder, self._tables = folder, tables
        self._bench: Bench[Job] = Bench(BUSY)

    async def begin(self, request: Request) -> Response:
        """Begins one; 409 while there is one."""
        return await answered(request, SelectAsked, self._begun)

    def _begun(self, asked: SelectAsked, inside: str | None = None) -> Response:
        return self._bench.begin(self._maker(asked, inside)) or self._state()

    def _maker(self, asked: SelectAsked, inside: str | None) -> "Callable[[int], Job]":
        from mieru.studio.selection.job import Job

        path = self._tables.path(asked.asked.digest)
        return lambda count: Job(count, asked, path, self._folder, inside)

    def go_on(self, request: Request) -> Response:
        """Goes on with the one that was stopped: what is finished is not done again."""
        job = self._bench.job
        now = job.now() if job is not None and not job.goes_on else None
        if job is None or now is None or now.ended != "interrupted" or now.winner is not None:
            return problem_reply(409, NOTHING_LEFT)
        return self._begun(job.asked, job.inside)

    def stop(self, request: Request) -> Response:
        """Ends it as Ctrl-C would; what is finished is kept."""
        self._bench.stop()
        return self._state()

    def state(self, request: Request) -> Response:
        """How far it is; the first to ask after a crash sets it going again."""
        self._bench.go_on(self._left)
        return self._state()

    def _left(self) -> "Callable[[int], Job] | None":
        from mieru.studio.selection.job import NAME

        left = read_note(self._folder, NAME, SelectAsked)
        return None if left is None else self._maker(left.asked, left.recording)

    def _state(self) -> Response:
        job = self._bench.job
        return reply(job.now() if job is not None else IDLE)
