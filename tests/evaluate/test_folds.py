"""Folds: each example judged once, classes and groups as promised."""

import numpy as np
import pytest
from hypothesis import given, strategies as st

from mieru.evaluate import k_folds
from mieru.words import DataError, SettingError


@given(
    st.lists(st.integers(0, 4), min_size=2, max_size=80),
    st.integers(2, 8),
    st.integers(1, 3),
    st.integers(0, 99),
)
def test_every_example_is_judged_once_in_each_repetition(labels, folds, repeats, seed):
    t = np.array(labels, np.int32)
    folds = min(folds, len(t))
    cut = k_folds(t, folds, repeats=repeats, seed=seed)
    assert len(cut) == folds * repeats
    for repeat in range(repeats):
        same = cut[repeat * folds : (repeat + 1) * folds]
        judged = np.concatenate([fold.judged for fold in same])
        np.testing.assert_array_equal(np.sort(judged), np.arange(len(t)))
        for fold in same:
            both = np.concatenate([fold.train, fold.judged])
            np.testing.assert_array_equal(np.sort(both), np.arange(len(t)))
            for label in np.unique(t):
                count = np.sum(t[fold.judged] == label)
                assert abs(count - np.sum(t == label) / folds) < 1


@given(st.lists(st.integers(0, 12), min_size=8, max_size=80), st.integers(2, 5))
def test_a_group_is_on_one_side(groups, folds):
    t, named = np.zeros((len(groups), 1), np.float32), np.array(groups)
    folds = min(folds, len(np.unique(named)))
    if folds < 2:
        return
    for fold in k_folds(t, folds, groups=named):
        assert not np.intersect1d(named[fold.train], named[fold.judged]).size
        assert len(fold.judged)


def test_repetitions_and_seeds_cut_elsewhere():
    t = np.zeros((60, 1), np.float32)
    first, second = (k_folds(t, 3, repeats=2)[n] for n in (0, 3))
    assert not np.array_equal(first.judged, second.judged)
    assert not np.array_equal(k_folds(t, 3, seed=1)[0].judged, first.judged)
    np.testing.assert_array_equal(k_folds(t, 3)[0].judged, first.judged)


def test_what_cannot_be_cut_is_refused():
    t = np.array([0, 1, 0], np.int32)
    with pytest.raises(SettingError, match="4 folds cannot be made of 3 examples"):
        k_folds(t, 4)
    with pytest.raises(SettingError, match="3 folds cannot be made of 2 groups"):
        k_folds(t, 3, groups=np.array([7, 7, 8]))
    with pytest.raises(DataError, match="3 examples but 2 groups"):
        k_folds(t, 2, groups=np.array([7, 8]))
    with pytest.raises(SettingError, match="folds must be a whole number from 2"):
        k_folds(t, 1)
