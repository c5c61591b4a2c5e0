"""How a network does on a part of the data, for the page: counts, mistakes, cells, pictures."""

import threading
from typing import TYPE_CHECKING

import numpy as np

from mieru.studio.describe import number
from mieru.studio.images.job import Copy, Job
from mieru.studio.images.messages import AnswerGiven, Cell, Judged, Part, Pictures
from mieru.studio.images.pixels import as_bytes, headed
from mieru.studio.messages import Text

if TYPE_CHECKING:
    from mieru.data import Examples
    from mieru.evaluate.answers import Answers, Indices

WHILE_LEARNING = 2_000  # examples: more would take time that learning needs
MOST_MISTAKES = 48
MOST_IN_CELL = 96
MOST_PICTURES = 128

NOT_YET = Text(
    "there are no weights to ask yet; wait until the first step has run",
    "まだ調べられる重みがありません。最初のステップが終わるまでお待ちください",
)
SEALED = Text(
    "the test part is sealed; open it once learning has ended",
    "テスト部分は封印されています。学習が終わってから開いてください",
)


class Judge:
    """Answers of the newest weights on a part, kept until there are newer ones."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: tuple[tuple[int, str, int, int], Answers] | None = None

    def judged(self, job: Job, part: Part) -> Judged | None:
        """Counts and mistakes; None where there is nothing to judge, or nothing to judge it by."""
        found = self._answers(job, part)
        if found is None:
            return None
        copy, answers = found
        wrong = int(np.sum(answers.told != answers.labels))
        return Judged(
            part=part,
            stamp=copy.stamp,
            examples=len(answers.labels),
            accuracy=answers.accuracy,
            loss=number(answers.loss),
            confusion=tuple(map(tuple, answers.confusion.tolist())),
            wrong=wrong,
            mistakes=_given(answers, answers.mistakes(MOST_MISTAKES)),
        )

    def cell(self, job: Job, part: Part, label: int, told: int) -> Cell | None:
        """The examples of class ``label`` that were taken for ``told``."""
        found = self._answers(job, part)
        if found is None:
            return None
        answers = found[1]
        total = int(np.sum((answers.labels == label) & (answers.told == told)))
        return Cell(total, _given(answers, answers.cell(label, told, MOST_IN_CELL)))

    def _answers(self, job: Job, part: Part) -> "tuple[Copy, Answers] | None":
        from mieru.evaluate.answers import answers

        with self._lock:  # one after another: each needs both cores
            copy, examples = job.copy, job.part(part)
            if copy is None or examples is None:
                return None
            if job.goes_on and len(examples) > WHILE_LEARNING:
                examples = examples.take(slice(WHILE_LEARNING))
            key = (job.number, part, copy.stamp, len(examples))
            if self._kept is None or self._kept[0] != key:
                self._kept = key, answers(copy.run, examples)
            return copy, self._kept[1]


def pictures(examples: "Examples", indices: list[int]) -> bytes | None:
    """Some of a part's pictures with their head; None where an index is none."""
    if not indices or len(indices) > MOST_PICTURES:
        return None
    if min(indices) < 0 or max(indices) >= len(examples):
        return None
    shown = as_bytes(examples.x[np.asarray(indices, np.intp)])
    count, height, width, channels = shown.shape
    return headed(Pictures(count, height, width, channels), shown.tobytes())


def _given(answers: "Answers", indices: "Indices") -> tuple[AnswerGiven, ...]:
    sureness = answers.sureness
    return tuple(
        AnswerGiven(
            index=int(i),
            label=int(answers.labels[i]),
            told=int(answers.told[i]),
            probability=number(round(float(sureness[i]), 6)),
        )
        for i in indices
    )
