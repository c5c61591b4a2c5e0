"""The microscope at a learning network: its batch, its numbers, and the step that comes."""

import subprocess
import sys

import numpy as np
import pytest

from mieru.kernels.small import OPTIMIZERS
from mieru.playground.experiment import Experiment, HiddenLayer
from mieru.playground.live import Live
from mieru.playground.microscope import OwnPoint, slide
from mieru.words import SettingError

SMALL = (HiddenLayer(3),)


def learned(experiment: Experiment, batches: int = 3) -> Live:
    live = Live(experiment)
    live.step("batch", batches)
    return live


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_the_next_step_is_the_one_that_was_told(optimizer: str) -> None:
    live = learned(Experiment(layers=SMALL, optimizer=optimizer, l1=0.001, l2=0.01, rate=0.01))
    done = slide(live).look.update
    assert done is not None
    live.step("batch", 1)
    np.testing.assert_allclose(done.after, live.engine.parameters, atol=2e-6)


@pytest.mark.parametrize(
    "change",
    [
        {"schedule": "cosine", "schedule_epochs": 1.0, "batch_size": 7},
        {"layers": (HiddenLayer(6, "relu", dropout=0.3), HiddenLayer(3, "gelu", dropout=0.5))},
        {"loss": "cross_entropy"},
        {"data": "iris"},
        {"problem": "regression", "data": "plane"},
        {"features": ("x1", "x1*x2", "sin(x2)")},
        {"mode": "original", "l1": 0.03, "rate": 0.3, "seed": "0.5"},
        {"mode": "original", "l2": 0.03, "seed": "0.5", "batch_size": 30},
    ],
    ids=",".join,
)
def test_it_is_so_for_every_way_of_learning(change: dict[str, object]) -> None:
    live = learned(Experiment(**change), 11)  # type: ignore[arg-type]
    found = slide(live)
    done = found.look.update
    assert done is not None
    assert len(found.look.found) == len(live.current_batch())
    live.step("batch", 1)
    np.testing.assert_allclose(done.after, live.engine.parameters, atol=2e-5)


def test_after_another_optimizer_is_chosen_nothing_is_remembered() -> None:
    live = learned(Experiment(layers=SMALL, optimizer="momentum"))
    live.change(Experiment(layers=SMALL, optimizer="adam"))
    done = slide(live).look.update
    assert done is not None
    assert done.t == 1
    live.step("batch", 1)
    np.testing.assert_allclose(done.after, live.engine.parameters, atol=2e-6)


def test_the_answers_are_those_of_the_engine() -> None:
    live = learned(Experiment(data="iris"))
    found = slide(live, 4).look.found
    expected = live.engine._network.outputs(live.setup.x[live.current_batch()])  # type: ignore[attr-defined]
    np.testing.assert_allclose(found.answers, expected, atol=1e-5)


def test_a_point_of_ones_own_is_a_batch_by_itself() -> None:
    live = learned(Experiment(layers=SMALL))
    found = slide(live, own=OwnPoint(1.5, -2.0, 1))
    assert found.look.found.x.tolist() == [[1.5, -2.0]]
    assert found.look.found.t.tolist() == [[1.0]]
    assert slide(live, own=OwnPoint(1.5, -2.0, 0)).look.found.t.tolist() == [[-1.0]]
    assert found.xy.tolist() == [[1.5, -2.0]]


def test_looking_waits_for_no_jax() -> None:
    code = (
        "import sys; from mieru.playground.experiment import Experiment;"
        "from mieru.playground.live import Live; from mieru.playground.microscope import slide;"
        "found = slide(Live(Experiment(optimizer='adam'))).look;"
        "print(len(list(found)), 'jax' in sys.modules, 'scipy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split()[1:] == ["False", "False"]


def test_in_a_smaller_batch_it_looks_at_the_last_example() -> None:
    assert slide(Live(Experiment(batch_size=3)), 9).look.example == 2


def test_what_cannot_lie_under_it_is_named() -> None:
    live = Live(Experiment())
    with pytest.raises(SettingError) as caught:
        slide(live, own=OwnPoint(float("nan"), 0, 0))
    assert caught.value.en == (
        "a point needs three numbers from −1,000,000 to 1,000,000: x₁, x₂ and t"
    )
    assert "3 つの数 (x₁, x₂, t)" in caught.value.ja
    with pytest.raises(SettingError, match="t must be a class number from 0 to 1, not 2"):
        slide(live, own=OwnPoint(0, 0, 2))
