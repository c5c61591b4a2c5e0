"""``mieru run``: a system, its settings and its report."""

import json
from pathlib import Path

import pytest

from mieru.systems.options import options
from tests.cli.conftest import Command


def test_the_json_is_one_object_with_the_agreed_keys(mieru: Command):
    said = mieru("run", "worked-example", "--json", "--out", "here", "--seed", "2")
    assert said.code == 0, said.err
    told = json.loads(said.out)
    assert said.out.count("\n") == 1
    assert set(told) == {"name", "settings", "seed", "metrics", "seconds", "files"}
    assert (told["name"], told["seed"]) == ("worked-example", 2)
    assert told["metrics"]["E"] == 9
    assert list(told["metrics"].values()).count(288) >= 2
    assert all(Path(file).is_file() for file in told["files"])
    assert json.loads(Path("here/result.json").read_text()) == told


def test_the_report_is_told_with_its_metrics(mieru: Command):
    said = mieru("run", "worked-example")
    assert said.code == 0, said.err
    assert said.out.startswith("The worked example (worked-example)\n\nE = 9, ∂E/∂w₁ = 288 and ")
    assert "  error E     9\n" in said.out
    (folder,) = Path("runs").iterdir()
    assert f"  {folder}/report.html\n" in said.out
    japanese = mieru("run", "worked-example", "--lang", "ja").out
    assert japanese.startswith("手計算の例題 (worked-example)\n")
    assert "誤差 E" in japanese


@pytest.mark.parametrize(
    "words",
    [["--set", "x=3", "--set", "w1=2"], ["--set", "x=3", "w1=2"], ["x=3", "w1=2"]],
    ids=" ".join,
)
def test_settings_may_be_written_three_ways(mieru: Command, words: list[str]):
    told = json.loads(mieru("run", "worked-example", *words, "--json").out)
    assert told["settings"] == {"x": 3.0, "t": 5.0, "w1": 2.0, "w2": 0.5}


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["w3=1"], "there is no setting 'w3'"),
        (
            ["x=many"],
            "x cannot be 'many'; it is a number from -100 to 100 (usually 2.0): the input",
        ),
        (["x"], "a setting is written KEY=VALUE, such as epochs=5, not 'x'"),
        (["=1"], "a setting is written KEY=VALUE"),
        (["x=1", "--set", "x=2"], "x is set twice, to different values"),
    ],
)
def test_wrong_settings_are_wrong_use(mieru: Command, words: list[str], complaint: str):
    said = mieru("run", "worked-example", *words)
    assert (said.code, said.out) == (2, "")
    assert complaint in said.err
    assert not list(Path("runs").glob("*")), "nothing may be left behind"


def test_the_settings_are_listed(mieru: Command):
    told = json.loads(mieru("run", "worked-example", "--list-settings", "--json").out)
    assert [s["name"] for s in told["settings"]] == [o.name for o in options("worked-example")]
    assert told["settings"][0]["help"] == "the input"
    text = mieru("run", "worked-example", "--list-settings", "--lang", "ja").out
    assert "  x=2.0   入力 (-100 から 100 までの数)\n" in text


def test_a_folder_that_cannot_be_written_to_is_told_first(mieru: Command):
    Path("file").write_text("")
    said = mieru("run", "worked-example", "--out", "file/here")
    assert (said.code, said.out) == (1, "")
    assert "nothing can be written to the folder file/here: " in said.err
