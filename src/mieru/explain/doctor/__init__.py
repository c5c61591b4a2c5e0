"""The doctor: looks at a run, and says in a sentence what is wrong, where, and what shows it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mieru.data import Examples
from mieru.explain.doctor import course, data, units
from mieru.explain.doctor.finding import Case, Finding, Kind, Place, Row, SeenLayer
from mieru.explain.doctor.layers import of_pass, of_trace

if TYPE_CHECKING:
    from mieru.nn import Loss, Network, Parameters, State

__all__ = [
    "Case",
    "Finding",
    "Kind",
    "Place",
    "Row",
    "SeenLayer",
    "diagnosed",
    "examine",
    "of_pass",
]

LOOKED_AT = 1_000  # training examples that pass under the microscope

_CHECKS = (
    course.not_finite,
    units.dead_units,
    units.saturated_units,
    units.identical_units,
    units.fading_delta,
    units.dead_links,
    course.rate_too_high,
    course.rate_too_low,
    course.too_few_units,
    course.overfitting,
    data.leakage,
    data.imbalance,
)
_ORDER = ("serious", "warning", "note")


def examine(
    network: "Network",
    parameters: "Parameters",
    loss: "Loss",
    train: Examples,
    test: Examples | None = None,
    *,
    history: Sequence[Row] = (),
    l1: float = 0.0,
    state: "State | None" = None,
) -> tuple[Finding, ...]:
    """What is wrong with a run, the worst first; () where nothing was found.

    ``history`` is that of a :class:`mieru.files.Run`: without it, nothing is said about the course
    of learning. ``l1`` is the strength in force. Raises ShapeError or DataError where the data do
    not fit the network.
    """
    from mieru.nn import trace

    # Evenly spread: data may be sorted by class.
    step = max(1, len(train) // LOOKED_AT)
    some = train.take(slice(None, None, step))
    passed = trace(network, parameters, some.x, some.t, loss, state=state)
    return diagnosed(Case(of_trace(passed), train, test, history, l1))


def diagnosed(case: Case) -> tuple[Finding, ...]:
    """All that the checks find in a case, the worst first."""
    found = [finding for check in _CHECKS for finding in check(case)]
    return tuple(sorted(found, key=lambda finding: _ORDER.index(finding.severity)))
