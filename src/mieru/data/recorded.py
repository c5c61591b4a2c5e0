"""The data that a recording learned from, loaded again as it tells."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from mieru.data.catalogue import CATALOGUE
from mieru.data.examples import DataSet
from mieru.data.loading import load
from mieru.words import DataError

if TYPE_CHECKING:
    from mieru.data.download import Downloader

OF_LOAD = ("source", "seed", "fetch")  # what a recording may not decide under another name


def load_recorded(
    told: Mapping[str, Any],
    seed: object,
    input_shape: tuple[int, ...],
    *,
    paths: bool = True,
    fetch: "bool | Downloader" = True,
) -> DataSet:
    """The data set that ``told``, a recording's ``data``, tells of, divided as it was.

    ``seed`` is that of the recording's settings, for one that tells no other. ``input_shape`` is
    what its network takes. ``paths`` says whether a file or folder that it names may be read.
    Raises DataError where it does not tell which data they were, or they are not so any more;
    SettingError and DataError as :func:`mieru.data.load` does.
    """
    said = told.get("loaded")
    source = said if isinstance(said, dict) else {"name": told.get("name")}
    name, options = source.get("name"), source.get("options") or {}
    readable = isinstance(name, str) and (name in CATALOGUE or (paths and isinstance(said, dict)))
    if not readable or not isinstance(options, dict) or not options.keys().isdisjoint(OF_LOAD):
        raise DataError(
            en="the recording does not say which data it learned from; train it with `mieru train`",
            ja="この記録には学習に使ったデータの記載がありません。"
            "`mieru train` で学習した記録を使ってください",
        )
    assert isinstance(name, str)
    given = {key: source[key] for key in ("target", "validation") if source.get(key) is not None}
    divided: Any = source.get("seed", seed)
    try:
        data = load(name, seed=divided, fetch=fetch, **{**options, **given})
    except (TypeError, ValueError) as error:  # an option of another kind than a set's own
        raise DataError(
            en=f"{name} cannot be loaded again as the recording says: {error}",
            ja=f"{name} を、記録にあるとおりに読み込み直せません: {error}",
        ) from error
    if data.input_shape != input_shape:
        raise DataError(
            en=f"{name} has other columns or sizes than when the recording learned from it",
            ja=f"{name} の列や大きさが、記録が学習したときと異なります",
        )
    # Means and deviations of columns are those of the training part: they tell how it was divided.
    prepared = data.preparation.to_json() if data.preparation else None
    if not isinstance(said, dict) and told.get("preparation") != prepared:
        raise DataError(
            en=f"{name} was divided otherwise when the recording learned from it, and it does not "
            "say how; train it with `mieru train`",
            ja=f"記録が学習したときの {name} は別の分け方でしたが、その記載がありません。"
            "`mieru train` で学習した記録を使ってください",
        )
    return data
