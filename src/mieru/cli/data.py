"""``mieru data``: what data there are, which are here, and how to get or place the others."""

import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mieru.cli.answer import Answer
from mieru.cli.frame import Command, Described, Group
from mieru.cli.parameters import OneOf, argument, json_flag
from mieru.words import say, term
from mieru.words.columns import table

if TYPE_CHECKING:
    from mieru.data.catalogue import Entry
    from mieru.data.progress import Progress

_SECONDS_BETWEEN_LINES = 0.2


@dataclass(frozen=True)
class Named:
    """What stands on the command line of fetch and where."""

    name: str
    json: bool


def command() -> Group:
    """The command."""
    return Group(
        "data",
        Described(
            about=say(
                en="The data sets that Mieru knows by name: which are here, and where.",
                ja="名前で使えるデータセットと、その有無・場所を表示します。",
            ),
            details=say(
                en="Your own CSV file, or a folder with one folder of pictures for each class, "
                "needs no name: give its path to --data. MIERU_DATA chooses another data folder.",
                ja="手元の CSV ファイルや、クラスごとのフォルダに分けた画像は、--data にパスを"
                "指定するだけで使えます。データフォルダは MIERU_DATA で変更できます。",
            ),
            examples=(
                "mieru data",
                "mieru data look my.csv",
                "mieru data fetch mnist",
                "mieru data where cifar-10",
            ),
        ),
        {
            "look": "mieru.cli.data_look:command",
            "fetch": "mieru.cli.data:fetch_command",
            "where": "mieru.cli.data:where_command",
        },
        parameters=[json_flag()],
        otherwise=list_data,
    )


def fetch_command() -> Command:
    """``mieru data fetch NAME``."""
    return Command(
        "fetch",
        Described(
            about=say(
                en="Fetch a data set from its official home into the data folder.",
                ja="データセットを公式の配布元からデータフォルダに取得します。",
            ),
            examples=("mieru data fetch mnist",),
        ),
        [_name(), json_flag()],
        Named,
        fetch,
    )


def where_command() -> Command:
    """``mieru data where NAME``."""
    return Command(
        "where",
        Described(
            about=say(
                en="Tell where a data set lies, or what to put where.",
                ja="データセットの場所、または何をどこに置けばよいかを表示します。",
            ),
            examples=("mieru data where mnist",),
        ),
        [_name(), json_flag()],
        Named,
        where,
    )


def _name() -> Any:
    from mieru.data.catalogue import CATALOGUE

    told = say(en="a name of `mieru data`", ja="`mieru data` に出る名前")
    return argument("name", told, OneOf(CATALOGUE))


def list_data(json: bool) -> Answer:
    """All sets by name."""
    from mieru.data import data_folder
    from mieru.data.catalogue import CATALOGUE

    head = [
        term("data_set"),
        say(en="title", ja="内容"),
        say(en="task", ja="課題"),
        say(en="examples", ja="データ点"),
        term("input"),
        say(en="here?", ja="有無"),
    ]
    rows = [_row(entry) for entry in CATALOGUE.values()]
    folder = data_folder()
    text = "\n".join(
        [
            table([head, *rows], right=[3]),
            "",
            say(en=f"data folder: {folder}", ja=f"データフォルダ: {folder}"),
            say(
                en="`mieru data fetch NAME` fetches one, `mieru data where NAME` tells its place.",
                ja="取得は `mieru data fetch 名前`、場所の確認は `mieru data where 名前` です。",
            ),
        ]
    )
    told = [_told(entry) for entry in CATALOGUE.values()]
    return Answer(text, {"folder": str(folder), "data": told}, json)


def _row(entry: "Entry") -> list[str]:
    here = {
        None: say(en="comes with Mieru", ja="Mieru に付属"),
        True: say(en="yes", ja="あり"),
        False: say(en="no", ja="なし"),
    }
    return [
        entry.name,
        str(entry.title),
        term(entry.task),
        f"{entry.examples:,}",
        "x".join(map(str, entry.input_shape)),
        here[_is_here(entry.name)],
    ]


def _told(entry: "Entry") -> dict[str, Any]:
    from mieru.data.stored import STORED, find

    folder = find(entry.name) if entry.name in STORED else None
    return {
        "name": entry.name,
        "kind": entry.kind,
        "task": entry.task,
        "title": str(entry.title),
        "examples": entry.examples,
        "input_shape": entry.input_shape,
        "classes": entry.classes,
        "licence": entry.licence,
        "here": _is_here(entry.name) is not False,
        "folder": str(folder) if folder else None,
    }


def _is_here(name: str) -> bool | None:
    """None for a set that needs no file."""
    from mieru.data.stored import STORED, find

    return find(name) is not None if name in STORED else None


def fetch(asked: Named) -> Answer:
    """Fetches what is not here yet."""
    from mieru.data.download import Downloader
    from mieru.data.fetch import fetch as fetched

    if _is_here(asked.name) is None:
        return _comes_with_mieru(asked)
    folder = fetched(asked.name, Downloader(listener=Meter()))
    text = say(en=f"{asked.name} is in {folder}", ja=f"{asked.name} は {folder} にあります")
    return Answer(text, {"name": asked.name, "here": True, "folder": str(folder)}, asked.json)


def where(asked: Named) -> Answer:
    """The folder that holds the set; or where to put which files."""
    from mieru.data.fetch import by_hand
    from mieru.data.stored import find, where_to_put

    name = asked.name
    if _is_here(name) is None:
        return _comes_with_mieru(asked)
    folder = find(name)
    if folder is not None:
        data = {"name": name, "here": True, "folder": str(folder)}
        return Answer(str(folder), data, asked.json)
    place, told = where_to_put(name), by_hand(name)
    text = say(
        en=f"{name} is not here. `mieru data fetch {name}` fetches it into {place}.\n{told.en}.",
        ja=f"{name} はまだありません。"
        f"`mieru data fetch {name}` で {place} に取得します。\n{told.ja}。",
    )
    return Answer(text, {"name": name, "here": False, "folder": str(place)}, asked.json)


def _comes_with_mieru(asked: Named) -> Answer:
    text = say(
        en=f"{asked.name} comes with Mieru and needs no files",
        ja=f"{asked.name} は Mieru に含まれていて、ファイルは必要ありません",
    )
    return Answer(text, {"name": asked.name, "here": True, "folder": None}, asked.json)


class Meter:
    """How far a file has come, on standard error; without a terminal, only when it is whole."""

    def __init__(self) -> None:
        self._last = 0.0

    def __call__(self, progress: "Progress") -> None:
        whole = progress.received >= progress.total
        now = time.monotonic()
        terminal = sys.stderr.isatty()
        if not whole and (not terminal or now - self._last < _SECONDS_BETWEEN_LINES):
            return
        self._last = now
        received, total = (f"{n / 1e6:,.1f}" for n in (progress.received, progress.total))
        line = f"{progress.name}  {received} / {total} MB"
        print(
            ("\r" if terminal else "") + line,
            end="\n" if whole else "",
            file=sys.stderr,
            flush=True,
        )
