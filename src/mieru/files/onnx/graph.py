"""An ONNX graph as it is written: nodes one after another, and values that know their shape.

Mieru keeps a picture's channels last, ONNX computes with channels first. A value says which it is;
it is turned only where the next node needs the other way, so that a chain of convolutions, pooling
and activations is turned once at its beginning and once at its end.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from mieru.nn.shapes import Shape
from mieru.words import SettingError

OPSET = 19  # the first that compares texts; onnxruntime reads it since 1.16
IR_VERSION = 9


class Value(NamedTuple):
    """A tensor of the graph: ``shape`` is that of one example, as Mieru says it.

    ``first`` tells that the channels of a picture (height, width, channels) stand first in it.
    """

    name: str
    shape: Shape
    first: bool = False


class Names:
    """Gives names that no other value has."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._count: Counter[str] = Counter()

    def free(self, stem: str) -> str:
        """``stem``, with a number after it where that is taken."""
        name = stem
        while name in self._taken:
            self._count[stem] += 1
            name = f"{stem}_{self._count[stem] + 1}"
        self._taken.add(name)
        return name


class Graph:
    """Nodes and constants in the making; ``scope`` is the layer that is being written."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.constants: list[Any] = []
        self.scope = ""
        self.names = Names()

    def constant(self, stem: str, array: Any, kind: Any = None) -> str:
        """An array (or texts) of the file. Returns its name."""
        onnx = the_library()
        name = self.names.free(self._within(stem))
        values = np.asarray(array, kind)
        if values.dtype.kind in "UO":
            texts = [text.encode() for text in values.ravel().tolist()]
            made = onnx.helper.make_tensor(name, onnx.TensorProto.STRING, values.shape, texts)
        else:
            made = onnx.numpy_helper.from_array(np.ascontiguousarray(values), name)
        self.constants.append(made)
        return name

    def node(
        self, kind: str, *inputs: str, name: str = "", more: Sequence[str] = (), **attributes: Any
    ) -> str:
        """One ONNX operation of ``kind``. Returns the name of its (first) output.

        ``more`` are its further outputs, which nobody uses.
        """
        output = self.names.free(name or self._within(kind.lower()))
        outputs = [output, *(f"{output}/{other}" for other in more)]
        made = the_library().helper.make_node(kind, inputs, outputs, name=output, **attributes)
        self.nodes.append(made)
        return output

    def first(self, x: Value) -> Value:
        """The picture with its channels first."""
        if x.first:
            return x
        return Value(self.node("Transpose", x.name, perm=[0, 3, 1, 2]), x.shape, True)

    def last(self, x: Value) -> Value:
        """The value as Mieru keeps it, channels last."""
        if not x.first:
            return x
        return Value(self.node("Transpose", x.name, perm=[0, 2, 3, 1]), x.shape)

    def _within(self, stem: str) -> str:
        return f"{self.scope}/{stem}" if self.scope else stem


def the_library() -> Any:
    """The package ``onnx``. Raises SettingError where it is not installed."""
    try:
        import onnx
        import onnx.checker
        import onnx.helper
        import onnx.numpy_helper
    except ImportError as error:
        raise SettingError(
            en="onnx is not installed: pip install 'mieru[onnx]'",
            ja="onnx がインストールされていません: pip install 'mieru[onnx]'",
        ) from error
    return onnx
