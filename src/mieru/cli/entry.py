"""From the command line to the exit code: language, dispatch, printing, and what can go wrong."""

import contextlib
import io
import os
import sys
from collections.abc import Iterator, Sequence

import click

from mieru.cli.answer import Answer
from mieru.cli.frame import Answered
from mieru.cli.wrong_use import explained
from mieru.words import LANGUAGES, Language, MieruError, SettingError, language, say, speaking

DONE, FAILED, WRONG_USE, INTERRUPTED, NOBODY_READS = 0, 1, 2, 130, 141


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command line ``arguments`` (by default the process's own); returns the exit code."""
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    _tolerate_odd_letters()
    try:
        arguments, chosen = taken_language(arguments)
        with speaking(chosen or language()):
            return _guarded(arguments)
    except SettingError as error:
        return _complain(str(error), WRONG_USE)


def taken_language(arguments: list[str]) -> tuple[list[str], Language | None]:
    """``--lang`` may stand before or after the command, and decides the words of everything else.

    Returns the other arguments and the language asked for. Raises SettingError for no or another.
    """
    end = arguments.index("--") if "--" in arguments else len(arguments)
    chosen: Language | None = None
    left: list[str] = []
    words = iter(arguments[:end])
    for word in words:
        name, equals, value = word.partition("=")
        if name != "--lang":
            left.append(word)
            continue
        asked = value if equals else next(words, "")
        chosen = next((code for code in LANGUAGES if code == asked), None)
        if chosen is None:
            raise SettingError(
                en=f"--lang takes {' or '.join(LANGUAGES)}, not {asked!r}",
                ja=f"--lang には {' か '.join(LANGUAGES)} を指定してください ({asked!r} ではなく)",
            )
    return left + arguments[end:], chosen


def _guarded(arguments: list[str]) -> int:
    """Every way to end, each with its exit code."""
    try:
        answer = _answered(arguments)
        _print(answer)
    except click.exceptions.Exit as wanted:
        return wanted.exit_code
    except click.UsageError as error:
        return _complain(explained(error), WRONG_USE)
    except SettingError as error:
        return _complain(str(error), WRONG_USE)
    except MieruError as error:
        return _complain(str(error), FAILED)
    except (KeyboardInterrupt, click.Abort):
        return _complain(say(en="interrupted", ja="中断しました"), INTERRUPTED)
    except BrokenPipeError:
        return _leave_the_pipe()
    except OSError as error:
        where = "" if error.filename is None else f"{error.filename}: "
        return _complain(f"{where}{error.strerror or error}", FAILED)
    except MemoryError:
        return _complain(say(en="not enough memory", ja="メモリが足りません"), FAILED)
    except Exception:  # noqa: BLE001 - whatever else happens is our mistake, and is told as such
        return _confess()
    return FAILED if answer is not None and answer.failed else DONE


def _answered(arguments: list[str]) -> Answer | None:
    """What the command asked for has to say. Whatever else is printed meanwhile goes to stderr."""
    from mieru.cli.commands import mieru

    asked_by_the_shell = os.environ.get("_MIERU_COMPLETE")
    command = mieru()
    if asked_by_the_shell:
        from click.shell_completion import shell_complete

        code = shell_complete(command, {}, "mieru", "_MIERU_COMPLETE", asked_by_the_shell)
        raise click.exceptions.Exit(code)
    try:
        with _standard_output_kept_clean(), command.make_context("mieru", arguments) as context:
            answer: Answer | None = command.invoke(context)
    except Answered as known:
        return known.answer
    return answer


@contextlib.contextmanager
def _standard_output_kept_clean() -> Iterator[None]:
    with contextlib.redirect_stdout(sys.stderr):
        yield


def _print(answer: Answer | None) -> None:
    if answer is None or sys.stdout is None:
        return
    print(answer.as_json() if answer.asks_json else answer.text)
    sys.stdout.flush()


def _complain(sentence: str, code: int) -> int:
    with contextlib.suppress(BrokenPipeError):
        print(f"mieru: {sentence}", file=sys.stderr, flush=True)
    return code


def _leave_the_pipe() -> int:
    """The reader of our output went away (``mieru list | head -1``): nothing more to say to it."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return NOBODY_READS


def _confess() -> int:
    import traceback

    traceback.print_exc()
    return _complain(
        say(
            en="this is a bug in Mieru, not in what you asked for; please report it with the lines "
            "above and the command",
            ja="これは Mieru の不具合です。お使い方の問題ではありません。"
            "上の内容と実行したコマンドを添えてご報告ください",
        ),
        FAILED,
    )


def _tolerate_odd_letters() -> None:
    """A file name that is no UTF-8, or a terminal without Japanese, must not stop the answer."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            unicode = (stream.encoding or "").lower().replace("-", "") == "utf8"
            stream.reconfigure(errors="backslashreplace" if unicode else "replace")
