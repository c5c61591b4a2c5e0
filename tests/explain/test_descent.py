"""Paths on surfaces: gradients as SciPy's differences give them, steps as optax takes them."""

import jax.numpy as jnp
import numpy as np
import pytest
import scipy.optimize
from hypothesis import given, strategies as st
from hypothesis.extra.numpy import arrays

from mieru.explain.descent import (
    SURFACES,
    Racer,
    basins,
    contours,
    descend,
    heights,
    ladder,
    relief,
    steps_to,
)
from mieru.learn import OPTIMIZERS
from mieru.words import SettingError

VALLEY = SURFACES["valley"]
places = st.tuples(st.floats(-3, 3), st.floats(-3, 3))


@given(st.sampled_from(sorted(SURFACES)), places)
def test_a_surfaces_gradient_is_that_of_central_differences(
    name: str, place: tuple[float, float]
) -> None:
    surface, x = SURFACES[name], np.array(place)
    expected = scipy.optimize.approx_fprime(
        x, lambda at: float(surface.value(at)), np.full(2, 1e-7)
    )
    np.testing.assert_allclose(surface.gradient(x), expected, rtol=1e-4, atol=1e-3)


@pytest.mark.parametrize("name", sorted(SURFACES))
def test_the_minima_are_minima_and_inside_the_picture(name: str) -> None:
    surface = SURFACES[name]
    left, right, bottom, top = surface.extent
    for x, y in surface.minima:
        assert left < x < right
        assert bottom < y < top
        found = scipy.optimize.minimize(surface.value, (x, y))
        np.testing.assert_allclose(found.x, (x, y), atol=1e-4)
    lowest = heights(surface, 201, 201).min()
    assert lowest >= min(surface.value(np.array(at)) for at in surface.minima) - 1e-9


@pytest.mark.parametrize("kind", sorted(OPTIMIZERS))
def test_a_path_goes_where_the_optimizers_of_fit_go(kind: str) -> None:
    surface = SURFACES["bent"]
    path = descend(surface, Racer(kind, 0.002), surface.start, 30)
    optimizer = OPTIMIZERS[kind](0.002)
    weights = {"w": jnp.asarray(surface.start, jnp.float32)}
    memory = optimizer.rule(jnp.float32(0)).init(weights)
    for point in path.points:
        np.testing.assert_allclose(weights["w"], point, rtol=1e-4, atol=1e-5)
        gradient = {"w": jnp.asarray(surface.gradient(np.asarray(weights["w"], np.float64)))}
        gradient = {"w": gradient["w"].astype(jnp.float32)}
        change, memory = optimizer.rule(jnp.float32(0.002)).update(gradient, memory, weights)
        weights = {"w": weights["w"] + change["w"]}


def test_momentum_is_the_formula_of_the_course() -> None:
    # f = ½x² on the floor of the valley, η = 0.1, μ = 0.5, from x = 1:
    # ΔW₁ = −0.1·1 = −0.1, ΔW₂ = −0.1·0.9 + 0.5·(−0.1) = −0.14, ΔW₃ = −0.1·0.76 − 0.07 = −0.146
    path = descend(VALLEY, Racer("momentum", 0.1, momentum=0.5), (1.0, 0.0), 3)
    np.testing.assert_allclose(np.diff(path.points[:, 0]), [-0.1, -0.14, -0.146])
    np.testing.assert_allclose(path.values, 0.5 * np.array([1, 0.9, 0.76, 0.614]) ** 2)


@pytest.mark.parametrize(("rate", "ends"), [(0.01999, True), (0.02001, False)])
def test_gradient_descent_settles_below_two_over_the_curvature(rate: float, ends: bool) -> None:
    # Across the valley the curvature is 100: beyond η = 2/100 each step is longer than the last.
    path = descend(VALLEY, Racer("gradient_descent", rate), (0.0, 1.0), 1000)
    assert bool(abs(path.points[-1, 1]) < 1) is ends


def test_many_starts_at_once_go_where_each_goes_alone() -> None:
    racer = Racer("adam", 0.1)
    starts = np.array([[-4.0, 1.0, 3.0], [1.0, -1.0, 0.5]])
    together = descend(VALLEY, racer, starts, 50)
    for i in range(3):
        alone = descend(VALLEY, racer, starts[:, i], 50)
        np.testing.assert_array_equal(together.points[:, :, i], alone.points)
        np.testing.assert_array_equal(together.values[:, i], alone.values)


def test_each_rung_of_a_ladder_is_the_path_at_its_rate() -> None:
    rates = np.array([0.001, 0.01, 0.1])
    climbed = ladder(VALLEY, Racer("rmsprop", 1.0), rates, VALLEY.start, 40)
    for i, rate in enumerate(rates):
        alone = descend(VALLEY, Racer("rmsprop", float(rate)), VALLEY.start, 40)
        np.testing.assert_array_equal(climbed.one(i).points, alone.points)
        assert climbed.one(i).left == alone.left


def test_a_racer_that_flies_off_stays_where_it_was_last() -> None:
    path = descend(VALLEY, Racer("gradient_descent", 5.0), (1.0, 1.0), 100)
    assert path.left
    assert np.isfinite(path.points).all()
    assert steps_to(path, VALLEY) is None
    assert not descend(VALLEY, Racer("gradient_descent", 0.005), (1.0, 1.0), 10).left


def test_the_steps_to_a_minimum_are_counted_from_the_last_time_it_is_outside() -> None:
    racer = Racer("gradient_descent", 0.01)
    path = descend(VALLEY, racer, (1.0, 0.0), 400)  # x shrinks by 0.99 a step
    assert steps_to(path, VALLEY) == 230  # 0.99²³⁰ = 0.0991
    assert steps_to(descend(VALLEY, racer, (0.0, 0.0), 5), VALLEY) == 0


def test_noise_is_that_of_its_seed() -> None:
    racer = Racer("gradient_descent", 0.01)
    first, again, other = (
        descend(VALLEY, racer, (1.0, 1.0), 20, noise=1.0, seed=seed).points for seed in (1, 1, 2)
    )
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


def test_each_basin_holds_its_own_minimum() -> None:
    surface = SURFACES["himmelblau"]
    found = basins(surface, Racer("gradient_descent", 0.02), 81, 81, 400)
    left, right, bottom, top = surface.extent
    for number, (x, y) in enumerate(surface.minima):
        row = round((y - bottom) / (top - bottom) * 80)
        column = round((x - left) / (right - left) * 80)
        assert found[row, column] == number
    assert (found >= 0).mean() > 0.95


def test_wrong_numbers_are_refused_in_words() -> None:
    with pytest.raises(SettingError, match="a start is two finite numbers"):
        descend(VALLEY, Racer("adam", 0.1), (float("nan"), 0), 5)
    with pytest.raises(SettingError, match="there are 1 to 10000 steps, not 0"):
        descend(VALLEY, Racer("adam", 0.1), (1, 0), 0)
    with pytest.raises(SettingError, match="noise must be a number of at least 0"):
        descend(VALLEY, Racer("adam", 0.1), (1, 0), 5, noise=-1)
    with pytest.raises(SettingError, match="a rate must be a positive number, not 0"):
        Racer("adam", 0.0)
    with pytest.raises(SettingError, match="there is no optimizer 'sgd'"):
        Racer("sgd", 0.1)


def test_contours_lie_at_their_level_and_close() -> None:
    # A circle on a grid of 0.1: every end at its radius, the pieces together as long as it is.
    side = np.linspace(-3, 3, 61)
    x, y = np.meshgrid(side, side)
    pieces = contours(x**2 + y**2, 1.97**2) * 0.1 - 3
    np.testing.assert_allclose(np.linalg.norm(pieces, axis=2), 1.97, atol=2e-3)
    lengths = np.linalg.norm(pieces[:, 1] - pieces[:, 0], axis=1)
    assert lengths.sum() == pytest.approx(2 * np.pi * 1.97, rel=1e-3)
    _, counts = np.unique(pieces.reshape(-1, 2).round(9), axis=0, return_counts=True)
    assert (counts == 2).all()
    assert len(contours(x, 7.0)) == 0


def test_contours_leave_out_what_is_not_finite() -> None:
    heights = np.array([[0.0, 1.0, np.nan], [0.0, 1.0, np.inf]])
    pieces = contours(heights, 0.5)
    np.testing.assert_allclose(pieces, [[[0.5, 0], [0.5, 1]]])


@given(arrays(np.float64, (6, 7), elements=st.floats(-1e6, 1e6) | st.just(np.nan)))
def test_a_map_orders_its_shades_as_the_heights(heights: np.ndarray) -> None:
    shades = relief(heights).shades.astype(int)
    finite = np.isfinite(heights)
    order = np.argsort(heights[finite])
    assert (np.diff(shades[finite][order]) >= 0).all()
    assert (shades[~finite] == 255).all()


def test_a_map_of_a_plain_is_drawn_too() -> None:
    assert relief(np.zeros((4, 4))).lines.shape == (0, 2, 2)
    assert relief(np.full((4, 4), np.nan)).lines.shape == (0, 2, 2)
