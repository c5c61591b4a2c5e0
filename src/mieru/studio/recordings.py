"""The addresses of the runs folder: the list, some runs to compare, one recording, its weights."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mieru.studio.describe import clean, described
from mieru.studio.library import Library
from mieru.studio.messages import Text
from mieru.studio.replies import problem_reply, reply

NO_RUN = Text(
    "there is no such recording in the runs folder; it may have been moved or deleted",
    "その記録は実行フォルダにありません。移動または削除された可能性があります",
)


def routes(library: Library) -> list[Route]:
    """The routes that show what is in ``library``."""

    def runs(request: Request) -> Response:
        return reply(library.runs())

    def compared(request: Request) -> Response:
        return reply(library.compare(request.query_params.get("ids", "").split(",")))

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

    def export(request: Request) -> Response:
        from mieru.studio.exporting import exported  # loads what writes files

        found = library.open(request.path_params["id"])
        if found is None:
            return problem_reply(404, NO_RUN)
        lang = request.query_params.get("lang")
        return exported(found[1], request.path_params["id"], request.path_params["form"], lang)

    return [
        Route("/api/runs", runs),
        Route("/api/compared", compared),
        Route("/api/runs/{id}", recording),
        Route("/api/runs/{id}/weights/{name:path}", weights),
        Route("/api/runs/{id}/export/{form}", export),
    ]


def _no_weights(name: str) -> Text:
    shown = clean(name, 100)
    return Text(
        f"the recording has no weights named {shown!r} that could be drawn",
        f"図にできる {shown!r} という名前の重みは、この記録にありません",
    )
