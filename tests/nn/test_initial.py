"""Initial weights have the variance that their rule promises, from a seed alone."""

import numpy as np
import pytest
import scipy.stats

from mieru.nn import (
    Conv,
    Dense,
    Embedding,
    Given,
    Glorot,
    He,
    Initial,
    LeCun,
    Network,
    Uniform,
    Zeros,
)
from mieru.words import SettingError, ShapeError

INPUTS, UNITS = 300, 200


def drawn(rule: Initial, seed: int = 0) -> np.ndarray:
    network = Network(INPUTS, [Dense(UNITS, initial=rule)])
    return np.asarray(network.initial_parameters(seed)["dense1"]["weight"])


@pytest.mark.parametrize(
    ("rule", "variance"),
    [
        (Glorot(), 2 / (INPUTS + UNITS)),
        (He(), 2 / INPUTS),
        (LeCun(), 1 / INPUTS),
        (Uniform(0.5), 0.5**2 / 3),
        (Uniform(2), 4 / 3),
    ],
    ids=str,
)
def test_mean_and_variance_are_those_of_the_rule(rule: Initial, variance: float) -> None:
    weights = drawn(rule)
    n = weights.size
    assert weights.dtype == np.float32
    assert abs(weights.mean()) < 5 * np.sqrt(variance / n)
    assert weights.var() == pytest.approx(variance, rel=5 * np.sqrt(2 / n))


@pytest.mark.parametrize(("rule", "limit"), [(Glorot(), np.sqrt(6 / 500)), (Uniform(0.5), 0.5)])
def test_uniform_rules_are_uniform_within_their_limit(rule: Initial, limit: float) -> None:
    weights = drawn(rule).ravel().astype(np.float64)
    assert np.abs(weights).max() <= limit * (1 + 1e-6)
    assert scipy.stats.kstest(weights, "uniform", (-limit, 2 * limit)).pvalue > 1e-3


@pytest.mark.parametrize(("rule", "deviation"), [(He(), np.sqrt(2 / 300)), (LeCun(), 300**-0.5)])
def test_normal_rules_are_normal(rule: Initial, deviation: float) -> None:
    weights = drawn(rule).ravel().astype(np.float64)
    assert scipy.stats.kstest(weights / deviation, "norm").pvalue > 1e-3


def test_what_a_unit_of_a_convolution_sums_is_its_patch() -> None:
    network = Network((8, 8, 32), [Conv(64, 5, groups=2, initial=LeCun())])
    weights = np.asarray(network.initial_parameters()["conv1"]["weight"])
    assert weights.var() == pytest.approx(1 / (25 * 32 / 2), rel=0.03)


def test_zeros_are_zero_and_biases_begin_where_they_are_told() -> None:
    assert not drawn(Zeros()).any()
    parameters = Network(2, [Dense(3, initial_bias=0.1)]).initial_parameters()
    np.testing.assert_array_equal(parameters["dense1"]["bias"], np.full(3, 0.1, np.float32))


def test_an_embedding_begins_small() -> None:
    table = Network(2, [Embedding(100, 20)]).initial_parameters()["embedding1"]["table"]
    assert 0.04 < float(np.abs(table).max()) <= 0.05


def test_layers_of_one_network_draw_differently() -> None:
    parameters = Network(30, [Dense(30), Dense(30)]).initial_parameters()
    one, two = (np.asarray(parameters[name]["weight"]) for name in ("dense1", "dense2"))
    assert (one != two).all()


def test_the_numbers_of_a_seed_stay_what_they_were() -> None:
    """A figure in a book, a link or a report begins from these: they must not change."""
    found = Network(2, [Dense(2, initial=He())]).initial_parameters(7)["dense1"]["weight"]
    they_were = [[-0.50252426, -2.0497284], [0.7032996, -0.085887536]]
    np.testing.assert_allclose(found, they_were, rtol=1e-6)


def test_given_weights_are_those_in_their_order_and_any_nesting() -> None:
    nested = Given([[1, 2, 3], [4, 5, 6]])  # type: ignore[arg-type]
    assert nested == Given((1, 2, 3, 4, 5, 6)) == Given(np.arange(1, 7))  # type: ignore[arg-type]
    weights = Network(2, [Dense(3, initial=nested)]).initial_parameters()["dense1"]["weight"]
    np.testing.assert_array_equal(weights, [[1, 2, 3], [4, 5, 6]])


def test_a_wrong_number_of_given_weights_names_the_layer() -> None:
    network = Network(2, [Dense(3), Dense(1, initial=Given((1.0, 2.0)))])
    with pytest.raises(ShapeError) as caught:
        network.initial_parameters()
    assert caught.value.en == (
        "dense2 (layer 2 of 2, after dense1): 2 initial weights are given where the layer's "
        "weights, 3×1, are 3 numbers; give 3"
    )
    assert caught.value.ja == (
        "dense2 (2 層中の第 2 層、dense1 の次): 初期重みが 2 個与えられましたが、層の重み 3×1 には "
        "3 個必要です。3 個与えてください"
    )


@pytest.mark.parametrize("values", ["1.5", None, (1, "2"), (float("nan"),), ((True,),), (1e39,)])
def test_given_weights_that_are_no_numbers_are_refused(values: object) -> None:
    with pytest.raises(SettingError, match="given initial weights must be finite numbers, not"):
        Given(values)  # type: ignore[arg-type]


@pytest.mark.parametrize("limit", [0, -1, float("inf"), "a", None])
def test_a_limit_that_is_not_positive_is_refused(limit: object) -> None:
    with pytest.raises(SettingError, match="uniform: limit must be"):
        Uniform(limit)  # type: ignore[arg-type]
