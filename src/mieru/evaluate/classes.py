"""How good classes are told: precision, recall and F1 of each, their averages, top-k, Brier.

Every figure is scikit-learn's of the same name. Labels t (N,) and answers (N,) are class numbers
from 0 to K − 1, probabilities are (N, K). Whatever does not fit raises ShapeError or DataError.
"""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from mieru.evaluate.checks import labelled
from mieru.evaluate.metrics import confusion_matrix
from mieru.words import SettingError

Array = npt.NDArray[Any]
Average = Literal["macro", "micro", "weighted"]
AVERAGES: tuple[Average, ...] = ("macro", "micro", "weighted")
_SMALLEST = float(np.finfo(np.float64).eps)


@dataclass(frozen=True, eq=False)
class ByClass:
    """Of each class, (K,): of the answers for it the share that is right, of its examples the share
    that is found, the harmonic mean of both, and how many examples it has.

    A share of nothing is 0, as in scikit-learn.
    """

    precision: Array
    recall: Array
    f1: Array
    support: Array
    _confusion: Array

    def average(self, how: Average) -> tuple[float, float, float]:
        """(precision, recall, F1): the plain mean over the classes, over all answers together
        (micro), or weighted by how many examples each class has.

        As in scikit-learn, a class with neither examples nor answers has no part in the mean.
        Raises SettingError for another average.
        """
        if how not in AVERAGES:
            raise SettingError(
                en=f"there is no average {how!r:.40}; known: {', '.join(AVERAGES)}",
                ja=f"平均の取り方 {how!r:.40} はありません。使えるもの: {', '.join(AVERAGES)}",
            )
        if how == "micro":
            accuracy = float(np.trace(self._confusion) / max(1, self._confusion.sum()))
            return accuracy, accuracy, accuracy
        present = (self._confusion.sum(axis=0) + self._confusion.sum(axis=1)) > 0
        weights = self.support if how == "weighted" else present.astype(np.float64)
        shares = weights / max(1, weights.sum())
        precision, recall, f1 = (
            float(np.sum(figure * shares)) for figure in (self.precision, self.recall, self.f1)
        )
        return precision, recall, f1


def by_class(confusion: Array) -> ByClass:
    """From the confusion matrix (K, K), true classes in rows.

    >>> found = by_class(np.array([[3, 1], [0, 2]]))
    >>> found.precision.round(3).tolist(), found.recall.tolist()
    ([1.0, 0.667], [0.75, 1.0])
    """
    right = np.diag(confusion).astype(np.float64)
    told, true = confusion.sum(axis=0), confusion.sum(axis=1)
    precision, recall = _share(right, told), _share(right, true)
    return ByClass(precision, recall, _share(2 * right, told + true), true, confusion)


def top_k_accuracy(t: Array, probabilities: Array, k: int = 5) -> float:
    """The share of examples whose class is among the ``k`` likeliest; 1 for K ≤ k.

    Of equal probabilities the classes of higher number come first, as in scikit-learn.
    """
    labels, probabilities = labelled(t, probabilities)
    if probabilities.shape[1] <= k:
        return 1.0
    order = np.argsort(probabilities, axis=1, kind="stable")[:, ::-1][:, :k]
    return float(np.mean(np.any(order == labels[:, None], axis=1)))


def log_loss(t: Array, probabilities: Array) -> float:
    """The mean of −log p of the true class; no p counts as less than 2.2e-16."""
    labels, probabilities = labelled(t, probabilities)
    clipped = np.clip(probabilities, _SMALLEST, 1 - _SMALLEST)
    at_label = clipped[np.arange(len(labels)), labels]
    return float(-np.mean(np.log(at_label / clipped.sum(axis=1))))


def brier_score(t: Array, probabilities: Array) -> float:
    """The mean squared distance of probabilities from 0 and 1 (Brier 1950).

    For two classes that of the second class alone, (1/N)Σ(p − t)²; for more the sum over all K.
    """
    labels, probabilities = labelled(t, probabilities)
    hot = labels[:, None] == np.arange(probabilities.shape[1])
    total = float(np.mean(np.sum((probabilities - hot) ** 2, axis=1)))
    return total / 2 if probabilities.shape[1] == 2 else total


def class_metrics(t: Array, probabilities: Array) -> dict[str, float]:
    """All of them by name: accuracy, top5_error (more than 5 classes), precision, recall, f1 (macro
    means), log_loss, brier_score, roc_auc and average_precision (of the second class, or macro).
    """
    from mieru.evaluate.curves import average_precision, expected_calibration_error, roc_auc

    t, _ = labelled(t, probabilities)
    classes = probabilities.shape[1]
    told = np.argmax(probabilities, axis=1)
    found = by_class(confusion_matrix(t, told, classes))
    precision, recall, f1 = found.average("macro")
    metrics = {"accuracy": float(np.mean(told == t))}
    if classes > 5:
        metrics["top5_error"] = 1 - top_k_accuracy(t, probabilities)
    metrics |= {
        "precision": precision,
        "recall": recall,
        "f1": f1,
        "log_loss": log_loss(t, probabilities),
        "brier_score": brier_score(t, probabilities),
        "calibration_error": expected_calibration_error(t, probabilities),
    }
    for name, of_one in (("roc_auc", roc_auc), ("average_precision", average_precision)):
        ranked = range(1, 2) if classes == 2 else range(classes)
        each = [of_one(t == k, probabilities[:, k]) for k in ranked]
        metrics[name] = float(np.mean(each))
    return metrics


def _share(part: Array, whole: Array) -> Array:
    return np.asarray(np.divide(part, whole, out=np.zeros(len(part)), where=whole > 0))
