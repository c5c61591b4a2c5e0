"""The landscape as a system: the path goes down it, and wide networks end alike."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mieru import Adam, EarlyStopping, Network, fit, save
from mieru.data import load
from mieru.evaluate import judge
from mieru.systems import Finished, run_system
from mieru.systems.loss_landscape import barrier, spread
from mieru.words import DataError
from tests.systems.told import check_told

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    out = tmp_path_factory.mktemp("out")
    return run_system("loss-landscape", {"points": 21}, out=out)


def test_nearly_all_of_the_path_lies_in_the_plane_that_is_drawn(finished: Finished) -> None:
    assert 0.9 < finished.result.metrics["explained"] <= 1
    assert finished.result.metrics["places"] == 2 * 21**2


def test_wide_networks_end_closer_together_than_narrow_ones(finished: Finished) -> None:
    metrics = finished.result.metrics
    assert metrics["spread_32"] < metrics["spread_4"] / 2


def test_a_wall_is_measured_between_the_minima_only() -> None:
    shares = np.array([-0.25, 0.0, 0.5, 1.0, 1.25])
    assert barrier(np.stack([shares, [9, 0.1, 0.7, 0.2, 9]])) == pytest.approx(0.5)
    assert spread(np.array([1.0, 2, 3, 4, 5])) == 2


def test_the_report_tells_it_in_both_languages(finished: Finished) -> None:
    check_told(finished)


def looked_at(tmp_path: Path, data: str, network: str, **given: Any) -> Finished:
    run = fit(Network.parse(network), load(data, seed=2), seed=2, optimizer=Adam(0.02), **given)
    path = save(tmp_path / "run", run)
    settings = {"recording": str(path), "points": 7, "examples": 10_000, "path": "yes"}
    return run_system("loss-landscape", settings, out=tmp_path / "out")


def test_around_a_recording_the_losses_are_those_that_it_learned(tmp_path: Path) -> None:
    finished = looked_at(tmp_path, "diabetes", "10-6-1 tanh", epochs=12)
    metrics, data = finished.result.metrics, load("diabetes", seed=2)
    run = fit(Network.parse("10-6-1 tanh"), data, epochs=12, seed=2, optimizer=Adam(0.02))
    for name, part in (("train_loss", data.train), ("validation_loss", data.validation)):
        assert part is not None
        assert metrics[name] == pytest.approx(judge(run, part).metrics["loss"], rel=1e-4)
    assert metrics["rise"] > 0
    assert metrics["explained"] > 0.8  # its path is learned again, and drawn too
    check_told(finished)


def test_a_path_that_does_not_end_at_the_recording_is_not_drawn(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="learning again with the recording's settings does not"):
        looked_at(tmp_path, "iris", "4-32-3 tanh", epochs=60, stopping=EarlyStopping(2))
