"""A network with its weights as an ONNX model: rows for its layers between input and output."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import numpy as np

from mieru.files.onnx.graph import IR_VERSION, OPSET, Graph, Value, the_library
from mieru.files.onnx.rows import chain_nodes
from mieru.nn import BinaryCrossEntropy, CrossEntropy, Loss, Network, Parameters, Shape, State
from mieru.nn.inputs import vocabulary_of
from mieru.words import SettingError

Answers = Literal["probabilities", "logits"]
BATCH = "N"  # any number of examples
LARGEST = 2**31 - 2**20  # bytes that a protocol buffer holds, less its names


@dataclass(frozen=True)
class Port:
    """An input or output of the model: ``kind`` is a NumPy type, or ``str`` for texts."""

    name: str
    kind: Any
    shape: Shape


@dataclass(frozen=True, eq=False)
class Wanted:
    """What is wanted of the model besides the network.

    ``classes`` gives an output ``label`` beside the probabilities; ``notes`` go into the file's
    metadata. ``answers`` says whether the loss's softmax or sigmoid is part of the model.
    """

    answers: Answers = "probabilities"
    classes: Sequence[str] = ()
    notes: Mapping[str, str] = field(default_factory=dict)
    about: str = ""


class Writing:
    """A model in the making: what comes before the network may be written first."""

    def __init__(self) -> None:
        self.graph = Graph()
        self.inputs: list[Port] = []
        self.outputs: list[Port] = []

    def input(self, name: str, kind: Any, shape: Shape) -> str:
        """One more input, of examples of ``shape``. Returns its name."""
        free = self.graph.names.free(name)
        self.inputs.append(Port(free, kind, shape))
        return free

    def output(self, value: str, port: Port) -> None:
        """``value`` comes out under the port's name (or one like it, where an input has that)."""
        name = self.graph.node("Identity", value, name=port.name)
        self.outputs.append(replace(port, name=name))

    def model(self, wanted: Wanted) -> Any:
        """The checked model. Raises SettingError where it is too large for a file."""
        onnx = the_library()
        size = sum(constant.ByteSize() for constant in self.graph.constants)
        if size > LARGEST:
            raise SettingError(
                en=f"the weights take {size:,} bytes, but one ONNX file holds {LARGEST:,}; save "
                "the recording instead",
                ja=f"重みは {size:,} バイトありますが、1 つの ONNX ファイルに入るのは "
                f"{LARGEST:,} バイトまでです。記録として保存してください",
            )
        made = onnx.helper.make_graph(
            self.graph.nodes,
            "mieru",
            [_told(port) for port in self.inputs],
            [_told(port) for port in self.outputs],
            self.graph.constants,
        )
        model = onnx.helper.make_model(
            made,
            opset_imports=[onnx.helper.make_opsetid("", OPSET)],
            ir_version=IR_VERSION,
            producer_name="mieru",
            doc_string=wanted.about,
        )
        onnx.helper.set_model_props(model, dict(wanted.notes))
        onnx.checker.check_model(model, full_check=True)
        return model


def _told(port: Port) -> Any:
    onnx = the_library()
    kind = (
        onnx.TensorProto.STRING
        if port.kind is str
        else onnx.helper.np_dtype_to_tensor_dtype(np.dtype(port.kind))
    )
    return onnx.helper.make_tensor_value_info(port.name, kind, [BATCH, *port.shape])


def onnx_model(
    network: Network,
    parameters: Parameters,
    loss: Loss | None = None,
    state: State | None = None,
    wanted: Wanted = Wanted(),
) -> Any:
    """The network as an ``onnx.ModelProto`` for any number of examples.

    The input ``x`` is (N, *input_shape): float32, or int64 where the network begins with an
    embedding. Pictures keep their channels last. Raises SettingError for a layer that has no row,
    and where the package ``onnx`` is missing; ShapeError where parameters do not fit.
    """
    network.check_parameters(parameters)
    network.check_state(state or {})
    writing = Writing()
    kind = np.int64 if vocabulary_of(network.layers) else np.float32
    x = Value(writing.input("x", kind, network.input_shape), network.input_shape)
    network_nodes(writing, network, parameters, state or {}, x, loss, wanted)
    return writing.model(wanted)


def network_nodes(
    writing: Writing,
    network: Network,
    parameters: Parameters,
    state: State,
    x: Value,
    loss: Loss | None,
    wanted: Wanted,
) -> None:
    """The network after ``x`` in ``writing``, with its outputs."""
    graph = writing.graph
    y = graph.last(chain_nodes(graph, network.layers, parameters, state, x))
    shape = network.output_shape
    if loss is None or not loss.classifies or wanted.answers == "logits":
        name = "logits" if loss is not None and loss.classifies else "y"
        writing.output(y.name, Port(name, np.float32, shape))
        return
    answers = _probabilities(graph, loss, y.name)
    writing.output(answers, Port("probabilities", np.float32, shape))
    if wanted.classes and len(shape) == 1 and len(wanted.classes) == max(2, shape[0]):
        label = _label(graph, answers, list(wanted.classes), shape[0])
        writing.output(label, Port("label", str, ()))


def _probabilities(graph: Graph, loss: Loss, y: str) -> str:
    if isinstance(loss, CrossEntropy):
        return graph.node("Softmax", y, axis=1)
    if isinstance(loss, BinaryCrossEntropy):
        return graph.node("Sigmoid", y)
    raise SettingError(
        en=f"probabilities of the loss {loss.kind!r} cannot be written as ONNX; ask for logits",
        ja=f"損失 {loss.kind!r} の確率は ONNX に書き出せません。ロジットを指定してください",
    )


def _label(graph: Graph, answers: str, classes: list[str], outputs: int) -> str:
    """The name of the likeliest class; one output is the probability of the second."""
    if outputs == 1:
        half = graph.constant("half", 0.5, np.float32)
        second = graph.node("Cast", graph.node("Greater", answers, half), to=7)
        place = graph.node("Squeeze", second, graph.constant("axis", [1], np.int64))
    else:
        place = graph.node("ArgMax", answers, axis=1, keepdims=0)
    return graph.node("Gather", graph.constant("classes", classes), place, axis=0)


def notes_of(**told: Any) -> dict[str, str]:
    """Plain values as a file's metadata: texts as they are, anything else as JSON."""
    return {
        name: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        for name, value in told.items()
        if value not in (None, "", (), [], {})
    }
