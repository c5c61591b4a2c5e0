"""Networks and settings compared on a table of the Data page, by cross-validation."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from sklearn.metrics import confusion_matrix, f1_score, roc_auc_score

import mieru
from mieru.files import load
from mieru.playground.tables import Tables
from mieru.studio import pages
from mieru.studio.selection.messages import SelectState
from mieru.studio.tables.messages import SheetKept
from mieru.studio.tables.routes import FOLDER
from tests.studio.test_images import serving

TABLES, BASE = "/api/tables-of-data", "/api/selection"


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("selection") / "runs"


@pytest.fixture(scope="module")
def client(runs: Path) -> Iterator[httpx.Client]:
    with serving(runs, pages.BUILT) as client:
        yield client


def table(client: httpx.Client, name: str = "breast-cancer") -> dict[str, str]:
    kept = msgspec.json.decode(client.post(f"{TABLES}/set/{name}").content, type=SheetKept)
    return {"digest": kept.digest, "name": kept.name, "target": "target"}


def state(client: httpx.Client) -> SelectState:
    return msgspec.json.decode(client.get(f"{BASE}/state").content, type=SelectState)


def ended(client: httpx.Client) -> SelectState:
    for _ in range(1_200):
        now = state(client)
        if now.phase in ("ended", "failed"):
            return now
        time.sleep(0.1)
    raise AssertionError(f"the comparison did not end: {now}")


def begin(client: httpx.Client, asked: dict[str, Any]) -> None:
    reply = client.post(f"{BASE}/begin", json=asked)
    assert reply.status_code == 200, reply.text


def test_candidates_are_compared_the_winner_refitted_and_judged_once(client, runs):
    asked: dict[str, Any] = {
        "asked": table(client),
        "networks": ["30, dense 2"],
        "values": [{"name": "rate", "values": [0.01, 0.003, 1e38]}],
        "folds": 3, "epochs": 12,
    }  # fmt: skip
    begin(client, asked)
    assert client.post(f"{BASE}/begin", json=asked).status_code == 409
    now = ended(client)
    assert (now.phase, now.ended) == ("ended", "finished"), now.problem
    assert (now.candidates, now.networks) == (3, 9)
    assert (now.measure, now.task) == ("accuracy", "classification")
    assert now.columns == ("rate",)
    good, bad = now.rows[:2], now.rows[2]
    assert [len(row.folds) for row in good] == [3, 3]
    best, second = (row.accuracy.mean for row in good if row.accuracy)
    assert best is not None
    assert second is not None
    assert best >= second > 0.9
    assert bad.reason is not None, "no crash, but a reason"
    assert "diverged" in bad.reason.en
    assert "発散" in bad.reason.ja
    assert now.winner == good[0].place
    assert now.openings == 1
    # What the page tells is what scikit-learn finds in the recording that was kept.
    judged, run = (
        now.judged,
        load(runs / str(now.report).replace("report.html", "winner.safetensors")),
    )
    assert judged is not None
    path = Tables(runs / FOLDER).path(asked["asked"]["digest"])
    test = mieru.data.load(path, target="target", seed=0).test
    assert test is not None
    examples = test.open("for comparison")
    said = run.predict(examples.x)
    assert judged.examples == len(examples)
    wanted = confusion_matrix(examples.t, said.argmax(axis=1)).tolist()
    assert [list(row) for row in judged.confusion] == wanted
    assert judged.roc[0].area == pytest.approx(roc_auc_score(examples.t, said[:, 1]))
    assert judged.metrics["f1"] == pytest.approx(
        f1_score(examples.t, said.argmax(axis=1), average="macro")
    )
    assert [curve.over for curve in now.curves] == ["rows", "rate"]
    assert len(now.curves[0].points) == len(now.curves[0].validation) == 5
    page = client.get(f"/report/{now.report}").text
    assert "The test part" in page
    assert "opened once" in page
    assert "ROC" in page
    assert client.get(f"/api/runs/{now.run}/export/card").status_code == 200
    assert client.post(f"{BASE}/go-on").status_code == 409, "it was not stopped"


def test_values_are_compared_by_their_loss_and_judged_as_values(client):
    begin(client, {
        "asked": table(client, "diabetes") | {"task": "regression"},
        "networks": ["10, dense 1"], "folds": 2, "epochs": 4, "random": 2,
        "values": [{"name": "rate", "values": [0.001, 0.1], "between": True}],
    })  # fmt: skip
    now = ended(client)
    assert now.ended == "finished", now.problem
    assert (now.measure, now.candidates) == ("loss", 2)
    judged = now.judged
    assert judged is not None
    assert set(judged.metrics) == {"rmse", "mse", "mae", "r2"}
    assert len(judged.answers) == judged.examples
    assert [curve.over for curve in now.curves] == ["rows"]


def test_one_that_is_stopped_goes_on_without_doing_anything_twice(client):
    networks = [f"4, dense {n}, tanh, dense 3" for n in (2, 3)]
    asked = {"asked": table(client, "iris"), "networks": networks, "folds": 2, "epochs": 2_000}
    begin(client, asked)
    for _ in range(600):
        if state(client).finished >= 1:
            break
        time.sleep(0.05)
    client.post(f"{BASE}/stop")
    now = ended(client)
    assert (now.ended, now.winner, now.judged) == ("interrupted", None, None)
    assert now.openings == 0
    done = {row.values: row for row in now.rows if row.folds}
    assert len(done) == 1
    assert client.post(f"{BASE}/go-on").status_code == 200
    now = ended(client)
    assert now.ended == "finished"
    assert now.openings == 1
    again = {row.values: row for row in now.rows}
    assert all(again[values].folds == row.folds for values, row in done.items())
    assert all(again[values].seconds == row.seconds for values, row in done.items())


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"networks": []}, "compare from 1 to 20 networks"),
        ({"networks": ["4, dense 2"]}, "end its line with dense 3"),
        ({"networks": ["4, dense 3"] * 2, "folds": 200}, "folds must lie between"),
        ({"values": [{"name": "rate", "values": []}]}, "may have from 1 to"),
        ({"values": [{"name": "rate", "values": [0.1, 1], "between": True}]}, "a range for rate"),
        ({"values": [{"name": "epochs", "values": [1.5]}]}, "takes whole numbers"),
        ({"values": [{"name": "rate", "values": list(range(1, 51))}] * 2}, "candidates"),
        ({"asked": {"digest": "../x"}}, ""),
    ],
)
def test_what_cannot_be_compared_is_told(client, wrong, said):
    asked = {"asked": table(client, "iris"), "networks": ["4, dense 3"]} | wrong
    if "digest" in asked["asked"] and "/" in asked["asked"]["digest"]:
        assert client.post(f"{BASE}/begin", json=asked).status_code == 422
        return
    begin(client, asked)
    now = ended(client)
    assert now.phase == "failed"
    assert now.problem is not None
    assert said in now.problem.en


def test_nonsense_is_refused(client):
    for content in (b"{", b"[]", b'{"asked": 1}', b'{"networks": ["x"], "asked": {}, "evil": 1}'):
        assert client.post(f"{BASE}/begin", content=content).status_code == 400


CRASH = """
import sys, time
from pathlib import Path
import msgspec
from mieru.playground.tables import Tables
from mieru.studio.selection.job import Job
from mieru.studio.selection.messages import SelectAsked
runs, asked = Path(sys.argv[1]), msgspec.json.decode(sys.argv[2], type=SelectAsked)
job = Job(1, asked, Tables(runs / ".studio/tables").path(asked.asked.digest), runs)
job.start()
while not job.now().finished:
    time.sleep(0.01)
print("one is finished", flush=True)
time.sleep(600)
"""


@pytest.mark.slow
def test_a_comparison_goes_on_after_the_server_was_killed(tmp_path):
    from mieru.data.tables import csv_of

    runs = tmp_path / "runs"
    digest = Tables(runs / FOLDER).keep(csv_of("iris").encode())
    networks = [f"4, dense {n}, tanh, dense 3" for n in (2, 3)]
    asked = {
        "asked": {"digest": digest, "target": "target"}, "networks": networks, "folds": 2,
        "epochs": 300,
    }  # fmt: skip
    command = [sys.executable, "-c", CRASH, str(runs), msgspec.json.encode(asked).decode()]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "one is finished\n"
        process.kill()
    with serving(runs) as client:
        now = ended(client)
        assert now.ended == "finished", now.problem
        assert now.openings == 1
    assert len(list(runs.glob("table-select-*"))) == 1
    assert not (runs / ".studio/selection.json").exists()
