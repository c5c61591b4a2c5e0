"""The text of ``--help``: how to call a command, what it does, its parts, and examples that run."""

import shutil
from typing import Any

import click

from mieru.words import LANGUAGES, say
from mieru.words.columns import padded, width, wrapped

_WIDEST, _NARROWEST, _NAMES_AT_MOST = 100, 40, 32


def help_text(context: click.Context) -> str:
    """The help of the command of ``context``."""
    command: Any = context.command
    places = terminal_places()
    parts = [usage(context), "", *_indented(command.described.about, places)]
    if command.described.details:
        for paragraph in command.described.details.split("\n\n"):
            parts += ["", *_indented(paragraph, places)]
    if isinstance(command, click.Group):
        members = [command.get_command(context, name) for name in command.list_commands(context)]
        rows = [(str(m.name), str(m.help)) for m in members if m]
        parts += titled(say(en="Commands", ja="コマンド"), rows)
    arguments = [p for p in command.params if isinstance(p, click.Argument)]
    rows = [(_metavar(a), a.help or "") for a in arguments if isinstance(a, Argument)]
    parts += titled(say(en="Arguments", ja="引数"), rows)
    rows = [_row(p) for p in command.get_params(context) if isinstance(p, click.Option)]
    parts += titled(say(en="Options", ja="オプション"), [*rows, _language_row()])
    if command.described.more:
        parts += command.described.more(context)
    if command.described.examples:
        parts += ["", say(en="Examples:", ja="例:")]
        parts += [f"  {line}" for line in command.described.examples]
    return "\n".join(parts)


def terminal_places() -> int:
    """How wide a line may be here."""
    return max(_NARROWEST, min(_WIDEST, shutil.get_terminal_size((_WIDEST, 24)).columns))


def usage(context: click.Context) -> str:
    """One line: ``Usage: mieru show [OPTIONS] FILE``."""
    arguments = [p for p in context.command.params if isinstance(p, click.Argument)]
    words = [context.command_path, say(en="[OPTIONS]", ja="[オプション]")]
    for argument in arguments:
        name = _metavar(argument) + ("…" if argument.nargs == -1 else "")
        words.append(name if argument.required else f"[{name}]")
    if isinstance(context.command, click.Group):
        words.append(say(en="[COMMAND]", ja="[コマンド]"))
    return say(en="Usage: ", ja="使い方: ") + " ".join(words)


class Argument(click.Argument):
    """An argument that has help, as options have."""

    def __init__(self, *names: Any, help: str, **rest: Any) -> None:  # noqa: A002
        super().__init__(*names, **rest)
        self.help = help


def _metavar(parameter: click.Parameter) -> str:
    return parameter.metavar or (parameter.name or "").upper()


def _row(option: click.Option) -> tuple[str, str]:
    names = ", ".join(option.opts)
    told = option.help or ""
    if not option.is_flag:
        names += f" {_metavar(option)}"
        if option.show_default:
            told += say(en=f" (default {option.default})", ja=f" (既定値 {option.default})")
    return names, told


def _language_row() -> tuple[str, str]:
    told = say(en="language of every word", ja="表示言語")
    return f"--lang {'|'.join(LANGUAGES)}", told


def titled(title: str, rows: list[tuple[str, str]]) -> list[str]:
    """Names and what is told of each, under a title; nothing where there are no rows."""
    if not rows:
        return []
    places = terminal_places()
    names = min(_NAMES_AT_MOST, max(width(name) for name, _ in rows), places // 3)
    lines = ["", f"{title}:"]
    for name, told in rows:
        told_lines = wrapped(told, places - names - 4)
        if width(name) > names:
            lines.append(f"  {name}")
        else:
            first, *told_lines = told_lines or [""]
            lines.append(f"  {padded(name, names)}  {first}".rstrip())
        lines += [" " * (names + 4) + line for line in told_lines]
    return lines


def _indented(text: str, places: int) -> list[str]:
    return [f"  {line}" for line in wrapped(text, places - 2)]
