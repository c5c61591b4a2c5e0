"""One example of a batch under the microscope, as steps that a reader goes through one by one."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from mieru.explain.microscope.backward import backward
from mieru.explain.microscope.error import error
from mieru.explain.microscope.forward import forward
from mieru.explain.microscope.learning import Learning, Update, update
from mieru.explain.microscope.passing import Passed
from mieru.explain.microscope.quantity import Quantity
from mieru.explain.microscope.stepped import stepped
from mieru.explain.microscope.symbols import Symbols

Phase = Literal["forward", "error", "backward", "update"]


@dataclass(frozen=True)
class Step:
    """A phase at one unit: level 1 is the first above the inputs. The error belongs to level 0."""

    phase: Phase
    level: int
    unit: int


@dataclass(frozen=True, eq=False)
class Look:
    """Example ``example`` of the batch ``found``; with ``learning``, also what the batch changes.

    ``labels`` are the inputs' names as LaTeX.
    """

    found: Passed
    example: int = 0
    learning: Learning | None = None
    labels: tuple[str, ...] = ()

    @cached_property
    def update(self) -> Update | None:
        """What the batch changes."""
        return update(self.found, self.learning) if self.learning else None

    @cached_property
    def symbols(self) -> Symbols:
        """What its numbers are called."""
        return Symbols(self.found.chain, self.labels)

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """Forward unit by unit, the error, back unit by unit, and the change of each unit."""
        return tuple(self._steps())

    def _steps(self) -> Iterator[Step]:
        sizes = self.found.chain.sizes
        levels = range(1, len(sizes))
        yield from (
            Step("forward", level, unit) for level in levels for unit in range(sizes[level])
        )
        yield Step("error", 0, 0)
        for level in reversed(levels):
            yield from (Step("backward", level, unit) for unit in range(sizes[level]))
        if self.learning:
            yield from (
                Step("update", level, unit) for level in levels for unit in range(sizes[level])
            )

    def quantities(self, step: Step) -> Iterator[Quantity]:
        """Every number of a step, in the order in which they are computed."""
        match step.phase:
            case "forward":
                return forward(self.found, self.example, self.symbols, step.level, step.unit)
            case "error":
                return error(self.found, self.example, self.symbols)
            case "backward":
                return backward(self.found, self.example, self.symbols, step.level, step.unit)
            case "update" if self.update:
                return stepped(self.found, self.update, self.symbols, step.level, step.unit)
        return iter(())

    def __iter__(self) -> Iterator[Quantity]:
        """Every number there is."""
        for step in self.steps:
            yield from self.quantities(step)
