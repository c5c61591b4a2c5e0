"""What the microscope tells the page: the steps through one example, and the formulas of each."""

from typing import Literal

from msgspec import Struct

from mieru.playground.experiment import Experiment
from mieru.studio.messages import Text


class MicroscopeStep(Struct, frozen=True):
    """A phase at one unit. Levels count from the inputs, which are 0; the error is at level 0."""

    phase: Literal["forward", "error", "backward", "update"]
    level: int
    unit: int


class MicroscopePlace(Struct, frozen=True):
    """A unit, or its link from ``source`` in the level below, with the number that stands there."""

    level: int
    unit: int
    source: int | None
    value: float | None


class MicroscopeNumber(Struct, frozen=True):
    """One number: ``lines`` has its symbol and formula, the same with numbers, and the value.

    ``value`` is null where it is not finite. ``place`` is null for what belongs to the whole
    network; a bias stands at its unit. ``uses``: what it is made of, as far as the graph shows it.
    """

    kind: str
    lines: tuple[str, ...]
    value: float | None
    place: MicroscopePlace | None
    of_bias: bool
    uses: tuple[MicroscopePlace, ...]


class BatchExample(Struct, frozen=True):
    """An example of the batch: where it lies, its target, the answers, and its error e."""

    x1: float
    x2: float
    t: float
    answers: tuple[float | None, ...]
    error: float | None


class Microscope(Struct, frozen=True):
    """One step through example ``example`` of the batch that is learned next.

    ``number`` of ``count`` counts the steps from 1; ``before`` and ``after`` are its neighbours,
    ``phases`` the first steps of the phases. ``is_cut``: there are more numbers than are told.
    ``unit_values``: what each unit gives, by level, the inputs first.
    """

    epoch: int
    batch: int
    examples: tuple[BatchExample, ...]
    example: int
    own: bool
    step: MicroscopeStep
    number: int
    count: int
    before: MicroscopeStep | None
    after: MicroscopeStep | None
    phases: tuple[MicroscopeStep, ...]
    numbers: tuple[MicroscopeNumber, ...]
    is_cut: bool
    unit_values: tuple[tuple[float | None, ...], ...]


class WholeFormula(Struct, frozen=True):
    """The network as formulas: ``whole`` in one (null where it would be too long), ``levels`` unit
    by unit, ``matrices`` as products of matrices, in pieces.
    """

    whole: tuple[str, ...] | None
    levels: tuple[tuple[str, ...], ...]
    matrices: tuple[tuple[str, ...], ...]


class Wiring(Struct, frozen=True):
    """A small network to draw: weights by level, unit and source; biases by level and unit, empty
    where there are none; the name of each level's function; names of the inputs.
    """

    weights: tuple[tuple[tuple[float, ...], ...], ...]
    biases: tuple[tuple[float, ...], ...]
    functions: tuple[str, ...]
    inputs: tuple[str, ...]


class WorkedExample(Struct, frozen=True):
    """The worked example of the course: its drawing, one step, and itself for the playground.

    ``products``: each derivative as the product of all factors on its way, in pieces of LaTeX.
    """

    wiring: Wiring
    look: Microscope
    products: tuple[tuple[str, ...], ...]
    loadable: Experiment


class Choice(Struct, frozen=True):
    """One answer, as LaTeX or as words; exactly one is right."""

    latex: str
    text: Text | None
    right: bool


class FunctionExercise(Struct, frozen=True):
    """Which function is this network? ``table`` has rows of inputs and the output, as a hint.

    ``solution`` is LaTeX that works it out, ``lesson`` what is to be learned from it.
    """

    level: int
    seed: int
    question: Text
    wiring: Wiring
    choices: tuple[Choice, ...]
    table: tuple[tuple[float, ...], ...]
    solution: tuple[str, ...]
    lesson: Text
    loadable: Experiment
