"""One-hot targets: names stay names, whatever number a class is called by."""

import numpy as np
import pytest
from hypothesis import given, strategies as st
from sklearn.linear_model import LinearRegression

from mieru.data import load
from mieru.nn import one_hot
from mieru.systems import Finished, Stage, run_system
from mieru.systems.one_hot import Settings, run
from mieru.systems.parts.class_codes import by_number, numberings, relabelled, renamed
from tests.systems.told import check_told


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    return run_system("one-hot", {"names": "3"}, out=tmp_path_factory.mktemp("out"))


def test_one_hot_targets_beat_class_numbers_by_far_on_digits(finished: Finished) -> None:
    metrics = finished.result.metrics
    assert metrics["test_accuracy"] > 0.93
    assert metrics["number_test_accuracy"] < 0.5


def test_numbering_the_classes_otherwise_changes_nothing_for_one_hot_targets() -> None:
    metrics = run(Settings(data="iris"), seed=0, stage=Stage()).metrics
    assert metrics["renaming_spread_accuracy"] == 0
    # Irises happen to be numbered by size: with the middle one at an end, numbers fail.
    assert metrics["number_renaming_spread_accuracy"] > 0.3
    assert metrics["number_test_accuracy"] > 0.85


def test_the_network_asked_for_numbers_is_a_linear_regression() -> None:
    data = load("iris", validation=0, test=0.2)
    assert data.test is not None
    test = data.test.open("comparison with scikit-learn")
    found = by_number(data, test, 300, 0, Stage())
    theirs = LinearRegression().fit(data.train.x, data.train.t).predict(test.x)
    np.testing.assert_allclose(found.raw[:, 0], theirs, atol=0.02)


@given(st.integers(1, 30), st.integers(0, 1000))
def test_decoding_undoes_encoding(classes: int, seed: int) -> None:
    labels = np.random.default_rng(seed).integers(classes, size=20)
    rows = one_hot(labels, classes)
    assert rows.shape == (20, classes)
    np.testing.assert_array_equal(rows.sum(axis=1), 1)
    np.testing.assert_array_equal(rows.argmax(axis=1), labels)


@given(st.integers(2, 12), st.integers(2, 10), st.integers(0, 100))
def test_numberings_are_permutations_the_usual_one_first(
    classes: int, count: int, seed: int
) -> None:
    found = numberings(classes, count, seed)
    assert found[0] == tuple(range(classes))
    assert len(found) <= count
    assert all(sorted(order) == list(range(classes)) for order in found)


def test_a_renamed_class_keeps_its_name_and_its_examples() -> None:
    data = load("iris")
    order = (2, 0, 1)
    other = renamed(data, order)
    assert other.classes == ("versicolor", "virginica", "setosa")
    before = np.asarray(data.classes)[data.train.t]
    after = np.asarray(other.classes)[other.train.t]
    np.testing.assert_array_equal(before, after)
    np.testing.assert_array_equal(relabelled(data.train, order).t, other.train.t)


def test_the_test_part_is_opened_once() -> None:
    stage = Stage()
    run(Settings(data="wine", epochs=5, names=2), seed=0, stage=stage)
    (data,) = stage.loaded
    assert data.test is not None
    assert data.test.openings == ("accuracy of both encodings",)


def test_the_report_tells_it_in_both_languages(finished: Finished) -> None:
    check_told(finished)
