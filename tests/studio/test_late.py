"""Late routes: nothing is loaded before it is asked for, then as if it had always been there."""

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from mieru.studio.late import LateRoutes
from tests.studio.asking import ask


def answering(name: str) -> Route:
    async def answer(request: Request) -> Response:
        return PlainTextResponse(f"{name} {request.path_params.get('x', '')}")

    return Route(f"/api/{name}/{{x}}", answer, methods=["GET"])


def test_routes_are_made_once_and_when_first_asked_for():
    made: list[str] = []

    def make() -> list[Route]:
        made.append("made")
        return [answering("a"), answering("b")]

    async def rest(request: Request) -> Response:
        return PlainTextResponse("the rest", 404)

    app = Starlette(routes=[LateRoutes(("/api/",), make), Route("/{path:path}", rest)])
    assert ask(app, "/page").text == "the rest"
    assert made == []
    assert ask(app, "/api/b/7").text == "b 7"
    assert ask(app, "/api/a/8").text == "a 8"
    assert made == ["made"]
    assert ask(app, "/api/c/9").status == 404
    assert ask(app, "/api/a/9", method="POST").status == 405


def test_routes_can_be_made_before_anyone_asks():
    made: list[str] = []

    def make() -> list[Route]:
        made.append("made")
        return []

    late = LateRoutes(("/api/",), make)
    late.load()
    late.load()
    assert made == ["made"]
