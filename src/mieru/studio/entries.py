"""Lines of the list of runs, from what a file's header says and what a system left beside it."""

from pathlib import Path
from urllib.parse import quote

import msgspec

from mieru.files.header import Description
from mieru.files.live import Live
from mieru.studio.describe import clean, kept_metrics, number, numbers
from mieru.studio.found import REPORT, Found
from mieru.studio.messages import Entry, Text, UnderWay
from mieru.words import MieruError

RESULT = "result.json"
LARGEST_RESULT = 1_000_000  # bytes
LONGEST_NETWORK = 2_000  # characters
LONGEST_PROBLEM = 600


class Result(msgspec.Struct, frozen=True):
    """What the list needs of a ``result.json``."""

    name: str
    metrics: dict[str, float | None] = {}
    seconds: float | None = None


def recording_entry(file: Found, run: Description) -> Entry:
    """A recording whose header has been read."""
    result = _result(file)
    data = run.data.get("name")
    # A system that leaves one recording, under its own name, has measured that one.
    its_own = result is not None and result.name == file.path.stem and not run.metrics
    return Entry(
        id=file.id,
        kind="recording",
        name=file.name,
        when=clean(run.when),
        system=_system(result),
        seconds=number(run.seconds) or None,  # a network of the playground has no clock
        network=clean(run.text, LONGEST_NETWORK) if run.text else None,
        data=None if data is None else clean(data),
        metrics=numbers(result.metrics) if its_own and result else kept_metrics(run),
        report=_report_address(file),
    )


def live_entry(file: Found, live: Live, *, goes_on: bool) -> Entry:
    """A run under way; or, where nobody is at it any more, one that was broken off."""
    rows = live.history
    last = {k: v[-1] for k, v in rows.items() if v and k.endswith(("_loss", "_accuracy"))}
    return Entry(
        id=file.id,
        kind="live" if goes_on else "broken",
        name=file.name,
        when=clean(live.when),
        seconds=number(live.seconds),
        network=clean(live.network, LONGEST_NETWORK),
        data=None if live.data is None else clean(live.data),
        metrics=numbers(last),
        under_way=UnderWay(
            epoch=number(live.epoch) or 0.0,
            epochs=live.epochs,
            loss=number(live.loss),
            seconds_left=number(live.seconds_left),
            compiled=live.compiled,
        ),
    )


def unread_entry(file: Found) -> Entry:
    """A recording that is not read for a list."""
    return Entry(
        id=file.id,
        kind="unread",
        name=file.name,
        when=file.changed,
        system=_system(_result(file)),
        report=_report_address(file),
    )


def damaged_entry(file: Found, error: MieruError) -> Entry:
    """A recording that cannot be read."""
    problem = Text(clean(error.en, LONGEST_PROBLEM), clean(error.ja, LONGEST_PROBLEM))
    return msgspec.structs.replace(unread_entry(file), kind="damaged", problem=problem)


def report_entry(file: Found) -> Entry:
    """A run that left a report and no recording."""
    result = _result(file)
    return Entry(
        id=file.id,
        kind="report",
        name=file.name,
        when=file.changed,
        system=_system(result),
        seconds=number(result.seconds) if result else None,
        metrics=numbers(result.metrics) if result else {},
        report=_report_address(file),
    )


def result_stamp(file: Found) -> tuple[int, int] | None:
    """Changes when the ``result.json`` beside the file does."""
    if file.folder is None:
        return None
    try:
        stat = (file.folder / RESULT).stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_size


def _result(file: Found) -> Result | None:
    """What ``result.json`` says; None where there is none that can be read."""
    if file.folder is None:
        return None
    path = file.folder / RESULT
    try:
        if not path.is_file() or path.stat().st_size > LARGEST_RESULT:
            return None
        return msgspec.json.decode(path.read_bytes(), type=Result)
    except (OSError, msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        return None


def _system(result: Result | None) -> str | None:
    return None if result is None else clean(result.name)


def _report_address(file: Found) -> str | None:
    if file.folder is None or not (file.folder / REPORT).is_file():
        return None
    return f"/report/{quote(bytes(Path(file.folder.name)))}/{REPORT}"
