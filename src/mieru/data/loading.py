"""``load``: one door to every set, by name or by path."""

import difflib
import inspect
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mieru.data.catalogue import CATALOGUE
from mieru.data.examples import DataSet
from mieru.data.split import Size, check_seed
from mieru.words import DataError, SettingError

if TYPE_CHECKING:
    from mieru.data.download import Downloader
    from mieru.data.progress import Listener

Reader = Callable[..., DataSet]
TABLES = (".csv", ".tsv", ".txt")


def load(
    source: str | Path,
    *,
    seed: int = 0,
    validation: Size | None = None,
    test: Size | None = None,
    fetch: "bool | Downloader" = True,
    **options: Any,
) -> DataSet:
    """The data set of that name, or the one in that file or folder.

    ``source`` is one of :func:`mieru.data.names`, a CSV file, or a folder of pictures with one
    folder for each class. ``validation`` and ``test`` are shares (0.1) or counts (5000); None is
    the set's own habit: 0.1 and 0.2, and for sets with an official test part that part and 5,000
    for validation. ``seed`` decides the division and the drawing of toy sets. A set that is not in
    the data folder is fetched unless ``fetch`` is False; a Downloader there tells who hears of the
    progress, that of reading a large table too. ``options`` are those of the set, such as ``noise``
    of a toy set, ``target`` of a table or ``size`` of pictures.

    Raises DataError where data are missing, damaged or unknown, SettingError for a wrong option.

    >>> data = load("iris", seed=1)
    >>> len(data.train), len(data.validation), len(data.test), data.classes
    (105, 15, 30, ('setosa', 'versicolor', 'virginica'))
    """
    check_seed(seed)
    name = known_name(source)
    reader = _path_reader(source, fetch) if name is None else _named_reader(name, fetch)
    sizes = {"validation": validation, "test": test}
    options |= {part: size for part, size in sizes.items() if size is not None}
    _check_options(str(source), reader, options)
    return reader(seed=seed, **options)


def known_name(source: object) -> str | None:
    """The name of the set that ``source`` spells, whatever its case and separators, or None.

    >>> known_name("Fashion_MNIST")
    'fashion-mnist'
    """
    if not isinstance(source, str):
        return None
    name = source.strip().lower().replace("_", "-").replace(" ", "-")
    spelt = {known.replace("-", ""): known for known in CATALOGUE}
    return spelt.get(name.replace("-", ""))


def _named_reader(name: str, fetch: "bool | Downloader") -> Reader:
    kind = CATALOGUE[name].kind
    if kind == "toy":
        from mieru.data.toy import load_toy

        return partial(load_toy, name)
    if name == "digits":
        from mieru.data.tables import load_digits

        return load_digits
    if kind == "table":
        from mieru.data.tables import load_table

        return partial(load_table, name)
    from mieru.data.stored import STORED, find

    return STORED[name].reader(find(name) or _fetched(name, fetch))


def _fetched(name: str, wanted: "bool | Downloader") -> Path:
    from mieru.data import fetch

    if wanted is False:
        help_ = fetch.by_hand(name)
        raise DataError(
            en=f"{name} is not in the data folder; `mieru data fetch {name}` brings it. {help_.en}",
            ja=f"{name} がデータフォルダにありません。`mieru data fetch {name}` で取得できます。"
            f"{help_.ja}",
        )
    return fetch.fetch(name) if wanted is True else fetch.fetch(name, wanted)


def _path_reader(source: str | Path, fetch: "bool | Downloader") -> Reader:
    if not isinstance(source, str | Path) or not str(source).strip() or "\0" in str(source):
        raise DataError(
            en=f"data are named by a name or a path, not {source!r}",
            ja=f"データは名前かパスで指定してください ({source!r} ではなく)",
        )
    try:
        path = Path(source).expanduser()
        if path.is_dir():
            return _folder_reader(path)
        if path.is_file():
            return _file_reader(path, None if isinstance(fetch, bool) else fetch.listener)
    except (OSError, RuntimeError) as error:  # too long a name, no permission, no such ~user
        raise DataError(
            en=f"{source} cannot be read ({error})", ja=f"{source} を読み取れません ({error})"
        ) from error
    raise unknown(str(source))


def _folder_reader(folder: Path) -> Reader:
    from mieru.data.idx import IdxReader
    from mieru.data.pictures import PictureReader
    from mieru.data.stored import STORED, recognize

    name = recognize(folder)
    if name == "mnist":  # or one made alike, whose classes only have numbers
        return IdxReader(folder, folder.resolve().name, tuple(map(str, range(10))))
    if name is not None:
        return STORED[name].reader(folder)
    return PictureReader(folder, folder.resolve().name)


def _file_reader(path: Path, listener: "Listener | None") -> Reader:
    from mieru.data.csv.table import TableReader

    if path.suffix.lower() not in TABLES:
        raise DataError(
            en=f"{path} is no table that can be read; save it as CSV ({', '.join(TABLES)}), or "
            "name a folder of pictures",
            ja=f"{path} は読み取れる表ではありません。CSV ({', '.join(TABLES)}) で保存するか、"
            "画像のフォルダを指定してください",
        )
    return TableReader(path, listener)


def _check_options(source: str, reader: Reader, options: dict[str, Any]) -> None:
    known = set(inspect.signature(reader).parameters) - {"seed"}
    for name in options:
        if name in known:
            continue
        close = difflib.get_close_matches(name, known, n=1)
        listed = ", ".join(sorted(known))
        if name == "test":
            raise SettingError(
                en=f"{source} comes with a test part of its own; leave test out",
                ja=f"{source} には決まったテスト部分があるため、test は指定できません",
            )
        raise SettingError(
            en=f"{source} has no option {name!r}"
            + (f"; did you mean {close[0]!r}?" if close else f"; it has {listed}"),
            ja=f"{source} にはオプション {name!r} がありません。"
            + (f"{close[0]!r} のことですか?" if close else f"使えるもの: {listed}"),
        )


def unknown(source: str) -> DataError:
    """The error for a name that is neither a set nor a file, with the names that come close."""
    close = difflib.get_close_matches(source.strip().lower().replace("_", "-"), CATALOGUE, n=3)
    return DataError(
        en=f"there is no data set and no file {source!r}"
        + (f"; did you mean {' or '.join(close)}?" if close else "; `mieru data` lists the names"),
        ja=f"{source!r} という名前のデータセットもファイルもありません。"
        + (f"{' か '.join(close)} のことですか?" if close else "`mieru data` で名前を一覧できます"),
    )
