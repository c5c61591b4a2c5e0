"""Regularization: exact zeros, shorter weights, and less learned by heart."""

import numpy as np
import pytest

from mieru.data import load
from mieru.learn import fit
from mieru.systems import Finished, run_system
from mieru.systems.parts.regularized import weights_of
from mieru.systems.regularization import NAMES_OF, Settings, asked, network_of
from tests.systems.told import check_told


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    out = tmp_path_factory.mktemp("out")
    return run_system(
        "regularization",
        {"epochs": 40, "examples": 150, "l1": 5e-3, "l2": 0.02, "max_norm": 1.0},
        out=out,
    )


def weights(finished: Finished, key: str) -> np.ndarray:
    run = finished.result.recordings[key]
    return weights_of(run.network, run.parameters)


def test_l1_makes_exact_zeros_and_nothing_else_does(finished: Finished) -> None:
    metrics = finished.result.metrics
    assert metrics["zeros_l1"] > 0.2
    assert metrics["zeros_none"] == metrics["zeros_l2"] == 0
    assert np.count_nonzero(weights(finished, "l1") == 0) == round(metrics["zeros_l1"] * 64 * 74)


def test_l2_shortens_the_weights_and_max_norm_bounds_each_unit(finished: Finished) -> None:
    lengths = {key: np.linalg.norm(weights(finished, key)) for key in ("none", "l2")}
    assert lengths["l2"] < 0.8 * lengths["none"]
    run = finished.result.recordings["max_norm"]
    for name in ("dense1", "dense2"):
        norms = np.linalg.norm(run.parameters[name]["weight"], axis=0)
        assert norms.max() <= 1 + 1e-5


def test_early_stopping_keeps_the_epoch_with_the_lowest_validation_loss() -> None:
    data = load("digits", seed=0, validation=1000, test=697)
    settings = Settings(epochs=80, patience=3)
    run = fit(network_of(data), data, asked("stopping", settings, 0))
    losses = [row["validation_loss"] for row in run.history]
    assert run.kept_epoch == int(np.argmin(losses)) + 1
    assert run.ended == "finished" or len(losses) == run.kept_epoch + 3


def test_every_way_learns_the_same_network_from_the_same_weights(finished: Finished) -> None:
    runs = finished.result.recordings
    assert list(runs) == list(NAMES_OF)
    assert {run.settings["seed"] for run in runs.values()} == {0}
    plain = {run.network for key, run in runs.items() if key != "dropout"}
    assert len(plain) == 1


def test_the_report_tells_it_in_both_languages(finished: Finished) -> None:
    check_told(finished)
