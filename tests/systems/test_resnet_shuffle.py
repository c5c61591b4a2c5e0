"""ResNet, shuffled: what removing and exchanging do to the weights, and to the error."""

import numpy as np
import pytest

from mieru.data import Examples
from mieru.files import Run
from mieru.nn import CrossEntropy, Network, predict
from mieru.systems import resnet_shuffle, run_system
from mieru.systems.parts.digits import judged
from mieru.systems.parts.small_pictures import Learned
from mieru.systems.resnet_shuffle import blocks_of, exchanged, networks, without
from tests.systems.told import check_told


def shaken(tree, random):
    return {
        k: shaken(v, random)
        if isinstance(v, dict)
        else (np.asarray(v) + random.uniform(0, 0.3, np.shape(v))).astype(np.float32)
        for k, v in tree.items()
    }


def fresh(network: Network) -> Run:
    random = np.random.default_rng(0)
    parameters = shaken(network.initial_parameters(0), random)
    state = shaken(network.initial_state(), random)
    return Run(network, CrossEntropy(), parameters, state, {}, [], 0, "finished", 0.0)


X = np.random.default_rng(1).random((3, 32, 32, 3), np.float32)


def test_both_networks_have_the_same_layers_and_as_many_weights():
    both = networks(4)
    assert both["resnet"].parameter_count == both["plain"].parameter_count
    assert [len(stage) for stage in blocks_of(both["plain"])] == [4, 4]


@pytest.mark.parametrize("kind", ["resnet", "plain"])
def test_a_removed_block_hands_on_what_it_is_given(kind: str):
    run = fresh(networks(2)[kind])
    name = blocks_of(run.network)[0][1]
    parameters, state = without(run, [name])
    # the same network, that block and its ReLU left out
    place = run.network.names.index(name)
    layers = [*run.network.layers[:place], *run.network.layers[place + 2 :]]
    shorter = Network(run.network.input_shape, layers)
    others = [n for n in run.network.names if n not in (name, run.network.names[place + 1])]
    renamed = dict(zip(others, shorter.names, strict=True))
    kept, running = (
        {renamed[n]: tree for n, tree in trees.items() if n in renamed}
        for trees in (run.parameters, run.state)
    )
    wanted = predict(shorter, kept, X, state=running)
    found = predict(run.network, parameters, X, state=state)
    np.testing.assert_allclose(found, wanted, rtol=1e-3, atol=1e-4)


def test_exchanging_twice_changes_nothing():
    run = fresh(networks(2)["resnet"])
    one, other = blocks_of(run.network)[1]
    pair = one, other
    parameters, state = exchanged(run, [pair, pair])
    assert parameters.keys() == run.parameters.keys()
    assert all(parameters[n] is run.parameters[n] for n in parameters)
    assert all(state[n] is run.state[n] for n in state)
    swapped = exchanged(run, [pair])[0]
    assert swapped[pair[0]] is run.parameters[pair[1]]


def test_the_report_tells_it_in_both_languages(tmp_path, monkeypatch):
    # How networks learn CIFAR-10 is tested with AlexNet; here they are disturbed as they begin.
    test = Examples(X, np.array([0, 1, 2], np.int32))

    def learned(network, examples, learning, seed, stage):
        run = fresh(network)
        return Learned(run, judged(run, test), test)

    monkeypatch.setattr(resnet_shuffle, "learned_on_cifar", learned)
    little = {"blocks": 2, "draws": 1, "pictures": 100}
    finished = run_system("resnet-shuffle", little, out=tmp_path)
    check_told(finished)
    assert {"resnet_one_removed_accuracy", "plain_one_removed_accuracy"} <= set(
        finished.result.metrics
    )
