"""The studio as an ASGI application: which address gives what."""

import threading
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp

import mieru
from mieru.studio.describe import clean
from mieru.studio.guard import Access, Guard
from mieru.studio.late import LateRoutes
from mieru.studio.library import Library
from mieru.studio.messages import Chapter, System, Systems, Text
from mieru.studio.pages import BUILT, read_pages
from mieru.studio.recordings import routes as run_routes
from mieru.studio.replies import missing_page, problem_reply, reply, unbuilt_page
from mieru.studio.reports import report_reply
from mieru.words import MieruError


def create_app(folder: Path, access: Access, pages: Path = BUILT) -> ASGIApp:
    """The studio of the runs in ``folder``, behind its guard."""
    built, at_the_end = read_pages(pages), ExitStack()
    library = Library(folder)

    async def page(request: Request) -> Response:
        if not built:
            return unbuilt_page()
        return built.get(request.scope["path"]) or missing_page(request.scope["path"])

    def report(request: Request) -> Response:
        path = request.path_params["path"]
        return report_reply(folder, path) or missing_page(request.scope["path"])

    def live_routes() -> list[BaseRoute]:
        from mieru.studio.live.routes import routes
        from mieru.studio.live.sessions import Sessions

        sessions = Sessions(folder)
        at_the_end.callback(sessions.close)
        return routes(sessions, folder)

    def picture_routes() -> list[Route]:
        from mieru.studio.explorer.routes import routes as explorer_routes
        from mieru.studio.images.routes import Images, routes

        here = access.hosts is not None  # then paths of this machine may be named
        images = Images(folder, folders=here)
        return [*routes(images), *explorer_routes(images, library, folders=here)]

    def table_routes() -> list[Route]:
        from mieru.studio.selection.routes import routes as selection_routes
        from mieru.studio.tables.routes import Sheets, routes

        sheets = Sheets(folder)
        return [*routes(sheets), *selection_routes(folder, sheets.tables)]

    def lesson_routes() -> list[Route]:
        from mieru.studio.lessons.routes import routes

        return routes(library, folders=access.hosts is not None)

    def judging_routes() -> list[Route]:
        from mieru.studio.judging.routes import routes

        return routes(library, folders=access.hosts is not None)

    live = LateRoutes(("/live", "/populations", "/api/"), live_routes)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        # The first page needs none of it; the first network, a moment later, all.
        threading.Thread(target=live.load, daemon=True).start()
        with at_the_end:
            yield

    inner = Starlette(
        lifespan=lifespan,
        routes=[
            Route("/api/systems", systems),
            *run_routes(library),
            LateRoutes(("/api/images", "/api/explorer"), picture_routes),
            LateRoutes(("/api/tables-of-data", "/api/selection"), table_routes),
            LateRoutes(("/api/lessons",), lesson_routes),
            LateRoutes(("/api/judging",), judging_routes),
            live,
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
