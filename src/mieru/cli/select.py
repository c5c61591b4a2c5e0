"""``mieru select NETWORK…``: networks and settings compared by cross-validation."""

import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mieru.cli.answer import Answer
from mieru.cli.data_argument import DATA_WORDS, KEY, Source, data_options, loaded, source_of
from mieru.cli.frame import Command, Described, wrong_use
from mieru.cli.learning import learning_names, learning_options, settings_from
from mieru.cli.metrics import metric_name, metric_text, metrics_table
from mieru.cli.network_argument import read_start, suited
from mieru.cli.out import make_sure, new_folder
from mieru.cli.parameters import OneOf, Whole, argument, json_flag, option, plain
from mieru.words import say, term
from mieru.words.columns import table

if TYPE_CHECKING:
    from mieru.data import DataSet
    from mieru.evaluate.selection import Advanced, Candidate, Selection
    from mieru.learn import Settings
    from mieru.nn import Network

STATE, WINNER, REPORT = "selection.json", "winner.safetensors", "report.html"
_MOST_ROWS = 30  # on a terminal


@dataclass(frozen=True)
class Asked:
    """What stands on the command line; ``given`` holds the options that say how to learn."""

    networks: tuple[str, ...]
    source: Source
    given: dict[str, Any]
    tries: tuple[str, ...]
    random: int | None
    folds: int
    repeats: int
    seeds: int
    measure: str | None
    out: str | None
    json: bool


def _asked(**words: Any) -> Asked:
    given = {name: words.pop(name) for name in learning_names()}
    data = {name: words.pop(name) for name in DATA_WORDS}
    source = source_of(**data, seed=given["seed"])
    return Asked(source=source, given=given, tries=words.pop("try"), **words)


def command() -> Command:
    """The command."""
    tries = say(
        en="values of a setting to choose from, as NAME=VALUE,VALUE,…; may be repeated. With "
        "--random, NAME=LOW..HIGH is a range",
        ja="選ぶ対象の設定値 (名前=値,値,…)。繰り返し指定できます。--random と一緒なら "
        "名前=下限..上限 で範囲も指定できます",
    )
    return Command(
        "select",
        Described(
            about=say(
                en="Compare networks and settings by cross-validation, and keep the best.",
                ja="ネットワークや設定を交差検証で比べ、最良のものを残します。",
            ),
            details=say(
                en="With one network and nothing to try, it is a cross-validation. The winner "
                "learns again from everything but the test part, which is then opened, once. "
                "Called again with the same --out, it goes on where it was ended.",
                ja="ネットワークが 1 つで --try がなければ、ただの交差検証です。選ばれたものを"
                "テスト部分以外のすべてで学習し直し、最後にテスト部分を一度だけ開きます。"
                "同じ --out でもう一度実行すると、中断したところから続けます。",
            ),
            examples=(
                'mieru select "4-8-3 tanh" "4-32-3 tanh" --data iris --try rate=0.001,0.01,0.1',
                'mieru select "784-100-10" --data mnist --folds 3 --epochs 3',
                'mieru select "4-16-3" --data iris --try rate=1e-4..0.3 --random 20 --out search',
            ),
        ),
        [
            argument(
                "networks",
                say(en="networks, as for `mieru train`", ja="ネットワーク (`mieru train` と同じ)"),
                metavar="NETWORK",
                many=True,
            ),
            *data_options(),
            option("--try", tries, metavar="NAME=VALUES", many=True),
            option(
                "--random",
                say(
                    en="draw so many candidates by chance instead of trying all combinations",
                    ja="すべての組み合わせの代わりに、この数の候補をランダムに選びます",
                ),
                Whole(1, 10_000),
                metavar="COUNT",
            ),
            option(
                "--folds",
                say(en="parts of the cross-validation", ja="交差検証の分割数"),
                Whole(2, 1000),
                default=5,
            ),
            option(
                "--repeats",
                say(en="how often to cut anew", ja="分割をやり直す回数"),
                Whole(1, 1000),
                default=1,
            ),
            option(
                "--seeds",
                say(en="how many seeds each fold learns with", ja="各分割を学習させるシードの数"),
                Whole(1, 1000),
                default=1,
            ),
            option(
                "--measure",
                say(en="what decides: accuracy or loss", ja="選ぶ基準: accuracy または loss"),
                OneOf(("accuracy", "loss")),
                metavar="NAME",
            ),
            *learning_options(),
            option(
                "--out",
                say(
                    en="folder for the winner, the report and the state of the search (by default "
                    "runs/DATA-select-TIME)",
                    ja="選ばれた記録、レポート、途中経過のフォルダ (省略すると "
                    "runs/データ-select-日時)",
                ),
                metavar="FOLDER",
            ),
            json_flag(),
        ],
        _asked,
        select,
    )


def select(asked: Asked) -> Answer:
    """Searches, keeps the winner and the report, and tells."""
    from mieru.evaluate import k_folds
    from mieru.evaluate.selection import select as search
    from mieru.evaluate.selection.search import development, development_groups
    from mieru.learn import Settings

    base = settings_from(asked.given, Settings())
    data = loaded(asked.source.or_that_of(None))
    candidates = _candidates(asked, data, base)
    folder = Path(asked.out) if asked.out else new_folder(f"{data.name}-select")
    make_sure(folder)
    t, groups = development(data).t, development_groups(data)
    found = search(
        candidates,
        data,
        folds=k_folds(t, asked.folds, repeats=asked.repeats, groups=groups, seed=base.seed),
        seeds=range(base.seed, base.seed + asked.seeds),
        measure=asked.measure,
        keep=folder / STATE,
        listeners=[Told(len(candidates))],
    )
    files = _written(asked, found, data, folder, base)
    return _answer(found, data, files, asked)


def _candidates(asked: Asked, data: "DataSet", base: "Settings") -> "list[Candidate]":
    from mieru.evaluate.selection import every_combination, some_combinations

    if not asked.networks:
        raise wrong_use(
            en='NETWORK is missing; write for example: mieru select "4-8-3 tanh" --data iris',
            ja='NETWORK がありません。例: mieru select "4-8-3 tanh" --data iris',
        )
    networks: list[Network] = []
    for word in asked.networks:
        start, said = suited(read_start(word), data, base.loss)
        if said:
            print(said, file=sys.stderr)
        networks.append(start.network)
    values = dict(_values(word, asked.random is not None) for word in asked.tries)
    if asked.random is None:
        return every_combination(networks, base, **values)
    return some_combinations(networks, base, asked.random, seed=base.seed, **values)


def _values(word: str, by_chance: bool) -> tuple[str, Any]:
    """``rate=0.1,0.01`` as a name and a list; ``rate=0.01..0.1`` as a name and a pair."""
    name, equals, told = word.partition("=")
    low, dots, high = told.partition("..")
    values = [plain(value.strip()) for value in told.split(",") if value.strip()]
    if not equals or not name or not values:
        raise wrong_use(
            en=f"--try is written NAME=VALUE,VALUE,… such as rate=0.01,0.1, not {word!r}",
            ja=f"--try は rate=0.01,0.1 のように 名前=値,値,… で書きます ({word!r} ではなく)",
        )
    name = name.strip().replace("-", "_")
    if not dots:
        return name, values
    ends = plain(low), plain(high)
    if not by_chance or not all(isinstance(end, int | float) for end in ends):
        raise wrong_use(
            en=f"a range such as {told} is for --random; without it, give values: {name}=0.01,0.1",
            ja=f"{told} のような範囲には --random が必要です。なければ {name}=0.01,0.1 のように"
            "値を並べてください",
        )
    return name, ends


class Told:
    """Tells on standard error how far the search is, about each tenth of it."""

    def __init__(self, candidates: int) -> None:
        self._candidates, self._last = candidates, -1

    def __call__(self, event: "Advanced") -> None:
        tenth = int(event.done * 10)
        if tenth == self._last:
            return
        self._last = tenth
        left = event.seconds_left
        rest = ""
        if left != float("inf"):
            rest = say(en=f", {left:.0f} s left", ja=f"、残り {left:.0f} 秒")
        print(
            say(
                en=f"… {event.done:.0%} ({event.finished} of {self._candidates} candidates{rest})",
                ja=f"… {event.done:.0%} (候補 {event.finished}/{self._candidates}{rest})",
            ),
            file=sys.stderr,
            flush=True,
        )


def _written(
    asked: Asked, found: "Selection", data: "DataSet", folder: Path, base: "Settings"
) -> list[Path]:
    from mieru.files import save
    from mieru.systems.own_report import selection_report

    files = [folder / STATE]
    if found.run is not None:
        loaded_as = asked.source.to_json()
        kept = {KEY: loaded_as, "openings": [found.run.when] * found.openings}
        run = replace(found.run, data=found.run.data | kept)
        files.insert(0, save(folder / WINNER, run))
    settings = {
        "folds": str(asked.folds),
        "repeats": str(asked.repeats),
        "seeds": str(asked.seeds),
        "measure": found.measure,
        "try": ", ".join(asked.tries) or "-",
    }
    report = selection_report(folder / REPORT, found, data, settings, base.seed)
    return [*files[:-1], report, files[-1]]


def _answer(found: "Selection", data: "DataSet", files: list[Path], asked: Asked) -> Answer:
    from mieru.evaluate.selection.candidates import differences

    told = differences(found.candidates)
    rows = []
    for place in found.order:
        row = found.rows[place]
        rows.append(
            {
                "candidate": told[place] or {"network": found.candidates[place].network.text},
                "scores": {} if row is None else {n: list(v) for n, v in row.scores.items()},
                "reason": row.told_reason if row else "not reached",
            }
        )
    parts = [_table(found, told)]
    if found.winner is None:
        parts.append(_nothing(found))
    if found.judged is not None:
        parts += [
            say(
                en=f"The winner, learned again, on the test part of {data.name} "
                f"({found.judged.examples:,} examples, opening {found.openings} of it):",
                ja=f"学習し直した最良の候補の、{data.name} のテスト部分での評価 "
                f"({found.judged.examples:,} 点、開いたのは {found.openings} 回目):",
            ),
            metrics_table(found.judged.metrics),
        ]
    parts.append("\n".join([f"{term('report')}:", *(f"  {path}" for path in files)]))
    answer = {
        "data": data.name,
        "measure": found.measure,
        "folds": found.folds,
        "seeds": list(found.seeds),
        "candidates": rows,
        "winner": None if found.winner is None else found.candidates[found.winner].network.text,
        "metrics": found.judged.metrics if found.judged else {},
        "seconds": found.seconds,
        "files": [str(path) for path in files],
    }
    return Answer("\n\n".join(parts), answer, asked.json, failed=found.winner is None)


def _nothing(found: "Selection") -> str:
    if any(row is None for row in found.rows):
        return say(
            en="The search was ended before all was done: nothing is chosen. The same command with "
            "the same --out goes on.",
            ja="途中で終わったため、まだ何も選ばれていません。同じ --out で同じコマンドを実行すると"
            "続きから始まります。",
        )
    return say(
        en="No candidate could learn; the reasons stand above.",
        ja="学習できた候補がありません。理由は上のとおりです。",
    )


def _table(found: "Selection", told: list[dict[str, Any]]) -> str:
    measures = ["validation_accuracy", "validation_loss", "train_loss"]
    used = [m for m in measures if any(row and m in row.scores for row in found.rows)]
    names = list(dict.fromkeys(name for one in told for name in one))
    head = ["", *(metric_name(n) for n in names), *(metric_name(m) for m in used), ""]
    rows = [head]
    for number, place in enumerate(found.order[:_MOST_ROWS], 1):
        row, own = found.rows[place], told[place]
        scores = ["" for _ in used]
        if row is not None and not row.reason:
            scores = [f"{metric_text(m, row.mean(m))} ± {row.deviation(m):.2g}" for m in used]
        reason = say(en="not reached", ja="未実行") if row is None else row.told_reason
        cells = [_shown(own[n]) if n in own else "" for n in names]
        rows.append([str(number), *cells, *scores, reason])
    title = say(
        en=f"{len(found.candidates)} candidates, mean ± standard deviation over {found.folds} "
        "folds:",
        ja=f"候補 {len(found.candidates)} 個、{found.folds} 個の分割での平均 ± 標準偏差:",
    )
    return f"{title}\n{table(rows, right=set())}"


def _shown(value: object) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)
