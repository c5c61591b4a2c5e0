"""The studio as an ASGI application: which address gives what."""

from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

import mieru
from mieru.studio.describe import clean, described
from mieru.studio.guard import Access, Guard
from mieru.studio.library import Library
from mieru.studio.messages import Chapter, System, Systems, Text
from mieru.studio.pages import BUILT, read_pages
from mieru.studio.replies import missing_page, problem_reply, reply, unbuilt_page
from mieru.studio.reports import report_reply
from mieru.words import MieruError

NO_RUN = Text(
    "there is no such recording in the runs folder; it may have been moved or deleted",
    "その記録は実行フォルダにありません。移動または削除された可能性があります",
)


def create_app(folder: Path, access: Access, pages: Path = BUILT) -> ASGIApp:
    """The studio of the runs in ``folder``, behind its guard."""
    library = Library(folder)
    built = read_pages(pages)

    async def page(request: Request) -> Response:
        if not built:
            return unbuilt_page()
        return built.get(request.scope["path"]) or missing_page(request.scope["path"])

    def runs(request: Request) -> Response:
        return reply(library.runs())

    def recording(request: Request) -> Response:
        found = library.open(request.path_params["id"])
        return reply(described(*found)) if found else problem_reply(404, NO_RUN)

    def weights(request: Request) -> Response:
        from mieru.studio.weights import picture  # NumPy would keep the first page waiting

        found = library.open(request.path_params["id"])
        if found is None:
            return problem_reply(404, NO_RUN)
        try:
            content = picture(found[1], request.path_params["name"])
        except KeyError:
            return problem_reply(404, _no_weights(request.path_params["name"]))
        return Response(content, media_type="application/octet-stream")

    def report(request: Request) -> Response:
        path = request.path_params["path"]
        return report_reply(folder, path) or missing_page(request.scope["path"])

    inner = Starlette(
        routes=[
            Route("/api/systems", systems),
            Route("/api/runs", runs),
            Route("/api/runs/{id}", recording),
            Route("/api/runs/{id}/weights/{name:path}", weights),
            Route("/report/{path:path}", report),
            Route("/{path:path}", page),
        ],
        exception_handlers={HTTPException: _refused, MieruError: _problem},
    )
    inner.router.redirect_slashes = False
    return Guard(inner, access)


async def systems(request: Request) -> Response:
    """What can be run, by chapter."""
    from mieru.systems import CHAPTERS, SYSTEMS

    chapters = tuple(
        Chapter(
            chapter,
            Text(*titles),
            tuple(
                System(s.name, Text(s.en, s.ja), Text(s.about_en, s.about_ja))
                for s in SYSTEMS
                if s.chapter == chapter
            ),
        )
        for chapter, titles in CHAPTERS.items()
    )
    return reply(Systems(mieru.__version__, chapters))


def _no_weights(name: str) -> Text:
    shown = clean(name, 100)
    return Text(
        f"the recording has no weights named {shown!r} that could be drawn",
        f"図にできる {shown!r} という名前の重みは、この記録にありません",
    )


async def _problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, MieruError)
    return problem_reply(422, Text(clean(error.en, 2_000), clean(error.ja, 2_000)))


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    problem = Text(
        f"the studio refuses this request: {error.detail}",
        f"この要求は受け付けられません: {error.detail}",
    )
    answer = problem_reply(error.status_code, problem)
    answer.headers.update(error.headers or {})
    return answer
