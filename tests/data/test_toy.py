"""Sets drawn by rule."""

import math

import numpy as np
import pytest

from mieru.data.toy import BUMPS, TOYS
from mieru.words import SettingError
from tests.data.loose import load


def whole(name, **options):
    return load(name, validation=0, test=0, **options).train


@pytest.mark.parametrize("name", TOYS)
def test_a_seed_gives_the_same_points_and_another_seed_others(name):
    first, again, other = (whole(name, seed=seed) for seed in (7, 7, 8))
    assert np.array_equal(first.x, again.x)
    assert np.array_equal(first.t, again.t)
    if name not in ("moons", "spiral"):
        assert not np.array_equal(first.x, other.x)


@pytest.mark.parametrize("name", TOYS)
@pytest.mark.parametrize("points", [4, 5, 501])
def test_any_number_of_points_is_drawn(name, points):
    assert len(whole(name, points=points, noise=50)) == points


@pytest.mark.parametrize("name", ["circle", "xor", "gauss", "spiral"])
def test_the_playground_s_classes_are_balanced_and_500(name):
    data = whole(name)
    share = data.t.mean()
    assert data.x.shape == (500, 2)
    assert share == 0.5 if name != "xor" else abs(share - 0.5) < 0.1
    assert np.abs(data.x).max() <= 6
    assert load(name).classes == ("-1", "+1")


def test_circle_without_noise_is_a_disc_and_a_ring():
    data = whole("circle")
    radius = np.hypot(*data.x.T)
    assert radius[data.t == 1].max() < 2.5
    assert radius[data.t == 0].min() > 3.5
    assert radius.max() < 5


def test_noise_moves_the_label_of_circle_but_never_its_points():
    noisy = whole("circle", noise=50)
    radius = np.hypot(*noisy.x.T)
    assert not ((radius > 2.5) & (radius < 3.5)).any()
    assert (noisy.t != (radius < 2.5)).any()


def test_xor_is_one_where_the_signs_agree_and_leaves_the_axes_free():
    data = whole("xor")
    assert np.array_equal(data.t, (data.x.prod(axis=1) > 0).astype(int))
    assert np.abs(data.x).min() >= 0.3
    assert np.abs(data.x).max() <= 5.3


@pytest.mark.parametrize(("noise", "variance"), [(0, 0.5), (50, 4.0)])
def test_gauss_has_its_centres_and_variance(noise, variance):
    data = whole("gauss", points=40_000, noise=noise)
    for label, centre in ((1, 2.0), (0, -2.0)):
        cloud = data.x[data.t == label]
        assert cloud.mean(axis=0) == pytest.approx([centre, centre], abs=0.06)
        assert cloud.var(axis=0) == pytest.approx([variance, variance], rel=0.05)


def test_spiral_is_the_formula_point_by_point():
    data = whole("spiral", points=10)
    i = 3
    radius, angle = 5 * i / 5, 1.75 * i / 5 * 2 * math.pi
    assert data.x[i] == pytest.approx([radius * math.sin(angle), radius * math.cos(angle)])
    assert np.array_equal(data.x[5:].round(5), -data.x[:5].round(5))  # half a turn
    assert data.t.tolist() == [1] * 5 + [0] * 5


def test_plane_is_a_tenth_of_the_sum():
    data = whole("plane")
    assert data.x.shape == (1200, 2)
    assert data.t[:, 0] == pytest.approx(data.x.sum(axis=1) / 10, abs=1e-6)


def test_gauss_regression_is_six_bumps():
    data = whole("gauss-regression")
    assert data.t.shape == (1200, 1)
    for x, t in zip(data.x[:200].tolist(), data.t[:200, 0].tolist(), strict=True):
        heights = [s * max(0.0, 1 - math.dist(x, (a, b)) / 2) for a, b, s in BUMPS]
        assert t == pytest.approx(max(heights, key=abs), abs=1e-5)


def test_moons_are_half_circles_of_radius_one():
    data = whole("moons", noise=0)
    upper, lower = data.x[data.t == 0], data.x[data.t == 1]
    assert np.hypot(*upper.T) == pytest.approx(np.ones(250), abs=1e-5)
    assert np.hypot(*(lower - [1, 0.5]).T) == pytest.approx(np.ones(250), abs=1e-5)


def test_moons_are_those_of_scikit_learn():
    from sklearn.datasets import make_moons

    x, t = make_moons(60, shuffle=False)
    ours = whole("moons", points=60, noise=0)
    assert ours.x == pytest.approx(x, abs=1e-6)
    assert np.array_equal(ours.t, t)


def test_blobs_has_as_many_classes_as_asked_for():
    data = load("blobs", classes=5, points=500, validation=0, test=0)
    assert data.classes == ("0", "1", "2", "3", "4")
    assert np.bincount(data.train.t).tolist() == [100] * 5


def test_sine_is_sin_x_with_noise_of_the_size_asked_for():
    data = whole("sine", noise=0)
    assert data.t == pytest.approx(np.sin(data.x), abs=1e-6)
    noisy = whole("sine", points=20_000, noise=20)
    assert (noisy.t - np.sin(noisy.x)).std() == pytest.approx(0.2, rel=0.03)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"points": 3}, "points must be a whole number from 4 to 10000000, not 3"),
        ({"noise": -1}, "noise must be a number from 0 to 100 (percent), not -1"),
        ({"noise": float("nan")}, "noise must be a number from 0 to 100 (percent), not nan"),
        ({"classes": 3}, "classes can be chosen for blobs only, not for circle"),
        ({"nois": 3}, "circle has no option 'nois'; did you mean 'noise'?"),
        ({"colour": 3}, "circle has no option 'colour'; it has classes, noise, points, test, val"),
    ],
)
def test_wrong_options_are_said(options, message):
    with pytest.raises(SettingError) as caught:
        load("circle", **options)
    assert str(caught.value).startswith(message)
