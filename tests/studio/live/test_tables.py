"""Routes of the playground's data."""

import asyncio

import httpx
import msgspec
import pytest
from starlette.applications import Starlette

from mieru.playground.tables import Tables
from mieru.studio.live import tables as module
from mieru.studio.live.table_messages import Formula, NamedSet, NamedSets, OwnTable
from mieru.studio.live.tables import routes
from mieru.studio.messages import Text
from mieru.studio.replies import problem_reply
from mieru.words import MieruError

FLOWERS = b"width,height,kind\n" + b"1,2,a\n2,3,b\n4,1,a\n5,,b\n" * 5


class Client:
    """Asks an application, one question at a time."""

    def __init__(self, app):
        self.transport = httpx.ASGITransport(app=app)

    def ask(self, method, path, **options):
        async def asked():
            async with httpx.AsyncClient(transport=self.transport, base_url="http://here") as line:
                return await line.request(method, path, **options)

        return asyncio.run(asked())

    def get(self, path, **options):
        return self.ask("GET", path, **options)

    def post(self, path, **options):
        return self.ask("POST", path, **options)


@pytest.fixture
def client(tmp_path):
    async def problem(request, error):
        return problem_reply(422, Text(error.en, error.ja))

    app = Starlette(routes=routes(Tables(tmp_path)), exception_handlers={MieruError: problem})
    return Client(app)


def test_the_sets_are_listed_in_both_languages_with_points_to_show(client):
    found = msgspec.json.decode(client.get("/api/data").content, type=NamedSets).sets
    assert [s.name for s in found][:3] == ["circle", "xor", "gauss"]
    circle, iris = found[0], next(s for s in found if s.name == "iris")
    assert circle.kind == "toy"
    assert len(circle.sample) == 200
    assert all(abs(v) <= 8 for row in circle.sample for v in row)
    assert (iris.kind, iris.problem, iris.classes) == ("table", "classification", 3)
    assert iris.title == Text("Iris flowers (Fisher 1936)", "アヤメの花 (フィッシャー 1936)")
    assert iris.columns == ()


def test_a_set_that_is_given_tells_its_columns(client):
    found = msgspec.json.decode(client.get("/api/data/iris").content, type=NamedSet)
    assert found.columns[0] == "sepal length (cm)"
    assert len(found.columns) == 4
    assert len(found.sample) == 150
    missing = client.get("/api/data/mnist")
    assert missing.status_code == 404
    assert missing.json()["en"].startswith("the playground has no such data set")


def test_a_table_is_kept_and_told(client):
    kept = client.post("/api/tables", content=FLOWERS)
    assert kept.status_code == 200
    table = msgspec.json.decode(kept.content, type=OwnTable)
    assert (table.rows, table.target) == (20, "kind")
    assert [(c.name, c.kind, c.axis, c.missing, c.problems) for c in table.columns] == [
        ("width", "number", True, 0, ("classification", "regression")),
        ("height", "number", True, 5, ("classification", "regression")),
        ("kind", "text", False, 0, ("classification",)),
    ]
    assert table.preview[0] == ("1", "2", "a")
    again = client.get(f"/api/tables/{table.digest}")
    assert again.content == kept.content
    other = client.get(f"/api/tables/{'0' * 32}")
    assert other.status_code == 422
    assert "表はこのコンピュータにありません" in other.json()["ja"]


def test_what_is_no_table_is_told(client, monkeypatch):
    answer = client.post("/api/tables", content=b"a,b\n1\n")
    assert answer.status_code == 422
    assert answer.json()["en"].startswith("the table, line 2 has 1 values, but line 1 has 2")
    assert answer.json()["ja"].startswith("表の 2 行目には")
    monkeypatch.setattr(module, "MOST_BYTES", 100)
    assert client.post("/api/tables", content=b"x" * 101).status_code == 413


def test_a_formula_is_read_while_it_is_written(client):
    answer = client.get("/api/formula", params={"text": "max(x1, 2x2)"})
    assert msgspec.json.decode(answer.content, type=Formula) == Formula(
        "max(x1, 2x2)", "max(x₁, 2x₂)", r"\max\left(x_1, 2 x_2\right)"
    )
    wrong = client.get("/api/formula", params={"text": "x1 + foo"})
    assert wrong.status_code == 422
    assert "'foo' at character 6 is not known" in wrong.json()["en"]
    assert client.get("/api/formula").status_code == 422
