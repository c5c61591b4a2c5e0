"""Everything that the server says to the page: the one schema, from which web/ has its types.

Texts that Mieru wrote come in both languages, so that the page switches between them by itself.
"""

from typing import Literal

from msgspec import Struct


class Text(Struct, frozen=True):
    """One sentence or word in both languages."""

    en: str
    ja: str


class System(Struct, frozen=True):
    """One system of the course; ``mieru run NAME`` runs it."""

    name: str
    title: Text
    about: Text


class Chapter(Struct, frozen=True):
    """The systems of one chapter, in the order of the course."""

    name: str
    title: Text
    systems: tuple[System, ...]


class Systems(Struct, frozen=True):
    """What can be run, and by which version."""

    version: str
    chapters: tuple[Chapter, ...]


class UnderWay(Struct, frozen=True):
    """How far a run is that another process learns. ``epoch`` counts parts."""

    epoch: float
    epochs: int
    loss: float | None
    seconds_left: float | None
    compiled: bool


class Entry(Struct, frozen=True):
    """One line of the list of runs.

    ``recording``: a file with a network in it, which the page can open. ``live``: a run under way,
    ``under_way`` says how far; ``broken``: one whose process has gone. ``report``: a run that left
    a report and no network. ``unread``: a file too large to be read for a list; it can be opened.
    ``damaged``: a file that cannot be read; ``problem`` says why. ``when`` is an ISO 8601 time;
    ``report`` the address of the HTML report.
    """

    id: str
    kind: Literal["recording", "live", "broken", "report", "unread", "damaged"]
    name: str
    when: str
    system: str | None = None
    seconds: float | None = None
    network: str | None = None
    data: str | None = None
    metrics: dict[str, float | None] = {}
    report: str | None = None
    problem: Text | None = None
    under_way: UnderWay | None = None


class Runs(Struct, frozen=True):
    """The runs found in ``folder``, newest first.

    ``total`` counts all that are there, where ``entries`` is cut. Not ``complete``: reading took
    long, some files are still to be read, ask again.
    """

    folder: str
    total: int
    complete: bool
    entries: tuple[Entry, ...]


class NamedValue(Struct, frozen=True):
    """One setting or version; ``optimizer.rate`` is the rate inside the optimizer."""

    name: str
    value: str


class RunCurves(Struct, frozen=True):
    """What a run is compared by: its history by column, and its settings."""

    entry: Entry
    history: dict[str, tuple[float | None, ...]]
    settings: tuple[NamedValue, ...]


class Compared(Struct, frozen=True):
    """The runs asked for that are there and can be read, in the order asked."""

    runs: tuple[RunCurves, ...]


class LayerRow(Struct, frozen=True):
    """One layer and what it costs; multiplications are for one example, forward.

    ``depth`` counts the layers that it lies in; their numbers contain its own.
    """

    name: str
    depth: int
    kind: str
    shape: tuple[int, ...]
    parameters: int
    multiplications: int


class Recording(Struct, frozen=True):
    """One run, opened.

    ``history`` has a list for each column, all as long as ``history["epoch"]``; null stands where
    there is no number. ``epochs`` counts all epochs, where the history is thinned. ``weights``
    names what can be asked for as a picture.
    """

    entry: Entry
    path: str
    input_shape: tuple[int, ...]
    layers: tuple[LayerRow, ...]
    parameters: int
    multiplications: int
    forward_pass: str
    loss: str
    ended: str
    kept_epoch: int
    epochs: int
    history: dict[str, tuple[float | None, ...]]
    settings: tuple[NamedValue, ...]
    versions: tuple[NamedValue, ...]
    classes: tuple[str, ...]
    features: tuple[str, ...]
    weights: tuple[str, ...]


class Weights(Struct, frozen=True):
    """What precedes the bytes of a picture of weights.

    The bytes are ``count`` pictures of height × width × channels, row by row. A byte b means
    (b − 128) / 127 × ``scale``; 0 for what is not a number. ``total`` counts all pictures, where
    ``count`` is cut; ``step`` is k where only every k-th row and column is here. ``kind``: a matrix
    (rows: units, columns: inputs), the units of a layer as pictures of its input, or kernels.
    """

    name: str
    kind: Literal["matrix", "units", "kernels"]
    count: int
    height: int
    width: int
    channels: int
    scale: float
    total: int
    step: int
