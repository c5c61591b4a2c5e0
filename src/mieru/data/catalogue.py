"""The sets that Mieru knows by name, as a plain table: listing them reads no data."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from mieru.data.examples import Note, Task

Kind = Literal["toy", "table", "pictures"]


@dataclass(frozen=True)
class Entry:
    """One set: what it is, how large, and under what licence it may be used.

    ``examples`` counts all parts; ``input_shape`` is that of one x; ``classes`` is None for
    regression. ``licence`` is empty for sets drawn by rule.
    """

    name: str
    kind: Kind
    task: Task
    title: Note
    examples: int
    input_shape: tuple[int, ...]
    classes: int | None
    licence: str = ""


def _toy(name: str, en: str, ja: str, examples: int, classes: int | None = 2) -> Entry:
    shape = (1,) if name == "sine" else (2,)
    task: Task = "regression" if classes is None else "classification"
    return Entry(name, "toy", task, Note(en, ja), examples, shape, classes)


_CIFAR = "none stated (Krizhevsky 2009)"
_UCI = "CC BY 4.0 (UCI)"

CATALOGUE: dict[str, Entry] = {
    entry.name: entry
    for entry in (
        _toy("circle", "A disc inside a ring", "円とそれを囲む輪", 500),
        _toy("xor", "Exclusive or: opposite quarters alike", "排他的論理和: 向かい合う象限", 500),
        _toy("gauss", "Two Gaussian clouds", "2 つの正規分布", 500),
        _toy("spiral", "Two spirals", "2 本のらせん", 500),
        _toy("plane", "Regression: a tilted plane", "回帰: 傾いた平面", 1200, None),
        _toy("gauss-regression", "Regression: six bumps", "回帰: 6 つの山と谷", 1200, None),
        _toy("moons", "Two interleaved half moons", "かみ合う 2 つの半月", 500),
        _toy("blobs", "Several Gaussian clouds", "いくつかの正規分布", 500, 3),
        _toy("sine", "Regression: sin x with noise", "回帰: ノイズを加えた sin x", 100, None),
        Entry(
            "iris", "table", "classification",
            Note("Iris flowers (Fisher 1936)", "アヤメの花 (フィッシャー 1936)"),
            150, (4,), 3, _UCI,
        ),
        Entry(
            "wine", "table", "classification",
            Note("Italian wines by chemical analysis", "イタリアワインの化学分析"),
            178, (13,), 3, _UCI,
        ),
        Entry(
            "breast-cancer", "table", "classification",
            Note("Breast cancer Wisconsin, diagnostic", "ウィスコンシン乳がん診断データ"),
            569, (30,), 2, _UCI,
        ),
        Entry(
            "diabetes", "table", "regression",
            Note("Progression of diabetes (Efron 2004)", "糖尿病の進行度 (エフロン 2004)"),
            442, (10,), None, "BSD-3-Clause (scikit-learn)",
        ),
        Entry(
            "digits", "pictures", "classification",
            Note("Handwritten digits, 8×8", "手書き数字 8×8"),
            1_797, (8, 8, 1), 10, _UCI,
        ),
        Entry(
            "mnist", "pictures", "classification",
            Note("MNIST: handwritten digits, 28×28", "MNIST: 手書き数字 28×28"),
            70_000, (28, 28, 1), 10, "CC BY-SA 3.0 (LeCun, Cortes, Burges)",
        ),
        Entry(
            "fashion-mnist", "pictures", "classification",
            Note("Fashion-MNIST: articles of clothing, 28×28", "Fashion-MNIST: 衣料品 28×28"),
            70_000, (28, 28, 1), 10, "MIT (Zalando SE)",
        ),
        Entry(
            "cifar-10", "pictures", "classification",
            Note("CIFAR-10: small photographs, 32×32", "CIFAR-10: 小さな写真 32×32"),
            60_000, (32, 32, 3), 10, _CIFAR,
        ),
        Entry(
            "cifar-100", "pictures", "classification",
            Note("CIFAR-100: 100 classes of photographs", "CIFAR-100: 100 クラスの小さな写真"),
            60_000, (32, 32, 3), 100, _CIFAR,
        ),
        Entry(
            "caltech101", "pictures", "classification",
            Note("Caltech101: 101 kinds of object", "Caltech101: 101 種類の物体の写真"),
            8_677, (64, 64, 3), 101, "CC BY 4.0 (Li et al. 2022)",
        ),
    )
}  # fmt: skip


def names() -> tuple[str, ...]:
    """The names that :func:`mieru.data.load` knows, toy sets first.

    >>> names()[:3]
    ('circle', 'xor', 'gauss')
    """
    return tuple(CATALOGUE)


@dataclass(frozen=True)
class Description:
    """An entry, and where its files are on this machine.

    ``here`` tells whether it can be loaded without a network; ``folder`` is where its files are, or
    where they belong (None for sets without files). ``download`` is the size of what is fetched, in
    bytes; ``by_hand`` tells what to do without a network.
    """

    entry: Entry
    here: bool
    folder: Path | None = None
    download: int = 0
    by_hand: Note | None = None


def describe(name: str) -> Description:
    """What is known of the set ``name``, and whether it is here. Raises DataError for no such set.

    >>> describe("iris").here
    True
    """
    from mieru.data.loading import known_name, unknown
    from mieru.data.stored import STORED, find, where_to_put

    known = known_name(name)
    if known is None:
        raise unknown(name)
    if known not in STORED:
        return Description(CATALOGUE[known], here=True)
    from mieru.data.fetch import by_hand
    from mieru.data.remote import REMOTES

    folder = find(known)
    return Description(
        CATALOGUE[known],
        here=folder is not None,
        folder=folder or where_to_put(known),
        download=sum(remote.size for remote in REMOTES[known]),
        by_hand=by_hand(known),
    )
