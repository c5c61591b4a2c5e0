"""The addresses of the Data page: which request asks for what."""

from pathlib import Path
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mieru.playground.tables import MOST_BYTES, Tables
from mieru.studio.asking import answered, content_of, told
from mieru.studio.describe import clean
from mieru.studio.jobs.desk import Desk
from mieru.studio.messages import Text
from mieru.studio.replies import problem_reply, reply
from mieru.studio.tables.looking import seen
from mieru.studio.tables.messages import (
    SheetAsked,
    SheetKept,
    SheetName,
    SheetSets,
    SheetState,
    SheetTrain,
)
from mieru.words import MieruError

if TYPE_CHECKING:
    from collections.abc import Callable

    from mieru.studio.tables.job import Job

FOLDER = ".studio/tables"  # in the runs folder, where the playground keeps its tables too
IDLE = SheetState(0, "idle")
TOO_LARGE = Text(
    f"the table has more than {MOST_BYTES // 1_000_000} MB; this page takes smaller ones: use "
    "`mieru train` with the file",
    f"表が {MOST_BYTES // 1_000_000} MB を超えています。このページで扱えるのはそれ以下です。"
    "`mieru train` にファイルを渡してください",
)
BUSY = Text(
    "a network is learning from a table already; stop it or wait for its end",
    "すでに学習中のネットワークがあります。停止するか、終わるのを待ってください",
)
NO_SET = Text("there is no table of that name", "その名前の表はありません")


def routes(sheets: "Sheets") -> list[Route]:
    """The routes of the page."""
    return [
        Route("/api/tables-of-data/sets", sheets.sets),
        Route("/api/tables-of-data/set/{name}", sheets.named, methods=["POST"]),
        Route("/api/tables-of-data/keep", sheets.keep, methods=["POST"]),
        Route("/api/tables-of-data/look", sheets.look, methods=["POST"]),
        *sheets.training.routes("/api/tables-of-data"),
    ]


class Sheets:
    """The tables that were brought, and the one training that there is at a time.

    ``folder`` is the runs folder.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.tables = Tables(folder / FOLDER)
        self.training = Desk(SheetTrain, self._make, IDLE, BUSY)

    def sets(self, request: Request) -> Response:
        """The tables that come with Mieru."""
        from mieru.data.catalogue import CATALOGUE

        entries = [entry for entry in CATALOGUE.values() if entry.kind == "table"]
        return reply(
            SheetSets(
                tuple(SheetName(e.name, Text(e.title.en, e.title.ja), e.task) for e in entries),
                ("number", "category", "date", "skip"),
            )
        )

    def named(self, request: Request) -> Response:
        """One of these, as if its file had been brought."""
        from mieru.data.catalogue import CATALOGUE
        from mieru.data.tables import csv_of

        name = request.path_params["name"]
        if name not in CATALOGUE or CATALOGUE[name].kind != "table":
            return problem_reply(404, NO_SET)
        return reply(SheetKept(f"{name}.csv", self.tables.keep(csv_of(name).encode())))

    async def keep(self, request: Request) -> Response:
        """A table that was brought, kept by what it holds."""
        content = await content_of(request, MOST_BYTES)
        if content is None:
            return problem_reply(413, TOO_LARGE)
        name = clean(request.query_params.get("name") or "table.csv", 100)
        try:
            digest = await run_in_threadpool(self.tables.keep, content)
        except MieruError as error:
            return problem_reply(422, told(error))
        return reply(SheetKept(name, digest))

    async def look(self, request: Request) -> Response:
        """What the table holds, and what may go wrong."""
        return await answered(
            request, SheetAsked, lambda asked: reply(seen(self.tables.path(asked.digest), asked))
        )

    def _make(self, asked: SheetTrain) -> "Callable[[int], Job]":
        from mieru.studio.tables.job import Job

        path = self.tables.path(asked.asked.digest)
        return lambda count: Job(count, asked, path, self.folder)
