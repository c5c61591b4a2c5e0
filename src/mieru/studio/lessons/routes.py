"""The addresses of the page of learning: each asks for one thing and is answered whole."""

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mieru.studio.asking import answered
from mieru.studio.jobs.desk import Desk
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

    def slice_(asked: SliceAsked) -> "Callable[[int], Job]":
        from mieru.studio.lessons.slices import Job

        return lambda count: Job(count, asked, library, folders=folders)

    return [
        *Desk(SliceAsked, slice_, IDLE, BUSY).routes("/api/lessons/slice"),
        _route("surface", SurfaceAsked, surface_told),
        _route("race", RaceAsked, raced),
        _route("regularize", RegularizeAsked, _regularized),
        _route("landscape", LandscapeAsked, _landscape),
        _route("labels", LabelsAsked, _labels),
        _route("rate", RateAsked, _rate),
    ]


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
