"""Learning from inputs handed over a window at a time gives what learning from all gives."""

import jax
import numpy as np
import pytest

from mieru import fit, resume
from mieru.data import Examples
from mieru.learn import Adam, Flip, Learner, Settings, Shift
from mieru.nn import CrossEntropy, Network
from mieru.words import DivergenceError

NETWORK = Network.parse("5x5x1, conv 2 3x3, batchnorm, relu, flatten, dropout 0.2, dense 3")
ROW = 25  # bytes of a picture
SETTINGS = Settings(
    epochs=3, batch_size=8, optimizer=Adam(0.01), augment=(Shift(1), Flip()), seed=4
)


def pictures(n: int, seed: int = 0) -> Examples:
    random = np.random.default_rng(seed)
    return Examples(
        random.integers(0, 256, (n, 5, 5, 1)).astype(np.uint8), random.integers(0, 3, n)
    )


@pytest.fixture
def small_windows(monkeypatch):
    """Every array is large, and a window holds 24 pictures: less than two steps of 8 after one."""
    monkeypatch.setattr("mieru.data.large.LARGE", 0)
    monkeypatch.setattr("mieru.learn.stream.WINDOW", 24 * ROW)


def learner(n: int, settings: Settings = SETTINGS) -> Learner:
    weights = np.linspace(0.5, 1.5, n), None
    validation = pictures(9, seed=1)
    return Learner(NETWORK, CrossEntropy(), pictures(n), validation, settings, weights=weights)


def advanced(one: Learner, steps: int) -> list:
    rows, last = [], int(one.carry.step) + steps
    while int(one.carry.step) < last:
        rows += one.advance(last - int(one.carry.step))
    return rows


def assert_same_bits(one, other):
    for a, b in zip(jax.tree.leaves(one), jax.tree.leaves(other), strict=True):
        np.testing.assert_array_equal(np.asarray(a), np.asarray(b))


@pytest.mark.parametrize("n", [5, 24, 61])  # less than a batch, whole batches, and neither
def test_windows_give_the_bits_of_the_whole(n, request):
    whole = learner(n)
    rows = advanced(whole, 3 * whole.steps_by_epoch)
    request.getfixturevalue("small_windows")
    cut = learner(n)
    assert advanced(cut, 3 * cut.steps_by_epoch) == rows
    assert_same_bits(cut.carry, whole.carry)
    assert cut.train.x.nbytes <= 24 * ROW
    assert cut.waited > 0


def test_another_batch_size_or_seed_on_the_way_is_followed(request):
    def turned(one: Learner) -> Learner:
        advanced(one, 5)
        one.turn(one.settings.changed(batch_size=3))
        advanced(one, 9)
        one.turn(one.settings.changed(seed=7))
        advanced(one, 25)
        return one

    whole = turned(learner(61))
    request.getfixturevalue("small_windows")
    assert_same_bits(turned(learner(61)).carry, whole.carry)


def test_a_checkpoint_goes_on_in_the_middle_of_an_epoch(small_windows, tmp_path):
    data, path = (pictures(61).x, pictures(61).t), tmp_path / "checkpoint"
    steps = 0

    def stop(event):
        nonlocal steps
        steps += 1
        if steps == 13:
            raise KeyboardInterrupt

    whole = fit(NETWORK, data, SETTINGS)
    with pytest.raises(KeyboardInterrupt):
        fit(NETWORK, data, SETTINGS, listeners=[stop], checkpoint=str(path))
    again = resume(str(path), data)
    assert_same_bits(again.parameters, whole.parameters)


def test_divergence_is_found_in_the_window_that_it_is_in(small_windows):
    network = Network.parse("5x5x1, flatten, dense 8, dense 3")
    with pytest.raises(DivergenceError, match=r"diverged at step \d+ \(epoch 1\)"):
        fit(network, pictures(61), SETTINGS.changed(optimizer=Adam(1e38), augment=()))
