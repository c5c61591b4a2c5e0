"""The data that a recording was learned from, as far as the studio may read them."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mieru.data import DataSet
    from mieru.files import Run


def data_of(run: "Run", *, paths: bool) -> "DataSet":
    """The data of ``run``; nothing is fetched, and ``paths`` says whether its files may be read.

    Raises DataError where they are not here, or it does not tell which they were.
    """
    from mieru.data import load_recorded

    seed = run.settings.get("seed", 0)
    return load_recorded(run.data, seed, run.network.input_shape, paths=paths, fetch=False)
