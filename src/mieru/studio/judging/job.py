"""A recording judged on a part of its data, piece by piece, so that one can stop it."""

import time
from typing import TYPE_CHECKING

import numpy as np

from mieru.studio.describe import number
from mieru.studio.jobs.job import Job as AnyJob
from mieru.studio.judging.messages import JudgeAsked, JudgeState
from mieru.studio.judging.telling import verdict_on
from mieru.studio.library import Library
from mieru.studio.recorded_data import data_of
from mieru.words import DataError

if TYPE_CHECKING:
    from pathlib import Path

    from mieru.data import Examples
    from mieru.files import Run

WORK_AT_ONCE = 2_000_000_000  # multiplications between two looks at whether to stop
KEPT = ("accuracy", "rmse", "r2")  # what goes into the recording


class Job(AnyJob[JudgeState]):
    """A recording judged; ``folders``: data of a path may be read."""

    def __init__(self, count: int, asked: JudgeAsked, library: Library, *, folders: bool) -> None:
        super().__init__(JudgeState(count, "loading", asked), "judging")
        self._asked, self._library, self._folders = asked, library, folders

    def work(self) -> None:
        from mieru.evaluate import noted, openings_of
        from mieru.files import save

        run, path = self._library.opened(self._asked.run)
        run, examples = self._part(run, path)
        self.set(phase="judging", openings=len(openings_of(run)))
        said = self._said(run, examples)
        if said is None:
            self.set(phase="ended", ended="interrupted")
            return
        verdict = verdict_on(run, examples, said)
        if self._asked.part == "test":
            kept = {name: verdict.metrics.get(name) for name in KEPT}
            run = noted(run, {name: value for name, value in kept.items() if value is not None})
            save(path, run)
        self.set(phase="reporting", judged=verdict, done=1.0, seconds_left=None)
        self.set(phase="ended", ended="finished", report=self._report(run, examples, path))

    def _part(self, run: "Run", path: "Path") -> "tuple[Run, Examples]":
        """The examples; where they are the test part, that it was opened is noted at once."""
        from mieru.evaluate import opened_once_more
        from mieru.files import save

        data = data_of(run, paths=self._folders)
        if self._asked.part == "validation" and data.validation is not None:
            return run, data.validation
        if self._asked.part == "test" and data.test is not None:
            run = opened_once_more(run, {})
            save(path, run)
            return run, data.test.open("asked for on the page of a recording")
        raise DataError(
            en=f"the recording's data have no {self._asked.part} part",
            ja=f"この記録のデータには {self._asked.part} の部分がありません",
        )

    def _said(self, run: "Run", examples: "Examples") -> np.ndarray | None:
        """What the run says of all of them; None where it was stopped."""
        count, began = len(examples), time.monotonic()
        size = max(1, WORK_AT_ONCE // max(1, run.network.multiplications))
        parts = []
        for start in range(0, count, size):
            if self.stopping:
                return None
            parts.append(run.predict(examples.x[start : start + size]))
            share = min(1.0, (start + size) / count)
            left = (time.monotonic() - began) * (1 - share) / share
            self.set(done=share, seconds_left=number(left))
        return np.concatenate(parts)

    def _report(self, run: "Run", examples: "Examples", path: "Path") -> str:
        """Writes the page with everything beside the recording; its path in the runs folder."""
        from mieru.evaluate import openings_of
        from mieru.systems.own_report import evaluation_report

        part = self._asked.part
        openings = openings_of(run) if part == "test" else ()
        out = path.with_name(f"{path.stem}.{part}.html")
        evaluation_report(out, run, examples, [f"{run.data.get('name')} ({part})"], openings)
        return out.relative_to(self._library.folder).as_posix()
