"""Optimizers: what each is for shows in the numbers, and the report tells it."""

import pytest

from mieru.explain.descent import SURFACES, Racer, descend
from mieru.systems import Finished, run_system
from mieru.systems.optimizers import SHOWN
from mieru.systems.parts.surface_races import race
from tests.systems.told import check_told


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    out = tmp_path_factory.mktemp("out")
    return run_system("optimizers", {"steps": 250, "epochs": 2}, out=out)


def test_momentum_is_several_times_as_fast_along_the_valley(finished: Finished) -> None:
    metrics = finished.result.metrics
    assert metrics["valley_steps_momentum"] < metrics["valley_steps_gradient_descent"] / 3
    assert metrics["valley_steps_nesterov"] < metrics["valley_steps_gradient_descent"] / 3


def test_only_what_divides_by_the_gradient_leaves_the_saddle_at_once() -> None:
    # From 0.001 beside the ridge, how far x₂ has come after 30 steps at the rate 0.05.
    saddle = SURFACES["saddle"]
    away = {
        kind: float(descend(saddle, Racer(kind, 0.05), saddle.start, 30).points[-1, 1])
        for kind in SHOWN
    }
    assert away["gradient_descent"] == pytest.approx(0.001 * 1.05**30, rel=1e-3)
    assert away["gradient_descent"] < away["momentum"] < 0.2
    assert min(away["adagrad"], away["rmsprop"], away["adam"]) > 0.4


def test_the_rate_shown_is_the_best_of_the_ladder() -> None:
    raced = race(SURFACES["valley"], "momentum", 0.9, 200)
    reached = [steps for steps in raced.by_rate if steps is not None]
    assert raced.steps == min(reached)
    assert None in raced.by_rate  # the largest rates fly off


def test_every_optimizer_learns_the_digits_at_some_rate(finished: Finished) -> None:
    for kind in SHOWN:
        assert finished.result.metrics[f"train_loss_{kind}"] < 0.5


def test_the_report_tells_it_in_both_languages(finished: Finished) -> None:
    check_told(finished)
    page = finished.report.read_text("utf-8")
    assert "−0.1·1.0000 + 0.9·(0.0000)" in page
    assert "−0.1·0.9000 + 0.9·(-0.1000)" in page
