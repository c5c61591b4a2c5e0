"""What cross-validation found of one candidate, and how it is kept on disk."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from mieru.learn import Population
from mieru.words import FileError, MieruError, say

SCORES = ("validation_loss", "validation_accuracy", "train_loss", "train_accuracy")


@dataclass(frozen=True)
class Row:
    """One candidate. ``scores`` holds of each measure one figure for each fold (those of the first
    seed first), at the epoch whose weights were kept (``epochs``).

    ``reason`` (en, ja) says why it failed, where it did: then it is not chosen.
    """

    scores: dict[str, tuple[float, ...]]
    epochs: tuple[int, ...]
    seconds: float
    reason: tuple[str, str] | None = None

    def mean(self, measure: str) -> float:
        """The mean over folds and seeds; NaN for what was not measured."""
        values = self.scores.get(measure, ())
        return float(np.mean(values)) if values else math.nan

    def deviation(self, measure: str) -> float:
        """The standard deviation over folds and seeds, n − 1 in the divisor; 0 for a single one."""
        values = self.scores.get(measure, ())
        return float(np.std(values, ddof=1)) if len(values) > 1 else 0.0 if values else math.nan

    @property
    def told_reason(self) -> str:
        """Why it failed in the reader's language, empty where it did not."""
        return say(en=self.reason[0], ja=self.reason[1]) if self.reason else ""

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        return {
            "scores": {name: list(values) for name, values in self.scores.items()},
            "epochs": list(self.epochs),
            "seconds": self.seconds,
            "reason": list(self.reason) if self.reason else None,
        }

    @classmethod
    def from_json(cls, value: Any) -> "Row":
        """From :meth:`to_json`. Raises FileError for anything else."""
        try:
            scores = {str(n): tuple(map(float, v)) for n, v in value["scores"].items()}
            reason = value["reason"]
            return cls(
                scores,
                tuple(map(int, value["epochs"])),
                float(value["seconds"]),
                (str(reason[0]), str(reason[1])) if reason else None,
            )
        except (
            TypeError,
            ValueError,
            KeyError,
            AttributeError,
            IndexError,
            OverflowError,
        ) as error:
            raise FileError(
                en=f"a row of the search cannot be read ({error}); begin the search anew",
                ja=f"探索の途中経過の行を読み取れません ({error})。"
                "探索を最初からやり直してください",
            ) from error


def failed(error: MieruError, seconds: float = 0.0) -> Row:
    """The row of a candidate that could not learn at all."""
    return Row({}, (), seconds, (error.en, error.ja))


def row_of(population: Population, members: range, seconds: float) -> Row | None:
    """The row of the candidate whose networks are ``members``; None where they were interrupted."""
    for i in members:
        if population.ended(i) == "diverged":
            return failed(population.errors[i], seconds)
    if any(population.ended(i) == "interrupted" for i in members):
        return None
    scores: dict[str, list[float]] = {name: [] for name in SCORES}
    epochs = []
    for i in members:
        run = population.run(i)
        epochs.append(run.kept_epoch)
        kept = run.history[run.kept_epoch - 1] if run.kept_epoch else {}
        for name in SCORES:
            if name in kept:
                scores[name].append(float(kept[name]))
    found = {name: tuple(values) for name, values in scores.items() if values}
    return Row(found, tuple(epochs), seconds)
