"""One comparison of networks and settings on a table: searched, refitted, judged once."""

import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mieru.studio.describe import number
from mieru.studio.found import REPORT, run_id
from mieru.studio.jobs.job import Job as AnyJob
from mieru.studio.jobs.kept import Kept, remove_note, write_note
from mieru.studio.jobs.learning import LOADED
from mieru.studio.jobs.telling import new_recording
from mieru.studio.judging.telling import verdict_on
from mieru.studio.selection.asked import base_settings, candidates_of
from mieru.studio.selection.messages import Measure, SelectAsked, SelectCurve, SelectState
from mieru.studio.selection.telling import columns_of, curve_told, rows_told
from mieru.studio.tables.looking import named, options_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mieru.data import DataSet
    from mieru.evaluate import Fold
    from mieru.evaluate.selection import Advanced, Candidate, Row, Selection

NAME = "selection"  # of the note that a killed server leaves
STATE, WINNER = "selection.json", "winner.safetensors"


class Job(AnyJob[SelectState]):
    """A comparison on the table in ``path``; ``folder`` is the runs folder.

    ``inside`` is the folder in it of one that was not ended: this one goes on with that.
    """

    def __init__(
        self, count: int, asked: SelectAsked, path: Path, folder: Path, inside: str | None = None
    ) -> None:
        super().__init__(SelectState(count, "loading", asked), "selection")
        self.asked, self.inside = asked, inside
        self._path, self._folder = path, folder
        self._began = time.monotonic()
        self._told: list[dict[str, Any]] = []
        self._measure: Measure = "loss"

    @property
    def may_go_on(self) -> bool:
        """Whether it was stopped before there was a winner."""
        now = self.now()
        return now.ended == "interrupted" and now.winner is None

    def over(self) -> None:
        remove_note(self._folder, NAME)
        self.set(seconds=time.monotonic() - self._began)

    def work(self) -> None:
        from mieru.evaluate import k_folds
        from mieru.evaluate.selection import select
        from mieru.evaluate.selection.search import development, development_groups

        asked, data = self.asked, self._loaded()
        base = base_settings(asked)
        candidates = candidates_of(asked, data)
        cut = k_folds(
            development(data).t,
            asked.folds,
            repeats=asked.repeats,
            groups=development_groups(data),
            seed=base.seed,
        )
        if self.inside is None:
            recording = new_recording(self._folder, f"{data.name}-select")
            self.inside = recording.parent.relative_to(self._folder).as_posix()
        inside = self._folder / self.inside
        inside.mkdir(parents=True, exist_ok=True)
        write_note(self._folder, NAME, Kept(asked, self.inside))
        self._begin(candidates, data)
        found = select(
            candidates,
            data,
            folds=cut,
            seeds=range(base.seed, base.seed + asked.seeds),
            measure=self._measure,
            keep=inside / STATE,
            listeners=[self._hear],
        )
        self._finish(found, data, inside)
        if found.winner is not None and not self.stopping:
            self._curves(found.candidates[found.winner], data, cut)
        self.set(phase="ended", ended="interrupted" if self.stopping else "finished", done=1.0)

    def _loaded(self) -> "DataSet":
        from mieru.data import load

        table = self.asked.asked
        with named(self._path, table.name):
            data = load(self._path, seed=table.seed, **options_of(table))
        return replace(data, name=Path(table.name).stem or "table", source=table.name)

    def _begin(self, candidates: "list[Candidate]", data: "DataSet") -> None:
        from mieru.evaluate.selection.candidates import differences

        usual: Measure = "accuracy" if data.task == "classification" else "loss"
        self._measure = self.asked.measure or usual
        self._told = [
            one or {"network": candidates[0].network.text} for one in differences(candidates)
        ]
        asked = self.asked
        self.set(
            phase="searching",
            task=data.task,
            measure=self._measure,
            candidates=len(candidates),
            networks=len(candidates) * asked.folds * asked.repeats * asked.seeds,
            columns=columns_of(self._told),
            rows=rows_told(self._told, [None] * len(candidates), self._measure),
        )

    def _hear(self, event: "Advanced") -> None:
        from mieru.learn import StopLearning

        known = self.now().finished
        self.set(
            phase="searching" if event.done < 1 else "refitting",
            done=event.done,
            finished=event.finished,
            seconds=time.monotonic() - self._began,
            seconds_left=number(event.seconds_left),
        )
        if event.finished != known:
            self._tell(event.rows)
        if self.stopping:
            raise StopLearning

    def _tell(self, rows: "Sequence[Row | None]") -> None:
        self.set(rows=rows_told(self._told, rows, self._measure))

    def _finish(self, found: "Selection", data: "DataSet", inside: Path) -> None:
        """Keeps the winner and the report, and tells both."""
        from mieru.files import save
        from mieru.systems.own_report import selection_report

        asked = self.asked
        self._tell(found.rows)
        kept = None
        if found.run is not None:
            loaded = {
                "name": str(self._path),
                "target": asked.asked.target,
                "validation": None,
                "options": {
                    k: v for k, v in options_of(asked.asked).items() if k != "target" and v
                },
                "seed": asked.asked.seed,
            }
            told = {LOADED: loaded, "openings": [found.run.when] * found.openings}
            save(inside / WINNER, replace(found.run, data=found.run.data | told))
            kept = run_id((inside / WINNER).relative_to(self._folder))
        settings = {
            "folds": str(asked.folds),
            "repeats": str(asked.repeats),
            "seeds": str(asked.seeds),
            "measure": self._measure,
        }
        report = selection_report(inside / REPORT, found, data, settings, asked.asked.seed)
        judged = None
        if found.run is not None and found.test is not None:
            judged = verdict_on(found.run, found.test)
        self.set(
            winner=found.winner,
            network=found.run.network.text if found.run else None,
            run=kept,
            report=report.relative_to(self._folder).as_posix(),
            openings=found.openings,
            judged=judged,
        )

    def _curves(self, winner: "Candidate", data: "DataSet", cut: "tuple[Fold, ...]") -> None:
        """Would more rows help, or another value of what was tried? Of the winner, fold by fold."""
        from mieru.evaluate.selection import learning_curve, validation_curve

        def listen(event: object) -> None:
            from mieru.learn import StopLearning

            if self.stopping:
                raise StopLearning

        self.set(phase="curves", seconds_left=None)
        settings = winner.settings.changed(seed=self.asked.asked.seed)
        folds = cut[: self.asked.folds]
        course = learning_curve(winner.network, data, settings, folds=folds, listeners=[listen])
        self._add(curve_told(course, None, self._measure))
        for one in self.asked.values:
            values: list[Any] = sorted(set(one.values))
            if self.stopping or one.between or len(values) < 2:
                continue
            if one.name in ("batch_size", "epochs"):
                values = [int(value) for value in values]
            found = validation_curve(
                winner.network, data, settings, one.name, values, folds=folds, listeners=[listen]
            )
            self._add(curve_told(found, one.name, self._measure))

    def _add(self, curve: SelectCurve) -> None:
        if not self.stopping:  # one that was cut short tells nothing
            self.set(curves=(*self.now().curves, curve))
