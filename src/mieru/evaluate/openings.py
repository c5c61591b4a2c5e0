"""How often the test part of a recording's data was opened: kept in the recording itself."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from mieru.files import Run

OPENINGS = "openings"  # where a recording's data keep it


def openings_of(run: Run) -> tuple[str, ...]:
    """When it was opened, as ISO 8601; whatever a file may say there, as texts."""
    told = run.data.get(OPENINGS)
    return tuple(str(when) for when in told) if isinstance(told, list | tuple) else ()


def opened_once_more(run: Run, metrics: Mapping[str, float]) -> Run:
    """``run`` with one opening more, now, and with what was measured, as ``test_NAME``."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return noted(replace(run, data=run.data | {OPENINGS: [*openings_of(run), now]}), metrics)


def noted(run: Run, metrics: Mapping[str, float]) -> Run:
    """``run`` with what was measured on the test part, as ``test_NAME``."""
    measured = {f"test_{name}": value for name, value in metrics.items()}
    return replace(run, metrics=run.metrics | measured)
