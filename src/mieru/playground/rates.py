"""The learning rate as a function of the epochs passed, as :mod:`mieru.learn.schedules` has it."""

import numpy as np
import numpy.typing as npt

from mieru.playground.experiment import Experiment
from mieru.words import SettingError

Array = npt.NDArray[np.float64]
SCHEDULES = ("constant", "step_decay", "exponential_decay", "cosine")


def rates(experiment: Experiment, epochs: npt.ArrayLike) -> Array:
    """The rate in force after ``epochs`` (which may be 3.25) epochs, of the same shape.

    step_decay: times ``schedule_factor`` after each ``schedule_epochs``. exponential_decay: the
    same without steps. cosine: half a cosine down to 0 within ``schedule_epochs``. Raises
    SettingError for another schedule.
    """
    passed = np.asarray(epochs, np.float64)
    every, factor, rate = (
        experiment.schedule_epochs,
        experiment.schedule_factor,
        experiment.rate,
    )
    match experiment.schedule:
        case "constant":
            return np.full(passed.shape, rate)
        case "step_decay":
            return np.asarray(rate * factor ** np.floor(passed / every))
        case "exponential_decay":
            return np.asarray(rate * factor ** (passed / every))
        case "cosine":
            share = np.minimum(passed / every, 1.0)
            return np.asarray(rate * 0.5 * (1 + np.cos(np.pi * share)))
    known = ", ".join(SCHEDULES)
    raise SettingError(
        en=f"there is no schedule {experiment.schedule[:40]!r}; choose one of {known}",
        ja=f"学習率スケジュール {experiment.schedule[:40]!r} はありません。{known} "
        "から選んでください",
    )


def rate_now(experiment: Experiment, epochs: float) -> float:
    """The rate in force after ``epochs`` epochs."""
    if experiment.schedule == "constant":
        return experiment.rate
    return float(rates(experiment, epochs))
