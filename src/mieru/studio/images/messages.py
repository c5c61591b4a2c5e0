"""What the page of images and its server say to each other, over HTTP.

Pictures and feature maps are binary: uint32 (little-endian) length of the head, the head as JSON,
then bytes, row by row.
"""

from typing import Literal

from msgspec import Struct

from mieru.studio.messages import LayerRow, Text

Part = Literal["validation", "test"]


class PictureSet(Struct, frozen=True):
    """A set of pictures that can be learned. ``here`` False: it must be fetched first.

    ``networks`` are suggestions, in the one-line form, from the smallest to the largest.
    ``digits``: its pictures are digits, and so are drawings.
    """

    name: str
    title: Text
    here: bool
    examples: int
    shape: tuple[int, ...]
    classes: int
    digits: bool
    networks: tuple[str, ...]


class PictureSets(Struct, frozen=True):
    """What can be learned; ``folders``: also a folder of this machine, named by its path."""

    sets: tuple[PictureSet, ...]
    optimizers: tuple[str, ...]
    folders: bool


class FolderAsked(Struct, frozen=True):
    """A folder on the server's machine with a folder of pictures for each class."""

    path: str
    size: int = 32
    grey: bool = False


class FolderFound(Struct, frozen=True):
    """What is in it, and networks that would suit it."""

    pictures: int
    classes: tuple[str, ...]
    shape: tuple[int, ...]
    networks: tuple[str, ...]


class NetworkAsked(Struct, frozen=True):
    """A network in one line, to be checked for pictures of a shape and a number of classes."""

    network: str
    shape: tuple[int, ...]
    classes: int


class NetworkChecked(Struct, frozen=True):
    """The layers and what they cost; or ``problem``, why it cannot be."""

    layers: tuple[LayerRow, ...] = ()
    parameters: int = 0
    multiplications: int = 0
    problem: Text | None = None


class TrainAsked(Struct, frozen=True):
    """What to learn, and how. ``folder`` in place of a set's name. ``examples`` None: all.

    ``augment`` is a line such as "shift 2, flip", empty for none.
    """

    network: str
    data: str = ""
    folder: FolderAsked | None = None
    epochs: int = 10
    batch_size: int = 64
    optimizer: str = "adam"
    rate: float = 0.001
    l2: float = 0.0
    augment: str = ""
    seed: int = 0
    examples: int | None = None


class PictureData(Struct, frozen=True):
    """What is being learned. ``test``: how many sealed examples, ``openings``: how often opened."""

    name: str
    shape: tuple[int, ...]
    classes: tuple[str, ...]
    train: int
    validation: int
    test: int
    openings: int
    digits: bool
    notes: tuple[Text, ...]


class ImagesState(Struct, frozen=True):
    """How far the training is. ``job`` counts trainings; 0: there was none yet.

    ``epoch`` counts parts. ``history`` has (epoch, train loss, validation loss, train accuracy,
    validation accuracy) from row ``history_from`` on. ``running``: (epoch, mean loss over the epoch
    so far), for a curve that moves within an epoch. ``stamp`` changes with the weights that
    answers and pictures come from, 0 while there are none. ``run`` is the recording it became.
    """

    job: int
    phase: Literal["idle", "loading", "compiling", "learning", "ended", "failed"]
    asked: TrainAsked | None = None
    data: PictureData | None = None
    epoch: float = 0.0
    epochs: int = 0
    loss: float | None = None
    examples_per_second: float | None = None
    seconds: float = 0.0
    seconds_left: float | None = None
    compile_seconds: float | None = None
    stopping: bool = False
    ended: str | None = None
    problem: Text | None = None
    run: str | None = None
    stamp: int = 0
    weights: tuple[str, ...] = ()
    history_from: int = 0
    history: tuple[tuple[int, float | None, float | None, float | None, float | None], ...] = ()
    running: tuple[tuple[float, float], ...] = ()


class AnswerGiven(Struct, frozen=True):
    """One example of a part: its place, its class, the class told and that one's probability."""

    index: int
    label: int
    told: int
    probability: float | None


class Judged(Struct, frozen=True):
    """How the network does on a part of the data.

    ``examples`` may be fewer than all while learning goes on. ``confusion``: rows are true classes,
    columns what was told. ``mistakes``: the surest first.
    """

    part: Part
    stamp: int
    examples: int
    accuracy: float
    loss: float | None
    confusion: tuple[tuple[int, ...], ...]
    wrong: int
    mistakes: tuple[AnswerGiven, ...]


class Cell(Struct, frozen=True):
    """The examples in one cell of the confusion matrix, the surest first."""

    total: int
    answers: tuple[AnswerGiven, ...]


class Pictures(Struct, frozen=True):
    """The head of pictures: ``count`` of them, each height × width × channels bytes."""

    count: int
    height: int
    width: int
    channels: int


class FeatureMaps(Struct, frozen=True):
    """What one layer says: ``count`` pictures of height × width bytes, of ``total`` that it gives.

    The pictures begin with map ``first``; ``step`` is k where only every k-th row and column is
    here. A byte b means (b − 128) / 127 × ``scale``, 0 what is no number. A layer without a plane
    has one picture, ``width`` units a row; the last row may be filled up with zeros beyond
    ``units``.
    """

    name: str
    kind: str
    count: int
    total: int
    height: int
    width: int
    units: int
    scale: float
    first: int
    step: int


class Looked(Struct, frozen=True):
    """The head of an answer to a picture: probabilities by class, in the order of the classes.

    Null stands for what is no number, as huge weights give it. The bytes are the picture as the
    network gets it, then the feature maps layer by layer.
    """

    stamp: int
    probabilities: tuple[float | None, ...]
    picture: Pictures
    layers: tuple[FeatureMaps, ...]
