"""The addresses of the page of learning: each asks for one thing and is answered whole."""

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mieru.studio.images.asking import answered
from mieru.studio.jobs.job import Bench
from mieru.studio.lessons.messages import (
    LabelsAsked,
    LandscapeAsked,
    RaceAsked,
    RateAsked,
    RegularizeAsked,
    SliceAsked,
    SliceState,
    SurfaceAsked,
)
from mieru.studio.lessons.races import raced, surface_told
from mieru.studio.library import Library
from mieru.studio.messages import Text
from mieru.studio.replies import reply

if TYPE_CHECKING:
    from mieru.studio.lessons.slices import Job

Asked = TypeVar("Asked")

IDLE = SliceState(0, "idle")
BUSY = Text(
    "a slice is being computed already; stop it or wait for its end",
    "すでに断面を計算しています。停止するか、終わるのを待ってください",
)

# One network at a time: several would only wait for the same cores, and a reader who drags a slider
# asks again and again.
_LEARNING = threading.Lock()


def routes(library: Library, *, folders: bool) -> list[Route]:
    """The routes of the page; ``folders``: data of a path may be read."""
    slices = Slices(library, folders=folders)
    return [
        Route("/api/lessons/slice", slices.begin, methods=["POST"]),
        Route("/api/lessons/slice-stop", slices.stop, methods=["POST"]),
        Route("/api/lessons/slice-state", slices.state),
        _route("surface", SurfaceAsked, surface_told),
        _route("race", RaceAsked, raced),
        _route("regularize", RegularizeAsked, _regularized),
        _route("landscape", LandscapeAsked, _landscape),
        _route("labels", LabelsAsked, _labels),
        _route("rate", RateAsked, _rate),
    ]


class Slices:
    """The one slice around a recording that there is at a time."""

    def __init__(self, library: Library, *, folders: bool) -> None:
        self._library, self._folders = library, folders
        self._bench: Bench[Job] = Bench(BUSY)

    async def begin(self, request: Request) -> Response:
        """Begins one; 409 while there is one."""
        return await answered(request, SliceAsked, self._begun)

    def _begun(self, asked: SliceAsked) -> Response:
        from mieru.studio.lessons.slices import Job

        library, folders = self._library, self._folders
        refused = self._bench.begin(lambda count: Job(count, asked, library, folders=folders))
        return refused or self._state()

    def stop(self, request: Request) -> Response:
        """Ends it, with nothing to show."""
        self._bench.stop()
        return self._state()

    def state(self, request: Request) -> Response:
        """How far it is."""
        return self._state()

    def _state(self) -> Response:
        job = self._bench.job
        return reply(job.now() if job is not None else IDLE)


def _route(name: str, kind: type[Asked], answer: Callable[[Asked], object]) -> Route:
    async def handler(request: Request) -> Response:
        return await answered(request, kind, lambda asked: reply(answer(asked)))

    return Route(f"/api/lessons/{name}", handler, methods=["POST"])


# What learns needs JAX, which a race on a surface does not wait for.


def _regularized(asked: RegularizeAsked) -> object:
    from mieru.studio.lessons.networks import regularized

    with _LEARNING:
        return regularized(asked)


def _landscape(asked: LandscapeAsked) -> object:
    from mieru.studio.lessons.networks import landscape

    with _LEARNING:
        return landscape(asked)


def _labels(asked: LabelsAsked) -> object:
    from mieru.studio.lessons.networks import labels

    with _LEARNING:
        return labels(asked)


def _rate(asked: RateAsked) -> object:
    from mieru.studio.lessons.networks import rate

    with _LEARNING:
        return rate(asked)
