r"""Dividing data: training, validation and test parts, and what goes wrong without them.

A network is to do well on data it has not seen, so some must be kept from it. The training part
(60-80 %) decides the weights, the validation part (10-20 %) everything else (when to stop, which
network), the test part (10-20 %) nothing at all: it is opened once, at the end. With class numbers
each part holds each class in the proportion of the whole (stratified), or a rare class could be
missing from a part altogether.

What a wrong division costs is measured here. Labels are thrown at random, so that no network can
do better than chance; then 20 noise columns out of thousands are *chosen* by how well they go with
the labels. Chosen on all rows, before the division, the test accuracy comes out far above chance:
the test rows had their say in the choice. Chosen on the training rows alone, it is chance.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from mieru.data import DataSet, Examples, Sealed, split
from mieru.evaluate import Fold, judge, k_folds
from mieru.learn import Adam, Settings as LearningSettings, fit
from mieru.nn import Network
from mieru.systems.frame import Stage
from mieru.systems.options import option
from mieru.systems.report.drawings import Axis, Bars, Chart, Heat, Level
from mieru.systems.report.text import Text, Words, heading, word
from mieru.systems.report.values import Block, Cell, Code, Result, Section, Table
from mieru.words import DataError

Array = npt.NDArray[Any]
DATA_SETS = ("iris", "wine", "breast-cancer", "digits")
NOISE_ROWS, NOISE_COLUMNS, CHOSEN = 100, 2000, 20
REPEATS = 10


@dataclass(frozen=True)
class Settings:
    """What is divided, and how."""

    data: str = option("wine", en="the data", ja="データ", choices=DATA_SETS)
    validation: float = option(0.2, en="validation share", ja="検証の割合", least=0.1, most=0.2)
    test: float = option(0.2, en="test share", ja="テストの割合", least=0.1, most=0.2)
    folds: int = option(
        5, en="folds of the cross-validation", ja="交差検証の分割数", least=2, most=10
    )


@dataclass(frozen=True)
class Leak:
    """Test accuracy on labels thrown at random, by where the columns were chosen."""

    everywhere: float
    train_only: float


def run(settings: Settings, *, seed: int, stage: Stage) -> Result:
    """The division, the folds, the seal, and the price of a leak."""
    data = stage.data(settings.data, seed=seed, validation=settings.validation, test=settings.test)
    assert data.validation is not None
    with stage.part(Text("learning", "学習")):
        layers = "flatten, " if len(data.input_shape) > 1 else ""
        shape = "x".join(map(str, data.input_shape))
        network = Network.parse(f"{shape}, {layers}dense 16, tanh, dense {data.outputs}")
        learned = fit(network, data, epochs=40, optimizer=Adam(0.01), seed=seed)
        validation = judge(learned, data.validation).metrics["accuracy"]
    refusals = refused(data)
    with stage.part(Text("a leak", "漏れの実験")):
        leak = leakage(seed)
    test = stage.open(data, Text("accuracy of the final weights", "最終的な重みの正解率"))
    accuracy = judge(learned, test).metrics["accuracy"]
    assert data.test is not None
    openings = len(data.test.openings)
    return Result(
        metrics={
            "validation_accuracy": validation,
            "test_accuracy": accuracy,
            "openings": openings,
            "leaked_accuracy": leak.everywhere,
            "honest_accuracy": leak.train_only,
        },
        names={
            "openings": Text("openings of the test part", "テスト部分を開いた回数"),
            "leaked_accuracy": Text(
                "test accuracy on noise, columns chosen on all rows",
                "ノイズでのテスト正解率 (全行で列を選択)",
            ),
            "honest_accuracy": Text(
                "the same, columns chosen on training rows", "同じく、訓練データだけで列を選択"
            ),
        },
        summary=Text(
            f"{len(data.train)} examples to learn from, {len(data.validation)} to choose by, "
            f"{len(test)} sealed and opened {_times(openings)}. On labels thrown at random, "
            f"columns chosen before the division make {leak.everywhere:.0%} of the test answers "
            f"come out right; chosen after it, {leak.train_only:.0%}.",
            f"訓練 {len(data.train)} 点、検証 {len(data.validation)} 点、テスト {len(test)} 点"
            f" (封印。開いたのは {openings} 回)。でたらめなラベルでも、分割の前に列を選ぶと"
            f"テストの {leak.everywhere:.0%} が「正解」になり、"
            f"分割のあとに選べば {leak.train_only:.0%} です。",
        ),
        sections=[
            _parts_section(data, test),
            _folds_section(data, settings, seed),
            _sealed_section(refusals),
            _leak_section(leak),
        ],
        recordings={"data-split": learned},
    )


def _times(openings: int) -> str:
    return "once" if openings == 1 else f"{openings} times"


def refused(data: DataSet) -> list[tuple[str, str]]:
    """What the sealed test part answers to whoever takes it without saying why."""
    assert data.test is not None
    tries: dict[str, Callable[[Any], object]] = {
        "data.test.x": lambda sealed: sealed.x,
        "data.test[0]": lambda sealed: sealed[0],
        "np.asarray(data.test)": np.asarray,
        "fit(network, data.test)": _fit_on,
    }
    answers = []
    for told, attempt in tries.items():
        try:
            attempt(data.test)
        except DataError as error:
            answers.append((told, error.en))
    return answers


def _fit_on(sealed: Sealed) -> object:
    whole: Any = sealed
    return fit(Network.parse("1, dense 1"), whole)


def leakage(seed: int) -> Leak:
    """The mean over some repetitions."""
    found = []
    for repeat in range(REPEATS):
        random = np.random.default_rng([seed, 5, repeat])
        x = random.normal(size=(NOISE_ROWS, NOISE_COLUMNS))
        t = random.permutation(np.arange(NOISE_ROWS) % 2)
        parts = split(t, validation=0, test=0.3, seed=seed + repeat)
        scores = [
            _accuracy(x[:, columns], t, parts.train, parts.test)
            for columns in (_chosen(x, t), _chosen(x[parts.train], t[parts.train]))
        ]
        found.append(scores)
    everywhere, train_only = np.mean(found, axis=0)
    return Leak(float(everywhere), float(train_only))


def _chosen(x: Array, t: Array) -> Array:
    """The columns whose class means lie farthest apart."""
    apart = np.abs(x[t == 1].mean(axis=0) - x[t == 0].mean(axis=0))
    return np.argsort(-apart, kind="stable")[:CHOSEN]


def _accuracy(x: Array, t: Array, train: Array, test: Array) -> float:
    """A linear network of two outputs, learned from the training rows."""
    examples = Examples(x[train], t[train])
    settings = LearningSettings(epochs=60, batch_size=len(train), optimizer=Adam(0.05))
    learned = fit(Network.parse(f"{CHOSEN}, dense 2"), examples, settings)
    return judge(learned, Examples(x[test], t[test])).metrics["accuracy"]


def _parts_section(data: DataSet, test: Examples) -> Section:
    assert data.validation is not None
    names = data.classes or ()
    parts = (
        (word("train_data"), data.train),
        (word("validation_data"), data.validation),
        (word("test_data"), test),
    )
    total = sum(len(examples) for _, examples in parts)
    rows: list[list[Cell]] = []
    for name, examples in parts:
        counts = np.bincount(examples.t, minlength=len(names))
        shares = [f"{n} ({n / len(examples):.0%})" for n in counts]
        rows.append([name, len(examples), f"{len(examples) / total:.0%}", *shares])
    told = Text(
        "Each part holds each class in the proportion of the whole, to within one example.",
        "どの部分も、クラスの割合が全体と (1 個の差の範囲で) 同じです。",
    )
    head: list[Words] = [
        Text("part", "部分"),
        Text("examples", "データ数"),
        Text("share", "割合"),
        *names,
    ]
    return Section(Text("Three parts", "3 つの部分"), [Table(head, rows), told])


def _folds_section(data: DataSet, settings: Settings, seed: int) -> Section:
    folds = k_folds(data.train.t, settings.folds, seed=seed)
    picture = Heat(
        fold_picture(folds, data.train.t),
        rows=[Text(f"fold {k + 1}", f"第 {k + 1} 分割") for k in range(len(folds))],
        columns=(),
    )
    body: list[Block] = [
        Text(
            "With few data one validation part is a matter of luck. In k-fold cross-validation "
            "every example is judged exactly once, by a network that has not seen it.",
            "データが少ないと、検証部分の選び方しだいで結果が変わります。k 分割交差検証では、"
            "どのデータ点も、それを見ていないネットワークによってちょうど 1 回ずつ評価されます。",
        ),
        Chart(
            heading("cross_validation"),
            [picture],
            Axis(Text("examples, sorted by class", "データ点 (クラス順)")),
            wide=True,
            height=0.7,
            caption=Text("Dark: judged. Pale: learned from.", "濃い色が評価、淡い色が学習。"),
        ),
    ]
    return Section(Text(f"{settings.folds} folds", f"{settings.folds} 分割の交差検証"), body)


def fold_picture(folds: tuple[Fold, ...], t: Array) -> Array:
    """(folds, examples by class): 1 where an example is judged, 0 where it is learned from."""
    found = np.zeros((len(folds), len(t)))
    for k, fold in enumerate(folds):
        found[k, fold.judged] = 1
    return found[:, np.argsort(t, kind="stable")]


def _sealed_section(refusals: list[tuple[str, str]]) -> Section:
    lines = "\n".join(f">>> {told}\nDataError: {answer}" for told, answer in refusals)
    return Section(
        Text("The seal", "封印"),
        [
            Text(
                "The test part cannot be read by mistake: not by an index, not as an array, not "
                "by `fit`. It is opened with a reason, every opening is counted, and this report "
                "tells them at its end.",
                "テスト部分は、うっかり読むことができません。添字でも、配列としても、`fit` でも"
                "拒まれます。開くには理由が必要で、回数が数えられ、このレポートの最後に記されます。",
            ),
            Code(lines),
        ],
    )


def _leak_section(leak: Leak) -> Section:
    chart = Chart(
        Text("Test accuracy on labels thrown at random", "でたらめなラベルでのテスト正解率"),
        [
            Bars(
                [
                    Text("chosen on all rows", "全行で選択"),
                    Text("chosen on training rows", "訓練データだけで選択"),
                ],
                [100 * leak.everywhere, 100 * leak.train_only],
                texts=[f"{leak.everywhere:.1%}", f"{leak.train_only:.1%}"],
            ),
            Level(50, Text("chance", "偶然")),
        ],
        y=Axis("%", limits=(0, 105)),
    )
    return Section(
        Text("What a leak does", "データの漏れが起こすこと"),
        [
            Text(
                f"{NOISE_ROWS} rows of {NOISE_COLUMNS:,} columns of noise, and labels thrown by "
                f"coin: nothing can be learned. The {CHOSEN} columns that go best with the labels "
                "are chosen, and a linear network learns from those. Where the choice saw the test "
                "rows, the test lies: everything that is learned from data belongs behind the "
                f"division, scaling and choosing included. (Mean of {REPEATS} repetitions.)",
                f"{NOISE_ROWS} 行 {NOISE_COLUMNS:,} 列のノイズに、でたらめなラベルを付けます。"
                f"学べることは何もありません。ラベルと最も関係の深い {CHOSEN} 列を選び、"
                "線形のネットワークに学習させます。テストの行まで見て列を選ぶと、テストの値は嘘になり"
                "ます。尺度合わせや列の選択を含め、データから決めることはすべて分割のあとに、"
                f"訓練データだけで行います。({REPEATS} 回の平均)",
            ),
            chart,
        ],
    )
