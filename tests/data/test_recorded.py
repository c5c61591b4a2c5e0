"""The data of a recording are had again as they were, or it is said why not."""

import numpy as np
import pytest

import mieru
from mieru.data import load_recorded
from mieru.nn import Network
from mieru.words import DataError, MieruError


def learned_from(source, **options):
    data = mieru.data.load(source, **options)
    return data, mieru.fit(Network.parse("4, dense 3"), data, epochs=1, seed=5)


def test_the_parts_are_the_same_again():
    data, run = learned_from("iris", seed=5)
    again = load_recorded(run.data, run.seed, run.network.input_shape)
    for part in ("train", "validation"):
        np.testing.assert_array_equal(getattr(again, part).x, getattr(data, part).x)
        np.testing.assert_array_equal(getattr(again, part).t, getattr(data, part).t)


def test_parts_that_were_divided_otherwise_are_not_taken_for_the_same():
    _, run = learned_from("iris", seed=3)
    with pytest.raises(DataError, match="divided otherwise"):
        load_recorded(run.data, 5, run.network.input_shape)
    told = {**run.data, "loaded": {"name": "iris", "seed": 3}}
    assert load_recorded(told, 5, run.network.input_shape).name == "iris"


def test_where_nothing_is_told_of_the_data_that_is_said():
    with pytest.raises(DataError, match="does not say which data"):
        load_recorded({"name": "arrays of mine"}, 0, (4,))
    with pytest.raises(DataError, match="does not say which data"):
        load_recorded({"loaded": {"name": "/etc/passwd", "seed": 0}}, 0, (4,), paths=False)


@pytest.mark.parametrize(
    "told",
    [
        {"name": "iris", "options": {"fetch": True}},
        {"name": "iris", "options": {"seed": 1}},
        {"name": "iris", "options": {"source": "wine"}},
        {"name": "iris", "options": {"noise": 1}},
        {"name": "moons", "options": {"noise": "much"}},
        {"name": "moons", "options": {"noise": [1, 2]}},
        {"name": "iris", "options": [1]},
        {"name": "iris", "seed": "five"},
        {"name": "iris", "seed": 0, "validation": {"a": 1}},
        {"name": "wine", "seed": 0},
        {"name": ["iris"]},
    ],
)
def test_what_a_recording_tells_is_believed_only_as_far_as_it_makes_sense(told):
    with pytest.raises(MieruError):
        load_recorded({"loaded": told}, 0, (4,))
