"""What onnxruntime computes from an exported network is what the network gives here."""

from typing import Any

import numpy as np
import pytest

from mieru.files.onnx import ROWS, Wanted, onnx_model
from mieru.files.onnx.functions import FUNCTIONS
from mieru.nn import (
    LAYERS,
    Activation,
    BinaryCrossEntropy,
    CrossEntropy,
    Dense,
    Loss,
    Network,
    SquaredError,
    activation_names,
    predict,
)
from mieru.words import SettingError, speaking

onnxruntime = pytest.importorskip("onnxruntime")

TOLERANCE = 1e-5  # of the largest number in the output

# At least one network for each kind of layer, its options among them.
NETWORKS = {
    "dense": "3, dense 5, dense 2 bias=no",
    "dense on steps": "4x3, dense 5, dense 2 bias=no, flatten, dense 2",
    "activation": "4, " + ", ".join(f"dense 4, {name}" for name in FUNCTIONS if name != "cube"),
    "activation numbers": "3, dense 3, leaky_relu 0.2, dense 3, elu 0.5, dense 2, cube",
    "dropout": "3, dense 4, dropout 0.5, dense 2",
    "flatten": "3x4x2, flatten, dense 2",
    "conv": "9x8x2, conv 4 3x3 padding=same, relu, conv 3 2x3 stride=2x1 padding=1:0x0:2",
    "conv full": "5x6x1, conv 2 3x2 padding=full bias=no, conv 2 3 dilation=2 padding=same",
    "conv groups": "8x8x4, conv 8 3x3 groups=2 dilation=2x1, conv 8 3 groups=8 stride=2 padding=2",
    "conv_transpose": "4x5x3, conv_transpose 4 3x2 stride=2, conv_transpose 2 2 padding=1 bias=no",
    "conv_transpose same": "4x5x4, conv_transpose 6 3 stride=2 padding=same groups=2",
    "conv_transpose far": "3x3x2, conv_transpose 2 2 stride=3 padding=same dilation=1",
    "conv_transpose wide": "6x6x2, conv_transpose 2 3 stride=1x2 dilation=2 padding=full",
    "maxpool": "7x6x2, maxpool, maxpool 2x3 stride=1 padding=1:0x1:1",
    "maxpool same": "7x6x2, maxpool 3 stride=2 padding=same",
    "meanpool": "7x6x2, meanpool 2 padding=1:0x0:1, meanpool 3x2 stride=2x1 padding=same",
    "global_meanpool": "5x4x3, conv 4 1, global_meanpool, dense 2",
    "batchnorm": "3, batchnorm, dense 2, batchnorm epsilon=0.1",
    "batchnorm on pictures": "4x5x3, batchnorm, conv 2 2, batchnorm, relu",
    "batchnorm on steps": "5x3, batchnorm, flatten, dense 2",
    "layernorm": "6, layernorm, dense 4, layernorm epsilon=0.1",
    "layernorm on pictures": "4x5x3, conv 4 3, layernorm, conv 2 1",
    "residual": "4, residual(dense 4, tanh, dense 4), relu, residual(dense 3; dense 3), dense 2",
    "residual on pictures": "6x6x2, residual(conv 4 3 padding=same, batchnorm; conv 4 1), relu, "
    "residual(conv 4 3 padding=same, layernorm, relu), maxpool, flatten, dense 3",
    "residual within": "4, residual(dense 4, residual(dense 4, tanh), dense 4)",
    "parallel": "4, parallel(dense 3; dense 2, relu; dropout 0.1), dense 2",
    "parallel add": "5x5x2, parallel(conv 3 3 padding=same; conv 3 1, batchnorm) join=add",
    "parallel on pictures": "6x6x2, parallel(conv 3 1; conv 2 3 padding=same, relu; "
    "maxpool 3 stride=1 padding=same; layernorm), global_meanpool, dense 2",
    "embedding": "5, embedding 7 3, flatten, dense 2",
    "embedding twice": "4, parallel(embedding 7 3; embedding 7 2), dense 2, flatten",
    "picture without layers of pictures": "3x4x2, relu",
}


def made(text: str, seed: int = 1) -> tuple[Network, Any, Any]:
    network = Network.parse(text)
    random = np.random.default_rng(seed)
    return (
        network,
        _noisy(network.initial_parameters(seed), random),
        _noisy(network.initial_state(), random),
    )


def _noisy(tree: dict, random: np.random.Generator) -> dict:
    return {
        name: _noisy(value, random)
        if isinstance(value, dict)
        else np.asarray(value + 0.3 * random.random(value.shape), np.float32)
        for name, value in tree.items()
    }


def inputs(network: Network, n: int, text: str) -> np.ndarray:
    random = np.random.default_rng(n)
    shape = (n, *network.input_shape)
    if "embedding" in text:
        return random.integers(0, 7, shape)
    return random.normal(size=shape).astype(np.float32)


def answers(model: Any, **fed: np.ndarray) -> list[np.ndarray]:
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    return [np.asarray(answer) for answer in session.run(None, fed)]


def assert_close(found: np.ndarray, wanted: np.ndarray, name: str = "") -> None:
    assert found.shape == wanted.shape, name
    scale = float(np.abs(wanted).max())
    np.testing.assert_allclose(found, wanted, rtol=TOLERANCE, atol=TOLERANCE * scale, err_msg=name)


@pytest.mark.parametrize("name", NETWORKS)
def test_onnxruntime_gives_the_same_for_any_number_of_examples(name: str):
    network, parameters, state = made(NETWORKS[name])
    model = onnx_model(network, parameters, state=state)
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    for n in (1, 4):
        x = inputs(network, n, NETWORKS[name])
        wanted = predict(network, parameters, x, state=state)
        assert_close(session.run(None, {"x": x})[0], wanted, name)


def test_each_kind_of_layer_has_a_row_and_is_tried():
    """A new layer needs a row in ``mieru.files.onnx.rows.ROWS`` and a network above."""
    assert set(ROWS) == set(LAYERS.values())
    tried = {kind for text in NETWORKS.values() for kind in LAYERS if f"{kind}" in text}
    assert tried | {"activation"} == set(LAYERS)


def test_each_activation_function_has_a_row():
    ours = {name for name in activation_names() if not name.startswith("test")}
    assert ours >= set(FUNCTIONS) >= {"relu", "gelu", "softplus"}


@pytest.mark.parametrize("loss", [CrossEntropy(), BinaryCrossEntropy()])
def test_softmax_or_sigmoid_is_part_of_the_model_unless_logits_are_wanted(loss: Loss):
    network, parameters, _ = made("3, dense 4, relu, dense 3")
    x = inputs(network, 5, "")
    model = onnx_model(network, parameters, loss)
    assert [output.name for output in model.graph.output] == ["probabilities"]
    assert_close(answers(model, x=x)[0], predict(network, parameters, x, loss=loss))
    plain = onnx_model(network, parameters, loss, wanted=Wanted("logits"))
    assert [output.name for output in plain.graph.output] == ["logits"]
    assert_close(answers(plain, x=x)[0], predict(network, parameters, x))


def test_the_class_is_told_by_its_name():
    network, parameters, _ = made("3, dense 4, relu, dense 3")
    x = inputs(network, 9, "")
    names = ("赤", "green", "blue")
    model = onnx_model(network, parameters, CrossEntropy(), wanted=Wanted(classes=names))
    probabilities, labels = answers(model, x=x)
    assert labels.tolist() == [names[i] for i in probabilities.argmax(axis=1)]
    network, parameters, _ = made("3, dense 1")
    model = onnx_model(
        network, parameters, BinaryCrossEntropy(), wanted=Wanted(classes=("no", "yes"))
    )
    probabilities, labels = answers(model, x=x)
    assert labels.tolist() == ["yes" if p > 0.5 else "no" for p in probabilities[:, 0]]
    assert len(set(labels.tolist())) == 2


def test_a_token_outside_the_table_gives_nan_as_here():
    network, parameters, _ = made("2, embedding 3 2")
    found = answers(onnx_model(network, parameters), x=np.array([[0, -1], [2, 3]]))[0]
    assert np.isnan(found[0, 1]).all()
    assert np.isnan(found[1, 1]).all()
    np.testing.assert_array_equal(found[0, 0], parameters["embedding1"]["table"][0])


def test_a_chain_of_picture_layers_is_turned_once():
    network, parameters, state = made(
        "8x8x3, conv 4 3, batchnorm, relu, maxpool, residual(conv 4 3 padding=same), "
        "global_meanpool, dense 2"
    )
    kinds = [node.op_type for node in onnx_model(network, parameters, state=state).graph.node]
    assert kinds.count("Transpose") == 1


def test_a_kind_without_a_row_is_refused_in_both_languages(monkeypatch: pytest.MonkeyPatch):
    network, parameters, _ = made("3, dense 2")
    monkeypatch.delitem(ROWS, Dense)  # type: ignore[misc]
    with pytest.raises(SettingError, match="dense1 cannot be written as ONNX: there is no row"):
        onnx_model(network, parameters)
    with speaking("ja"), pytest.raises(SettingError, match="'dense' の行がまだありません"):
        onnx_model(network, parameters)


def test_a_function_without_a_row_is_refused(monkeypatch: pytest.MonkeyPatch):
    network = Network(2, [Activation("gelu")])
    monkeypatch.delitem(FUNCTIONS, "gelu")
    with pytest.raises(SettingError, match="'gelu' cannot be written as ONNX"):
        onnx_model(network, {})


def test_weights_of_another_network_are_refused():
    network, parameters, _ = made("3, dense 2")
    with pytest.raises(ValueError, match="dense1"):
        onnx_model(network, {"dense1": {"weight": parameters["dense1"]["weight"]}})


def test_values_come_out_of_a_regression():
    network, parameters, _ = made("3, dense 2")
    model = onnx_model(network, parameters, SquaredError(), wanted=Wanted(about="a plane"))
    assert [output.name for output in model.graph.output] == ["y"]
    assert model.doc_string == "a plane"
