"""Dividing, judging and choosing: the systems of evaluation, against their promises."""

import numpy as np
import pytest

from mieru.data import load
from mieru.systems import Finished, run_system
from mieru.systems.data_split import leakage, refused
from tests.systems.told import check_told


@pytest.fixture(scope="module")
def divided(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    return run_system("data-split", {"data": "iris"}, out=tmp_path_factory.mktemp("out"))


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    settings = {"epochs": 8, "units": 16}
    return run_system("classifier-evaluation", settings, out=tmp_path_factory.mktemp("out"))


@pytest.fixture(scope="module")
def chosen(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    settings = {"data": "iris", "folds": 2, "epochs": 5, "search": "random"}
    return run_system("model-selection", settings, out=tmp_path_factory.mktemp("out"))


def test_a_choice_that_saw_the_test_rows_lies(divided: Finished) -> None:
    assert divided.result.metrics["leaked_accuracy"] > 0.7
    assert 0.35 < divided.result.metrics["honest_accuracy"] < 0.65
    found = leakage(3)
    assert found.everywhere > found.train_only + 0.15


def test_the_test_part_is_opened_once_and_the_report_says_so(divided: Finished) -> None:
    assert divided.result.metrics["openings"] == 1
    page = divided.report.read_text("utf-8")
    assert "The test part of iris was opened once" in page
    check_told(divided)


def test_nothing_reads_the_sealed_part() -> None:
    data = load("iris")
    assert len(refused(data)) == 4
    assert data.test is not None
    assert data.test.openings == ()


def test_all_figures_of_a_classifier_are_those_of_scikit_learn(judged: Finished) -> None:
    metrics = judged.result.metrics
    assert metrics["difference_from_scikit_learn"] < 1e-12
    assert metrics["breast_cancer_accuracy"] > 0.9
    assert metrics["digits_top5_error"] < 0.05
    check_told(judged)


@pytest.mark.slow
def test_the_winner_is_the_best_of_the_table_and_meets_the_test_once(chosen: Finished) -> None:
    metrics = chosen.result.metrics
    assert metrics["candidates"] == 16
    assert metrics["networks"] == 32
    assert np.isfinite(metrics["test_accuracy"])
    page = chosen.report.read_text("utf-8")
    assert "The test part of iris was opened once" in page
    assert (chosen.report.parent / "winner.safetensors").is_file()
    check_told(chosen)
