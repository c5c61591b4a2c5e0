"""LeNet: the plans of the papers, the report, and what it must reach on MNIST."""

import jax.numpy as jnp
import numpy as np
import pytest

from mieru.files import Run, load
from mieru.nn import CrossEntropy, Network, forward
from mieru.systems import run_system
from mieru.systems.lenet import AUGMENT, NETWORKS, Settings, learning
from mieru.systems.parts.feature_maps import feature_maps, kernels
from mieru.systems.report.drawings import Pictures
from tests.systems.told import check_told


def shapes(name: str) -> list[str]:
    network = Network.parse(NETWORKS[name])
    return ["x".join(map(str, shape)) for shape in network.shapes]


def test_the_networks_have_the_sizes_of_the_papers():
    zip_codes, lenet5 = shapes("1989"), shapes("1998")
    assert zip_codes[-3:] == ["30", "30", "10"]
    assert Network.parse(NETWORKS["1989"]).layers[0].parameter_shapes((28, 28, 1)) == {
        "weight": (5, 5, 1, 12),
        "bias": (12,),
    }
    # C1, S2, C3, S4, C5, F6 of the paper's figure 2
    wanted = ["28x28x6", "14x14x6", "10x10x16", "5x5x16", "1x1x120", "84", "10"]
    assert [s for i, s in enumerate(lenet5) if s not in lenet5[:i]] == [
        *wanted[:5],
        "120",
        "84",
        "10",
    ]
    # With its tables of connections LeNet-5 had 60,000; with every map seen it is known for this.
    assert Network.parse(NETWORKS["1998"]).parameter_count == 61_706


def test_augmentation_is_asked_for_and_takes_longer():
    plain, varied = learning(Settings()), learning(Settings(augment=True))
    assert plain.augment == ()
    assert varied.to_json()["augment"] == AUGMENT
    assert varied.epochs > plain.epochs
    assert learning(Settings(epochs=2, augment=True)).epochs == 2


def fresh(name: str) -> Run:
    network = Network.parse(NETWORKS[name])
    parameters = network.initial_parameters(1)
    return Run(network, CrossEntropy(), parameters, {}, {}, [], 0, "finished", 0.1)


def pictures(section):
    return [block for block in section.body if isinstance(block, Pictures)]


def test_the_kernels_shown_are_those_of_the_first_layer():
    run = fresh("1998")
    (drawn,) = pictures(kernels(run))
    np.testing.assert_allclose(drawn.pictures[3], run.parameters["conv1"]["weight"][:, :, 0, 3])


def test_the_maps_shown_are_those_of_the_forward_pass():
    run = fresh("modern")
    picture = np.random.default_rng(0).integers(0, 256, (28, 28, 1)).astype(np.uint8)
    shown = pictures(feature_maps(run, picture))
    assert [p.pictures.shape[1:3] for p in shown] == [(28, 28), (24, 24), (12, 12), (8, 8), (4, 4)]
    up_to = Network((28, 28, 1), run.network.layers[:3])
    maps = forward(up_to, run.parameters, jnp.asarray(picture[None]))
    np.testing.assert_allclose(
        shown[2].pictures, np.moveaxis(np.asarray(maps[0]), -1, 0), atol=1e-5
    )


@pytest.fixture(scope="module")
def finished(data_folder, tmp_path_factory):
    return run_system("lenet", out=tmp_path_factory.mktemp("lenet"))


@pytest.mark.slow
def test_it_reads_mnist(finished):
    metrics = finished.result.metrics
    assert metrics["test_accuracy"] >= 0.99
    assert metrics["parameters"] == Network.parse(NETWORKS["modern"]).parameter_count
    check_told(finished)


@pytest.mark.slow
def test_the_recording_gives_the_network_back(finished):
    assert load(finished.files[2]).network == Network.parse(NETWORKS["modern"])
