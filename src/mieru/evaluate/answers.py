"""A classifier's answers beside the labels: which are wrong, and how sure the network was."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from mieru.data import Examples
from mieru.evaluate.metrics import answered_classes, confusion_matrix
from mieru.files import Run

Indices = npt.NDArray[np.intp]
_SMALLEST = float(np.finfo(np.float32).tiny)


@dataclass(frozen=True, eq=False)
class Answers:
    """Probabilities (N, K) beside the labels (N,), class numbers."""

    probabilities: npt.NDArray[np.float32]
    labels: npt.NDArray[np.int32]

    @cached_property
    def told(self) -> npt.NDArray[np.int64]:
        """The class with the largest probability, (N,)."""
        return answered_classes(self.probabilities)

    @property
    def sureness(self) -> npt.NDArray[np.float32]:
        """The probability of the class told, (N,)."""
        found: npt.NDArray[np.float32] = self.probabilities[np.arange(len(self.told)), self.told]
        return found

    @property
    def accuracy(self) -> float:
        """The share of right answers."""
        return float(np.mean(self.told == self.labels))

    @property
    def loss(self) -> float:
        """The mean of −log p of the true class."""
        at_label = self.probabilities[np.arange(len(self.labels)), self.labels]
        return float(-np.mean(np.log(np.maximum(at_label, _SMALLEST))))

    @property
    def confusion(self) -> npt.NDArray[np.int64]:
        """How often each label (row) was taken for each class (column), (K, K)."""
        return confusion_matrix(self.labels, self.told, self.probabilities.shape[1])

    def mistakes(self, most: int) -> Indices:
        """The wrong answers, those that the network was surest of first."""
        return self._surest(self.told != self.labels, most)

    def cell(self, label: int, told: int, most: int) -> Indices:
        """The examples of class ``label`` that were taken for ``told``, the surest first."""
        return self._surest((self.labels == label) & (self.told == told), most)

    def _surest(self, wanted: npt.NDArray[np.bool_], most: int) -> Indices:
        places = np.flatnonzero(wanted)
        order = np.argsort(-self.sureness[places], kind="stable")[:most]
        found: Indices = places[order]
        return found


def answers(run: Run, examples: Examples) -> Answers:
    """What ``run`` says of classified examples; one output is the second class's probability."""
    return as_answers(run.predict(examples.x), examples.t)


def as_answers(outputs: npt.NDArray[np.float32], labels: npt.NDArray[np.int32]) -> Answers:
    """What a run has said, (N, K), or (N, 1) for the second of two classes, beside the labels."""
    if outputs.shape[1] == 1:
        outputs = np.concatenate([1 - outputs, outputs], axis=1)
    return Answers(outputs, labels)
