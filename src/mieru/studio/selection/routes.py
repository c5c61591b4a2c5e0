"""The addresses of the Selection page: which request asks for what."""

from pathlib import Path
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mieru.playground.tables import Tables
from mieru.studio.jobs.desk import Desk
from mieru.studio.jobs.kept import read_note
from mieru.studio.messages import Text
from mieru.studio.replies import problem_reply
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
    return Comparisons(folder, tables).routes("/api/selection")


class Comparisons(Desk[SelectAsked]):
    """The one comparison that there is at a time; it can be gone on with."""

    def __init__(self, folder: Path, tables: Tables) -> None:
        super().__init__(SelectAsked, self._maker, IDLE, BUSY)
        self._folder, self._tables = folder, tables

    def routes(self, prefix: str) -> list[Route]:
        """Those of every job, and ``prefix/go-on``."""
        return [*super().routes(prefix), Route(f"{prefix}/go-on", self.go_on, methods=["POST"])]

    def go_on(self, request: Request) -> Response:
        """Goes on with the one that was stopped: what is finished is not done again."""
        from mieru.studio.selection.job import Job

        job = self._bench.job
        if not isinstance(job, Job) or job.goes_on or not job.may_go_on:
            return problem_reply(409, NOTHING_LEFT)
        return self._bench.begin(self._maker(job.asked, job.inside)) or self._told()

    def state(self, request: Request) -> Response:
        """How far it is; the first to ask after a crash sets it going again."""
        self._bench.go_on(self._left)
        return self._told()

    def _maker(self, asked: SelectAsked, inside: str | None = None) -> "Callable[[int], Job]":
        from mieru.studio.selection.job import Job

        path = self._tables.path(asked.asked.digest)
        return lambda count: Job(count, asked, path, self._folder, inside)

    def _left(self) -> "Callable[[int], Job] | None":
        from mieru.studio.selection.job import NAME

        left = read_note(self._folder, NAME, SelectAsked)
        return None if left is None else self._maker(left.asked, left.recording)
