"""The range test as a system: its advice is checked by learning."""

import pytest

from mieru.systems import Finished, run_system
from mieru.systems.learning_rate import FACTORS, KINDS
from mieru.words import MieruError
from tests.systems.told import check_told


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    out = tmp_path_factory.mktemp("out")
    return run_system("learning-rate", {"data": "iris", "epochs": 12}, out=out)


def test_the_advised_rates_are_the_larger_the_simpler_the_optimizer(finished: Finished) -> None:
    metrics = finished.result.metrics
    found = [metrics[f"suggested_{kind}"] for kind in KINDS]
    assert all(1e-4 < rate < 3 for rate in found)
    assert found[0] > found[-1]  # gradient descent's against Adam's
    assert len(FACTORS) == 6


def test_learning_at_the_advised_rate_is_good(finished: Finished) -> None:
    for kind in KINDS:
        assert finished.result.metrics[f"train_loss_{kind}"] < 0.5  # log 3 = 1.1 knows nothing


def test_the_report_tells_it_in_both_languages(finished: Finished) -> None:
    check_told(finished)


def test_a_network_that_cannot_be_read_is_refused(tmp_path) -> None:
    with pytest.raises(MieruError):
        run_system("learning-rate", {"network": "4, dens 3"}, out=tmp_path / "out")
