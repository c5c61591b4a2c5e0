"""The addresses of the reader's own pictures."""

from collections.abc import Callable
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mieru.studio.asking import TOO_LONG, content_of, told
from mieru.studio.images.looking import LARGEST_UPLOAD
from mieru.studio.images.own.collected import NOT_LEARNED, Own
from mieru.studio.replies import problem_reply, reply
from mieru.words import MieruError

BASE = "/api/images/own"


def routes(folder: Path) -> list[Route]:
    """The routes; ``folder`` is the runs folder."""
    own = Own(folder)

    def state(request: Request) -> Response:
        return reply(own.state())

    async def picture(request: Request) -> Response:
        name = request.query_params.get("label", "")
        return await _with_picture(request, lambda content: reply(own.add(name, content)))

    async def look(request: Request) -> Response:
        def answer(content: bytes) -> Response:
            found = own.look(content)
            return problem_reply(409, NOT_LEARNED) if found is None else reply(found)

        return await _with_picture(request, answer)

    def train(request: Request) -> Response:
        return _tried(lambda: reply(own.train()))

    def remove(request: Request) -> Response:
        return reply(own.remove(request.query_params.get("label")))

    return [
        Route(BASE, state, methods=["GET"]),
        Route(f"{BASE}/picture", picture, methods=["POST"]),
        Route(f"{BASE}/look", look, methods=["POST"]),
        Route(f"{BASE}/train", train, methods=["POST"]),
        Route(f"{BASE}/remove", remove, methods=["POST"]),
    ]


async def _with_picture(request: Request, answer: Callable[[bytes], Response]) -> Response:
    content = await content_of(request, LARGEST_UPLOAD)
    if content is None:
        return problem_reply(413, TOO_LONG)
    return await run_in_threadpool(_tried, lambda: answer(content))


def _tried(answer: Callable[[], Response]) -> Response:
    try:
        return answer()
    except MieruError as error:
        return problem_reply(422, told(error))
