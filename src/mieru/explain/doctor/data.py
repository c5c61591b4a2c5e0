"""What is wrong with the data: the test part known beforehand, a class that is hardly there."""

import numpy as np

from mieru.data import Examples
from mieru.explain.doctor.finding import Case, Finding

RARE = 5.0  # the largest class this many times the smallest
SHARED = 0.01  # share of the test part that stands in the training part too
TELLS_ALL = 0.9999  # correlation of one input with the target


def leakage(case: Case) -> list[Finding]:
    """Test examples that are training examples too; an input that is the target in disguise."""
    return [*_shared(case), *_giveaways(case.train)]


def _shared(case: Case) -> list[Finding]:
    if case.test is None or not len(case.test):
        return []
    known = {row.tobytes() for row in _rows(case.train)}
    count = sum(row.tobytes() in known for row in _rows(case.test))
    if count <= SHARED * len(case.test):
        return []
    return [
        Finding(
            "leakage",
            "warning",
            f"{count} of {len(case.test)} test examples stand in the training data too, so the "
            "test loss tells how well they were learned by heart, not how well the network "
            "generalizes.",
            f"テストデータ {len(case.test)} 件のうち {count} 件が訓練データにも含まれています。"
            "テスト損失が汎化ではなく丸暗記の度合いを表してしまいます。",
            remedies=("each_once",),
        )
    ]


def _giveaways(train: Examples) -> list[Finding]:
    x = _rows(train).astype(np.float64)
    t = train.t.astype(np.float64).reshape(len(train), -1)
    if t.shape[1] != 1 or len(x) < 3 or np.ptp(t) == 0:
        return []
    varied = np.flatnonzero(np.ptp(x, axis=0) > 0)
    told = [i for i in varied if abs(np.corrcoef(x[:, i], t[:, 0])[0, 1]) > TELLS_ALL]
    if not told:
        return []
    numbers = ", ".join(str(i + 1) for i in told[:5])
    return [
        Finding(
            "leakage",
            "warning",
            f"Input {numbers} is the target in disguise (correlation above {TELLS_ALL}). If it "
            "will not be known when the network is used, leave it out.",
            f"入力 {numbers} は目標値とほぼ同じものです (相関が {TELLS_ALL} 以上)。"
            "使うときに分からない値であれば、外してください。",
            remedies=("without_inputs",),
            inputs=tuple(int(i) for i in told),
        )
    ]


def imbalance(case: Case) -> list[Finding]:
    """Classes of very different size: always naming the largest looks good already."""
    t = case.train.t.ravel()
    if case.train.task == "regression" and not _two_values(t):
        return []
    counts = np.unique(t, return_counts=True)[1]
    if len(counts) < 2 or counts.max() < RARE * counts.min():
        return []
    share = counts.max() / counts.sum()
    return [
        Finding(
            "imbalance",
            "note",
            f"The classes are unequal: the largest has {counts.max()} training examples, the "
            f"smallest {counts.min()}. Whoever always names the largest is right in {share:.0%} of "
            "the cases, so look at the confusion matrix rather than at the accuracy.",
            f"クラスの大きさが偏っています (訓練データは最大 {counts.max()} 件、最小 "
            f"{counts.min()} 件)。いつも最大のクラスと答えるだけで {share:.0%} 正解するので、"
            "正解率よりも混同行列を見てください。",
            remedies=("equal_classes",),
        )
    ]


def _two_values(t: np.ndarray) -> bool:
    """Targets −1 and +1: two classes, learned by squared error."""
    return bool(np.isin(t, (-1, 1)).all())


def _rows(examples: Examples) -> np.ndarray:
    return np.ascontiguousarray(examples.x.reshape(len(examples), -1))
