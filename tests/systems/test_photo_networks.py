"""AlexNet, VGG, GoogLeNet and ResNet: what they cost, what they see, and their small versions."""

import jax.numpy as jnp
import numpy as np
import pytest
from safetensors.numpy import save_file

from mieru.nn import Network
from mieru.published import find, resnet_of_bottlenecks
from mieru.systems import resnet, run_system
from mieru.systems.alexnet import small as small_alexnet
from mieru.systems.googlenet import small as small_googlenet
from mieru.systems.parts.costs import depth, weights_of
from mieru.systems.parts.deep_stack import learn_deep, without_bypasses
from mieru.systems.parts.photo_answers import able, photo_section, photos
from mieru.systems.report.text import Text
from mieru.systems.report.values import Section
from mieru.systems.resnet import shrunk, small as small_resnet
from mieru.systems.vgg import small as small_vgg
from mieru.words import FileError
from tests.published.channel_first import made_up
from tests.systems.told import check_told

LITTLE = {"examples": 200, "epochs": 1}


@pytest.mark.slow
@pytest.mark.parametrize("name", ["alexnet", "vgg", "googlenet"])
def test_the_report_tells_it_in_both_languages(name: str, data_folder, tmp_path):
    finished = run_system(name, LITTLE, out=tmp_path)
    check_told(finished)
    page = finished.report.read_text("utf-8")
    assert "61,100,840" in page if name == "alexnet" else "138,357,544" in page
    assert "Here those that are there answer instead." in page
    assert "espresso" in page  # what SqueezeNet says of coffee.png


@pytest.mark.slow
def test_a_gradient_reaches_the_first_of_a_thousand_layers_where_there_are_bypasses():
    network = resnet_of_bottlenecks(1001, side=8)
    random = np.random.default_rng(0)
    x, t = random.random((16, 8, 8, 3), np.float32), (np.arange(16) % 10).astype(np.int32)
    found = learn_deep(network, x, t, steps=3, rate=0.01, seed=0)
    assert found.reached == len(found.by_block) == 335
    assert np.isfinite(found.losses).all()
    assert found.losses[1:].min() < found.losses[0]


def test_resnet_s_report_tells_it_in_both_languages(data_folder, tmp_path, monkeypatch):
    # The photographs and the small version are those of the systems above.
    monkeypatch.setattr(resnet, "small", lambda: Network.parse("32x32x3, flatten, dense 10"))
    monkeypatch.setattr(resnet, "photo_section", lambda *_: Section("", []))
    finished = run_system("resnet", LITTLE | {"bottlenecks": 2, "steps": 2}, out=tmp_path)
    check_told(finished)
    metrics = finished.result.metrics
    assert metrics["deep_layers"] == 20
    assert metrics["deep_blocks_reached"] == metrics["deep_blocks"]
    assert metrics["resnet152_parameters"] == 60_192_808


def test_the_deep_stack_computes_what_the_network_does():
    from mieru.nn import Context, CrossEntropy, backpropagate

    network = Network.parse(
        "4x4x3, conv 4 3x3 padding=same bias=no, residual(batchnorm, relu, conv 4 3x3 padding=same "
        "bias=no), residual(batchnorm, relu, conv 4 3x3 padding=same bias=no), batchnorm, relu, "
        "global_meanpool, dense 3"
    )
    random = np.random.default_rng(0)
    x, t = random.random((5, 4, 4, 3), np.float32), np.array([0, 1, 2, 0, 1], np.int32)
    found = learn_deep(network, x, t, steps=2, rate=0.1, seed=3)
    parameters = network.initial_parameters(3)
    context = Context(training=True, state=network.initial_state())
    given = jnp.asarray(x), jnp.asarray(t)
    wanted = backpropagate(network, parameters, *given, CrossEntropy(), context=context)
    norms = [
        np.linalg.norm(tree["weight"])
        for tree in (
            wanted.gradients["conv1"],
            wanted.gradients["residual1"]["layers"]["conv1"],
            wanted.gradients["residual2"]["layers"]["conv1"],
            wanted.gradients["dense1"],
        )
    ]
    np.testing.assert_allclose(found.by_block, norms, rtol=1e-4)
    np.testing.assert_allclose(found.losses[0], wanted.loss, rtol=1e-5)
    assert found.losses[1] < found.losses[0]


def test_without_bypasses_the_same_layers_stand_in_a_row():
    network = resnet_of_bottlenecks(29)
    plain = without_bypasses(network)
    bypasses = 3  # the 1×1 convolutions where a stage begins
    assert plain.output_shape == network.output_shape
    lost = network.parameter_count - plain.parameter_count
    assert lost == 16 * 64 + 64 * 128 + 128 * 256
    assert str(plain.layers).count("shortcut") == 0
    assert sum(bool(layer.chains.get("shortcut")) for layer in network.layers) == bypasses


@pytest.mark.parametrize(
    ("name", "deep"), [("alexnet", 8), ("vgg16", 16), ("googlenet", 22), ("resnet50", 50)]
)
def test_layers_are_counted_on_the_longest_way(name: str, deep: int):
    assert depth(find(name).network()) == deep


def test_alexnet_s_weights_are_in_its_dense_layers():
    convolutions, dense = weights_of(find("alexnet").network())
    assert dense == 9217 * 4096 + 4097 * 4096 + 4097 * 1000
    assert dense / (dense + convolutions) > 0.95


@pytest.mark.parametrize("small", [small_alexnet, small_vgg, small_googlenet, small_resnet])
def test_small_versions_take_cifar_10(small):
    network = small()
    assert (network.input_shape, network.output_shape) == ((32, 32, 3), (10,))
    assert Network.parse(network.text) == network


def test_pictures_shrink_to_the_means_of_their_squares():
    x = np.arange(32 * 32 * 3, dtype=np.int64).reshape(1, 32, 32, 3) % 251
    found = shrunk(x.astype(np.uint8))
    assert found.shape == (1, 8, 8, 3)
    assert found[0, 0, 1, 2] == pytest.approx(x[0, :4, 4:8, 2].mean() / 255)


def test_weights_that_are_named_are_asked(tmp_path, monkeypatch):
    monkeypatch.setenv("MIERU_DATA", str(tmp_path))
    save_file(made_up("resnet18"), tmp_path / "mine.safetensors")
    (run,) = able(("resnet18",), str(tmp_path / "mine.safetensors"))
    assert run.data["published"] == "ResNet-18"
    with pytest.raises(FileError, match="does not fit the network"):
        able(("resnet34",), str(tmp_path / "mine.safetensors"))


def test_without_any_weights_the_report_says_where_they_belong(tmp_path, monkeypatch):
    monkeypatch.setenv("MIERU_DATA", str(tmp_path))
    (told,) = photo_section(("vgg16",), "", "").body
    assert isinstance(told, Text)
    assert f"{tmp_path}/weights/vgg16.safetensors" in told.en
    assert "重みがデータフォルダになく" in told.ja


def test_a_photograph_of_one_s_own_must_be_there(tmp_path):
    with pytest.raises(FileError, match="there is no file"):
        photos(str(tmp_path / "none.jpg"))
