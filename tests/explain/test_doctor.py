"""Each ailment is brought about by learning badly, and found; a healthy run is left alone."""

from typing import Any

import jax
import numpy as np
import pytest

import mieru
from mieru.data import Examples
from mieru.explain.doctor import Case, Finding, diagnosed, examine, of_pass
from mieru.explain.microscope import chain_of, passed
from mieru.learn import GradientDescent
from mieru.nn import Network, Parameters, SquaredError

SIGNED = SquaredError()
USUAL = "2, dense 4, tanh, dense 2, tanh, dense 1, tanh"


def drawn(rule: str = "circle", count: int = 200, **options: Any) -> Examples:
    found = mieru.data.load(rule, points=count, validation=0, test=0, **options).train
    return Examples(found.x, np.where(found.t, 1, -1)[:, None].astype(np.float32))


def learned(
    network: str,
    train: Examples,
    test: Examples | None = None,
    *,
    rate: float = 0.03,
    epochs: int = 60,
    parameters: Parameters | None = None,
    l1: float = 0.0,
) -> dict[str, Finding]:
    """What the doctor says after learning, by kind. Each epoch is judged on ``test``."""
    net = Network.parse(network)
    rows: list[dict[str, Any]] = []
    for epoch in range(epochs):
        run = mieru.fit(
            net,
            train,
            parameters=parameters,
            loss=SIGNED,
            epochs=1,
            batch_size=10,
            seed=epoch,
            optimizer=GradientDescent(rate),
            l1=l1,
        )
        parameters = run.parameters
        rows.append({**run.history[0], "epoch": epoch + 1})
        if test is not None:
            rows[-1]["test_loss"] = float(np.mean(0.5 * (run.predict(test.x) - test.t) ** 2))
    assert parameters is not None
    return looked_at(net, parameters, train, test, history=rows, l1=l1)


def looked_at(
    network: Network, parameters: Parameters, train: Examples, *rest: Any, **known: Any
) -> dict[str, Finding]:
    found = examine(network, parameters, SIGNED, train, *rest, **known)
    return {finding.kind: finding for finding in found}


def scaled(network: Network, factor: float) -> Parameters:
    found: Parameters = jax.tree.map(lambda leaf: leaf * factor, network.initial_parameters(0))
    return found


def test_a_healthy_run_is_left_alone() -> None:
    assert learned(USUAL, drawn(), drawn(seed=1), epochs=80) == {}


def test_relu_units_pushed_below_zero_are_dead() -> None:
    net = Network.parse("2, dense 4, relu, dense 1, tanh")
    parameters = net.initial_parameters(0)
    parameters["dense1"]["bias"] = np.array([0, -100, -100, 0], np.float32)
    found = looked_at(net, parameters, drawn())["dead_units"]
    assert found.places[0].layer == "relu1"
    assert set(found.places[0].units) >= {1, 2}
    assert found.severity == "warning"
    assert "2 units" in found.en
    assert "2 個" in found.ja


def test_a_layer_with_no_living_unit_is_serious() -> None:
    net = Network.parse("2, dense 3, relu, dense 1, tanh")
    parameters = net.initial_parameters(0)
    parameters["dense1"]["bias"] = np.full(3, -100, np.float32)
    assert looked_at(net, parameters, drawn())["dead_units"].severity == "serious"


def test_large_weights_saturate() -> None:
    net = Network.parse(USUAL)
    found = looked_at(net, scaled(net, 100), drawn())["saturated_units"]
    assert {place.layer for place in found.places} <= {"tanh1", "tanh2"}  # never the output


def test_equal_weights_stay_alike() -> None:
    net = Network.parse(USUAL)
    found = looked_at(net, scaled(net, 0), drawn())["identical_units"]
    assert [place.layer for place in found.places] == ["dense1", "dense2"]
    assert found.remedies == ("random_weights",)


def test_a_deep_sigmoid_network_lets_delta_vanish() -> None:
    net = Network.parse("2, " + "dense 4, sigmoid, " * 9 + "dense 1, tanh")
    found = looked_at(net, net.initial_parameters(0), drawn())
    assert found["vanishing_gradient"].places[0].layer == "dense1"


def test_large_linear_layers_let_delta_explode() -> None:
    net = Network.parse("2, " + "dense 8, " * 8 + "dense 1")
    assert "exploding_gradient" in looked_at(net, scaled(net, 10), drawn())


def test_l1_cuts_links_and_too_much_of_it_all() -> None:
    some = learned(USUAL, drawn(), l1=0.05)["dead_links"]
    assert some.severity == "note"
    assert "exactly 0" in some.en
    assert any(place.links for place in some.places)
    assert learned(USUAL, drawn(), l1=3.0)["dead_links"].severity == "serious"


def test_a_layer_that_l1_has_cut_is_not_blamed_on_its_initial_weights() -> None:
    net = Network.parse(USUAL)
    parameters = {**net.initial_parameters(0)}
    first = parameters["dense1"]
    parameters["dense1"] = {**first, "weight": first["weight"] * 0}
    found = looked_at(net, parameters, drawn(), l1=0.1)
    assert "identical_units" not in found
    assert found["dead_links"].severity == "serious"
    assert "no way through" in found["dead_links"].en
    assert "identical_units" in looked_at(net, parameters, drawn())


def test_without_l1_zeros_are_nobodys_doing() -> None:
    net = Network.parse(USUAL)
    assert "dead_links" not in looked_at(net, scaled(net, 0), drawn())


def test_a_rate_too_high_bounces() -> None:
    found = learned(USUAL, drawn(), rate=3.0)
    assert "rose in" in found["rate_too_high"].en
    assert "too_few_units" not in found


def test_a_rate_too_low_creeps() -> None:
    found = learned(USUAL, drawn("gauss"), rate=1e-5, epochs=60)
    assert "rate_too_low" in found
    assert "rate_too_high" not in found


def test_one_unit_cannot_tell_a_disc_from_a_ring() -> None:
    found = learned("2, dense 1, tanh, dense 1, tanh", drawn(), epochs=150)
    assert found["too_few_units"].remedies[0] == "more_units"


def test_few_noisy_examples_are_learned_by_heart() -> None:
    train, test = drawn("circle", 24, noise=40), drawn("circle", 200, noise=40, seed=1)
    found = learned(
        "2, dense 16, tanh, dense 8, tanh, dense 1, tanh", train, test, rate=0.1, epochs=150
    )
    assert "training" in found["overfitting"].en
    assert "l2" in found["overfitting"].remedies


def test_a_loss_that_is_no_number() -> None:
    net = Network.parse(USUAL)
    rows = [{"epoch": 1, "train_loss": 0.5}, {"epoch": 2, "train_loss": float("nan")}]
    found = looked_at(net, net.initial_parameters(0), drawn(), history=rows)
    assert found["not_finite"].severity == "serious"


def test_test_examples_that_were_learned() -> None:
    train = drawn()
    net = Network.parse(USUAL)
    seen = looked_at(net, net.initial_parameters(0), train, train.take(slice(0, 50)))
    assert "50 of 50" in seen["leakage"].en
    assert "50 件のうち 50 件" in seen["leakage"].ja


def test_an_input_that_is_the_target() -> None:
    train = drawn()
    x = np.concatenate([train.x, train.t], axis=1)
    net = Network.parse("3, dense 4, tanh, dense 1, tanh")
    found = looked_at(net, net.initial_parameters(0), Examples(x, train.t))["leakage"]
    assert "Input 3" in found.en
    assert (found.inputs, found.remedies) == ((2,), ("without_inputs",))


def test_classes_of_very_different_size() -> None:
    all_of_them = drawn()
    order = np.argsort(all_of_them.t[:, 0])  # the −1 first
    train = all_of_them.take(order[:110])
    net = Network.parse(USUAL)
    found = looked_at(net, net.initial_parameters(0), train)["imbalance"]
    assert "100" in found.en
    assert "10" in found.en


def test_the_worst_comes_first() -> None:
    net = Network.parse(USUAL)
    train = drawn().take(np.argsort(drawn().t[:, 0])[:110])
    found = examine(net, scaled(net, 0), SIGNED, train)
    assert [finding.severity for finding in found] == sorted(
        (finding.severity for finding in found), key=["serious", "warning", "note"].index
    )
    assert len(found) >= 2


@pytest.mark.parametrize("scale", [1, 10, 100])
def test_a_dense_network_is_told_alike_with_and_without_jax(scale: float) -> None:
    net = Network.parse("2, dense 5, relu, dense 4, sigmoid, dense 3, tanh, dense 1, tanh")
    train, parameters = drawn(), scaled(net, scale)
    chain = chain_of(net, parameters, SIGNED)
    assert chain is not None
    here = diagnosed(Case(of_pass(passed(chain, train.x, train.t)), train, None, ()))
    there = examine(net, parameters, SIGNED, train)
    assert [(f.kind, f.severity, f.remedies) for f in here] == [
        (f.kind, f.severity, f.remedies) for f in there
    ]
    assert [[(p.level, p.units, p.links) for p in f.places] for f in here] == [
        [(p.level, p.units, p.links) for p in f.places] for f in there
    ]
