"""A table that nobody prepared, from the file to what is taken away, in three commands."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Command

ROWS = "順番,年齢,都市,入会日,解約\n" + "".join(
    f"{i},{20 + i * 7 % 41},{'東京' if i % 3 else '大阪'},2024/{i % 12 + 1}/3,"
    f"{'はい' if i % 5 < 2 else 'いいえ'}\n"
    for i in range(60)
)


@pytest.fixture
def people(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_bytes(ROWS.encode("cp932"))
    return path


def test_a_table_is_looked_at_compared_and_exported(mieru: Command, people: Path):
    said = mieru("data", "look", people, "--target", "解約", "--column", "順番=skip")
    assert said.code == 0, said.err
    assert "people.csv: 60 rows, 5 columns" in said.out
    assert "read as cp932" in said.out
    assert "left out: as asked" in said.out
    line = next(line for line in said.out.splitlines() if "mieru train" in line)
    assert '"8-16-2 relu"' in line
    said = mieru(
        "select", "8-4-2 tanh", "--data", people, "--target", "解約", "--column", "順番=skip",
        "--try", "rate=0.01,0.03", "--folds", "2", "--epochs", "3", "--out", "search",
    )  # fmt: skip
    assert said.code == 0, said.err
    said = mieru("export", "search/winner.safetensors", "--to", "numpy", "--out", "left.py")
    assert said.code == 0, said.err
    space: dict = {"__name__": "written"}
    exec(Path("left.py").read_text("utf-8"), space)
    row = {"年齢": 30, "都市": "東京", "入会日": "2024-05-03"}
    assert space["predict"]([row]).shape == (1, 2)


def test_the_same_as_json_and_in_japanese(mieru: Command, people: Path):
    told = json.loads(mieru("data", "look", people, "--json").out)
    assert [column["kind"] for column in told["columns"]] == [
        "number", "number", "category", "date", "category",
    ]  # fmt: skip
    assert [(w["kind"], w["column"]) for w in told["warnings"]] == [("identifier", "順番")]
    said = mieru("data", "look", people, "--lang", "ja")
    assert "順番 は行の通し番号のようです" in said.out


def test_a_kind_that_is_none_is_refused(mieru: Command, people: Path):
    said = mieru("data", "look", people, "--column", "年齢")
    assert said.code == 2
    assert "--column is written NAME=KIND" in said.err
    said = mieru("data", "look", people, "--column", "年齢=text")
    assert said.code == 2
    assert "can be number, category, date, skip" in said.err
