"""All engines learn alike: they differ in what computes, not in what is computed."""

import time

import numpy as np
import pytest
from msgspec.structs import replace

from mieru.data import Examples
from mieru.learn import Learner, Settings
from mieru.learn.orders import block_of_orders, epochs_by_block
from mieru.learn.schedules import SCHEDULES
from mieru.playground.engines.engine import Engine
from mieru.playground.engines.made import made
from mieru.playground.engines.places import link_index
from mieru.playground.engines.scan import optimizer_of
from mieru.playground.engines.scanned import ScannedEngine
from mieru.playground.engines.small import SmallEngine
from mieru.playground.experiment import Experiment, HiddenLayer
from mieru.playground.initial import INITIALS, initial_parameters
from mieru.playground.networks import flat_of, loss_of, network_of, tree_of
from mieru.playground.orders import order_of
from mieru.playground.rates import rate_now, rates
from mieru.playground.seeds import new_seed, seed_number
from mieru.playground.setup import set_up

SMALL = Experiment(layers=(HiddenLayer(5, "relu"), HiddenLayer(3)), batch_size=13, size=60)


def ready(engine: ScannedEngine) -> ScannedEngine:
    until = time.monotonic() + 60
    while engine.busy and time.monotonic() < until:
        time.sleep(0.01)
    assert engine.busy is None
    return engine


def epoch(engine: Engine) -> None:
    engine.learn(engine.batches_left)


@pytest.mark.parametrize("examples", [7, 250, 20_000])
def test_the_order_of_examples_is_that_of_mieru_learn(examples):
    by_block = epochs_by_block(examples)
    for number in (0, by_block - 1, by_block):
        block, row = divmod(number, by_block)
        expected = block_of_orders(7, block, examples, 0)[row]
        np.testing.assert_array_equal(order_of(7, number, examples), expected)


@pytest.mark.parametrize("optimizer", ["momentum", "adamw"])
def test_a_small_engine_learns_as_mieru_learn_does(optimizer):
    experiment = replace(SMALL, optimizer=optimizer, rate=0.02, l1=0.001, l2=0.01, seed="7")
    setup = set_up(experiment)
    engine = SmallEngine(setup)
    learner = Learner(
        network_of(setup),
        loss_of(setup),
        Examples(setup.x[:30].astype(np.float32), setup.t[:30, None].astype(np.float32)),
        None,
        Settings(batch_size=13, optimizer=optimizer_of(experiment), l1=0.001, l2=0.01, seed=7),
        tree_of(setup, engine.parameters),
    )
    for _ in range(5):
        epoch(engine)
        learner.advance(3)
    np.testing.assert_allclose(
        engine.parameters, flat_of(learner.carry.parameters), rtol=1e-4, atol=1e-5
    )


@pytest.mark.parametrize("optimizer", ["momentum", "adagrad", "adam"])
def test_the_scanned_engine_learns_as_the_small_one_with_the_same_memory(optimizer):
    setup = set_up(replace(SMALL, optimizer=optimizer, rate=0.02))
    small, scanned = SmallEngine(setup), ready(ScannedEngine(setup))
    for batches in (1, 2, 1):
        small.learn(batches)
        scanned.learn(batches)
        assert (scanned.epochs, scanned.batches) == (small.epochs, small.batches)
    state, expected = scanned.state(), small.state()
    assert {n: (a.shape, a.dtype) for n, a in state.items()} == {
        n: (a.shape, a.dtype) for n, a in expected.items()
    }
    np.testing.assert_allclose(state["parameters"], expected["parameters"], atol=1e-5)
    np.testing.assert_allclose(state["memory"], expected["memory"], atol=1e-5)


def test_the_scanned_engine_goes_back_to_the_bit():
    engine = ready(ScannedEngine(set_up(replace(SMALL, optimizer="adam"))))
    epoch(engine)
    engine.learn(2)
    state = engine.state()
    epoch(engine)
    expected = np.array(engine.parameters)
    engine.restore(state)
    assert engine.batches == 2
    epoch(engine)
    np.testing.assert_array_equal(engine.parameters, expected)


def test_the_scanned_engine_takes_numbers_at_once_and_compiles_for_other_kinds():
    engine = ready(ScannedEngine(set_up(SMALL)))
    engine.turn(replace(SMALL, rate=0.5, l2=0.1, batch_size=32))
    assert engine.busy is None
    epoch(engine)
    engine.edit(0, 0, 0, 2.0)
    assert engine.parameters[0] == 2.0
    engine.turn(replace(SMALL, optimizer="adam"))
    assert engine.busy
    assert engine.busy.en.startswith("Compiling this network")
    assert "コンパイル" in engine.busy.ja
    assert engine.parameters[0] == 2.0
    ready(engine)
    epoch(engine)
    assert engine.epochs == 2


def test_large_networks_get_the_scanned_engine():
    setup, engine = made(replace(SMALL, layers=(HiddenLayer(600), HiddenLayer(600))))
    assert setup.parameters > 200_000
    assert engine.kind == "scanned"
    assert engine.busy


@pytest.mark.parametrize("name", ["constant", *SCHEDULES])
def test_schedules_are_those_of_mieru_learn(name):
    import jax.numpy as jnp

    from mieru.learn.schedules import rate_at

    experiment = Experiment(schedule=name, schedule_epochs=4.0, rate=0.3)
    epochs = np.array([0, 0.5, 3.9, 4, 9])
    rate = optimizer_of(experiment).rate
    expected = [float(rate_at(rate, jnp.float32(e))) for e in epochs]
    np.testing.assert_allclose(rates(experiment, epochs), expected, rtol=1e-5, atol=1e-8)
    assert rate_now(experiment, 3.9) == pytest.approx(expected[2], rel=1e-5, abs=1e-8)


@pytest.mark.parametrize("rule", INITIALS)
def test_initial_weights_have_the_spread_of_their_rule(rule):
    layers = (HiddenLayer(300, initial=rule), HiddenLayer(200, initial=rule))
    found = initial_parameters(Experiment(layers=layers, output_initial=rule), (2, 300, 200, 1))
    weights = found[600 : 600 + 300 * 200]
    variance = {
        "uniform": 1 / 12,
        "glorot": 2 / 500,
        "he": 2 / 300,
        "lecun": 1 / 300,
        "zeros": 0,
    }[rule]
    assert weights.var() == pytest.approx(variance, rel=0.05)
    assert set(found[-501:]) == {0.1 if rule == "uniform" else 0.0}


def test_initial_weights_do_not_depend_on_activations():
    a, b = (
        initial_parameters(Experiment(layers=(HiddenLayer(4, f),)), (2, 4, 1))
        for f in ("relu", "tanh")
    )
    np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize(
    ("place", "index"),
    [
        ((0, 0, 0), 0),
        ((0, 3, 1), 7),
        ((1, 0, 0), 8),
        ((2, 0, 1), 17),
        ((0, 0, None), 18),
        ((2, 0, None), 24),
    ],
)
def test_links_stand_layer_by_layer_and_biases_after_them(place, index):
    assert link_index((2, 4, 2, 1), *place) == index


def test_a_seed_is_any_text_and_a_number_is_itself():
    assert seed_number("7") == 7
    assert seed_number("0.5") != seed_number("0.6")
    assert 0 <= seed_number("x" * 1000) < 2**32
    assert new_seed() != new_seed()


@pytest.mark.parametrize("mode", ["mieru", "original"])
def test_pictures_and_the_next_batch_are_those_of_the_network(mode):
    setup, engine = made(Experiment(mode=mode, seed="0.5"))
    grid = setup.x[:20]
    assert engine.pictures(grid).shape == (7, 20)
    outputs = engine.output_pictures(grid)
    np.testing.assert_array_equal(engine.pictures(grid)[-1:], outputs)
    assert len(engine.batch_examples()) == 10
    engine.learn(3)
    assert engine.batches == 3


def test_a_probability_of_one_half_is_the_middle_of_the_picture():
    zero = replace(SMALL, loss="cross_entropy", init_zero=True)
    setup, engine = made(zero)
    assert setup.output == "sigmoid"
    assert 126 <= engine.pictures(setup.x[:1])[-1, 0] <= 129
    assert 126 <= engine.output_pictures(setup.x[:1])[0, 0] <= 129
