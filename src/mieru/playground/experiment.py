"""An experiment: everything that a link of the playground restores, as one value.

It says which data, which network, how it learns and what the page shows. It has no weights in it
but those set by hand; an experiment and its seed decide all others. :mod:`mieru.playground.address`
writes it as a link.
"""

from typing import Annotated, Literal

from msgspec import Meta, Struct

Mode = Literal["mieru", "original"]
Problem = Literal["classification", "regression"]
Whole = Annotated[int, Meta(ge=-(2**53), le=2**53)]  # what every language keeps exactly
Activation = str  # a name of mieru.nn.activation_names()


class HiddenLayer(Struct, frozen=True, forbid_unknown_fields=True):
    """One hidden layer: how many units, f, the share of units left out, how weights begin.

    ``initial`` is uniform (U(−½, ½) as in the original playground), glorot, he, lecun or zeros.
    """

    units: Whole
    activation: str = "tanh"
    dropout: float = 0.0
    initial: str = "uniform"


class Stop(Struct, frozen=True, forbid_unknown_fields=True):
    """When playing pauses by itself; None for never. Whichever comes first."""

    epochs: Whole | None = None
    test_loss: float | None = None  # at or below
    test_accuracy: float | None = None  # at or above, 0…1
    patience: Whole | None = None  # epochs without a better test loss


class View(Struct, frozen=True, forbid_unknown_fields=True):
    """What the page shows, and what a teacher has hidden: names of controls."""

    discretize: bool = False
    show_test: bool = False
    hide_text: bool = False
    hidden: tuple[str, ...] = ()
    tutorial: str = ""
    palette: Literal["classic", "safe"] = "classic"


class Edited(Struct, frozen=True, forbid_unknown_fields=True):
    """A weight of ``unit`` in weight layer ``layer`` (0: first hidden) from ``source``, or its bias
    where that is None, set by hand before learning began.
    """

    layer: Whole
    unit: Whole
    source: Whole | None
    value: float


class Experiment(Struct, frozen=True, forbid_unknown_fields=True):
    """One experiment of the playground.

    ``mode`` "original" computes in float64 and keeps the original's faults. ``data`` is a toy set
    ("circle", "reg-plane" as "plane", ...), a named set ("iris") or "own", whose points stand in
    ``points`` or, when they are many, in the table with the digest ``table``. ``columns`` names the
    two columns of a set that has more; empty for its two principal components. For a table the
    target may follow the two, or stand alone. ``noise`` and ``train_percent`` are in percent;
    ``size`` 0 means as many points as usual, and so ``classes`` of "blobs". ``features`` are
    formulas of x1 and x2. ``schedule`` is constant, step_decay, exponential_decay or cosine, with
    its numbers in epochs. L1 and L2 are strengths. ``edited`` stands in place of initial weights.
    """

    mode: Mode = "mieru"
    problem: Problem = "classification"
    data: str = "circle"
    points: str = ""
    table: str = ""
    columns: tuple[str, ...] = ()
    size: Whole = 0
    classes: Whole = 0
    noise: float = 0.0
    train_percent: float = 50.0
    features: tuple[str, ...] = ("x1", "x2")
    layers: tuple[HiddenLayer, ...] = (HiddenLayer(4), HiddenLayer(2))
    loss: Literal["squared_error", "cross_entropy"] = "squared_error"
    output_initial: str = "uniform"
    optimizer: str = "gradient_descent"
    rate: float = 0.03
    momentum: float = 0.9
    decay1: float = 0.9
    decay2: float = 0.999
    weight_decay: float = 0.01
    schedule: str = "constant"
    schedule_epochs: float = 100.0
    schedule_factor: float = 0.5
    batch_size: Whole = 10
    l1: float = 0.0
    l2: float = 0.0
    stop: Stop = Stop()
    seed: str = "1"
    init_zero: bool = False
    edited: tuple[Edited, ...] = ()
    view: View = View()
