"""Published weights come into our networks by their names, and answer as those that wrote them."""

import json
from contextlib import suppress
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, strategies as st
from safetensors.numpy import save, save_file

from mieru.data import Photograph, Preparation
from mieru.files import import_weights, weighted_layers
from mieru.nn import Network, Parameters, State, fold, predict
from mieru.published import PUBLISHED, find, load
from mieru.words import DataError, FileError, MieruError, SettingError
from tests.published.channel_first import COMPUTED, made_up

CAT = "chelsea.png"


@pytest.mark.parametrize(
    "name", [pytest.param(n, marks=pytest.mark.slow) if n != "resnet18" else n for n in COMPUTED]
)
def test_weights_of_torchvision_s_names_compute_what_they_compute_there(name: str, tmp_path: Path):
    weights = made_up(name)
    save_file(weights, tmp_path / "w.safetensors")
    run = load(name, tmp_path / "w.safetensors")
    x = np.random.default_rng(1).normal(size=(1, 224, 224, 3)).astype(np.float32)
    numbers = {k: v for k, v in weights.items() if v.dtype == np.float32}
    wanted = np.asarray(jax.jit(COMPUTED[name])(numbers, jnp.asarray(x.transpose(0, 3, 1, 2))))
    tolerance = 2e-4 * np.abs(wanted).max()
    np.testing.assert_allclose(run.logits(x), wanted, atol=tolerance)
    if "batchnorm" in run.network.text:
        folded = load(name, tmp_path / "w.safetensors", folded=True)
        assert "batchnorm" not in folded.network.text
        assert folded.state == {}
        np.testing.assert_allclose(folded.logits(x), wanted, atol=tolerance)


def test_the_names_are_those_of_torchvision():
    # how many arrays each of its state dicts holds, the counters apart
    arrays = {"alexnet": 16, "vgg16": 32, "vgg16-bn": 84, "resnet18": 102, "resnet50": 267}
    for name, many in {**arrays, "googlenet": 287}.items():
        network = find(name).network()
        found = _arrays(network.parameter_shapes) + _arrays(network.initial_state())
        assert found == many, name
    vgg16, vgg19, resnet152 = (find(n).names() for n in ("vgg16", "vgg19-bn", "resnet152"))
    assert vgg16[12:] == ["features.28", "classifier.0", "classifier.3", "classifier.6"]
    assert vgg19[30:32] == ["features.49", "features.50"]
    assert resnet152[-3:] == ["layer4.2.conv3", "layer4.2.bn3", "fc"]


def _arrays(tree: object) -> int:
    return sum(map(_arrays, tree.values())) if isinstance(tree, dict) else 1


def test_a_dense_layer_after_flatten_reads_the_picture_in_our_order(tmp_path: Path):
    network = Network.parse("4x3x2, flatten, dropout 0.5, dense 5, relu, dense 2")
    random = np.random.default_rng(0)
    shapes = {"a.weight": (5, 24), "a.bias": (5,), "b.weight": (2, 5), "b.bias": (2,)}
    w = {k: random.normal(size=s).astype(np.float32) for k, s in shapes.items()}
    save_file(w, tmp_path / "w.safetensors")
    mapping = dict(zip(weighted_layers(network), ("a", "b"), strict=True))
    parameters, _ = import_weights(tmp_path / "w.safetensors", network, mapping)
    x = random.normal(size=(3, 4, 3, 2)).astype(np.float32)
    laid = x.transpose(0, 3, 1, 2).reshape(3, -1)
    wanted = np.maximum(laid @ w["a.weight"].T + w["a.bias"], 0) @ w["b.weight"].T + w["b.bias"]
    np.testing.assert_allclose(predict(network, parameters, x), wanted, rtol=1e-4, atol=1e-5)


PICTURES = Network.parse(
    "6x5x4, conv 8 3x2, batchnorm, conv 8 2 groups=8, flatten, dense 5, layernorm, dense 5"
)
KERAS = ("conv", "norm", "deep", "fc", "scale", "out")


def keras_arrays(behind: str = "") -> tuple[dict[str, np.ndarray], Parameters, State]:
    """Arrays as Keras names and lays them, and the same as they are here."""
    random = np.random.default_rng(4)
    words = {"weight": "kernel", "bias": "bias", "scale": "gamma", "shift": "beta"}
    words |= {"mean": "moving_mean", "variance": "moving_variance"}
    arrays, trees = {}, []
    for tree in (PICTURES.parameter_shapes, PICTURES.initial_state()):
        ours: dict[str, dict[str, np.ndarray]] = {}
        for layer, shapes in tree.items():
            name = KERAS[weighted_layers(PICTURES).index(layer)]
            for kind, shape in shapes.items():
                sides = shape if isinstance(shape, tuple) else np.shape(shape)
                array = random.random(sides).astype(np.float32)
                ours.setdefault(layer, {})[kind] = array
                arrays[f"{name}/{words[kind]}{behind}"] = array
        trees.append(ours)
    # of a depthwise convolution the axis of the inputs comes apart
    deep = arrays[f"deep/kernel{behind}"]
    arrays[f"deep/kernel{behind}"] = deep.reshape(2, 2, 8, 1)
    return arrays, trees[0], trees[1]


@pytest.mark.parametrize("behind", ["", ":0"])
def test_weights_of_keras_come_in_as_they_lie(behind: str, tmp_path: Path):
    arrays, parameters, state = keras_arrays(behind)
    arrays["dropout/seed_generator/seed_generator_state"] = np.zeros(2, np.uint32)
    save_file(arrays, tmp_path / "w.safetensors")
    names = dict(zip(weighted_layers(PICTURES), KERAS, strict=True))
    found = import_weights(tmp_path / "w.safetensors", PICTURES, names)
    jax.tree.map(np.testing.assert_array_equal, found, (parameters, state))
    with pytest.raises(FileError, match=r"conv/kernel.* should be 8×4×3×2 but is 3×2×4×8"):
        import_weights(tmp_path / "w.safetensors", PICTURES, names, layout="pytorch")


def test_a_layout_that_shapes_leave_in_doubt_is_asked_for(tmp_path: Path):
    path, network = tmp_path / "w.safetensors", Network.parse("2, dense 2 bias=no, dense 2 bias=no")
    w = np.array([[1, 2], [3, 4]], np.float32)
    names = {"dense1": "a", "dense2": "b"}
    save_file({"a.weight": w, "b.weight": w}, path)
    with pytest.raises(SettingError) as caught:
        import_weights(path, network, names)
    assert "a.weight, b.weight would fit the network in PyTorch's layout and in Keras' alike" in (
        caught.value.en
    )
    assert "--layout keras" in caught.value.ja
    for layout, wanted in (("pytorch", w.T), ("keras", w)):
        parameters, _ = import_weights(path, network, names, layout=layout)
        np.testing.assert_array_equal(parameters["dense1"]["weight"], wanted)
    save_file({"a/kernel": w, "b/kernel": w}, path)  # a name that only Keras uses
    np.testing.assert_array_equal(import_weights(path, network, names)[0]["dense2"]["weight"], w)
    with pytest.raises(SettingError, match="layout must be one of pytorch, keras, not 'jax'"):
        import_weights(path, network, names, layout="jax")


def test_one_shape_that_is_not_square_decides_and_two_that_disagree_are_named(tmp_path: Path):
    path, names = tmp_path / "w.safetensors", {"dense1": "a", "dense2": "b"}
    network = Network.parse("2, dense 3 bias=no, dense 3 bias=no")
    w, square = np.arange(6, dtype=np.float32).reshape(2, 3), np.eye(3, k=1, dtype=np.float32)
    save_file({"a.weight": w, "b.weight": square}, path)
    parameters, _ = import_weights(path, network, names)
    np.testing.assert_array_equal(parameters["dense1"]["weight"], w)
    np.testing.assert_array_equal(parameters["dense2"]["weight"], square)
    save_file({"a.weight": w.T.copy(), "b.weight": square}, path)
    parameters, _ = import_weights(path, network, names)
    np.testing.assert_array_equal(parameters["dense2"]["weight"], square.T)
    network = Network.parse("2, dense 3 bias=no, dense 1 bias=no")
    save_file({"a.weight": w, "b.weight": np.zeros((1, 3), np.float32)}, path)
    with pytest.raises(FileError, match=r"b.weight 1×3 fits the network in PyTorch's layout only"):
        import_weights(path, network, names)


@pytest.mark.parametrize("kind", [np.float16, np.float64])
def test_other_precisions_become_float32(kind: type, tmp_path: Path):
    save_file({"a.weight": np.eye(2, dtype=kind)}, tmp_path / "w.safetensors")
    parameters, _ = import_weights(
        tmp_path / "w.safetensors",
        Network.parse("2, dense 2 bias=no"),
        {"dense1": "a"},
        layout="pytorch",
    )
    assert parameters["dense1"]["weight"].dtype == np.float32


def test_whatever_does_not_fit_is_named_at_once(tmp_path: Path):
    weights = made_up("resnet18")
    del weights["layer2.0.bn1.running_mean"]
    weights["head.weight"] = np.zeros((2, 2), np.float32)
    weights["fc.weight"] = np.zeros((10, 512), np.float32)
    save_file(weights, tmp_path / "w.safetensors")
    with pytest.raises(FileError) as caught:
        load("resnet18", tmp_path / "w.safetensors")
    assert "it lacks layer2.0.bn1.running_mean; it holds head.weight, which no layer takes; " in (
        caught.value.en
    )
    assert "fc.weight should be 1000×512 but is 10×512; are these" in caught.value.en
    assert "head.weight に対応する層がありません" in caught.value.ja
    assert "fc.weight は 1000×512 のはずですが 10×512 です" in caught.value.ja


@pytest.mark.parametrize(
    ("array", "said"),
    [
        (np.array([[np.nan, 1]], np.float32), "holds numbers that are not finite"),
        (np.array([[1e300, 1]], np.float64), "holds numbers that are not finite"),
        (np.array([[1, 2]], np.int64), "holds I64, but weights are floating-point numbers"),
    ],
)
def test_what_is_no_weight_is_refused(array: np.ndarray, said: str, tmp_path: Path):
    save_file({"a.weight": array}, tmp_path / "w.safetensors")
    with pytest.raises(FileError, match=said):
        import_weights(
            tmp_path / "w.safetensors", Network.parse("2, dense 1 bias=no"), {"dense1": "a"}
        )


def test_a_variance_below_zero_is_refused(tmp_path: Path):
    ones = np.ones(2, np.float32)
    names = ("weight", "bias", "running_mean")
    save_file(
        {f"a.{n}": ones for n in names} | {"a.running_var": -ones}, tmp_path / "w.safetensors"
    )
    with pytest.raises(FileError, match=r"a\.running_var holds negative numbers"):
        import_weights(
            tmp_path / "w.safetensors", Network.parse("2, batchnorm"), {"batchnorm1": "a"}
        )


def test_a_mapping_must_name_the_layers(tmp_path: Path):
    with pytest.raises(SettingError, match="differ in the layers conv1, dense1; "):
        import_weights(tmp_path / "none", Network.parse("2, dense 1"), {"conv1": "a"})


def test_no_two_layers_take_the_same_arrays(tmp_path: Path):
    save_file({"a.weight": np.ones((2, 2)), "a.bias": np.ones(2)}, tmp_path / "w.safetensors")
    network = Network.parse("2, dense 2, relu, dense 2")
    with pytest.raises(SettingError, match="dense1, dense2 are given the same name"):
        import_weights(tmp_path / "w.safetensors", network, {"dense1": "a", "dense2": "a"})


def test_a_pickle_is_not_opened(tmp_path: Path):
    (tmp_path / "resnet18.pth").write_bytes(b"\x80\x04.")
    with pytest.raises(FileError, match="can run programs when they are opened") as caught:
        load("resnet18", tmp_path / "resnet18.pth")
    assert "プログラムを実行できる" in caught.value.ja


WHOLE = save({"a.weight": np.ones((1, 2), np.float32)})


@given(st.data())
def test_a_damaged_file_is_an_error_in_words(tmp_path_factory, data: st.DataObject):
    path = tmp_path_factory.mktemp("damaged", numbered=True) / "w.safetensors"
    at = data.draw(st.integers(0, len(WHOLE) - 1))
    changed = bytearray(WHOLE)
    changed[at] = data.draw(st.integers(0, 255))
    path.write_bytes(bytes(changed[: data.draw(st.integers(0, len(WHOLE)))]))
    with suppress(FileError):  # and nothing else
        import_weights(path, Network.parse("2, dense 1 bias=no"), {"dense1": "a"})


def test_without_weights_the_error_says_where_to_put_them(tmp_path: Path, monkeypatch):
    monkeypatch.setenv("MIERU_DATA", str(tmp_path))
    with pytest.raises(FileError) as caught:
        load("vgg16")
    assert str(tmp_path / "weights" / "vgg16.safetensors") in caught.value.en
    assert "VGG-16 の重みがデータフォルダにありません" in caught.value.ja
    with pytest.raises(FileError, match="there is no file"):
        load("vgg16", tmp_path / "here.safetensors")


def test_a_damaged_list_of_classes_is_told(tmp_path: Path, monkeypatch):
    (tmp_path / "weights").mkdir()
    (tmp_path / "weights" / "imagenet1000.json").write_text('[["n01440764", "tench"]]')
    monkeypatch.setenv("MIERU_DATA", str(tmp_path))
    save_file(made_up("resnet18"), tmp_path / "w.safetensors")
    with pytest.raises(FileError, match="is not the list of ImageNet's 1000 classes: it names 1"):
        load("resnet18", tmp_path / "w.safetensors")


@pytest.mark.parametrize("name", ["squeezenet1.1", "efficientnet-lite0"])
@pytest.mark.parametrize("folded", [False, True])
def test_a_published_network_knows_a_cat_and_a_coffee(name: str, folded: bool, data_folder: Path):
    run = load(name, folded=folded)
    preparation = Preparation.from_json(run.data["preparation"])
    photos = [data_folder / "photos" / each for each in (CAT, "coffee.png")]
    cat, coffee = (np.argsort(-p)[:5] for p in run.predict(preparation.apply(photos)))
    classes = run.data["classes"]
    assert {"Egyptian Mau", "tabby cat", "tiger cat"} <= {classes[i] for i in cat}
    assert classes[coffee[0]] == "espresso"
    assert len(set(classes)) == 1000


def test_the_names_of_efficientnet_s_file_are_all_taken(data_folder: Path):
    run = load("efficientnet-lite0")
    assert run.network.parameter_count == 4_652_008


def test_a_photograph_is_cut_and_scaled_as_it_says():
    picture = np.arange(8 * 6 * 3, dtype=np.uint8).reshape(8, 6, 3)
    middle = picture[2:6, 1:5]  # the centre of the 6×6 that 8×6 is cut to
    plain = Photograph(4, 6).apply(picture)
    np.testing.assert_array_equal(plain, middle[None])
    other = Photograph(4, 6, mean=(1, 2, 3), scale=(2, 4, 8), order="bgr").apply(picture)
    wanted = (middle[..., ::-1] - np.array([1.0, 2, 3])) / [2, 4, 8]
    np.testing.assert_allclose(other, wanted[None])


@pytest.mark.parametrize("name", PUBLISHED)
def test_preparations_go_to_json_and_back(name: str):
    preparation = PUBLISHED[name].preparation
    there = json.loads(json.dumps(preparation.to_json()))
    assert Preparation.from_json(there) == preparation


@pytest.mark.parametrize(
    "changed",
    [
        {"side": 0}, {"side": 300}, {"side": "9"}, {"resized": 10**9}, {"mean": [1, 2]},
        {"mean": [1, 2, "3"]}, {"scale": [0, 1, 1]}, {"scale": [1, 1, float("nan")]},
        {"order": "rbg"}, {"extra": 1}, {"mean": [10**400, 0, 0]},
    ],
    ids=str,
)  # fmt: skip
def test_a_preparation_that_is_wrong_is_refused(changed: dict[str, object]):
    good = Photograph(224, 256).to_json()
    with pytest.raises(DataError):
        Preparation.from_json(good | changed)


def test_folding_keeps_what_it_cannot_fold():
    network = Network.parse(
        "6x6x2, batchnorm, conv 3 padding=same bias=no, batchnorm, relu, batchnorm, "
        "residual(batchnorm, relu, conv 3 padding=same, batchnorm epsilon=0.1), "
        "parallel(conv 2 1x1, batchnorm; conv 4 1x1 groups=1; meanpool 1), flatten, dense 4, "
        "batchnorm, relu, dense 2"
    )
    random = np.random.default_rng(0)

    def shaken(tree):
        return {
            k: shaken(v) if isinstance(v, dict) else random.uniform(0.5, 1.5, v.shape).astype("f4")
            for k, v in tree.items()
        }

    parameters, state = shaken(network.initial_parameters()), shaken(network.initial_state())
    folded = fold(network, parameters, state)
    x = random.normal(size=(5, 6, 6, 2)).astype(np.float32)
    np.testing.assert_allclose(
        predict(folded.network, folded.parameters, x, state=folded.state),
        predict(network, parameters, x, state=state),
        rtol=2e-4,
        atol=2e-4,
    )
    # one in front, one after a ReLU, one that begins the residual block
    assert folded.network.text.count("batchnorm") == 3
    with pytest.raises(MieruError, match="the parameters of the network should be"):
        fold(network, {}, state)
