"""The data that a recording learned from, loaded again as they were."""

from typing import TYPE_CHECKING, Any

from mieru.data import DataSet
from mieru.words import DataError

if TYPE_CHECKING:
    from mieru.files import Run
    from mieru.systems.frame import Stage


def data_of(run: "Run", stage: "Stage") -> DataSet:
    """The data of ``run``, divided as they were for it.

    Raises DataError where the recording does not say which they were, or they do not fit it now.
    """
    said = run.data.get("loaded")
    source = said if isinstance(said, dict) else {"name": run.data.get("name")}
    name, options = source.get("name"), source.get("options") or {}
    seed: Any = source.get("seed", run.settings.get("seed", 0))
    if not isinstance(name, str) or not isinstance(options, dict) or not isinstance(seed, int):
        raise DataError(
            en="the recording does not say which data it learned from; train it with `mieru train`",
            ja="この記録には学習に使ったデータの記載がありません。"
            "`mieru train` で学習した記録を使ってください",
        )
    given = {key: source[key] for key in ("target", "validation") if source.get(key) is not None}
    data = stage.data(name, seed=seed, **given, **options)
    if data.input_shape != run.network.input_shape:
        raise DataError(
            en=f"{name} has other columns or sizes than when the recording learned from it",
            ja=f"{name} の列や大きさが、記録が学習したときと異なります",
        )
    return data
