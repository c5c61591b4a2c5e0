"""``mieru run NAME``: runs a system and writes its report."""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mieru.cli.answer import Answer
from mieru.cli.frame import WORDS, Command, Described, wrong_use
from mieru.cli.help import titled
from mieru.cli.metrics import metrics_table
from mieru.cli.out import RUNS, make_sure
from mieru.cli.parameters import Text, Whole, argument, flag, json_flag, option
from mieru.cli.plain import plain_text
from mieru.systems.catalogue import SYSTEMS, find
from mieru.words import say, term

if TYPE_CHECKING:
    from mieru.systems.frame import Finished
    from mieru.systems.report.text import Text as Sentence


@dataclass(frozen=True)
class Asked:
    """What stands on the command line."""

    name: str
    settings: tuple[str, ...]
    more_settings: tuple[str, ...]
    seed: int
    out: str | None
    list_settings: bool
    json: bool


def command() -> Command:
    """The command."""
    pairs = say(
        en="a setting of the system, as KEY=VALUE; several may follow, and --set may be repeated",
        ja="システムの設定 (キー=値)。続けて複数書くことも、--set を繰り返すこともできます",
    )
    out = say(
        en="folder for the report, result.json and recordings (by default runs/NAME-TIME)",
        ja="レポート・result.json・記録を書き出すフォルダ (省略すると runs/名前-日時)",
    )
    return Command(
        "run",
        Described(
            about=say(
                en="Run a system of the course and write its report.",
                ja="システムを実行し、レポートを書き出します。",
            ),
            examples=(
                "mieru run worked-example",
                "mieru run mlp --set recipe=textbook --seed 1",
                "mieru run formal-neuron --list-settings",
            ),
            more=_settings_of_the_named,
        ),
        [
            argument(
                "name",
                say(en="a name of `mieru list`", ja="`mieru list` に出る名前"),
                Text(system.name for system in SYSTEMS),
            ),
            argument("more_settings", pairs, metavar="KEY=VALUE", optional=True, many=True),
            click.Option(["--set", "settings"], multiple=True, metavar="KEY=VALUE", help=pairs),
            option("--seed", term("seed"), Whole(0, 2**32 - 1), default=0),
            option("--out", out, metavar="FOLDER"),
            flag(
                "--list-settings",
                say(en="tell what can be set, and run nothing", ja="設定できる項目を表示します"),
            ),
            json_flag(),
        ],
        Asked,
        run,
    )


def run(asked: Asked) -> Answer:
    """Runs the system, or tells its settings."""
    find(asked.name)
    if asked.list_settings:
        return _told_settings(asked)
    settings = _pairs(asked.settings + asked.more_settings)
    make_sure(Path(asked.out) if asked.out else RUNS)
    from mieru.learn import Progress
    from mieru.systems.frame import run_system

    finished = run_system(
        asked.name,
        settings,
        seed=asked.seed,
        out=asked.out,
        listeners=(Progress(),),
        on_progress=PartsOfWork(),
    )
    return Answer(_told(finished), finished.to_json(), asked.json)


def _pairs(words: tuple[str, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for word in words:
        key, equals, value = word.partition("=")
        if not equals or not key:
            raise wrong_use(
                en=f"a setting is written KEY=VALUE, such as epochs=5, not {word!r}",
                ja=f"設定は epochs=5 のように キー=値 で書きます ({word!r} ではなく)",
            )
        if found.setdefault(key.replace("-", "_"), value) != value:
            raise wrong_use(
                en=f"{key} is set twice, to different values",
                ja=f"{key} が 2 回、異なる値に設定されています",
            )
    return found


def _told(finished: "Finished") -> str:
    names = {name: plain_text(str(text)) for name, text in finished.result.names.items()}
    seconds = say(en=f"{finished.seconds:.1f} s", ja=f"{finished.seconds:.1f} 秒")
    parts = [
        f"{finished.system.title} ({finished.system.name})",
        plain_text(str(finished.result.summary)),
        metrics_table(finished.result.metrics, names),
        "\n".join([f"{term('report')} ({seconds}):", *(f"  {path}" for path in finished.files)]),
    ]
    return "\n\n".join(part for part in parts if part)


def _told_settings(asked: Asked) -> Answer:
    from mieru.systems.options import options

    told = [
        {
            "name": o.name,
            "kind": o.kind.__name__,
            "default": o.default,
            "allowed": str(o.allowed),
            "help": str(o.help),
        }
        for o in options(asked.name)
    ]
    text = "\n".join(_settings_text(asked.name)[1:])
    return Answer(text, {"name": asked.name, "settings": told}, asked.json)


def _settings_text(name: str) -> list[str]:
    from mieru.systems.options import options, shown

    title = say(en=f"Settings of {name}", ja=f"{name} の設定")
    rows = [
        (
            f"{o.name}={shown(o.default)}",
            say(en=f"{o.help} ({o.allowed})", ja=f"{o.help} ({o.allowed})"),
        )
        for o in options(name)
    ]
    nothing = say(en=f"{name} has no settings", ja=f"{name} に設定はありません")
    return titled(title, rows) or ["", nothing]


def _settings_of_the_named(context: click.Context) -> list[str]:
    known = {system.name for system in SYSTEMS}
    named = [word for word in context.meta.get(WORDS, ()) if word in known]
    return _settings_text(named[0]) if named else []


class PartsOfWork:
    """Tells on standard error which part of its work a system is at."""

    def __init__(self) -> None:
        self._last = ""

    def __call__(self, _share: float, what: "Sentence") -> None:
        if str(what) != self._last:
            self._last = str(what)
            print(f"… {self._last}", file=sys.stderr, flush=True)
