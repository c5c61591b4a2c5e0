"""The landscape as a system: the path goes down it, and wide networks end alike."""

import numpy as np
import pytest

from mieru.systems import Finished, run_system
from mieru.systems.loss_landscape import barrier, spread
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
