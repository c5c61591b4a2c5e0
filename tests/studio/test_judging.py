"""A recording judged on its page: on its validation part, or on the test part, which is counted."""

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import msgspec
import pytest
from sklearn.metrics import accuracy_score, confusion_matrix, f1_score

import mieru
from mieru.files import load
from mieru.studio.judging.messages import JudgeState
from tests.studio.test_images import serving

BASE = "/api/judging"


@pytest.fixture(scope="module")
def runs(explored_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shutil.copytree(explored_folder, tmp_path_factory.mktemp("judging") / "runs")


@pytest.fixture(scope="module")
def client(runs: Path) -> Iterator[httpx.Client]:
    with serving(runs) as client:
        yield client


def judged(client: httpx.Client, run: str, part: str) -> JudgeState:
    reply = client.post(f"{BASE}/begin", json={"run": run, "part": part})
    assert reply.status_code == 200, reply.text
    for _ in range(600):
        now = msgspec.json.decode(client.get(f"{BASE}/state").content, type=JudgeState)
        if now.phase in ("ended", "failed"):
            return now
        time.sleep(0.1)
    raise AssertionError(f"it was not judged: {now}")


def test_the_validation_part_is_judged_and_nothing_is_opened(client, runs):
    now = judged(client, "iris-1:net", "validation")
    assert now.problem is None
    assert (now.ended, now.openings) == ("finished", 0)
    data, run = mieru.data.load("iris", seed=0), load(runs / "iris-1/net.safetensors")
    assert data.validation is not None
    told = run.predict(data.validation.x).argmax(axis=1)
    verdict = now.judged
    assert verdict is not None
    assert verdict.metrics["accuracy"] == accuracy_score(data.validation.t, told)
    assert verdict.metrics["f1"] == pytest.approx(
        f1_score(data.validation.t, told, average="macro")
    )
    assert [list(row) for row in verdict.confusion] == confusion_matrix(
        data.validation.t, told, labels=[0, 1, 2]
    ).tolist()
    assert "openings" not in run.data
    assert "ROC" in client.get(f"/report/{now.report}").text


def test_each_opening_of_the_test_part_is_noted_in_the_recording(client, runs):
    for times in (1, 2):
        now = judged(client, "digits-1:lenet", "test")
        assert now.openings == times
        run = load(runs / "digits-1/lenet.safetensors")
        assert len(run.data["openings"]) == times
        assert now.judged is not None
        assert run.metrics["test_accuracy"] == now.judged.metrics["accuracy"]
    entry = client.get("/api/runs/digits-1:lenet").json()["entry"]
    assert entry["metrics"]["test_accuracy"] == run.metrics["test_accuracy"]


def test_what_cannot_be_judged_is_told(client):
    now = judged(client, "nothing", "test")
    assert now.phase == "failed"
    assert now.problem is not None
    assert "no such recording" in now.problem.en
    for content in (b"{", b'{"run": "x", "part": "all"}', b"[]"):
        assert client.post(f"{BASE}/begin", content=content).status_code == 400
    assert client.post(f"{BASE}/stop").status_code == 200
