"""The addresses of judging: which request asks for what."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from starlette.routing import Route

from mieru.studio.jobs.desk import Desk
from mieru.studio.judging.messages import JudgeAsked, JudgeState
from mieru.studio.library import Library
from mieru.studio.messages import Text

if TYPE_CHECKING:
    from mieru.studio.judging.job import Job

IDLE = JudgeState(0, "idle")
BUSY = Text(
    "a recording is being judged already; stop that or wait for its end",
    "すでに評価しています。停止するか、終わるのを待ってください",
)


def routes(library: Library, *, folders: bool) -> list[Route]:
    """The routes; ``folders``: data of a path may be read."""

    def make(asked: JudgeAsked) -> "Callable[[int], Job]":
        from mieru.studio.judging.job import Job

        return lambda count: Job(count, asked, library, folders=folders)

    return Desk(JudgeAsked, make, IDLE, BUSY).routes("/api/judging")
