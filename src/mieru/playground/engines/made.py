"""Which engine computes an experiment."""

from typing import TYPE_CHECKING

from mieru.playground.by_hand import lay
from mieru.playground.engines.engine import Engine
from mieru.playground.engines.small import SmallEngine, small_enough
from mieru.playground.experiment import Experiment
from mieru.playground.fields import about
from mieru.playground.setup import Setup, set_up

if TYPE_CHECKING:
    from mieru.playground.tables import Tables


def made(experiment: Experiment, tables: "Tables | None" = None) -> tuple[Setup, Engine]:
    """The setup of ``experiment``, and an engine for it, with the weights set by hand.

    Raises FieldError.
    """
    setup, engine = _made(experiment, tables)
    lay(engine, experiment.edited)
    return setup, engine


def _made(experiment: Experiment, tables: "Tables | None") -> tuple[Setup, Engine]:
    if experiment.mode == "original":
        from mieru.playground.engines.original import set_up_original

        return set_up_original(experiment)
    setup = set_up(experiment, tables)
    with about("layers"):
        if small_enough(setup):
            return setup, SmallEngine(setup)
        from mieru.playground.engines.scanned import ScannedEngine

        return setup, ScannedEngine(setup)
