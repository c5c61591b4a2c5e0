"""``mieru evaluate RUN``: opens the sealed test part, says so, and judges."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mieru.cli.answer import Answer
from mieru.cli.data_argument import Source, loaded, source_in
from mieru.cli.frame import Command, Described, wrong_use
from mieru.cli.metrics import metrics_table
from mieru.cli.others import class_names, is_path, others, same_data
from mieru.cli.out import make_sure
from mieru.cli.parameters import argument, json_flag, option
from mieru.words import DataError, FileError, say, term
from mieru.words.columns import table

if TYPE_CHECKING:
    from mieru.data import Examples
    from mieru.evaluate import Judgement
    from mieru.files import Run

_MOST_CLASSES = 20  # of a confusion matrix on a terminal


@dataclass(frozen=True)
class Asked:
    """What stands on the command line."""

    run: str
    data: str | None
    report: str | None
    json: bool


def command() -> Command:
    """The command."""
    data = say(
        en="other data to judge on: all of a CSV file or of a folder of pictures by class, the "
        "test part of a named set (by default the test part of the run's own data)",
        ja="評価に使う別のデータ。CSV ファイルやクラス別の画像フォルダはその全体、"
        "名前の付いたデータセットはテスト部分を使います (省略すると学習に使ったデータのテスト部分)",
    )
    return Command(
        "evaluate",
        Described(
            about=say(
                en="Judge a recording on data that it has not seen.",
                ja="学習に使っていないデータで記録を評価します。",
            ),
            details=say(
                en="The test part of the data is sealed. This command opens it, says so, and "
                "notes it in the recording: look once, at the end.",
                ja="データのテスト部分は封印されています。このコマンドは封印を開き、そのことを表示して"
                "記録に書き残します。最後に一度だけ使うのが基本です。",
            ),
            examples=(
                "mieru evaluate digits.safetensors",
                "mieru evaluate digits.safetensors --report digits.html",
                "mieru evaluate iris.safetensors --data more.csv --json",
            ),
        ),
        [
            argument("run", say(en="a recording of `mieru train`", ja="`mieru train` の記録")),
            option("--data", data, metavar="NAME_OR_PATH"),
            option(
                "--report",
                say(
                    en="also write a page with tables, curves and the worst mistakes to this file",
                    ja="表・曲線・ひどい間違いをまとめたページをこのファイルに書き出します",
                ),
                metavar="FILE.html",
            ),
            json_flag(),
        ],
        Asked,
        evaluate,
    )


def evaluate(asked: Asked) -> Answer:
    """Loss and accuracy with the confusion matrix, or RMSE and R²."""
    from mieru.evaluate import judge, openings_of
    from mieru.files import load

    run = load(asked.run)
    own = _own_source(run)
    is_own = own is not None and (asked.data is None or same_data(asked.data, own.name))
    if asked.data is not None and not is_own and is_path(asked.data):
        examples, opening, where = others(run, asked.data), 0, asked.data
    else:
        source = own if own is not None and is_own else _named(asked)
        examples, opening = _opened_test_part(asked, run, source, is_own)
        where = say(en=f"the test part of {source.name}", ja=f"{source.name} のテスト部分")
    judged = judge(run, examples)
    if opening:
        run = _note(asked.run, run, judged, opening)
    if asked.report is not None:
        from mieru.systems.own_report import evaluation_report

        out = Path(asked.report)
        make_sure(out.parent)
        evaluation_report(out, run, examples, [where], openings_of(run)[:opening])
    return _answer(run, judged, where, opening, asked)


def _own_source(run: "Run") -> Source | None:
    """How the run's data were loaded: as it says, else by the name of its data and its seed."""
    own = source_in(run.data)
    name, seed = run.data.get("name"), run.settings.get("seed")
    if own is not None or not isinstance(name, str) or is_path(name):
        return own
    if not isinstance(seed, int):
        return None
    print(
        say(
            en=f"The recording does not say how {name} was divided; taken to be by its seed "
            f"{seed}.",
            ja=f"この記録には {name} の分け方の記載がありません。"
            f"シード {seed} で分けたものとみなします。",
        ),
        file=sys.stderr,
    )
    return Source(name, seed=seed)


def _named(asked: Asked) -> Source:
    if asked.data is None:
        raise wrong_use(
            en=f"{asked.run} does not say which data it learned from; name them with --data",
            ja=f"{asked.run} には学習に使ったデータの記載がありません。--data で指定してください",
        )
    return Source(asked.data, seed=0)


def _opened_test_part(
    asked: Asked, run: "Run", source: Source, is_own: bool
) -> "tuple[Examples, int]":
    data = loaded(source)
    if data.test is None:
        raise DataError(
            en=f"{data.name} has no test part; judge on other data with --data",
            ja=f"{data.name} にはテスト部分がありません。--data で別のデータを指定してください",
        )
    from mieru.evaluate import openings_of

    opening = len(openings_of(run)) + 1 if is_own else 0
    examples = data.test.open(f"mieru evaluate {asked.run}")
    counted = say(en=f", opening {opening} of it", ja=f"、{opening} 回目") if opening else ""
    print(
        say(
            en=f"The sealed test part of {data.name} is opened ({len(examples):,} examples"
            f"{counted}).",
            ja=f"{data.name} の封印されたテスト部分を開きます ({len(examples):,} 点{counted})。",
        ),
        file=sys.stderr,
    )
    return examples, opening


def _note(path: str, run: "Run", judged: "Judgement", opening: int) -> "Run":
    """What was measured and when goes into the recording, so that later readers know."""
    from mieru.evaluate import opened_once_more
    from mieru.files import save

    noted = opened_once_more(run, judged.metrics)
    try:
        save(path, noted)
    except FileError as error:
        print(
            say(
                en=f"opening {opening} could not be noted in the recording: {error}",
                ja=f"{opening} 回目に開いたことを記録に書き込めませんでした: {error}",
            ),
            file=sys.stderr,
        )
    return noted


def _answer(run: "Run", judged: "Judgement", where: str, opening: int, asked: Asked) -> Answer:
    count = judged.examples
    data: dict[str, Any] = {
        "run": asked.run,
        "data": asked.data or str(run.data.get("name")),
        "examples": count,
        "metrics": judged.metrics,
        "opening": opening or None,
    }
    parts = [
        say(en=f"On {where} ({count:,} examples):", ja=f"{where} ({count:,} 点) での評価:"),
        metrics_table(judged.metrics),
    ]
    if judged.confusion is not None:
        counts = judged.confusion.tolist()
        names = class_names(run, len(counts))
        data |= {"classes": names, "confusion_matrix": counts}
        parts += ["", _confusion(names, counts)]
    if asked.report is not None:
        data["files"] = [asked.report]
        parts += ["", f"{term('report')}: {asked.report}"]
    return Answer("\n".join(parts), data, asked.json)


def _confusion(names: Sequence[str], counts: list[list[int]]) -> str:
    if len(names) > _MOST_CLASSES:
        return _most_confused(names, counts)
    title = say(
        en=f"{term('confusion_matrix')} (row: what it is, column: what was answered)",
        ja=f"{term('confusion_matrix')} (行: 正解、列: 答え)",
    )
    rows = [["", *names], *([n, *map(str, row)] for n, row in zip(names, counts, strict=True))]
    return f"{title}\n{table(rows, right=range(1, len(names) + 1))}"


def _most_confused(names: Sequence[str], counts: list[list[int]]) -> str:
    wrong = [
        (count, names[i], names[j])
        for i, row in enumerate(counts)
        for j, count in enumerate(row)
        if i != j and count
    ]
    rows = [[f"  {a} → {b}", str(n)] for n, a, b in sorted(wrong, reverse=True)[:10]]
    title = say(en="taken most often for another class:", ja="取り違えの多い組 (正解 → 答え):")
    return f"{title}\n{table(rows, right={1})}" if rows else ""
