"""The data that a recording was learned from, loaded again as it says."""

from typing import TYPE_CHECKING, Any

from mieru.data.catalogue import CATALOGUE
from mieru.studio.images.asking import told
from mieru.studio.messages import Text
from mieru.words import MieruError

if TYPE_CHECKING:
    from mieru.data import DataSet
    from mieru.files import Run

NO_EXAMPLES = Text(
    "the recording does not say which data it learned from",
    "この記録には、学習に使ったデータの記載がありません",
)


def data_of(run: "Run", *, folders: bool) -> "DataSet | Text":
    """The data of ``run``, or why they are not here; ``folders``: a path may be read."""
    from mieru.data import load

    said = run.data.get("loaded")
    source = said if isinstance(said, dict) else {"name": run.data.get("name")}
    name, options = source.get("name"), source.get("options") or {}
    if not isinstance(name, str) or not isinstance(options, dict):
        return NO_EXAMPLES
    if name not in CATALOGUE and not (folders and isinstance(said, dict)):
        return NO_EXAMPLES
    given = {key: source[key] for key in ("target", "validation") if source.get(key) is not None}
    seed: Any = source.get("seed", run.settings.get("seed", 0))
    try:
        data = load(name, seed=seed, fetch=False, **given, **options)
    except MieruError as error:
        return told(error)
    return data if data.input_shape == run.network.input_shape else NO_EXAMPLES
