"""What the page and a learning network say to each other over the WebSocket ``/live``.

Asked is what the page sends (JSON text), Answer what it hears: JSON text, and frames, which are
binary. A frame is: uint32 (little-endian) length of its head; the head, a Frame as JSON, filled up
with spaces to a multiple of four; the numbers of the network as float32 (all weights, layer by
layer, unit by unit, its incoming links in order; then all biases in the same order); and pictures
of units as uint8, size × size each, top row first: inputs first, then layer by layer. A byte b
means (b − 127.5) / 127.5, from −1 to +1, and what is beyond is cut; for the outputs of a softmax
b / 255, a probability; for the probability p of a single sigmoid output, 2p − 1. Last come pictures
of the outputs alone, output_size × output_size each.
"""

from typing import Literal

from msgspec import Struct

from mieru.playground.experiment import Experiment, Whole
from mieru.studio.messages import Text


class Branch(Struct, frozen=True, tag_field=None):
    """Where another session stood: a new one goes on from there."""

    session: str
    epoch: Whole


class Open(Struct, frozen=True, tag="open"):
    """Comes first. ``session`` goes on with one that is there (also after the server restarted).

    Otherwise a new one begins, from ``experiment`` or from ``address``: what stands after the # of
    a link, of this page or of the original playground. ``branch`` gives it the weights, and the
    state of learning, that another session had.
    """

    session: str | None = None
    address: str | None = None
    experiment: Experiment | None = None
    branch: Branch | None = None


class Change(Struct, frozen=True, tag="change"):
    """The experiment is now this one. What can be turned while learning goes on is turned; for

    anything else the network begins anew with its data and seed. ``edited`` "kept": weights set by
    hand are those that there are, whatever the experiment has.
    """

    experiment: Experiment
    edited: Literal["kept", "given"] = "given"


class Play(Struct, frozen=True, tag="play"):
    """Learn until told otherwise; ``epochs_per_second`` None is as fast as it goes."""

    epochs_per_second: float | None = None


class Pause(Struct, frozen=True, tag="pause"):
    """Stop playing."""


class Step(Struct, frozen=True, tag="step"):
    """Pause, and do ``count`` epochs, or batches."""

    by: Literal["epoch", "batch"] = "epoch"
    count: Whole = 1


class Reset(Struct, frozen=True, tag="reset"):
    """Begin anew: from the same initial weights, or from those of a new seed."""

    seed: Literal["same", "new"] = "same"


class Edit(Struct, frozen=True, tag="edit"):
    """Set a weight of ``unit`` in weight layer ``layer`` (0: first hidden), or its bias.

    Opened answers it: before learning it is part of the experiment.
    """

    layer: Whole
    unit: Whole
    source: Whole | None  # the unit below, or None for the bias
    value: float


class Seek(Struct, frozen=True, tag="seek"):
    """Show and stand at the kept moment nearest to ``epoch``; playing on continues from there."""

    epoch: Whole


class Look(Struct, frozen=True, tag="look"):
    """Which pictures are wanted: of all units or of the outputs only; ``size`` in pixels."""

    units: Literal["all", "outputs", "none"] = "all"
    size: Whole = 50
    output_size: Whole = 100


class Seen(Struct, frozen=True, tag="seen"):
    """Frame ``frame`` has been drawn; the server sends no third one before."""

    frame: Whole


Asked = Open | Change | Play | Pause | Step | Reset | Edit | Seek | Look | Seen


class Axis(Struct, frozen=True):
    """One axis of the plane. A plane coordinate v, −6…6, stands for centre + v · scale."""

    name: str
    centre: float
    scale: float


class Points(Struct, frozen=True):
    """Points of the plane: coordinates, and what each should give (class number or value)."""

    x1: tuple[float, ...]
    x2: tuple[float, ...]
    t: tuple[float, ...]


class Opened(Struct, frozen=True, tag="opened"):
    """The session as it is now; comes after Open and after every change of the experiment.

    ``address`` goes after the # of the page's address. ``labels`` tells the features as the reader
    knows them (x₁²), in the order of the pictures. ``sizes``: units by layer, inputs first.
    ``classes`` None for regression. ``notes``: what the reader should know
    of the link, ``data_notes`` of the data (rows left out, …).
    ``points`` may be cut to 2,000; ``train_total`` and ``test_total`` count all.
    """

    session: str
    experiment: Experiment
    address: str
    engine: Literal["native", "plain", "scanned", "original"]
    labels: tuple[str, ...]
    sizes: tuple[int, ...]
    classes: tuple[str, ...] | None
    axes: tuple[Axis, Axis]
    train: Points
    test: Points
    train_total: int
    test_total: int
    notes: tuple[Text, ...] = ()
    data_notes: tuple[Text, ...] = ()


class Problem(Struct, frozen=True, tag="problem"):
    """What was asked cannot be done; everything is as it was. ``field`` names the control."""

    text: Text
    field: str | None = None


class Frame(Struct, frozen=True, tag="frame"):
    """One moment, the head of a binary frame.

    ``epoch`` counts whole epochs, ``batch`` the batches done of the one under way. ``history`` has
    the rows that the page does not have yet: (epoch, train loss, test loss, train accuracy, test
    accuracy); ``history_from`` says from which row on they replace what it has, 0 after a restart.
    ``kept``: the epochs that Seek can go to; from number ``kept_from`` on they replace those that
    the page has. ``ended`` says why playing ended, ``busy`` what is waited for. ``unlinked``: there
    are weights set by hand that the link does not bring back. ``confusion`` counts test examples:
    rows true, columns predicted. ``due`` is when the frame should have been there, in seconds of
    the server's steady clock.
    """

    frame: int
    epoch: int
    batch: int
    playing: bool
    train_loss: float | None
    test_loss: float | None
    train_accuracy: float | None
    test_accuracy: float | None
    rate: float
    epochs_per_second: float
    weights: int
    biases: int
    pictures: int
    size: int
    output_pictures: int
    output_size: int
    history_from: int
    history: tuple[tuple[int, float | None, float | None, float | None, float | None], ...]
    kept_from: int
    kept: tuple[int, ...]
    confusion: tuple[tuple[int, ...], ...] = ()
    ended: Text | None = None
    busy: Text | None = None
    unlinked: bool = False
    due: float = 0.0


Answer = Opened | Problem | Frame
