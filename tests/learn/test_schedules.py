import math

import jax.numpy as jnp
import numpy as np
import pytest

from mieru.learn import (
    SCHEDULES,
    Cosine,
    ExponentialDecay,
    GradientDescent,
    Schedule,
    StepDecay,
    fit,
)
from mieru.nn import Dense, Given, Network
from mieru.words import SettingError

# (schedule, rates after so many epochs)
CASES: dict[str, tuple[Schedule, dict[float, float]]] = {
    "step_decay": (
        StepDecay(0.4, factor=0.5, every=2),
        {0: 0.4, 1.99: 0.4, 2: 0.2, 3.5: 0.2, 4: 0.1},
    ),
    "exponential_decay": (
        ExponentialDecay(0.4, factor=0.25),
        {0: 0.4, 0.5: 0.2, 1: 0.1, 2: 0.025},
    ),
    "cosine": (
        Cosine(0.4, epochs=10, warmup=2, final=0.1),
        # from epoch 2 to 10 it falls; in the middle it is halfway, after the end it stays
        {0: 0, 1: 0.2, 2: 0.4, 4: 0.25 + 0.15 * math.sqrt(0.5), 6: 0.25, 10: 0.1, 12: 0.1},
    ),
}


def test_every_schedule_has_a_case():
    assert set(CASES) == set(SCHEDULES)


@pytest.mark.parametrize("name", CASES)
def test_a_schedule_gives_the_rates_it_says(name):
    schedule, expected = CASES[name]
    for epochs, rate in expected.items():
        assert schedule.at(jnp.float32(epochs)) == pytest.approx(rate, rel=1e-6, abs=1e-9)


def test_the_rate_falls_within_an_epoch_too_and_the_history_has_its_start(programs):
    # One weight, no bias, x = 1, t far away and a Huber loss: the gradient is −1 at each step, so
    # the weight is the sum of the rates. Two examples, batches of one: epochs 0, ½, 1, 1½.
    network = Network(1, [Dense(1, bias=False, initial=Given((0.0,)))])
    data = np.ones((2, 1)), np.full((2, 1), 1000.0)
    schedule = ExponentialDecay(0.4, factor=0.25)
    optimizer = GradientDescent(schedule)
    run = fit(network, data, epochs=2, batch_size=1, optimizer=optimizer, loss="huber")
    assert run.parameters["dense1"]["weight"].item() == pytest.approx(0.4 + 0.2 + 0.1 + 0.05)
    assert [row["rate"] for row in run.history] == [0.4, 0.1]

    traces = programs()
    turned = GradientDescent(ExponentialDecay(0.3, factor=0.5))
    fit(network, data, epochs=2, batch_size=1, optimizer=turned, loss="huber")
    assert programs() == traces


def test_numbers_out_of_range_are_refused_in_words():
    with pytest.raises(SettingError) as caught:
        StepDecay(0.1, every=0)
    assert caught.value.en == "StepDecay: every must be a number > 0, not 0"
    with pytest.raises(SettingError, match="ExponentialDecay: initial must be a number > 0"):
        ExponentialDecay(0)
    with pytest.raises(SettingError) as caught:
        Cosine(0.1, epochs=3, warmup=5)
    assert caught.value.en == (
        "Cosine: warmup (5) must be shorter than epochs (3), of which it is a part"
    )
    assert "warmup (5)" in caught.value.ja
    assert "短くなければなりません" in caught.value.ja
