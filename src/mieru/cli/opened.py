"""A file of Mieru's, opened: a recording, or a checkpoint, with the parts that both have."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mieru.nn import Network, Parameters


@dataclass(frozen=True, eq=False)
class Opened:
    """What :func:`opened` found; ``ended``, ``when`` and ``metrics`` are empty in a checkpoint."""

    path: str
    is_checkpoint: bool
    network: "Network"
    parameters: "Parameters"
    loss: str
    settings: dict[str, Any]
    history: list[dict[str, Any]]
    epoch: int
    seconds: float
    data: dict[str, Any]
    versions: dict[str, str]
    ended: str = ""
    when: str = ""
    metrics: "dict[str, float] | None" = None


def opened(path: str) -> Opened:
    """Opens either kind. Raises FileError for anything else, damaged files among them."""
    from mieru.files import load, read_tensors
    from mieru.learn.checkpoint import KIND

    if read_tensors(path)[1].get("kind") == KIND:
        return _checkpoint(path)
    run = load(path)
    return Opened(
        path=path,
        is_checkpoint=False,
        network=run.network,
        parameters=run.parameters,
        loss=run.loss.kind,
        settings=run.settings,
        history=run.history,
        epoch=run.kept_epoch,
        seconds=run.seconds,
        data=run.data,
        versions=run.versions,
        ended=run.ended,
        when=run.when,
        metrics=run.metrics,
    )


def _checkpoint(path: str) -> Opened:
    from mieru.learn import read_checkpoint

    found = read_checkpoint(path)
    return Opened(
        path=path,
        is_checkpoint=True,
        network=found.network,
        parameters=found.parameters,
        loss=found.settings.loss.kind if found.settings.loss else "",
        settings=found.settings.to_json(),
        history=found.history,
        epoch=len(found.history),
        seconds=found.seconds,
        data=found.data,
        versions=found.versions,
    )
