"""The data that a command line names, and how they were loaded: a recording keeps that with it."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import click

from mieru.cli.frame import wrong_use
from mieru.cli.parameters import Size, option, plain
from mieru.words import say

if TYPE_CHECKING:
    from mieru.data import DataSet
    from mieru.files import Run

_OWN = ("target", "validation", "seed")  # have an option of their own
DATA_WORDS = ("data", "target", "column", "group", "validation", "data_option")  # of data_options
KEY = "loaded"  # where a recording's data say how they were loaded


@dataclass(frozen=True)
class Source:
    """What :func:`mieru.data.load` is called with; None where nothing was said."""

    name: str | None
    target: str | None = None
    validation: int | float | None = None
    options: dict[str, Any] = field(default_factory=dict)
    seed: int | None = None

    def to_json(self) -> dict[str, Any]:
        """For a recording."""
        return {
            "name": self.name,
            "target": self.target,
            "validation": self.validation,
            "options": self.options,
            "seed": self.seed or 0,
        }

    def or_that_of(self, run: "Run | None") -> "Source":
        """This one, or where it names nothing, the one that ``run`` learned from.

        Then also its split: another seed would let examples of the test part into training.
        """
        if self.name is not None:
            return self
        own = source_in(run.data) if run else None
        if own is None:
            raise wrong_use(
                en="--data is missing: give the name of a data set, a CSV file or a folder of "
                "pictures by class (`mieru data` lists the names)",
                ja="--data がありません。データセットの名前、CSV ファイル、クラス別の画像フォルダの"
                "いずれかを指定してください (名前は `mieru data` で確認できます)",
            )
        return own


def source_in(data: dict[str, Any]) -> Source | None:
    """How the data of a recording were loaded, where it says so in a form that makes sense."""
    told = data.get(KEY)
    if not isinstance(told, dict) or not isinstance(told.get("name"), str):
        return None
    target, validation = told.get("target"), told.get("validation")
    options, seed = told.get("options"), told.get("seed")
    if not isinstance(target, str | None) or not isinstance(validation, int | float | None):
        return None
    if not isinstance(options, dict) or not isinstance(seed, int):
        return None
    return Source(told["name"], target, validation, options, seed)


def column_option() -> click.Option:
    """``--column NAME=KIND``."""
    return option(
        "--column",
        say(
            en="what a column of a CSV is: NAME=number, category, date or skip; may be repeated",
            ja="CSV の列の種類 (列名=number, category, date, skip)。繰り返し指定できます",
        ),
        metavar="NAME=KIND",
        many=True,
    )


def group_option() -> click.Option:
    """``--group COLUMN``."""
    return option(
        "--group",
        say(
            en="the column of a CSV, such as a patient's number, of which no value may stand in "
            "two parts or folds; it is not learned from",
            ja="患者番号のような CSV の列。同じ値の行は必ず同じ部分・同じ分割に入ります。"
            "この列からは学習しません",
        ),
        metavar="COLUMN",
    )


def types_of(words: Sequence[str]) -> dict[str, str]:
    """The kinds of columns that ``NAME=KIND`` words tell."""
    found = {}
    for word in words:
        name, equals, kind = word.rpartition("=")
        if not equals or not name:
            raise wrong_use(
                en=f"--column is written NAME=KIND, not {word!r}",
                ja=f"--column は 列名=種類 で書きます ({word!r} ではなく)",
            )
        found[name] = kind
    return found


def data_options() -> list[click.Option]:
    """The options of a command that learns from data."""
    return [
        option(
            "--data",
            say(
                en="a name of `mieru data`, a CSV file, or a folder of pictures by class",
                ja="`mieru data` に出る名前、CSV ファイル、またはクラス別の画像フォルダ",
            ),
            metavar="NAME_OR_PATH",
        ),
        option(
            "--target",
            say(en="the column of a CSV to predict", ja="CSV の中で予測する列"),
            metavar="COLUMN",
        ),
        column_option(),
        group_option(),
        option(
            "--validation",
            say(
                en="share (0.1) or number (5000) of examples to validate on",
                ja="検証に使うデータ点の割合 (0.1) または個数 (5000)",
            ),
            Size(),
            metavar="SIZE",
        ),
        option(
            "--data-option",
            say(
                en="another option of the data, such as noise=20 for the toy sets; may be repeated",
                ja="データのその他の設定 (例: トイデータの noise=20)。繰り返し指定できます",
            ),
            metavar="KEY=VALUE",
            many=True,
        ),
    ]


def source_of(
    data: str | None,
    target: str | None,
    validation: int | float | None,
    data_option: tuple[str, ...],
    seed: int | None,
    column: tuple[str, ...] = (),
    group: str | None = None,
) -> Source:
    """The source that these options amount to."""
    options: dict[str, Any] = {"types": types_of(column)} if column else {}
    if group is not None:
        options["group"] = group
    for word in data_option:
        key, equals, value = word.partition("=")
        if not equals or not key.isidentifier():
            raise wrong_use(
                en=f"--data-option is written KEY=VALUE, not {word!r}",
                ja=f"--data-option は キー=値 で書きます ({word!r} ではなく)",
            )
        if key in (*_OWN, "fetch"):
            raise wrong_use(
                en=f"--data-option cannot set {key}" + (f"; use --{key}" if key in _OWN else ""),
                ja=f"--data-option では {key} を設定できません"
                + (f"。--{key} を使ってください" if key in _OWN else ""),
            )
        options[key] = plain(value)
    return Source(data, target, validation, options, seed)


def loaded(source: Source) -> "DataSet":
    """The data, and on standard error what the reader should know of them."""
    from mieru.cli.data import Meter
    from mieru.data import load
    from mieru.data.download import Downloader

    assert source.name is not None
    options: dict[str, Any] = dict(source.options)
    for name in _OWN:
        value = getattr(source, name)
        if value is not None:
            options[name] = value
    data = load(source.name, fetch=Downloader(listener=Meter()), **options)
    print(data, file=sys.stderr)
    return data
