"""``mieru select``: candidates compared, the winner and the report kept, and gone on with."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

import mieru as library
from tests.cli.conftest import Command

SEARCH = (
    *("select", "4-6-3 tanh", "--data", "iris", "--try", "rate=0.0001,0.02"),
    *("--folds", "2", "--epochs", "5", "--out", "search"),
)


@pytest.fixture
def searched(mieru: Command) -> dict:
    said = mieru(*SEARCH, "--json")
    assert said.code == 0, said.err
    assert "of 2 candidates" in said.err
    found: dict = json.loads(said.out)
    return found


def test_the_best_is_told_and_kept(mieru: Command, searched: dict) -> None:
    assert [row["candidate"] for row in searched["candidates"]] == [
        {"rate": 0.02},
        {"rate": 0.0001},
    ]
    assert searched["files"] == [
        f"search/{n}" for n in ("winner.safetensors", "report.html", "selection.json")
    ]
    run = library.load("search/winner.safetensors")
    assert run.metrics["test_accuracy"] == searched["metrics"]["accuracy"]
    assert len(run.data["openings"]) == 1
    page = Path("search/report.html").read_text("utf-8")
    assert "was opened once, after the choice was made" in page
    assert "選択が終わったあとに一度だけ" in page
    again = mieru(*SEARCH, "--lang", "ja")
    assert "最良の候補の、iris のテスト部分での評価 (30 点、開いたのは 2 回目):" in again.out
    assert "0.02" in again.out.splitlines()[2]
    judged = mieru("evaluate", "search/winner.safetensors")
    assert "opening 3 of it" in judged.err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--data", "iris"], "NETWORK is missing"),
        (["4-3", "--data", "iris", "--try", "rate"], "--try is written NAME=VALUE"),
        (["4-3", "--data", "iris", "--try", "rate=0.1..1"], "is for --random"),
        (["4-3", "--data", "iris", "--try", "speed=1"], "there is no setting 'speed'"),
        (["5-3", "--data", "iris"], "the network takes 5"),
        (["4-3", "--data", "iris", "--measure", "f1"], "known: accuracy, loss"),
    ],
)
def test_what_makes_no_sense_is_said(mieru: Command, words: list[str], told: str) -> None:
    said = mieru("select", *words)
    assert said.code in (1, 2)
    assert told in said.err


def test_candidates_may_be_drawn_by_chance(mieru: Command) -> None:
    words = ["select", "4-3", "--data", "iris", "--try", "rate=0.001..0.1", "--random", "3"]
    said = mieru(*words, "--folds", "2", "--epochs", "2", "--out", "by-chance", "--json")
    rates = [row["candidate"]["rate"] for row in json.loads(said.out)["candidates"]]
    assert len(set(rates)) == 3
    assert all(0.001 <= rate <= 0.1 for rate in rates)


def test_a_page_tells_how_a_recording_does(mieru: Command, iris: Path) -> None:
    run = shutil.copy(iris, "run.safetensors")
    said = mieru("evaluate", run, "--report", "pages/iris.html")
    assert "report: pages/iris.html" in said.out
    page = Path("pages/iris.html").read_text("utf-8")
    assert "precision" in page
    assert "ROC" in page
    assert "was opened once" in page


def test_no_group_stands_on_two_sides_of_a_fold_or_of_the_test(mieru: Command) -> None:
    # Each patient's state is chance: what a network knows of a patient, it knows by heart.
    random = np.random.default_rng(0)
    state = random.permutation(np.repeat(["ill", "well"], 20))
    place = random.normal(size=(40, 2))
    rows = [f"p{p},{place[p, 0]:.3f},{place[p, 1]:.3f},{state[p]}" for p in range(40)] * 5
    Path("visits.csv").write_text("patient,a,b,state\n" + "\n".join(rows))
    words = ["2-64-2 relu", "--data", "visits.csv", "--target", "state", "--epochs", "60"]
    words += ["--rate", "0.02", "--folds", "3", "--json"]
    found = []
    for more in (["--column", "patient=skip"], ["--group", "patient"]):
        said = mieru("select", *words, *more, "--out", more[0].strip("-"))
        assert said.code == 0, said.err
        (row,) = json.loads(said.out)["candidates"]
        found.append(np.mean(row["scores"]["validation_accuracy"]))
    assert found[0] > 0.8 > 0.7 > found[1]
    run = library.load("group/winner.safetensors")
    assert run.data["loaded"]["options"] == {"group": "patient"}
    assert mieru("evaluate", "group/winner.safetensors").code == 0
