"""The constraints on the fields of layers, losses and initial weights, told alike for all of them.

Each check takes the frozen dataclass and the name of its field, raises SettingError where the value
will not do, and otherwise keeps it in the one form that is compared, printed and written to JSON
(a NumPy integer as ``int``, a whole ``rate=0`` as ``float``).
"""

from collections.abc import Iterable
from numbers import Integral, Real
from reprlib import Repr
from typing import Any

from mieru.words import SettingError

# The largest size that a field may name: beyond it nothing could be computed anyway.
LARGEST = 2**40
# Networks compute in float32: larger numbers are infinite there, smaller ones are zero.
_LARGEST_FLOAT = 1e38
_SMALLEST_FLOAT = 1e-37

_brief = Repr()
_brief.maxlevel, _brief.maxtuple, _brief.maxlist, _brief.maxdict = 3, 8, 8, 8
_brief.maxstring = _brief.maxother = 80


def shown(value: object) -> str:
    """``value`` for a message: what comes from outside may be huge or deep, the message is not."""
    try:
        return _brief.repr(value)
    except ValueError:  # Python does not print integers of thousands of digits
        return f"({type(value).__name__})"


def as_whole(value: object) -> int | None:
    """``value`` as an ``int``, None where it is not a whole number (True and 3.0 are not)."""
    return int(value) if isinstance(value, Integral) and not isinstance(value, bool) else None


def as_finite(value: object) -> float | None:
    """``value`` as a ``float``, None where it is not a number that float32 can hold."""
    if not isinstance(value, Real) or isinstance(value, bool):
        return None
    try:
        found = float(value)
    except OverflowError:  # an integer of hundreds of digits
        return None
    return found if abs(found) <= _LARGEST_FLOAT else None


def keep(owner: object, field: str, value: object) -> None:
    """Sets a field of a frozen dataclass while it is being made."""
    object.__setattr__(owner, field, value)


def whole(owner: Any, field: str, least: int = 1) -> None:
    """The field must be a whole number, ``least`` or more."""
    keep(owner, field, _at_least(least, owner, field, getattr(owner, field)))


def finite(owner: Any, field: str) -> float:
    """The field must be an ordinary number; returns it."""
    value = getattr(owner, field)
    found = as_finite(value)
    if found is None:
        raise SettingError(
            en=f"{_name(owner)}: {field} must be a finite number, not {shown(value)}",
            ja=f"{_name(owner)}: {field} は有限の数でなければなりません ({shown(value)} ではなく)",
        )
    keep(owner, field, found)
    return found


def positive(owner: Any, field: str) -> None:
    """The field must be a number above 0."""
    value = finite(owner, field)
    if value < _SMALLEST_FLOAT:
        raise SettingError(
            en=f"{_name(owner)}: {field} must be positive, not {shown(value)}",
            ja=f"{_name(owner)}: {field} は正の数でなければなりません ({shown(value)} ではなく)",
        )


def share(owner: Any, field: str) -> None:
    """The field must be a number with 0 ≤ value < 1."""
    value = finite(owner, field)
    if not 0 <= value < 1:
        raise SettingError(
            en=f"{_name(owner)}: {field} must be at least 0 and below 1, not {shown(value)}",
            ja=f"{_name(owner)}: {field} は 0 以上 1 未満でなければなりません "
            f"({shown(value)} ではなく)",
        )


def flag(owner: Any, field: str) -> None:
    """The field must be True or False."""
    value = getattr(owner, field)
    if not isinstance(value, bool):
        raise SettingError(
            en=f"{_name(owner)}: {field} must be True or False, not {shown(value)}",
            ja=f"{_name(owner)}: {field} は True か False です ({shown(value)} ではなく)",
        )


def one_of(owner: Any, field: str, choices: Iterable[str]) -> None:
    """The field must be one of ``choices``."""
    value, choices = getattr(owner, field), tuple(choices)
    if value not in choices:
        raise SettingError(
            en=f"{_name(owner)}: {field} must be one of {', '.join(choices)}, not {shown(value)}",
            ja=f"{_name(owner)}: {field} は {', '.join(choices)} のいずれかです "
            f"({shown(value)} ではなく)",
        )


def pair(owner: Any, field: str, least: int = 1) -> None:
    """The field must be ``3`` or ``(3, 3)``: a pair of whole numbers, each ``least`` or more."""
    value = getattr(owner, field)
    both = value if isinstance(value, tuple | list) else (value, value)
    if len(both) != 2 or any(isinstance(n, tuple | list | str) for n in both):
        raise SettingError(
            en=f"{_name(owner)}: {field} must be one or two whole numbers, such as 3 or (3, 3) "
            f"(in text 3x3), not {shown(value)}",
            ja=f"{_name(owner)}: {field} は 3 や (3, 3) (テキストでは 3x3) のような "
            f"1 つまたは 2 つの整数です ({shown(value)} ではなく)",
        )
    keep(owner, field, tuple(_at_least(least, owner, field, n) for n in both))


def rule(owner: Any, field: str, kind: type) -> None:
    """The field must be one of the rules for initial weights."""
    value = getattr(owner, field)
    if not isinstance(value, kind):
        raise SettingError(
            en=f"{_name(owner)}: {field} must be a rule for initial weights such as Glorot() or "
            f"He(), not {shown(value)}",
            ja=f"{_name(owner)}: {field} は Glorot() や He() のような初期重みの規則です "
            f"({shown(value)} ではなく)",
        )


def pixels(owner: Any, field: str, value: object) -> int:
    """``value`` must be a number of pixels, 0 or more; returns it."""
    return _at_least(0, owner, field, value)


def _at_least(least: int, owner: object, field: str, value: object) -> int:
    found = as_whole(value)
    if found is None or not least <= found <= LARGEST:
        raise SettingError(
            en=f"{_name(owner)}: {field} must be a whole number of at least {least}, "
            f"not {shown(value)}",
            ja=f"{_name(owner)}: {field} は {least} 以上の整数でなければなりません "
            f"({shown(value)} ではなく)",
        )
    return found


def _name(owner: Any) -> str:
    # An activation layer goes by the name of its function, everything else by its kind.
    return str(getattr(owner, "stem", owner.kind))
