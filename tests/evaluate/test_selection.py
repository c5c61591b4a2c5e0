"""Choosing: against candidates learned alone, with failures, a stop, a kill, and one opening."""

import json
import math
import re
import signal
import subprocess
import sys
from typing import Any

import numpy as np
import pytest

import mieru
from mieru.data import Examples
from mieru.evaluate import k_folds
from mieru.evaluate.selection import (
    Candidate,
    every_combination,
    learning_curve,
    select,
    some_combinations,
    validation_curve,
)
from mieru.learn import Adam, EarlyStopping, GradientDescent, Settings, StopLearning, fit
from mieru.nn import Network
from mieru.words import FileError, SettingError

IRIS: Any = mieru.data.load("iris", seed=0)
SMALL = Network.parse("4-6-3 tanh")
SETTINGS = Settings(epochs=8, batch_size=16, optimizer=Adam(0.02))


def searched(*asked: Any, **how: Any) -> Any:
    """What was found; which of its parts are None is what the tests are about."""
    return select(*asked, **how)


def test_a_row_is_what_each_fold_learns_alone():
    folds = k_folds(np.concatenate([IRIS.train.t, IRIS.validation.t]), 3)
    candidates = every_combination(SMALL, SETTINGS, rate=[0.02, 0.001])
    found = searched(candidates, IRIS, folds=folds, seeds=(5,), final=False)
    x = np.concatenate([IRIS.train.x, IRIS.validation.x])
    t = np.concatenate([IRIS.train.t, IRIS.validation.t])
    for candidate, row in zip(candidates, found.rows, strict=True):
        for fold, loss in zip(folds, row.scores["validation_loss"], strict=True):
            data: Any = mieru.data.DataSet(
                "fold",
                Examples(x[fold.train], t[fold.train]),
                Examples(x[fold.judged], t[fold.judged]),
            )
            run = fit(SMALL, data, candidate.settings, seed=5)
            assert loss == pytest.approx(run.history[-1]["validation_loss"], rel=1e-4)
    assert found.winner == 0
    assert found.order == (0, 1)
    assert IRIS.test.openings == ()


def test_the_winner_learns_again_from_all_and_opens_the_test_once():
    data: Any = mieru.data.load("iris", seed=1)
    found = searched([Candidate(SMALL, SETTINGS.changed(epochs=40))], data, folds=3)
    assert len(data.test.openings) == 1
    assert "after selection" in data.test.openings[0]
    assert found.judged.metrics["accuracy"] > 0.85
    assert found.run.metrics["test_accuracy"] == found.judged.metrics["accuracy"]
    whole = Examples(
        np.concatenate([data.train.x, data.validation.x]),
        np.concatenate([data.train.t, data.validation.t]),
    )
    again = fit(SMALL, whole, SETTINGS, epochs=40)
    np.testing.assert_array_equal(
        found.run.parameters["dense1"]["weight"], again.parameters["dense1"]["weight"]
    )


def test_early_stopping_decides_how_long_the_winner_learns():
    stopping = SETTINGS.changed(stopping=EarlyStopping(2), epochs=60, optimizer=Adam(0.1))
    found = searched([Candidate(SMALL, stopping)], IRIS, folds=3, final=False)
    assert found.run.settings["epochs"] == round(float(np.median(found.rows[0].epochs)))
    assert found.run.settings["stopping"] is None


def test_what_fails_is_a_row_with_its_reason():
    wrong = Network.parse("5-6-3 tanh")
    values = Network.parse("4-6-1 relu")
    candidates = [
        Candidate(wrong, SETTINGS),
        Candidate(SMALL, SETTINGS),
        Candidate(values, SETTINGS.changed(optimizer=GradientDescent(1e20), loss="squared_error")),
        Candidate(SMALL, SETTINGS.changed(optimizer=GradientDescent(1e30), l2=1e10)),
    ]
    found = searched(candidates, IRIS, folds=3, final=False)
    assert found.winner == 1
    assert "takes 5" in found.rows[0].told_reason or "5" in found.rows[0].reason[0]
    assert found.rows[1].reason is None
    assert "diverged" in found.rows[3].reason[0]
    assert "発散" in found.rows[3].reason[1]
    assert found.order[0] == 1


def test_where_all_fail_nothing_is_chosen_and_nothing_opened():
    data: Any = mieru.data.load("iris", seed=2)
    found = searched([Candidate(Network.parse("5-6-3"), SETTINGS)], data, folds=3)
    assert found.winner is found.run is found.judged is None
    assert data.test.openings == ()


def test_a_listener_hears_how_far_it_is_and_can_stop_it(tmp_path):
    heard = []

    def listen(event):
        heard.append(event)
        if event.finished >= 1:
            raise StopLearning

    networks = [Network.parse(f"4-{n}-3 tanh") for n in (2, 3, 4)]
    keep = tmp_path / "search.json"
    data: Any = mieru.data.load("iris", seed=3)
    found = searched(
        every_combination(networks, SETTINGS), data, folds=3, keep=keep, listeners=[listen]
    )
    assert found.winner is None
    assert [row is not None for row in found.rows] == [True, False, False]
    assert data.test.openings == ()
    shares = [event.done for event in heard]
    assert shares == sorted(shares)
    assert heard[-1].candidates == 3
    assert heard[0].rows == (None, None, None)
    assert heard[-1].rows == found.rows
    again = searched(every_combination(networks, SETTINGS), data, folds=3, keep=keep)
    assert again.rows[0] == found.rows[0]
    assert again.winner is not None
    assert len(data.test.openings) == again.openings == 1
    assert searched(every_combination(networks, SETTINGS), data, folds=3, keep=keep).openings == 2


def test_a_search_that_is_stopped_while_the_winner_learns_again_opens_nothing():
    def stop(event):
        if event.done == 1.0 and event.seconds_left > 0:
            raise StopLearning

    data: Any = mieru.data.load("iris", seed=3)
    candidates = [Candidate(SMALL, SETTINGS.changed(epochs=3_000))]
    found = searched(candidates, data, folds=2, listeners=[stop])
    assert (found.winner, found.run, found.test) == (None, None, None)
    assert found.rows[0] is not None
    assert data.test.openings == ()


SEARCH = """
import sys
import mieru
from mieru.evaluate.selection import every_combination, select
from mieru.learn import Adam, Settings
from mieru.nn import Network

networks = [Network.parse(f"4-{n}-3 tanh") for n in (2, 3, 4)]
candidates = every_combination(networks, Settings(epochs=6, optimizer=Adam(0.02)))

def tell(event):
    print(event.finished, flush=True)

found = select(candidates, mieru.data.load("iris"), folds=3, keep=sys.argv[1], listeners=[tell])
print("winner", found.winner, flush=True)
"""


@pytest.mark.slow
def test_after_a_kill_nothing_that_was_finished_is_done_again(tmp_path):
    keep = tmp_path / "search.json"
    command = [sys.executable, "-c", SEARCH, str(keep)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if int(line) >= 1:
                break
        process.send_signal(signal.SIGKILL)
    done = json.loads(keep.read_text())["rows"]
    assert 1 <= len(done) < 3
    before = {key: row["seconds"] for key, row in done.items()}
    whole = subprocess.run(command, capture_output=True, text=True, check=True)
    first = int(whole.stdout.split()[0])
    assert first >= len(before)
    rows = json.loads(keep.read_text())["rows"]
    assert len(rows) == 3
    assert {key: rows[key]["seconds"] for key in before} == before
    alone = tmp_path / "alone.json"
    other = subprocess.run([*command[:3], str(alone)], capture_output=True, text=True, check=True)
    assert other.stdout.splitlines()[-1] == whole.stdout.splitlines()[-1]
    scores = [
        {key: row["scores"] for key, row in json.loads(path.read_text())["rows"].items()}
        for path in (keep, alone)
    ]
    assert scores[0] == scores[1]


def test_the_state_of_another_search_is_refused(tmp_path):
    keep = tmp_path / "search.json"
    searched([Candidate(SMALL, SETTINGS)], IRIS, folds=2, keep=keep, final=False)
    with pytest.raises(FileError, match="a search on other data, folds or seeds"):
        searched([Candidate(SMALL, SETTINGS)], IRIS, folds=3, keep=keep, final=False)
    endless = re.sub(r'"epochs": \[\d+', '"epochs": [Infinity', keep.read_text())
    for damage in ("", "{", "[]", '{"kind": "mieru selection"}', endless):
        keep.write_text(damage)
        with pytest.raises(FileError):
            searched([Candidate(SMALL, SETTINGS)], IRIS, folds=2, keep=keep, final=False)


def test_wrong_questions_are_refused():
    with pytest.raises(SettingError, match="nothing to choose from"):
        searched([], IRIS)
    with pytest.raises(
        SettingError, match="cannot be measured by 'f1' here; known: accuracy, loss"
    ):
        searched([Candidate(SMALL, SETTINGS)], IRIS, measure="f1")


def test_a_state_that_cannot_be_written_is_told_in_words(tmp_path):
    (tmp_path / "file").write_text("")
    for keep in (tmp_path / "file" / "search.json", "/dev/null/search.json"):
        with pytest.raises(FileError):
            searched([Candidate(SMALL, SETTINGS)], IRIS, folds=2, keep=keep, final=False)


@pytest.mark.parametrize("rate", [0.1, [], "0.1", ("a", "b"), (1.0, 0.1), (float("nan"), 1)])
def test_what_is_neither_values_nor_a_range_is_refused(rate):
    with pytest.raises(SettingError, match="rate"):
        some_combinations(SMALL, SETTINGS, 2, rate=rate)
    if rate != (1.0, 0.1):  # two values, where no range is meant
        with pytest.raises(SettingError):
            every_combination(SMALL, SETTINGS, rate=rate)


@pytest.mark.parametrize("shares", [[float("nan")], [], [1e-9], ["a"], [1.5]])
def test_shares_that_are_none_are_refused(shares):
    with pytest.raises(SettingError, match="shares must leave"):
        learning_curve(SMALL, IRIS, SETTINGS, shares=shares)


def test_combinations_by_chance_are_distinct_and_in_range():
    found = some_combinations(
        [SMALL, Network.parse("4-3 tanh")], SETTINGS, 40, rate=(1e-4, 1.0), batch_size=[8, 16]
    )
    assert len({one.key for one in found}) == 40
    rates = np.array([one.settings.optimizer.rate for one in found])
    assert rates.min() >= 1e-4
    assert rates.max() <= 1
    assert 5 < np.sum(rates < 0.01) < 35
    few = some_combinations(SMALL, SETTINGS, 10, batch_size=[8, 16])
    assert len(few) == 2
    assert found == some_combinations(
        [SMALL, Network.parse("4-3 tanh")], SETTINGS, 40, rate=(1e-4, 1.0), batch_size=[8, 16]
    )


def test_a_learning_curve_learns_from_so_many_rows():
    found = learning_curve(SMALL, IRIS, SETTINGS, shares=(0.2, 1.0), folds=3)
    assert found.points == (16, 80)
    assert found.scores["validation_loss"].shape == (2, 3)
    small, large = found.scores["validation_loss"].mean(axis=1)
    assert large < small
    assert found.mean("validation_loss").tolist() == [small, large]
    assert found.deviation("validation_loss")[0] == np.std(found.scores["validation_loss"][0])
    with pytest.raises(SettingError, match="shares must leave from 1 to 80"):
        learning_curve(SMALL, IRIS, SETTINGS, shares=(0.001,), folds=3)


def test_a_validation_curve_is_cross_validation_at_each_value():
    found = validation_curve(SMALL, IRIS, SETTINGS, "rate", [1e-6, 0.02], folds=3)
    slow, quick = found.scores["validation_accuracy"].mean(axis=1)
    assert quick > slow
    alone = searched([Candidate(SMALL, SETTINGS)], IRIS, folds=3, final=False).rows[0]
    np.testing.assert_allclose(
        found.scores["validation_loss"][1], alone.scores["validation_loss"], rtol=1e-4
    )
    assert math.isfinite(found.scores["train_loss"].sum())


def test_groups_stay_together_in_a_search():
    groups = np.arange(120) // 4
    t = np.concatenate([IRIS.train.t, IRIS.validation.t])
    folds = k_folds(t, 3, groups=groups)
    assert searched([Candidate(SMALL, SETTINGS)], IRIS, folds=folds, final=False).winner == 0
