"""Mini-batches: estimates of the gradient as noisy as the formula says, and shards that add up."""

from itertools import pairwise

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, strategies as st

from mieru.data import Examples, load
from mieru.nn import Network, Parameters, forward
from mieru.systems import Finished, run_system
from mieru.systems.parts.batch_gradients import (
    LOSS,
    even_bounds,
    flat,
    gradient,
    gradient_of_each,
    noise,
    noise_sizes,
    share,
    uneven_bounds,
)
from tests.systems.told import check_told

NETWORK = Network.parse("4, dense 5, sigmoid, dense 3")


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    return run_system("mini-batch", out=tmp_path_factory.mktemp("out"))


@pytest.fixture(scope="module")
def train() -> Examples:
    return load("iris", validation=0, test=0).train


@pytest.fixture(scope="module")
def parameters() -> Parameters:
    return NETWORK.initial_parameters(0)


def test_the_gradient_is_automatic_differentiations(
    train: Examples, parameters: Parameters
) -> None:
    x, t = jnp.asarray(train.x), jnp.asarray(train.t)

    def error(w: Parameters) -> jax.Array:
        return LOSS.by_example(forward(NETWORK, w, x), t).mean()

    expected = flat(jax.grad(error)(parameters))
    np.testing.assert_allclose(gradient(NETWORK, parameters, train), expected, atol=1e-6)


def test_the_gradient_is_the_mean_of_those_of_each_example(
    train: Examples, parameters: Parameters
) -> None:
    each = gradient_of_each(NETWORK, parameters, train)
    assert each.shape == (len(train), NETWORK.parameter_count)
    whole = gradient(NETWORK, parameters, train)
    np.testing.assert_allclose(each.mean(axis=0), whole, atol=1e-6)


@pytest.mark.parametrize("devices", [2, 5])
def test_shards_give_the_gradient_of_one_device(
    train: Examples, parameters: Parameters, devices: int
) -> None:
    for bounds in (even_bounds, uneven_bounds):
        found = share(NETWORK, parameters, train, bounds(len(train), devices))
        assert len(found.sizes) == devices
        assert sum(found.sizes) == len(train)
        assert found.weighted < 1e-5


@pytest.mark.parametrize("cuts", [[1], [149], [1, 2], [10, 11, 140]])
def test_however_the_shards_are_cut_their_weighted_mean_is_the_gradient(
    train: Examples, parameters: Parameters, cuts: list[int]
) -> None:
    bounds = [0, *cuts, len(train)]
    found = share(NETWORK, parameters, train, bounds)
    assert found.sizes == tuple(b - a for a, b in pairwise(bounds))
    assert found.weighted < 1e-5


def test_a_plain_mean_of_unequal_shards_is_another_gradient(finished: Finished) -> None:
    metrics = finished.result.metrics
    assert metrics["shared_gradient_difference"] < 1e-5
    assert metrics["unweighted_difference"] > 1e-2


@given(st.integers(1000, 10_000), st.integers(2, 32))
def test_shards_cover_everything_once_and_none_is_empty(examples: int, devices: int) -> None:
    for bounds in (even_bounds(examples, devices), uneven_bounds(examples, devices)):
        assert bounds[0] == 0
        assert bounds[-1] == examples
        assert len(bounds) == devices + 1
        assert bounds == sorted(set(bounds))


@pytest.mark.parametrize("size", [1, 10, 50, 120])
def test_the_noise_is_what_the_formula_says(
    train: Examples, parameters: Parameters, size: int
) -> None:
    found = noise(gradient_of_each(NETWORK, parameters, train), size, seed=0)
    assert found.measured == pytest.approx(found.expected, rel=0.15)


def test_noise_is_measured_below_the_size_of_the_data() -> None:
    assert noise_sizes(150) == [1, 2, 5, 10, 20, 50, 100]


def test_with_the_same_epochs_smaller_batches_learn_more(finished: Finished) -> None:
    metrics = finished.result.metrics
    losses = [metrics[f"train_loss_batch_{size}"] for size in ("1", "10", "100", "all")]
    assert losses == sorted(losses)
    assert losses[0] < 0.05 < 1 < losses[-1]


def test_the_report_tells_it_in_both_languages(finished: Finished) -> None:
    check_told(finished)
