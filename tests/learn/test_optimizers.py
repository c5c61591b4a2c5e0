"""Each optimizer against its formula written in NumPy, over steps whose rate changes."""

from collections.abc import Callable, Iterator
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from mieru.learn import (
    OPTIMIZERS,
    AdaGrad,
    Adam,
    AdamW,
    GradientDescent,
    Momentum,
    Nesterov,
    Optimizer,
    RMSProp,
    fit,
)
from mieru.nn import Network
from mieru.words import SettingError

Array = np.ndarray
# Changes ΔW for gradients g, rates η and weights W, step after step.
Rule = Callable[[Array, Array, Array], Iterator[Array]]
STEPS = 6


def gradient_descent(g: Array, rate: Array, w: Array) -> Iterator[Array]:
    for t in range(STEPS):
        yield -rate[t] * g[t]


def momentum(g: Array, rate: Array, w: Array) -> Iterator[Array]:
    change = np.zeros_like(w)
    for t in range(STEPS):
        change = -rate[t] * g[t] + 0.8 * change
        yield change


def nesterov(g: Array, rate: Array, w: Array) -> Iterator[Array]:
    v = np.zeros_like(w)
    for t in range(STEPS):
        v = -rate[t] * g[t] + 0.8 * v
        yield -rate[t] * g[t] + 0.8 * v


def adagrad(g: Array, rate: Array, w: Array) -> Iterator[Array]:
    for t in range(STEPS):
        yield -rate[t] * g[t] / np.sqrt((g[: t + 1] ** 2).sum(0) + 1e-7)


def rmsprop(g: Array, rate: Array, w: Array) -> Iterator[Array]:
    v = np.zeros_like(w)
    for t in range(STEPS):
        v = 0.7 * v + 0.3 * g[t] ** 2
        yield -rate[t] * g[t] / np.sqrt(v + 1e-8)


def adam(g: Array, rate: Array, w: Array) -> Iterator[Array]:
    m, v = np.zeros_like(w), np.zeros_like(w)
    for t in range(STEPS):
        m = 0.8 * m + 0.2 * g[t]
        v = 0.95 * v + 0.05 * g[t] ** 2
        # The bias correction divides: the first step is η long, not η(1 − β₁)² / ….
        yield -rate[t] * m / (1 - 0.8 ** (t + 1)) / (np.sqrt(v / (1 - 0.95 ** (t + 1))) + 1e-8)


def adamw(g: Array, rate: Array, w: Array) -> Iterator[Array]:
    for t, change in enumerate(adam(g, rate, w)):
        shrunk = change - rate[t] * 0.1 * w
        w = w + shrunk
        yield shrunk


CASES: dict[str, tuple[Optimizer, Rule]] = {
    "gradient_descent": (GradientDescent(), gradient_descent),
    "momentum": (Momentum(momentum=0.8), momentum),
    "nesterov": (Nesterov(momentum=0.8), nesterov),
    "adagrad": (AdaGrad(), adagrad),
    "rmsprop": (RMSProp(decay=0.7), rmsprop),
    "adam": (Adam(decay1=0.8, decay2=0.95), adam),
    "adamw": (AdamW(weight_decay=0.1, decay1=0.8, decay2=0.95), adamw),
}


def test_every_optimizer_has_a_case():
    assert set(CASES) == set(OPTIMIZERS)


@pytest.mark.parametrize("name", CASES)
def test_an_optimizer_changes_the_weights_as_its_formula_says(name):
    optimizer, formula = CASES[name]
    random = np.random.default_rng(0)
    gradients = random.normal(size=(STEPS, 3))
    rates = np.array([0.1, 0.1, 0.02, 0.3, 0.3, 0.05])
    start = random.normal(size=3)

    weights = {"w": jnp.asarray(start, jnp.float32)}
    memory = optimizer.rule(jnp.float32(0)).init(weights)
    for t, expected in enumerate(formula(gradients, rates, start)):
        gradient = {"w": jnp.asarray(gradients[t], jnp.float32)}
        change, memory = optimizer.rule(jnp.float32(rates[t])).update(gradient, memory, weights)
        np.testing.assert_allclose(change["w"], expected, rtol=2e-5, atol=1e-7)
        weights = jax.tree.map(jnp.add, weights, change)


REACH = {
    "gradient_descent": GradientDescent(0.3),
    "momentum": Momentum(0.05),
    "nesterov": Nesterov(0.05),
    "adagrad": AdaGrad(0.5),
    "rmsprop": RMSProp(0.02),
    "adam": Adam(0.05),
    "adamw": AdamW(0.05, weight_decay=0.0),
}


@pytest.mark.parametrize("name", REACH)
def test_every_optimizer_finds_a_line_and_turning_its_numbers_compiles_nothing(name, programs):
    optimizer = REACH[name]
    x = np.linspace(-1, 1, 20)[:, None]
    network = Network.parse("1-1")
    run = fit(network, (x, 2 * x + 1), epochs=100, batch_size=5, optimizer=optimizer)
    line = run.parameters["dense1"]
    assert line["weight"].item() == pytest.approx(2, abs=0.05)
    assert line["bias"].item() == pytest.approx(1, abs=0.05)

    traces = programs()
    for field in vars(optimizer):
        turned = type(optimizer)(**vars(optimizer) | {field: 0.5 * getattr(optimizer, field)})
        fit(network, (x, 2 * x + 1), epochs=1, batch_size=5, optimizer=turned)
    assert programs() == traces


def test_numbers_out_of_range_are_refused_in_words():
    with pytest.raises(SettingError) as caught:
        Adam(decay1=1)
    assert caught.value.en == "Adam: decay1 must be a number ≥ 0, < 1, not 1"
    assert caught.value.ja == "Adam: decay1 は数 (≥ 0, < 1) でなければなりません (1 ではなく)"
    for wrong in (-0.1, float("nan"), float("inf"), 1e39, 10**400, "0.1", None, True, [0.1]):
        with pytest.raises(SettingError, match="GradientDescent: rate must be a number ≥ 0, not"):
            GradientDescent(wrong)  # type: ignore[arg-type]
    for wrong in (0.0, 1e-50):  # both are 0 in float32, and 0/0 is not a number
        with pytest.raises(SettingError, match="RMSProp: epsilon must be a number > 0, not"):
            RMSProp(epsilon=wrong)
    with pytest.raises(SettingError, match=r"momentum must be a number ≥ 0, ≤ 1, not 1\.1"):
        Momentum(momentum=1.1)


def test_numpys_numbers_are_numbers():
    half: Any = np.float32(0.5)
    assert Adam(half, decay2=half) == Adam(0.5, decay2=0.5)
    assert type(Adam(half).rate) is float
