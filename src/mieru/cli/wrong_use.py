"""What Click found wrong in a command line, in the reader's language and with the cure."""

import difflib

import click

from mieru.words import say


def explained(error: click.UsageError) -> str:
    """The complaint, and where to read how it is done."""
    sentence = _sentence(error)
    if error.ctx is None:
        return sentence
    path = error.ctx.command_path
    return say(
        en=f"{sentence}\n(`{path} --help` shows how)",
        ja=f"{sentence}\n(`{path} --help` で使い方を確認できます)",
    )


def _sentence(error: click.UsageError) -> str:
    match error:
        case click.NoSuchOption():
            return _no_such_option(error)
        case click.MissingParameter():
            name = _name(error.param)
            return say(en=f"{name} is missing", ja=f"{name} が指定されていません")
        case click.BadParameter():
            return f"{_name(error.param)}: {error.message}"
        case click.BadOptionUsage():
            return _bad_option(error)
        case _:
            return error.message


def _no_such_option(error: click.NoSuchOption) -> str:
    command = error.ctx.command if error.ctx else None
    known = [name for p in (command.params if command else []) for name in p.opts if "--" in name]
    close = difflib.get_close_matches(error.option_name, [*known, "--help", "--lang"], n=1)
    name = error.option_name
    return say(
        en=f"there is no option {name}" + (f"; did you mean {close[0]}?" if close else ""),
        ja=f"オプション {name} はありません" + (f"。{close[0]} のことですか?" if close else ""),
    )


def _bad_option(error: click.BadOptionUsage) -> str:
    name = error.option_name
    command = error.ctx.command if error.ctx else None
    for parameter in command.params if command else []:
        if name in parameter.opts and isinstance(parameter, click.Option) and parameter.is_flag:
            return say(en=f"{name} takes no value", ja=f"{name} に値は指定できません")
    return say(en=f"{name} needs a value", ja=f"{name} には値が必要です")


def _name(parameter: click.Parameter | None) -> str:
    if parameter is None:
        return ""
    if isinstance(parameter, click.Option):
        return parameter.opts[0]
    return parameter.metavar or (parameter.name or "").upper()
