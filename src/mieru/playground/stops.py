"""When playing pauses by itself, and what the reader is told of it."""

import math

from mieru.data import Note
from mieru.playground.engines.engine import Judgement
from mieru.playground.engines.stretch import Stretch
from mieru.playground.experiment import Stop


class StopWatch:
    """Watches one stretch of playing by the rules of ``stop``."""

    def __init__(self, stop: Stop) -> None:
        self.stop = stop
        self._best, self._since = math.inf, 0

    def ends(self, stretch: Stretch) -> tuple[int, Note | None]:
        """After how many of the epochs that ended well playing ends, and why; or all, and None."""
        if self.stop != Stop():
            for place in range(stretch.well):
                if reason := self.reason(stretch.first + place, stretch.judgement(place)):
                    return place + 1, reason
        return stretch.well, None

    def reason(self, epoch: int, judged: Judgement) -> Note | None:
        """Why playing ends after ``epoch``; None to go on."""
        stop = self.stop
        if stop.epochs is not None and epoch == stop.epochs:
            return Note(
                f"Stopped at epoch {epoch}, as set.",
                f"設定どおり {epoch} エポックで停止しました。",
            )
        loss, accuracy = judged.test_loss, judged.test_accuracy
        if stop.test_loss is not None and loss <= stop.test_loss:
            return Note(
                f"Stopped: the test loss is {loss:.4g}, at or below {stop.test_loss:g}.",
                f"テスト損失が {loss:.4g} になり、{stop.test_loss:g} 以下になったため"
                "停止しました。",
            )
        if stop.test_accuracy is not None and accuracy >= stop.test_accuracy:
            return Note(
                f"Stopped: the test accuracy is {accuracy:.1%}, at or above "
                f"{stop.test_accuracy:.1%}.",
                f"テスト正解率が {accuracy:.1%} になり、{stop.test_accuracy:.1%} "
                "以上になったため停止しました。",
            )
        return self._lost_patience(loss)

    def _lost_patience(self, loss: float) -> Note | None:
        if loss < self._best:
            self._best, self._since = loss, 0
            return None
        self._since += 1
        if self.stop.patience is None or self._since < max(1, self.stop.patience):
            return None
        return Note(
            f"Stopped: the test loss has not fallen below {self._best:.4g} for {self._since} "
            "epochs.",
            f"テスト損失が {self._since} エポックの間 {self._best:.4g} を下回らなかったため"
            "停止しました。",
        )
