"""The original's way of learning in native code is NumPy's, which takes over where that ends."""

from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

from mieru.kernels.small.library import builds
from mieru.kernels.small.native import Native as Core
from mieru.playground.original.engine import OriginalEngine
from mieru.playground.original.link import parse
from mieru.playground.original.native import Native
from tests.playground.original.test_runs import RUNS

BUILDS = {build.name: build for build in builds()}
NATIVE = pytest.mark.skipif(not BUILDS, reason="no native code was built")
LINKS = [
    "#seed=0.50000",
    "#regularization=L1&regularizationRate=0.03&seed=2",
    "#regularization=L2&regularizationRate=0.03&activation=relu&networkShape=5,3&seed=3",
    "#activation=sigmoid&batchSize=7&percTrainData=70&seed=4",
    "#activation=linear&problem=regression&networkShape=&seed=5",
]


def in_numpy(link: str) -> OriginalEngine:
    """An engine without native code."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Native, "of", lambda *given: None)
        return OriginalEngine(parse(link))


def built_by(name: str, link: str) -> OriginalEngine:
    """An engine with the native code of one instruction set."""
    engine = OriginalEngine(parse(link))
    assert engine.native is not None
    network = engine.native.network
    network._core = Core(network.shape, network._numbers, BUILDS[name])
    return engine


@NATIVE
@pytest.mark.parametrize("name", BUILDS)
@pytest.mark.parametrize("run", RUNS.values(), ids=RUNS)
def test_every_build_reproduces_the_runs_of_the_original(name: str, run: dict[str, Any]):
    assert_reproduced(built_by(name, run["address"]), run)


@pytest.mark.parametrize("run", RUNS.values(), ids=RUNS)
def test_so_does_numpy(run: dict[str, Any]):
    assert_reproduced(in_numpy(run["address"]), run)


def assert_reproduced(engine: OriginalEngine, run: dict[str, Any]) -> None:
    for epoch, wanted in run["loss"].items():
        while engine.epochs < int(epoch):
            learned = engine.some_epochs(int(epoch) - engine.epochs)
            if learned is None:
                engine.epoch()
            else:
                np.testing.assert_allclose(learned.course.losses[-1], engine.losses(), rtol=1e-15)
        within = 1e-9 if int(epoch) <= 100 else 1e-6
        np.testing.assert_allclose(engine.losses(), wanted, rtol=0, atol=within)
    np.testing.assert_allclose(engine.weights, run["weights"]["500"], rtol=0, atol=1e-6)
    np.testing.assert_allclose(engine.biases, run["biases"]["500"], rtol=0, atol=1e-6)
    assert int(np.sum(engine.alive == 0)) == run["dead"]


@NATIVE
@pytest.mark.parametrize("link", LINKS)
def test_native_code_learns_what_numpy_learns(link: str):
    native, plain = OriginalEngine(parse(link)), in_numpy(link)
    for engine in (native, plain):
        for _ in range(30):
            engine.epoch()
        engine.edit(0, 0, 0, 0.5)
        engine.turn(0.1)
        engine.batch()
        engine.epoch()
    np.testing.assert_allclose(native.parameters, plain.parameters, rtol=1e-9, atol=1e-11)
    np.testing.assert_array_equal(native.alive, plain.alive)
    np.testing.assert_allclose(native.losses(), plain.losses(), rtol=1e-9)
    np.testing.assert_allclose(
        native.units(native.inputs), plain.units(plain.inputs), rtol=1e-8, atol=1e-11
    )


@NATIVE
def test_where_numbers_are_no_longer_finite_numpy_goes_on_as_the_original_does():
    link = "#problem=regression&activation=relu&learningRate=10&seed=1"
    native, plain = OriginalEngine(parse(link)), in_numpy(link)
    for engine in (native, plain):
        for _ in range(60):
            engine.epoch()
    assert (native.epochs, native.batches) == (60, 0)
    assert not np.isfinite(native.losses()).all()
    np.testing.assert_array_equal(np.isnan(native.parameters), np.isnan(plain.parameters))
    np.testing.assert_array_equal(np.isnan(native.losses()), np.isnan(plain.losses()))
    assert native.some_epochs(5) is None
    assert native.epochs == 60


@NATIVE
def test_several_epochs_end_before_the_one_that_is_not_finite():
    link = "#problem=regression&activation=relu&learningRate=10&seed=1"
    at_once, long = OriginalEngine(parse(link)), OriginalEngine(parse(link))
    found = at_once.some_epochs(60)
    while at_once.epochs > long.epochs:
        long.epoch()
    if found is not None:
        np.testing.assert_array_equal(found.course.parameters[-1], long.parameters)
    np.testing.assert_array_equal(at_once.parameters, long.parameters)
    long.epoch()
    at_once.epoch()
    np.testing.assert_array_equal(at_once.parameters, long.parameters)


@pytest.mark.parametrize("link", ["#networkShape=0&seed=1", "#x=false&y=false&seed=1"])
def test_what_native_code_does_not_know_is_left_to_numpy(link: str):
    assert OriginalEngine(parse(link)).native is None


def test_so_is_more_than_one_regularization_and_a_rate_below_zero():
    usual = parse("#seed=1")
    assert OriginalEngine(replace(usual, l1=0.1, l2=0.1)).native is None
    below = OriginalEngine(replace(usual, rate=-0.1))
    before = below.losses()[0]
    below.epoch()
    assert below.losses()[0] > before
    assert below.some_epochs(3) is None


def test_other_weights_begin_with_leftovers_of_their_own():
    engine, other = (OriginalEngine(parse("#batchSize=30&seed=1")) for _ in range(2))
    for _ in range(3):
        engine.epoch()
    engine.take(other.parameters.copy(), 5)
    other.epochs = 5
    other.take(other.parameters.copy(), 5)
    for each in (engine, other):
        each.epoch()
    assert engine.epochs == 6
    np.testing.assert_array_equal(engine.parameters, other.parameters)
