"""Runs of the original's own engine: the same points, weights and losses here.

``runs.json`` holds what its published source gave under Node, rounded nowhere.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mieru.playground.original.engine import OriginalEngine
from mieru.playground.original.link import parse

RUNS: dict[str, Any] = json.loads((Path(__file__).parent / "runs.json").read_text("utf-8"))


@pytest.mark.parametrize("name", RUNS)
def test_points_and_first_weights_are_the_same_bit_for_bit(name: str):
    run = RUNS[name]
    engine = OriginalEngine(parse(run["address"]))
    points = np.column_stack([engine.xy, engine.labels])[:3]
    np.testing.assert_allclose(points, run["first"], rtol=0, atol=1e-15)
    np.testing.assert_array_equal(engine.weights, run["weights"]["0"])
    np.testing.assert_array_equal(engine.biases, run["biases"]["0"])


@pytest.mark.parametrize("name", RUNS)
def test_losses_are_the_same_to_500_epochs(name: str):
    run = RUNS[name]
    engine = OriginalEngine(parse(run["address"]))
    for epoch, wanted in run["loss"].items():
        while engine.epochs < int(epoch):
            engine.epoch()
        within = 1e-9 if int(epoch) <= 100 else 1e-6
        np.testing.assert_allclose(engine.losses(), wanted, rtol=0, atol=within)
    np.testing.assert_allclose(engine.weights, run["weights"]["500"], rtol=0, atol=1e-6)
    np.testing.assert_allclose(engine.biases, run["biases"]["500"], rtol=0, atol=1e-6)
    assert int(np.sum(engine.alive == 0)) == run["dead"]
