"""The server side of the Data page, and recordings given away as files."""

import io
import time
import zipfile
from collections.abc import Iterator

import httpx
import msgspec
import numpy as np
import pytest

from mieru.data.tables import csv_of
from mieru.studio import pages
from mieru.studio.tables.messages import Sheet, SheetKept, SheetSets, SheetState
from tests.studio.test_images import serving

BASE = "/api/tables-of-data"
ROWS = "age,city,left\n" + "".join(
    f"{20 + i % 37},{'東京' if i % 3 else '大阪'},{'yes' if i % 4 == 1 else 'no'}\n"
    for i in range(80)
)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with serving(tmp_path_factory.mktemp("tables") / "runs", pages.BUILT) as client:
        yield client


def kept(client: httpx.Client, content: bytes, name: str = "people.csv") -> SheetKept:
    reply = client.post(f"{BASE}/keep", params={"name": name}, content=content)
    assert reply.status_code == 200, reply.text
    return msgspec.json.decode(reply.content, type=SheetKept)


def look(client: httpx.Client, **asked: object) -> Sheet:
    reply = client.post(f"{BASE}/look", json=asked)
    assert reply.status_code == 200, reply.text
    return msgspec.json.decode(reply.content, type=Sheet)


def state(client: httpx.Client) -> SheetState:
    return msgspec.json.decode(client.get(f"{BASE}/state").content, type=SheetState)


def ended(client: httpx.Client) -> SheetState:
    for _ in range(600):
        now = state(client)
        if now.phase in ("ended", "failed"):
            return now
        time.sleep(0.1)
    raise AssertionError("the training did not end")


def test_a_table_in_any_encoding_is_looked_at_and_its_guesses_overruled(client):
    table = kept(client, ROWS.encode("cp932"))
    found = look(client, digest=table.digest, name=table.name)
    assert (found.rows, found.target, found.task, found.features) == (
        80,
        "left",
        "classification",
        3,
    )
    assert [column.kind for column in found.columns] == ["number", "category", "category"]
    assert found.columns[1].names == ("東京", "大阪")
    assert sum(found.columns[0].counts) == 80
    assert found.network == "3, dense 16 initial=he, relu, dense 2"
    other = look(client, digest=table.digest, target="age", types={"city": "skip"})
    assert other.target == "age"


def test_what_is_wrong_is_said_by_the_readers_name_of_the_table(client):
    reply = client.post(f"{BASE}/keep", params={"name": "bad.csv"}, content=b"a,b\n1\n")
    assert reply.status_code == 422
    assert "line 2 has 1 values" in reply.json()["en"]
    table = kept(client, b"a,b\n" + b"".join(b"%d,x\n" % i for i in range(9)))
    reply = client.post(f"{BASE}/look", json={"digest": table.digest, "name": "flat.csv"})
    assert reply.status_code == 422
    assert "only one value" in reply.json()["en"]
    assert client.post(f"{BASE}/look", json={"digest": "../x"}).status_code == 422
    assert client.post(f"{BASE}/look", content=b"{").status_code == 400
    assert client.post(f"{BASE}/set/mnist").status_code == 404


def test_tables_that_come_with_mieru_are_the_same_as_by_name(client):
    sets = msgspec.json.decode(client.get(f"{BASE}/sets").content, type=SheetSets)
    assert [one.name for one in sets.sets] == ["iris", "wine", "breast-cancer", "diabetes"]
    for one in sets.sets:
        table = msgspec.json.decode(client.post(f"{BASE}/set/{one.name}").content, type=SheetKept)
        found = look(client, digest=table.digest, name=table.name, task=one.task)
        assert (found.task, found.target) == (one.task, "target")
    assert len(csv_of("iris").splitlines()) == 151


def test_a_network_learns_from_a_table_and_its_recording_is_given_away(client):
    table = kept(client, ROWS.encode())
    asked = {
        "asked": {"digest": table.digest, "name": "people.csv", "target": "left"},
        "network": "3, dense 4, tanh, dense 2", "epochs": 3,
    }  # fmt: skip
    wrong = client.post(f"{BASE}/begin", json={**asked, "network": "4, dense 2"})
    assert wrong.status_code == 200
    assert ended(client).problem is not None
    reply = client.post(f"{BASE}/begin", json=asked)
    assert reply.status_code == 200, reply.text
    now = ended(client)
    assert now.phase == "ended", now.problem
    assert [row[0] for row in now.history] == [1, 2, 3]
    assert now.run is not None
    assert now.run.startswith("people-")
    run = f"/api/runs/{now.run}"
    assert client.get(run).json()["entry"]["data"] == "people"
    card = client.get(f"{run}/export/card", params={"lang": "ja"})
    assert "## 学習の設定" in card.text
    assert "people.csv" in card.text
    source = client.get(f"{run}/export/numpy")
    space: dict = {"__name__": "written"}
    exec(source.text, space)
    assert np.shape(space["predict"]([{"age": 30, "city": "東京"}])) == (1, 2)
    bundle = client.get(f"{run}/export/bundle")
    assert set(zipfile.ZipFile(io.BytesIO(bundle.content)).namelist()) >= {"run.safetensors"}
    assert client.get(f"{run}/export/cobol").status_code == 422
    assert client.get("/api/runs/none/export/onnx").status_code == 404


def test_a_training_can_be_stopped_and_there_is_one_at_a_time(client):
    table = kept(client, ROWS.encode())
    asked = {"asked": {"digest": table.digest}, "network": "3, dense 2", "epochs": 100_000}
    assert client.post(f"{BASE}/begin", json=asked).status_code == 200
    assert client.post(f"{BASE}/begin", json=asked).status_code == 409
    client.post(f"{BASE}/stop")
    assert ended(client).ended == "interrupted"
    late = client.post(f"{BASE}/begin", json={**asked, "epochs": 0})
    assert late.status_code == 200
    problem = ended(client).problem
    assert problem is not None
    assert "epochs must lie between" in problem.en


def test_tables_are_kept_within_the_runs_folder_but_are_no_runs(client):
    kept(client, ROWS.encode())
    assert ".studio" not in client.get("/api/runs").text
