"""The range test: its losses are those of fit, and the rate that it advises learns well."""

import numpy as np
import pytest

from mieru.data import load
from mieru.learn import (
    Adam,
    Cosine,
    EarlyStopping,
    GradientDescent,
    Momentum,
    Optimizer,
    RateRange,
    Settings,
    find_rate,
    fit,
)
from mieru.learn.rate_finder import smoothed
from mieru.nn import Dense, Given, Network
from mieru.words import SettingError

IRIS = load("iris", seed=0)
NETWORK = Network.parse("4, dense 16, tanh, dense 3")


def test_each_step_takes_the_next_rate_and_tells_the_loss_before_it() -> None:
    # One weight, one example x = 1, t = 0: E = w², and a step of rate η leaves w(1 − 2η).
    network = Network(1, [Dense(1, bias=False, initial=Given((1.0,)))])
    between = RateRange(1e-4, 0.1, steps=30)
    data = np.array([[1.0]]), np.array([[0.0]])
    found = find_rate(network, data, Settings(optimizer=GradientDescent()), between=between)
    w, expected = 1.0, []
    for rate in between.rates:
        expected.append(w * w)
        w *= 1 - 2 * rate
    np.testing.assert_allclose(found.losses, expected, rtol=1e-5)
    np.testing.assert_allclose(found.rates, between.rates)


def test_batches_are_those_of_fit_and_the_last_one_of_an_epoch_counts_what_it_has() -> None:
    # The last batch of an epoch holds fewer. At a rate of nothing, the mean over an
    # epoch is the loss that fit tells.
    settings = Settings(batch_size=50, optimizer=GradientDescent())
    found = find_rate(NETWORK, IRIS, settings, between=RateRange(1e-12, 1e-11, steps=15))
    still = fit(NETWORK, IRIS, settings, epochs=1, optimizer=GradientDescent(0.0))
    n = len(IRIS.train)
    sizes = np.resize(np.append(np.repeat(50, n // 50), n % 50), len(found.losses))
    epochs = (found.losses * sizes).reshape(-1, -(-n // 50)).sum(axis=1) / n
    np.testing.assert_allclose(epochs, still.history[0]["train_loss"], rtol=1e-5)


def test_the_smoothed_losses_of_a_constant_are_that_constant() -> None:
    np.testing.assert_allclose(smoothed([2.5] * 7), 2.5)
    # 0.9·(0.1·1) + 0.1·3 over 1 − 0.81
    np.testing.assert_allclose(smoothed([1, 3]), [1, 0.39 / 0.19])


@pytest.mark.parametrize("optimizer", [GradientDescent(), Momentum(), Adam()])
def test_the_advised_rate_learns_better_than_a_tenth_of_it(optimizer: Optimizer) -> None:
    found = find_rate(NETWORK, IRIS, Settings(optimizer=optimizer))
    assert found.suggested == pytest.approx(found.lowest / 10)
    kind = type(optimizer)
    losses = [
        fit(NETWORK, IRIS, epochs=15, optimizer=kind(rate)).history[-1]["train_loss"]
        for rate in (found.suggested, found.suggested / 10)
    ]
    assert losses[0] < 0.25
    assert losses[0] < losses[1]


def test_it_ends_when_the_loss_is_far_above_its_lowest_and_keeps_finite_numbers() -> None:
    network = Network.parse("4, dense 8, square, dense 8, square, dense 3")
    found = find_rate(network, IRIS, Settings(optimizer=GradientDescent()))
    assert len(found.rates) == len(found.losses) == len(found.smooth) < 150
    assert np.isfinite(found.losses).all()
    assert found.lowest < found.rates[-1]


def test_a_schedule_and_early_stopping_are_left_out() -> None:
    asked = Settings(optimizer=Adam(Cosine(0.1, epochs=3)), stopping=EarlyStopping(1))
    found, plain = (find_rate(NETWORK, IRIS, s) for s in (asked, Settings(optimizer=Adam())))
    np.testing.assert_array_equal(found.losses, plain.losses)


def test_where_nothing_falls_it_says_so() -> None:
    with pytest.raises(SettingError) as caught:
        find_rate(NETWORK, IRIS, between=RateRange(100, 1e6))
    assert caught.value.en.startswith("the loss does not fall at any rate of the range; begin at")
    assert "least" in caught.value.ja
    with pytest.raises(SettingError, match="but 1 is not below 1"):
        RateRange(1, 1)
    with pytest.raises(SettingError, match="steps must be a whole number from 10"):
        RateRange(steps=3)
