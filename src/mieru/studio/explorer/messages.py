"""What the explorer's page and its server say to each other, over HTTP.

Feature maps are binary: uint32 (little-endian) length of the head, the head as JSON, then bytes.
Null stands for what is no number, as huge weights give it.
"""

from typing import Literal

from msgspec import Struct

from mieru.studio.images.messages import FeatureMaps, Pictures
from mieru.studio.messages import Text

Pair = tuple[int, int]
# Rows or columns of the input under a window; null beyond its edge.
Lines = tuple[int | None, ...]


class Explorable(Struct, frozen=True):
    """A network that can be explored: the one of the Images page, a recording, a published one.

    ``problem``: why it cannot be opened now, and what to do.
    """

    of: str
    kind: Literal["images", "recording", "published"]
    title: Text
    about: str
    problem: Text | None = None


class Explorables(Struct, frozen=True):
    """All of them, the likeliest first."""

    networks: tuple[Explorable, ...]


class WindowWalk(Struct, frozen=True):
    """How a layer's window walks over its input; ``padding`` is (top, bottom), (left, right).

    ``transposed``: the window belongs to the output, which is larger.
    """

    size: Pair
    stride: Pair
    padding: tuple[Pair, Pair]
    dilation: Pair
    transposed: bool


class GraphNode(Struct, frozen=True):
    """The input, or a layer: its full path, its words in the text form, whose outputs it takes.

    ``inputs`` are places in the list of nodes. ``shape`` is that of what it gives.
    """

    path: str
    kind: str
    text: str
    inputs: tuple[int, ...]
    shape: tuple[int, ...]
    parameters: int
    window: WindowWalk | None = None


class Explored(Struct, frozen=True):
    """A network opened. ``version`` changes with its weights; ``learning``: they change now.

    ``picture`` is the shape of the pictures that it takes, null where its input is none.
    ``channels`` are the colours of the input in the order in which the network takes them.
    ``examples``: how many validation pictures are here, ``no_examples`` why there are none.
    ``photographs`` are sample pictures by name.
    """

    of: str
    title: Text
    text: str
    version: str
    learning: bool
    nodes: tuple[GraphNode, ...]
    classes: tuple[str, ...]
    loss: str
    parameters: int
    picture: tuple[int, int, int] | None
    channels: tuple[Literal["red", "green", "blue"], ...]
    digits: bool
    examples: int
    no_examples: Text | None
    photographs: tuple[str, ...]


class ExplorerNow(Struct, frozen=True):
    """Which weights a network has now, and whether they change."""

    version: str
    learning: bool


class Exponential(Struct, frozen=True):
    """One class at the end: its logit, exp(logit − the largest), its probability."""

    label: int
    logit: float | None
    exponential: float | None
    probability: float | None


class Ending(Struct, frozen=True):
    """What the network says: the likeliest classes, or its first outputs.

    ``largest`` logit and ``total`` of all exponentials are there for a softmax only.
    """

    how: Literal["softmax", "sigmoid", "values"]
    best: tuple[Exponential, ...]
    outputs: int
    largest: float | None = None
    total: float | None = None


class PictureLook(Struct, frozen=True):
    """The head of one picture's way through a network, kept on the server as number ``look``.

    The bytes are the picture (where ``picture`` says one), then the maps node by node, small: what
    :class:`FeatureMaps` says of each. ``label`` is the true class, where it is known. ``kept`` is
    what a link names the file by that was sent, for as long as the server keeps it.
    """

    look: int
    version: str
    picture: Pictures | None
    label: int | None
    layers: tuple[FeatureMaps, ...]
    ending: Ending
    kept: str | None = None


class FromSource(Struct, frozen=True):
    """A number that stands elsewhere: in what node ``path`` gives, at ``place``."""

    path: str
    place: tuple[int, ...]
    value: float | None


class ChannelPart(Struct, frozen=True):
    """One channel's part in a convolution: patch and kernel row by row, and Σ patch·kernel."""

    channel: int
    patch: tuple[float | None, ...]
    kernel: tuple[float | None, ...]
    total: float | None


class MadeByScan(Struct, frozen=True, tag="scan"):
    """A convolution's value. ``rest`` is what the ``others`` that are not told sum to."""

    value: float | None
    rows: Lines
    columns: Lines
    channels: tuple[ChannelPart, ...]
    others: int
    rest: float | None
    bias: float | None


class MadeByPool(Struct, frozen=True, tag="pool"):
    """A pooling's value. ``window`` row by row, empty where it is too large; null beyond the edge.

    ``chosen`` is the place of the largest in the window, null for a mean.
    """

    value: float | None
    rows: Lines
    columns: Lines
    channel: int
    how: Literal["max", "mean"]
    window: tuple[float | None, ...]
    counted: int
    chosen: Pair | None


class ProductPart(Struct, frozen=True):
    """One input of a unit, its weight, and their product."""

    source: FromSource
    weight: float | None
    product: float | None


class MadeBySum(Struct, frozen=True, tag="sum"):
    """A unit's value, the largest products first."""

    value: float | None
    products: tuple[ProductPart, ...]
    others: int
    rest: float | None
    bias: float | None


class MadeByFunction(Struct, frozen=True, tag="function"):
    """An activation function's value."""

    value: float | None
    source: FromSource
    function: str
    formula: str
    parameter: float | None


class MadeByNorm(Struct, frozen=True, tag="norm"):
    """A normalized value: (x − mean)/√(variance + ε) = ``normal``, times scale, plus shift."""

    value: float | None
    source: FromSource
    over: Literal["running", "example"]
    mean: float | None
    variance: float | None
    epsilon: float
    normal: float | None
    scale: float | None
    shift: float | None


class MadeByJoin(Struct, frozen=True, tag="join"):
    """Branches that meet: several values are added, a single one is handed on."""

    value: float | None
    parts: tuple[FromSource, ...]


class MadeByNothing(Struct, frozen=True, tag="given"):
    """A number of the input; or, with a ``formula``, of a layer that is not told value by value."""

    value: float | None
    formula: str | None = None


HowMade = (
    MadeByScan | MadeByPool | MadeBySum | MadeByFunction | MadeByNorm | MadeByJoin | MadeByNothing
)
