"""Random labels: learned by heart, and of no use for new examples."""

import numpy as np
import pytest
from hypothesis import given, strategies as st

from mieru.data import Examples, load
from mieru.systems import Finished, run_system
from mieru.systems.random_labels import shuffled
from tests.systems.told import check_told


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    return run_system("random-labels", out=tmp_path_factory.mktemp("out"))


@given(st.floats(0, 1), st.integers(0, 1000))
def test_shuffling_deals_the_labels_of_a_share_out_again(share: float, seed: int) -> None:
    labels = np.repeat(np.arange(5, dtype=np.int32), 8)
    examples = Examples(np.zeros((40, 2), np.float32), labels)
    found = shuffled(examples, share, seed)
    np.testing.assert_array_equal(found.x, examples.x)
    np.testing.assert_array_equal(np.bincount(found.t), np.bincount(labels))
    assert np.count_nonzero(found.t != labels) <= round(share * 40)
    np.testing.assert_array_equal(examples.t, labels)


@pytest.mark.slow
def test_the_same_network_learns_any_labels_and_understands_only_true_ones(
    finished: Finished,
) -> None:
    metrics = finished.result.metrics
    assert metrics["train_accuracy_true"] > 0.999
    assert metrics["train_accuracy_random"] > 0.98
    assert metrics["test_accuracy_true"] > 0.95
    # Chance is 10 %; of 359 test digits 2 % more or less is one standard deviation.
    assert 0.03 < metrics["test_accuracy_random"] < 0.17


@pytest.mark.slow
def test_the_test_part_is_opened_once_and_the_report_tells_it(finished: Finished) -> None:
    check_told(finished)
    page = finished.report.read_text("utf-8")
    assert "accuracy of all networks, once" in page


def test_shuffled_labels_of_digits_are_mostly_wrong() -> None:
    train = load("digits").train
    wrong = float(np.mean(shuffled(train, 1.0, 0).t != train.t))
    assert wrong == pytest.approx(0.9, abs=0.03)
