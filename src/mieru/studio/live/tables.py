"""Routes of the playground's data: sets by name, tables of one's own, and formulas."""

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mieru.playground.experiment import Experiment
from mieru.playground.own_table import OwnTable as ReadTable
from mieru.playground.tables import MOST_BYTES, Tables
from mieru.studio.live.table_messages import Formula, NamedSet, NamedSets, OwnTable, TableColumn
from mieru.studio.messages import Text
from mieru.studio.replies import problem_reply, reply


def routes(tables: Tables) -> list[Route]:
    """``/api/data``, ``/api/formula`` and ``/api/tables`` of the tables in ``tables``."""

    async def keep(request: Request) -> Response:
        from starlette.concurrency import run_in_threadpool

        content = await _body(request)
        if content is None:
            return problem_reply(413, TOO_LARGE)
        digest = await run_in_threadpool(tables.keep, content)
        return reply(await run_in_threadpool(lambda: _told(digest, tables.table(digest))))

    def show(request: Request) -> Response:
        digest = request.path_params["digest"]
        return reply(_told(digest, tables.table(digest)))

    return [
        Route("/api/data", named_sets),
        Route("/api/data/{name}", named_set),
        Route("/api/formula", formula),
        Route("/api/tables", keep, methods=["POST"]),
        Route("/api/tables/{digest}", show),
    ]


Sample = tuple[tuple[float, ...], ...]
IN_THUMBNAIL = 200
NO_SET = Text(
    "the playground has no such data set; choose one of its list",
    "プレイグラウンドにそのデータセットはありません。一覧から選んでください",
)
TOO_LARGE = Text(
    f"the table has more than {MOST_BYTES // 1_000_000} MB; take a part of its rows",
    f"表が {MOST_BYTES // 1_000_000} MB を超えています。行を減らしてください",
)


def named_sets(request: Request) -> Response:
    """The sets of the playground; those drawn by rule with points for a thumbnail."""
    from mieru.playground.points import NAMED_SETS, TOY_SETS

    drawn = tuple(_named_set(name, _sample(name)) for name in TOY_SETS)
    return reply(NamedSets((*drawn, *map(_named_set, NAMED_SETS))))


def named_set(request: Request) -> Response:
    """One set that is given, with its columns and points for a thumbnail."""
    from mieru.playground.named import named_columns
    from mieru.playground.points import NAMED_SETS

    name = request.path_params["name"]
    if name not in NAMED_SETS:
        return problem_reply(404, NO_SET)
    found = _named_set(name, _sample(name))
    return reply(msgspec.structs.replace(found, columns=named_columns(name)))


def _named_set(name: str, sample: Sample = ()) -> NamedSet:
    from mieru.data.catalogue import CATALOGUE
    from mieru.playground.points import TOY_SETS

    entry = CATALOGUE[name]
    return NamedSet(
        name=name,
        kind="toy" if name in TOY_SETS else "table",
        problem=entry.task,
        title=Text(entry.title.en, entry.title.ja),
        size=entry.examples,
        classes=entry.classes,
        sample=sample,
    )


def _sample(name: str) -> Sample:
    from mieru.data.catalogue import CATALOGUE
    from mieru.playground.points import points_of

    points = points_of(Experiment(data=name, problem=CATALOGUE[name].task))
    rows = zip(points.xy[:IN_THUMBNAIL].tolist(), points.t[:IN_THUMBNAIL].tolist(), strict=True)
    return tuple((round(x, 2), round(y, 2), round(t, 2)) for (x, y), t in rows)


async def formula(request: Request) -> Response:
    """How ``?text=`` is understood as a feature; 422 and what is wrong where it is not."""
    from mieru.playground.features import Features

    text = request.query_params.get("text", "")
    found = Features.parse((text,))
    return reply(Formula(text, found.labels[0], found.latex[0]))


async def _body(request: Request) -> bytes | None:
    """What was sent; None as soon as it is too much."""
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > MOST_BYTES:
            return None
    return bytes(content)


def _told(digest: str, table: ReadTable) -> OwnTable:
    target = table.guessed_target
    axes = set(table.numeric(-1))
    columns = tuple(
        TableColumn(
            name=column.name[:200],
            kind="text" if column.numbers is None else "number",
            missing=column.missing,
            different=table.kinds[place],
            axis=place in axes,
            problems=table.problems(place),
            left_out=None
            if column.left_out is None
            else Text(column.left_out.en, column.left_out.ja),
        )
        for place, column in enumerate(table.columns)
    )
    return OwnTable(digest, table.rows, columns, table.columns[target].name[:200], table.preview)
