"""Settings whose numbers can be turned while a compiled program stays as it is.

A class marked ``@turnable`` is a frozen dataclass and, to JAX, a tree: its kind is structure, which
is compiled in, and its numbers are leaves, which are arguments. So ``Adam(0.1)`` and ``Adam(0.01)``
run the same compiled program.
"""

import dataclasses
import math
from dataclasses import dataclass
from typing import Any, TypeVar

import jax

from mieru.nn.checks import as_finite, as_whole, keep, shown
from mieru.words import SettingError

T = TypeVar("T")

# Learning computes in float32, where smaller numbers than this are zero: no rate, no ε.
SMALLEST = 1e-37


def turnable(cls: type[T]) -> type[T]:
    """Marks a frozen dataclass of numbers (and of other turnable values)."""
    names = [f.name for f in dataclasses.fields(cls)]  # type: ignore[arg-type]

    def flatten(value: T) -> tuple[list[Any], None]:
        return [getattr(value, name) for name in names], None

    def unflatten(_: None, leaves: Any) -> T:
        # Not through __init__: while JAX traces, the leaves are not numbers that can be checked.
        value = object.__new__(cls)
        for name, leaf in zip(names, leaves, strict=True):
            keep(value, name, leaf)
        return value

    jax.tree_util.register_pytree_node(cls, flatten, unflatten)
    return cls


@dataclass(frozen=True)
class Bounds:
    """least ≤ number ≤ most, or least < number where ``above``, number < most where ``below``."""

    least: float = 0.0
    most: float = math.inf
    above: bool = False
    below: bool = False

    def holds(self, value: float) -> bool:
        """Whether ``value`` is inside."""
        if (self.above and value < self.least + SMALLEST) or (self.below and value >= self.most):
            return False
        return self.least <= value <= self.most

    def __str__(self) -> str:
        low = f"{'>' if self.above else '≥'} {self.least:g}"
        high = f", {'<' if self.below else '≤'} {self.most:g}" if self.most < math.inf else ""
        return low + high


POSITIVE = Bounds(above=True)
SHARE = Bounds(most=1.0)
BELOW_ONE = Bounds(most=1.0, below=True)


def number(owner: object, name: str, bounds: Bounds = Bounds()) -> None:
    """Makes the field a float that float32 can hold. Raises SettingError outside ``bounds``."""
    given = getattr(owner, name)
    value = as_finite(given)
    if value is None or not bounds.holds(value):
        kind = type(owner).__name__
        raise SettingError(
            en=f"{kind}: {name} must be a number {bounds}, not {shown(given)}",
            ja=f"{kind}: {name} は数 ({bounds}) でなければなりません ({shown(given)} ではなく)",
        )
    keep(owner, name, value)


def whole(owner: object, name: str, least: int, most: int) -> None:
    """Makes the field an int. Raises SettingError unless least ≤ value ≤ most."""
    given = getattr(owner, name)
    value = as_whole(given)
    if value is None or not least <= value <= most:
        raise SettingError(
            en=f"{name} must be a whole number from {least} to {most}, not {shown(given)}",
            ja=f"{name} は {least} から {most} までの整数でなければなりません "
            f"({shown(given)} ではなく)",
        )
    keep(owner, name, value)
