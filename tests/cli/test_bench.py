"""``mieru bench``: three networks timed on this machine."""

import json

import pytest

from mieru.cli import bench
from tests.cli.conftest import Command


@pytest.fixture(autouse=True)
def small_networks(monkeypatch: pytest.MonkeyPatch) -> None:
    small = bench.Reference("2, dense 4, tanh, dense 1", 10, 100)
    monkeypatch.setattr(bench, "REFERENCES", (small, small))


def test_the_rates_agree_with_each_other(mieru: Command):
    said = mieru("bench", "--seconds", "0.05", "--json")
    assert said.code == 0, said.err
    told = json.loads(said.out)
    assert set(told["versions"]) >= {"python", "jax"}
    assert len(told["networks"]) == 2
    for row in told["networks"]:
        assert row["network"] == "2, dense 4, tanh, dense 1"
        assert row["steps_by_second"] == pytest.approx(1e6 / row["microseconds_by_step"])
        assert row["examples_by_second"] == pytest.approx(10 * row["steps_by_second"])
        assert row["first_step_seconds"] > 0


def test_it_is_a_table_in_both_languages(mieru: Command):
    assert "µs/step" in mieru("bench", "--seconds", "0.01").out
    assert "µs/ステップ" in mieru("bench", "--seconds", "0.01", "--lang", "ja").out


@pytest.mark.parametrize("seconds", ["0", "-1", "nan", "x"])
def test_no_time_is_wrong_use(mieru: Command, seconds: str):
    assert mieru("bench", "--seconds", seconds).code == 2
