"""The loss around the weights of a recording: computed row by row, so that one can stop it."""

import time

import numpy as np

from mieru.explain.descent import relief
from mieru.explain.landscape import losses_on, places_between, random_plane
from mieru.files import Run
from mieru.studio.describe import clean
from mieru.studio.jobs.job import Job as AnyJob
from mieru.studio.lessons.messages import LandscapeTold, SliceAsked, SliceState
from mieru.studio.lessons.races import finite, pieces
from mieru.studio.library import Library
from mieru.studio.recorded_data import data_of
from mieru.words import SettingError

SIDE = 41  # places along each side
MOST_EXAMPLES, LEAST_EXAMPLES = 512, 32
MOST_WORK = 4_000_000_000_000  # multiplications in all: about a minute on two cores
LONGEST_NETWORK = 400


class Job(AnyJob[SliceState]):
    """A slice; ``folders``: data of a path may be read."""

    def __init__(self, count: int, asked: SliceAsked, library: Library, *, folders: bool) -> None:
        super().__init__(SliceState(count, "loading", asked), "slice")
        self._asked, self._library, self._folders = asked, library, folders

    def work(self) -> None:
        asked, began = self._asked, time.monotonic()
        if not 0.01 <= asked.span <= 10:
            raise SettingError(
                en=f"span must be from 0.01 to 10, not {asked.span:g}",
                ja=f"span は 0.01 から 10 までです ({asked.span:g} ではなく)",
            )
        run, _ = self._library.opened(asked.run)
        data = data_of(run, paths=self._folders)
        examples = data.train.take(slice(_examples_for(run, len(data.train))))
        plane = random_plane(run.network, run.parameters, seed=asked.seed)
        across, up = places_between(plane, SIDE, SIDE, span=asked.span)
        self.set(phase="slicing", examples=len(examples))
        rows, first = [], began
        for place in range(SIDE):
            if self.stopping:
                self.set(phase="ended", ended="interrupted")
                return
            b = up[place : place + 1]
            rows += [*losses_on(plane, run.network, run.loss, examples, across, b, state=run.state)]
            now = time.monotonic()
            first = now if place == 0 else first  # which was compiled first
            left = (now - first) / place * (SIDE - 1 - place) if place else None
            self.set(done=(place + 1) / SIDE, seconds=now - began, seconds_left=left)
        told = _told(run, np.stack(rows), asked.span, time.monotonic() - began)
        self.set(phase="ended", ended="finished", found=told)


def _examples_for(run: Run, there: int) -> int:
    """How many examples the slice may take. Raises SettingError for a network too large for it."""
    most = MOST_WORK // (SIDE**2 * max(1, run.network.multiplications))
    if most < LEAST_EXAMPLES:
        raise SettingError(
            en=f"the network has {run.network.multiplications:,} multiplications an example, too "
            "many for a slice here; use mieru.explain.landscape from Python",
            ja=f"このネットワークは 1 例あたりの乗算が {run.network.multiplications:,} 回あり、"
            "ここでは断面を計算できません。Python の mieru.explain.landscape を使ってください",
        )
    return min(there, most, MOST_EXAMPLES)


def _told(run: Run, losses: np.ndarray, span: float, seconds: float) -> LandscapeTold:
    seen, middle = relief(losses), losses[SIDE // 2, SIDE // 2]
    return LandscapeTold(
        network=clean(run.network.text, LONGEST_NETWORK),
        extent=(-span, span, -span, span),
        columns=SIDE,
        rows=SIDE,
        shades=tuple(seen.shades.ravel().tolist()),
        contours=pieces(seen),
        heights=finite(np.round(losses, 6)),
        path=((0.0, 0.0),),
        steps=(run.kept_epoch,),
        losses=finite(np.array([middle])),
        explained=None,
        train_loss=float(middle),
        places=losses.size,
        seconds=seconds,
    )
