"""Where the points of an experiment come from."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, strategies as st
from sklearn import datasets
from sklearn.decomposition import PCA
from sklearn.preprocessing import StandardScaler

from mieru.data.toy import TOYS
from mieru.playground.drawn import MOST_DRAWN, decoded, encoded
from mieru.playground.experiment import Experiment
from mieru.playground.points import (
    NAMED_SETS,
    TOY_SETS,
    points_of,
    same_points,
    settled,
)
from mieru.words import DataError, MieruError, SettingError, speaking


def problem(name):
    return "regression" if name in ("plane", "gauss-regression", "diabetes") else "classification"


def of(name, **fields):
    return points_of(Experiment(data=name, problem=problem(name), **fields))


@pytest.mark.parametrize("name", [*TOY_SETS, *NAMED_SETS])
def test_every_set_lies_in_the_plane_and_starts_with_its_training_part(name):
    points = of(name)
    assert points.xy.shape == (len(points), 2)
    assert points.xy.dtype == np.float64
    assert np.abs(points.xy).max() <= 8
    assert points.train == len(points) // 2
    if points.classes is None:
        assert points.t.dtype == np.float64
        assert np.abs(points.t).max() <= 1.5
    else:
        assert points.t.dtype == np.int32
        assert set(points.t.tolist()) == set(range(len(points.classes)))


@pytest.mark.parametrize(("name", "size"), [("circle", 500), ("plane", 1200), ("blobs", 500)])
def test_a_toy_set_has_the_usual_size_or_the_one_asked_for(name, size):
    assert len(of(name)) == size
    assert len(of(name, size=44)) == 44


def test_the_seed_decides_points_and_order():
    first, again, other = of("xor", seed="a"), of("xor", seed="a"), of("xor", seed="b")
    assert np.array_equal(first.xy, again.xy)
    assert np.array_equal(first.t, again.t)
    assert not np.array_equal(first.xy, other.xy)
    assert len(of("xor", seed="種 🌱" * 100)) == 500


def test_a_toy_set_follows_the_rule_of_the_data_room():
    points = of("circle")
    radius = np.hypot(*points.xy.T)
    assert np.array_equal(points.t, radius < 2.5)
    noisy = of("circle", noise=50)
    assert (noisy.t != (np.hypot(*noisy.xy.T) < 2.5)).any()
    assert TOYS["circle"][1] == len(points)
    plane = of("plane")
    assert plane.t == pytest.approx(plane.xy.sum(axis=1) / 10)


def test_points_go_back_to_their_own_units_by_the_axes():
    moons = of("moons")
    back = moons.xy[:, 0] * moons.axes[0].scale + moons.axes[0].centre
    assert (back.min(), back.max()) == pytest.approx((-1, 2), abs=1e-6)
    iris = of("iris", columns=("petal width (cm)", "sepal length (cm)"))
    raw = datasets.load_iris().data[:, [3, 0]]
    back = np.stack([iris.xy[:, i] * iris.axes[i].scale + iris.axes[i].centre for i in (0, 1)], 1)
    assert np.sort(back, axis=0) == pytest.approx(np.sort(raw, axis=0), abs=1e-6)
    assert [axis.name for axis in iris.axes] == ["petal width (cm)", "sepal length (cm)"]


def test_without_columns_the_axes_are_the_principal_components():
    wine = of("wine")
    expected = PCA(2).fit_transform(StandardScaler().fit_transform(datasets.load_wine().data))
    back = np.stack([wine.xy[:, i] * wine.axes[i].scale + wine.axes[i].centre for i in (0, 1)], 1)
    for i in (0, 1):
        a, b = np.sort(back[:, i]), np.sort(expected[:, i])
        assert np.allclose(a, b, atol=1e-4) or np.allclose(a, -b[::-1], atol=1e-4)
    assert str(wine.notes[0]) == (
        "The axes are the two principal components of 13 standardized columns, "
        "which hold 55% of their variance."
    )
    with speaking("ja"):
        assert "第 1・第 2 主成分です (寄与率の合計 55%)。" in str(wine.notes[0])


def test_values_of_other_units_are_learned_as_minus_one_to_one():
    points = of("diabetes")
    raw = datasets.load_diabetes().target
    assert (points.t.min(), points.t.max()) == (-1, 1)
    back = points.t * points.target.scale + points.target.centre
    assert np.sort(back) == pytest.approx(np.sort(raw))
    assert str(points.notes[-1]) == (
        "The target 'progression' from 25 to 346 is learned as −1 to +1."
    )


def test_the_share_of_training_data():
    assert of("circle", train_percent=10).train == 50
    assert of("circle", train_percent=100).train == 500
    assert of("circle", size=4, train_percent=1).train == 1
    assert of("iris", size=30).train == 15


def test_several_classes_are_learned_by_cross_entropy():
    blobs = Experiment(data="blobs", classes=5)
    points = points_of(blobs)
    assert points.classes == ("1", "2", "3", "4", "5")
    assert settled(blobs, points).loss == "cross_entropy"
    circle = Experiment()
    assert settled(circle, points_of(circle)) == circle
    plane = Experiment(data="plane", problem="regression", loss="cross_entropy")
    assert settled(plane, points_of(plane)).loss == "squared_error"


def test_what_does_not_touch_the_data_leaves_the_points_the_same():
    a = Experiment(rate=0.1)
    assert same_points(a, Experiment(rate=1.0, features=("x1",)))
    for other in (Experiment(noise=5), Experiment(seed="2"), Experiment(data="xor")):
        assert not same_points(a, other)


@pytest.mark.parametrize(
    ("fields", "en"),
    [
        ({"data": "mnist"}, "there is no data set 'mnist' in the playground; choose one of circle"),
        ({"data": "sine"}, "there is no data set 'sine'"),
        ({"size": 3}, "the number of points must be from 4 to 20000, not 3"),
        ({"size": 10**9}, "not 1000000000"),
        ({"noise": -1.0}, "noise must be from 0 to 100 percent, not -1"),
        ({"noise": float("nan")}, "noise must be from 0 to 100 percent, not nan"),
        ({"train_percent": 0.0}, "above 0 and at most 100 percent, not 0"),
        ({"train_percent": float("nan")}, "not nan"),
        ({"data": "blobs", "classes": 21}, "the number of classes must be from 2 to 20, not 21"),
        ({"problem": "regression"}, "circle is data for classification, not for regression"),
        ({"data": "plane"}, "plane is data for regression, not for classification"),
        ({"data": "iris", "columns": ("a", "b")}, "there is no column 'a' of numbers; there are"),
        ({"data": "iris", "columns": ("a",)}, "choose two columns for the two axes, not 1"),
        ({"data": "own"}, "there are no points yet; draw at least two"),
        ({"data": "own", "points": "%%%"}, "the drawn points in the link cannot be read"),
        ({"data": "own", "points": "____"}, "the drawn points in the link cannot be read"),
        ({"data": "own", "points": "AA=="}, "the drawn points in the link cannot be read"),
        ({"data": "own", "table": "0" * 32}, "can be used in the studio only"),
    ],
)
def test_what_cannot_be_is_told(fields, en):
    with pytest.raises((SettingError, DataError)) as caught:
        points_of(Experiment(**fields))
    assert en in str(caught.value)
    with speaking("ja"):
        assert any(ord(letter) > 0x3000 for letter in str(caught.value))


PLANE = st.integers(0, 240)


@given(st.lists(st.tuples(PLANE, PLANE, st.integers(0, 19)), min_size=2, max_size=50))
def test_drawn_points_come_back_as_they_were(drawn):
    xy = np.array([row[:2] for row in drawn]) * 0.05 - 6
    t = np.array([row[2] for row in drawn])
    text = encoded(xy, t, True)
    found, marks = decoded(text)
    assert found == pytest.approx(xy)
    assert np.array_equal(marks, t)
    points = points_of(Experiment(data="own", points=text, train_percent=100))
    assert sorted(points.t) == sorted(t)
    assert points.classes is not None
    assert len(points.classes) == max(2, t.max() + 1)


def test_drawn_values_come_back_and_serve_as_classes_too():
    text = encoded([[0, 0], [1, 1], [-6, 6], [2, 2]], [-1, 0.25, 1, -0.01], False)
    values = points_of(Experiment(data="own", points=text, problem="regression"))
    assert sorted(values.t) == pytest.approx([-1, -0.01, 0.25, 1])
    assert sorted(points_of(Experiment(data="own", points=text)).t) == [0, 0, 1, 1]
    classes = encoded([[0, 0], [1, 1], [2, 2]], [0, 1, 2], True)
    found = points_of(Experiment(data="own", points=classes, problem="regression"))
    assert sorted(found.t) == [-1, 0, 1]


def test_too_many_drawn_points_are_refused():
    text = encoded(np.zeros((MOST_DRAWN + 1, 2)), np.zeros(MOST_DRAWN + 1), True)
    with pytest.raises(DataError, match=f"more than {MOST_DRAWN} drawn points"):
        decoded(text)


@given(st.text(max_size=60))
def test_any_text_for_points_gives_points_or_a_message(text):
    try:
        points_of(Experiment(data="own", points=text))
    except MieruError:
        return


def test_once_they_are_warm_no_set_waits_for_a_library():
    code = """
import sys
from mieru.playground.experiment import Experiment
from mieru.playground.named import warm
from mieru.playground.points import NAMED_SETS, points_of
warm()
before = set(sys.modules)
for name in NAMED_SETS:
    kind = "regression" if name == "diabetes" else "classification"
    points_of(Experiment(data=name, problem=kind))
assert set(sys.modules) == before, set(sys.modules) - before
assert "jax" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", code], check=True)
