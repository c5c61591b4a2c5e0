"""The published networks are those of the papers: counted, not allocated."""

import pytest

from mieru.files import weighted_layers
from mieru.nn import Network
from mieru.published import PUBLISHED, find, resnet, resnet_of_bottlenecks, vgg
from mieru.words import SettingError

# As torchvision counts its own; GoogLeNet's without the two classifiers for learning. The last is
# that of the reference implementation of EfficientNet-Lite.
PARAMETERS = {
    "alexnet": 61_100_840,
    "vgg11": 132_863_336,
    "vgg13": 133_047_848,
    "vgg16": 138_357_544,
    "vgg19": 143_667_240,
    "vgg11-bn": 132_868_840,
    "vgg13-bn": 133_053_736,
    "vgg16-bn": 138_365_992,
    "vgg19-bn": 143_678_248,
    "googlenet": 6_624_904,
    "resnet18": 11_689_512,
    "resnet34": 21_797_672,
    "resnet50": 25_557_032,
    "resnet101": 44_549_160,
    "resnet152": 60_192_808,
    "squeezenet1.1": 1_235_496,
    "efficientnet-lite0": 4_652_008,
}
# Layers with a kernel or a matrix, which is what the numbers in the names count.
LAYERS = {"alexnet": 8, "vgg16": 16, "vgg19": 19, "resnet18": 18, "resnet152": 152}


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_parameters_are_as_many_as_published(name: str):
    network = PUBLISHED[name].network()
    assert network.parameter_count == PARAMETERS[name]
    assert network.output_shape == (1000,)
    assert network.input_shape == PUBLISHED[name].preparation.input_shape


@pytest.mark.parametrize("name", PUBLISHED)
def test_every_layer_with_weights_has_a_name_of_its_own(name: str):
    published = PUBLISHED[name]
    names = published.names()
    assert len(set(names)) == len(names) == len(weighted_layers(published.network()))


@pytest.mark.parametrize(("name", "layers"), LAYERS.items())
def test_the_layers_are_as_many_as_the_name_says(name: str, layers: int):
    paths = weighted_layers(PUBLISHED[name].network())
    on_the_way = [p for p in paths if "shortcut" not in p]
    assert sum("conv" in p or "dense" in p for p in on_the_way) == layers


def test_googlenet_is_22_layers_deep():
    network = PUBLISHED["googlenet"].network()
    modules = [layer for layer in network.layers if layer.kind == "parallel"]
    assert len(modules) == 9
    # three convolutions, two in each module one after the other, and the last layer
    assert 3 + 2 * len(modules) + 1 == 22


def test_a_thousand_layers_build():
    network = resnet_of_bottlenecks(1001)
    paths = [p for p in weighted_layers(network) if "shortcut" not in p]
    assert sum("conv" in p or "dense" in p for p in paths) == 1001
    # He et al. 2016 give 10.2 million; each bottleneck is 1×1, 3×3 and 1×1 with normalization
    blocks = 111 * sum(17 * w * w + 12 * w for w in (16, 32, 64))
    firsts = sum(  # what a stage's first block has otherwise: its input and its bypass
        (c - 4 * w) * w + c * 4 * w + 2 * (c - 4 * w) for c, w in ((16, 16), (64, 32), (128, 64))
    )
    assert network.parameter_count == blocks + firsts + 27 * 16 + 2 * 256 + 2570 == 10_327_706
    assert Network.parse(network.text) == network
    assert Network.from_json(network.to_json()) == network


@pytest.mark.parametrize("name", ["googlenet", "resnet50", "efficientnet-lite0"])
def test_they_go_to_text_and_back(name: str):
    network = PUBLISHED[name].network()
    assert Network.parse(network.text) == network


def test_what_there_is_not_is_told_in_both_languages():
    with pytest.raises(SettingError) as caught:
        find("resnet51")
    assert caught.value.en.startswith("there is no published network 'resnet51'; did you mean ")
    assert "resnet50" in caught.value.ja
    with pytest.raises(
        SettingError, match="there is no VGG of 12 layers; there are 11, 13, 16, 19"
    ):
        vgg(12)
    with pytest.raises(SettingError, match="no ResNet of 1000 layers"):
        resnet(1000)
    with pytest.raises(SettingError, match="has 9n \\+ 2 layers, such as 164 or 1001, not 1000"):
        resnet_of_bottlenecks(1000)
