"""The addresses of judging: which request asks for what."""

from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mieru.studio.images.asking import answered
from mieru.studio.jobs.job import Bench
from mieru.studio.judging.messages import JudgeAsked, JudgeState
from mieru.studio.library import Library
from mieru.studio.messages import Text
from mieru.studio.replies import reply

if TYPE_CHECKING:
    from mieru.studio.judging.job import Job

IDLE = JudgeState(0, "idle")
BUSY = Text(
    "a recording is being judged already; stop that or wait for its end",
    "すでに評価しています。停止するか、終わるのを待ってください",
)


def routes(library: Library, *, folders: bool) -> list[Route]:
    """The routes; ``folders``: data of a path may be read."""
    judges = Judges(library, folders=folders)
    return [
        Route("/api/judging/begin", judges.begin, methods=["POST"]),
        Route("/api/judging/stop", judges.stop, methods=["POST"]),
        Route("/api/judging/state", judges.state),
    ]


class Judges:
    """The one recording that is judged at a time."""

    def __init__(self, library: Library, *, folders: bool) -> None:
        self._library, self._folders = library, folders
        self._bench: Bench[Job] = Bench(BUSY)

    async def begin(self, request: Request) -> Response:
        """Begins; 409 while one is being judged."""
        return await answered(request, JudgeAsked, self._begun)

    def _begun(self, asked: JudgeAsked) -> Response:
        from mieru.studio.judging.job import Job

        library, folders = self._library, self._folders
        refused = self._bench.begin(lambda count: Job(count, asked, library, folders=folders))
        return refused or self._state()

    def stop(self, request: Request) -> Response:
        """Ends it; that the test part was opened stays noted."""
        self._bench.stop()
        return self._state()

    def state(self, request: Request) -> Response:
        """How far it is."""
        return self._state()

    def _state(self) -> Response:
        job = self._bench.job
        return reply(job.now() if job is not None else IDLE)
