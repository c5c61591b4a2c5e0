"""The doctor at the playground: what is wrong with a network, and what would show it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mieru.playground.live import Live
from mieru.playground.trials import Known, Trial, trials

if TYPE_CHECKING:
    from mieru.data import Examples
    from mieru.explain.doctor import Finding, Row

LOOKED_AT = 1_000  # training points, which are in random order
LAST_ROWS = 400  # epochs of the history that are looked at


@dataclass(frozen=True)
class Seen:
    """A finding, and trials to run beside it."""

    finding: "Finding"
    trials: tuple[Trial, ...]


def examined(live: Live) -> tuple[int, tuple[Seen, ...]]:
    """The epoch at which it was looked at, and all that was found, the worst first.

    In NumPy: a network that is seen for the first time waits for no compiler.
    """
    from mieru.explain.doctor import Case, diagnosed, of_pass
    from mieru.explain.microscope import passed
    from mieru.playground.microscope import chain_of_setup

    with live.lock:
        setup, rows, epoch = live.setup, _rows(live), live.engine.epochs
        parameters = np.array(live.engine.parameters, np.float64)
    train, test = _parts(live)
    some = slice(0, min(live.points.train, LOOKED_AT))
    layers = of_pass(passed(chain_of_setup(setup, parameters), setup.x[some], setup.t[some]))
    found = diagnosed(Case(layers, train, test, rows, setup.experiment.l1))
    return epoch, tuple(
        Seen(
            finding,
            trials(setup.experiment, finding.remedies, Known(setup.points, finding.inputs)),
        )
        for finding in found
    )


def _rows(live: Live) -> "list[Row]":
    rows = live.history.rows[: 1 + live.history.last_epoch]
    # The first row too: what is far and what is near is told by the first loss.
    kept = np.concatenate([rows[:1], rows[1:][-LAST_ROWS:]])
    return [{"epoch": row[0], "train_loss": row[1], "test_loss": row[2]} for row in kept.tolist()]


def _parts(live: Live) -> "tuple[Examples, Examples | None]":
    from mieru.data import Examples

    setup, count = live.setup, live.points.train
    x = setup.x.astype(np.float32)
    classes = setup.output == "softmax"
    t: np.ndarray = setup.t.astype(np.int32) if classes else setup.t.astype(np.float32)[:, None]
    test = Examples(x[count:], t[count:]) if len(x) > count else None
    return Examples(x[:count], t[:count]), test
