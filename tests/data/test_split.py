"""Dividing into parts."""

import numpy as np
import pytest
from hypothesis import given, strategies as st
from sklearn.model_selection import train_test_split

from mieru.data import split
from mieru.words import MieruError, SettingError, speaking

LABELS = st.lists(st.integers(0, 4), min_size=1, max_size=60).map(lambda t: np.array(t, np.int32))
SIZES = st.integers(0, 30) | st.floats(0, 0.99)


@given(LABELS, SIZES, SIZES, st.integers(0, 2**32 - 1))
def test_parts_cover_everything_once_and_every_class_can_be_trained(t, validation, test, seed):
    try:
        parts = split(t, validation=validation, test=test, seed=seed)
    except SettingError as error:
        assert "to train on" in str(error)  # noqa: PT017 - either outcome is right
        return
    together = np.concatenate([parts.train, parts.validation, parts.test])
    assert np.array_equal(np.sort(together), np.arange(len(t)))
    assert set(t[parts.train]) == set(t)
    if isinstance(test, int):
        assert len(parts.test) == test
    if isinstance(validation, int):
        assert len(parts.validation) == validation


@given(
    st.lists(st.integers(5, 50), min_size=2, max_size=5),
    st.floats(0.1, 0.4),
    st.floats(0.1, 0.4),
    st.integers(0, 100),
)
def test_each_class_keeps_its_proportion_to_within_one(counts, validation, test, seed):
    t = np.repeat(np.arange(len(counts)), counts)
    parts = split(t, validation=validation, test=test, seed=seed)
    for part in (parts.test, parts.validation):
        expected = np.array(counts) * len(part) / len(t)
        assert np.abs(np.bincount(t[part], minlength=len(counts)) - expected).max() < 2
    expected = np.array(counts) * len(parts.test) / len(t)
    assert np.abs(np.bincount(t[parts.test], minlength=len(counts)) - expected).max() < 1


def test_strata_are_as_large_as_scikit_learn_s():
    t = np.repeat([0, 1, 2], [50, 30, 20])
    ours = np.bincount(t[split(t, validation=0, test=20, seed=0).test])
    theirs = np.bincount(t[train_test_split(np.arange(100), test_size=20, stratify=t)[1]])
    assert ours.tolist() == theirs.tolist() == [10, 6, 4]


def test_the_seed_decides_and_nothing_else():
    t = np.arange(100) % 3
    first, again, other = (split(t, seed=seed) for seed in (1, 1, 2))
    assert np.array_equal(first.test, again.test)
    assert not np.array_equal(first.test, other.test)


def test_values_are_divided_without_classes():
    parts = split(np.zeros((10, 1), np.float32), validation=2, test=0.5)
    assert [len(p) for p in (parts.train, parts.validation, parts.test)] == [3, 2, 5]


def test_without_other_parts_the_order_stays():
    assert split(np.array([1, 0, 1]), validation=0, test=0).train.tolist() == [0, 1, 2]


def test_a_share_takes_at_least_one():
    assert len(split(np.zeros(5, int), validation=0.01, test=0.01).test) == 1


@pytest.mark.parametrize("size", [1.0, -0.1, -1, True, "half", None, float("nan")])
def test_a_size_is_a_share_or_a_count(size):
    with pytest.raises(SettingError) as caught:
        split(np.zeros(5, int), test=size)
    assert str(caught.value) == (
        "test must be a share from 0 to less than 1 (such as 0.1) or a whole number of examples, "
        f"not {size!r}"
    )


def test_too_few_examples_are_said_with_the_numbers():
    with pytest.raises(SettingError) as caught:
        split(np.array([0, 1, 2, 0]), validation=1, test=1)
    assert str(caught.value) == (
        "of 4 examples, 1 for validation and 1 for test leave 2 to train on, which must be at "
        "least one of each of the 3 classes; make validation or test smaller, or bring more "
        "examples"
    )
    with speaking("ja"):
        assert "訓練には 2 個しか残りません (少なくとも 3 クラスそれぞれ 1 個" in str(caught.value)


@pytest.mark.parametrize("seed", [-1, 2**32, 1.0, "1", True])
def test_a_seed_is_a_whole_number(seed):
    with pytest.raises(SettingError, match="seed must be a whole number from 0 to 4294967295"):
        split(np.zeros(9, int), seed=seed)


@given(
    st.lists(st.tuples(st.integers(0, 12), st.integers(0, 2)), min_size=1, max_size=80),
    st.floats(0, 0.4),
    st.floats(0, 0.4),
    st.integers(0, 50),
)
def test_no_group_stands_in_two_parts_and_each_part_asked_for_has_one(rows, validation, test, seed):
    groups, t = (np.array(column) for column in zip(*rows, strict=True))
    try:
        parts = split(t, validation=validation, test=test, seed=seed, groups=groups)
    except SettingError as error:
        known = ("to train on", "groups cannot be divided into", "a class would be missing")
        assert any(text in error.en for text in known)  # noqa: PT017 - either outcome is right
        return
    together = np.concatenate([parts.train, parts.validation, parts.test])
    assert np.array_equal(np.sort(together), np.arange(len(t)))
    found = [set(groups[part]) for part in (parts.train, parts.validation, parts.test)]
    assert sum(map(len, found)) == len(set(groups))
    assert [bool(one) for one in found] == [True, validation > 0, test > 0]
    assert set(t[parts.train]) == set(t)


def test_parts_of_many_groups_have_about_the_sizes_and_classes_asked_for():
    random = np.random.default_rng(0)
    groups = random.integers(0, 200, 4_000)
    t = (groups % 4 == 0).astype(int)  # a class of whole groups
    parts = split(t, validation=0.1, test=0.2, seed=1, groups=groups)
    assert len(parts.test) == pytest.approx(800, abs=20)
    assert len(parts.validation) == pytest.approx(400, abs=20)
    for part in (parts.train, parts.validation, parts.test):
        assert t[part].mean() == pytest.approx(t.mean(), abs=0.04)
    again = split(t, validation=0.1, test=0.2, seed=1, groups=groups.astype(str))
    assert len(again.test) == pytest.approx(800, abs=20)


def test_groups_that_cannot_be_divided_are_said():
    t = np.array([0, 0, 1, 1])
    with pytest.raises(SettingError, match="2 groups cannot be divided into 3 parts"):
        split(t, validation=1, test=1, groups=[1, 1, 2, 2])
    with pytest.raises(SettingError, match="a class would be missing from the training part"):
        split(t, validation=0, test=1, groups=[1, 1, 2, 2])
    with pytest.raises(MieruError, match=r"4 examples but groups of the shape \(3,\)"):
        split(t, validation=0, test=1, groups=[1, 1, 2])
