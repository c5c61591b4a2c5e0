"""``mieru list``: the systems, by chapter."""

from dataclasses import dataclass
from itertools import groupby

from mieru.cli.answer import Answer
from mieru.cli.frame import Command, Described
from mieru.cli.parameters import json_flag
from mieru.systems.catalogue import SYSTEMS, chapter_title
from mieru.words import say
from mieru.words.columns import table


@dataclass(frozen=True)
class Asked:
    """What stands on the command line."""

    json: bool


def command() -> Command:
    """The command."""
    return Command(
        "list",
        Described(
            about=say(
                en="The systems of the course that can be run, by chapter.",
                ja="実行できるシステムを章ごとに一覧します。",
            ),
            examples=("mieru list", "mieru list --lang ja"),
        ),
        [json_flag()],
        Asked,
        list_systems,
    )


def list_systems(asked: Asked) -> Answer:
    """Names, titles and one sentence each."""
    rows = [[s.name, s.title] for s in SYSTEMS]
    lines = dict(zip(SYSTEMS, table(rows).splitlines(), strict=True))
    parts = []
    for chapter, systems in groupby(SYSTEMS, key=lambda s: s.chapter):
        parts += [chapter_title(chapter), *(f"  {lines[s]}" for s in systems), ""]
    parts.append(
        say(
            en="`mieru run NAME` runs one and writes a report; `mieru run NAME --list-settings` "
            "tells what can be set.",
            ja="`mieru run 名前` で実行し、レポートを書き出します。設定できる項目は "
            "`mieru run 名前 --list-settings` で確認できます。",
        )
    )
    told = [
        {"name": s.name, "chapter": s.chapter, "title": s.title, "about": s.about} for s in SYSTEMS
    ]
    return Answer("\n".join(parts), {"systems": told}, asked.json)
