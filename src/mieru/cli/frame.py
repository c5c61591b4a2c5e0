"""Commands on top of Click, every help text and every complaint in the reader's language."""

import difflib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import click

from mieru.cli.answer import Answer
from mieru.cli.help import help_text
from mieru.words import say


class Answered(Exception):
    """The answer is known while the command line is still being read: ``--help``, ``--version``."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self.answer = answer


def wrong_use(en: str, ja: str) -> click.UsageError:
    """A complaint about how the command was called: exit code 2."""
    return click.UsageError(say(en=en, ja=ja))


@contextmanager
def _placed(context: click.Context) -> Iterator[None]:
    """Click leaves out of some complaints which command they are about."""
    try:
        yield
    except click.UsageError as error:
        error.ctx = error.ctx or context
        raise


def help_option() -> click.Option:
    """``--help``, which answers before anything else is looked at."""

    def answer(context: click.Context, _: click.Parameter, asked: bool) -> None:
        if asked:
            raise Answered(Answer(help_text(context), {"help": help_text(context)}))

    return click.Option(
        ["-h", "--help"],
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=answer,
        help=say(en="show this text", ja="この説明を表示します"),
    )


@dataclass(frozen=True)
class Described:
    """What the help of a command says besides its parameters."""

    about: str
    details: str = ""
    examples: Sequence[str] = ()
    # What the help tells besides, knowing the words on the command line.
    more: Callable[[click.Context], list[str]] | None = None


WORDS = "mieru.words"  # where a context keeps the words that its command was called with


class Command(click.Command):
    """A command whose ``does`` is called with ``asked``, a dataclass with a field by parameter."""

    def __init__(
        self,
        name: str,
        described: Described,
        parameters: Sequence[click.Parameter],
        asked: Callable[..., Any],
        does: Callable[[Any], Answer | None],
    ) -> None:
        super().__init__(
            name,
            params=list(parameters),
            callback=lambda **given: does(asked(**given)),
            help=described.about,
        )
        self.described = described

    def get_help_option(self, ctx: click.Context) -> click.Option:
        """Ours, in the reader's language."""
        return help_option()

    def get_help(self, ctx: click.Context) -> str:
        """The text that ``--help`` shows."""
        return help_text(ctx)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Refuses words too many in the reader's language (Click would do so in English)."""
        ctx.meta[WORDS] = tuple(args)
        ctx.allow_extra_args = True
        with _placed(ctx):
            left = super().parse_args(ctx, args)
        if left and not ctx.resilient_parsing:
            words = " ".join(left)
            raise click.UsageError(
                say(
                    en=f"{ctx.command_path} has no place for {words}",
                    ja=f"{ctx.command_path} に余分な引数があります: {words}",
                ),
                ctx,
            )
        return left


class Group(click.Group):
    """A command of commands. Each is ``module:function``, imported when it is asked for."""

    def __init__(
        self,
        name: str,
        described: Described,
        members: dict[str, str],
        parameters: Sequence[click.Parameter] = (),
        otherwise: Callable[..., Answer | None] | None = None,
    ) -> None:
        super().__init__(
            name,
            params=list(parameters),
            help=described.about,
            invoke_without_command=True,
            callback=self._without_command,
        )
        self.described = described
        self._members, self._otherwise = members, otherwise

    def _without_command(self, **given: Any) -> Answer | None:
        context = click.get_current_context()
        if context.invoked_subcommand:
            return None
        if self._otherwise:
            return self._otherwise(**given)
        raise Answered(Answer(help_text(context), {"help": help_text(context)}))

    def get_help_option(self, ctx: click.Context) -> click.Option:
        """Ours, in the reader's language."""
        return help_option()

    def get_help(self, ctx: click.Context) -> str:
        """The text that ``--help`` shows."""
        return help_text(ctx)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Reads the group's own options."""
        with _placed(ctx):
            return super().parse_args(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of the table."""
        return list(self._members)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported now."""
        if cmd_name not in self._members:
            return None
        module, _, function = self._members[cmd_name].partition(":")
        found: click.Command = getattr(import_module(module), function)()
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that ``args`` begins with; says which are alike where there is none."""
        name = args[0]
        if name.startswith("-") or name in self._members:
            return super().resolve_command(ctx, args)
        close = difflib.get_close_matches(name, self._members, n=1)
        known = ", ".join(self._members)
        raise click.UsageError(
            say(
                en=f"{ctx.command_path} has no command {name!r}; "
                + (f"did you mean {close[0]!r}?" if close else f"there are: {known}"),
                ja=f"{ctx.command_path} に {name!r} というコマンドはありません。"
                + (f"{close[0]!r} のことですか?" if close else f"使えるもの: {known}"),
            ),
            ctx,
        )
