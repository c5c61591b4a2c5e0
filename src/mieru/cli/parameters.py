"""Options and arguments, and the kinds of value they take: what is wrong is said as everywhere."""

import difflib
import math
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

from mieru.cli.help import Argument
from mieru.words import say

if TYPE_CHECKING:
    Kind = click.ParamType[Any]
else:
    Kind = click.ParamType


class Text(Kind):
    """Anything; ``known`` is what the shell's completion offers."""

    name = "text"

    def __init__(self, known: Iterable[str] = ()) -> None:
        self.known = tuple(known)

    def convert(self, value: Any, param: Any, ctx: Any) -> str:
        """As it stands."""
        return str(value)

    def shell_complete(self, ctx: Any, param: Any, incomplete: str) -> list[Any]:
        """For the shell's completion."""
        from click.shell_completion import CompletionItem

        return [CompletionItem(name) for name in self.known if name.startswith(incomplete)]


class Whole(Kind):
    """A whole number from ``least`` to ``most``."""

    name = "whole"

    def __init__(self, least: int = 0, most: int = 10**12) -> None:
        self.least, self.most = least, most

    def convert(self, value: Any, param: Any, ctx: Any) -> int:
        """The number, or a complaint with the range."""
        try:
            number = int(value)
        except ValueError:
            number = self.least - 1
        if self.least <= number <= self.most:
            return number
        raise click.BadParameter(
            say(
                en=f"{_short(value)} is not a whole number from {self.least} to {self.most}",
                ja=f"{self.least} から {self.most} までの整数を指定してください "
                f"({_short(value)} ではなく)",
            ),
            ctx,
            param,
        )


class Number(Kind):
    """A number of at least ``least`` (more than it where ``above``)."""

    name = "number"

    def __init__(self, least: float = 0.0, *, above: bool = False) -> None:
        self.least, self.above = least, above

    def convert(self, value: Any, param: Any, ctx: Any) -> float:
        """The number, or a complaint with the bound."""
        try:
            number = float(value)
        except ValueError:
            number = math.nan
        enough = number > self.least if self.above else number >= self.least
        if math.isfinite(number) and enough:
            return number
        bound = f"{'>' if self.above else '≥'} {self.least:g}"
        raise click.BadParameter(
            say(
                en=f"{_short(value)} is not a number {bound}",
                ja=f"数 ({bound}) を指定してください ({_short(value)} ではなく)",
            ),
            ctx,
            param,
        )


class Size(Kind):
    """A share of the examples (a number with a point) or a count."""

    name = "size"

    def convert(self, value: Any, param: Any, ctx: Any) -> int | float:
        """An int for a count, a float for a share."""
        size = plain(str(value))
        if isinstance(size, int) and not isinstance(size, bool) and size >= 0:
            return size
        if isinstance(size, float) and 0 <= size < 1:
            return size
        raise click.BadParameter(
            say(
                en=f"{_short(value)} is neither a share such as 0.1 nor a number of examples",
                ja="0.1 のような割合か、データ点の個数を指定してください "
                f"({_short(value)} ではなく)",
            ),
            ctx,
            param,
        )


def plain(word: str) -> int | float | bool | str:
    """``word`` as the plain value that it reads like."""
    if word.lower() in ("yes", "true", "no", "false"):
        return word.lower() in ("yes", "true")
    for kind in (int, float):
        try:
            return kind(word)
        except ValueError:
            continue
    return word


class OneOf(Text):
    """One of the names ``known``."""

    name = "one of"

    def convert(self, value: Any, param: Any, ctx: Any) -> str:
        """The name, or a complaint with the nearest one."""
        if value in self.known:
            return str(value)
        close = difflib.get_close_matches(str(value), self.known, n=1)
        known = ", ".join(self.known)
        raise click.BadParameter(
            say(
                en=f"there is no {_short(value)}; "
                + (f"did you mean {close[0]!r}? " if close else "")
                + f"known: {known}",
                ja=f"{_short(value)} はありません。"
                + (f"{close[0]!r} のことですか? " if close else "")
                + f"使えるもの: {known}",
            ),
            ctx,
            param,
        )


def _short(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= 60 else shown[:57] + "…"


def option(
    name: str,
    told: str,
    kind: Kind | None = None,
    *,
    metavar: str | None = None,
    default: Any = None,
    many: bool = False,
) -> click.Option:
    """``--name VALUE``; ``told`` is its help, in the reader's language."""
    return click.Option(
        [name],
        type=kind or Text(),
        metavar=metavar or name.lstrip("-").upper().replace("-", "_"),
        default=default,
        show_default=default is not None,
        multiple=many,
        help=told,
    )


def flag(name: str, told: str) -> click.Option:
    """``--name``, without a value."""
    return click.Option([name], is_flag=True, default=False, help=told)


def argument(
    name: str,
    told: str,
    kind: Kind | None = None,
    *,
    metavar: str | None = None,
    optional: bool = False,
    many: bool = False,
) -> click.Argument:
    """A positional argument."""
    return Argument(
        [name],
        type=kind or Text(),
        metavar=metavar or name.upper(),
        required=not optional,
        nargs=-1 if many else 1,
        help=told,
    )


def json_flag() -> click.Option:
    """``--json``, the same for every command that has something to report."""
    return flag(
        "--json",
        say(
            en="print one JSON object on standard output, and nothing else there",
            ja="標準出力には JSON オブジェクト 1 つだけを書き出します",
        ),
    )
