"""What is asked of a comparison, checked and made into candidates before anything learns."""

from typing import TYPE_CHECKING, Any

from mieru.studio.selection.messages import SelectAsked, SelectValues
from mieru.studio.tables.job import checked_network
from mieru.words import SettingError

if TYPE_CHECKING:
    from mieru.data import DataSet
    from mieru.evaluate.selection import Candidate
    from mieru.learn import Settings

MOST_NETWORKS = 20  # in lines
MOST_CANDIDATES = 500
MOST_LEARNED = 5_000  # networks in all: candidates × folds × seeds
MOST_VALUES = 50
_BOUNDS = {
    "random": (1, MOST_CANDIDATES),
    "folds": (2, 20),
    "repeats": (1, 10),
    "seeds": (1, 10),
    "epochs": (1, 5_000),
    "batch_size": (1, 4_096),
    "patience": (0, 5_000),
}
_WHOLE = frozenset({"batch_size", "epochs"})


def base_settings(asked: SelectAsked) -> "Settings":
    """How all candidates learn where nothing else is tried. Raises SettingError out of range."""
    from mieru.learn import EarlyStopping, Settings

    for name, (least, most) in _BOUNDS.items():
        value = getattr(asked, name)
        if value is not None and not least <= value <= most:
            raise SettingError(
                en=f"{name} must lie between {least:,} and {most:,} here, not {value:,}",
                ja=f"{name} は {least:,} から {most:,} の範囲で指定してください "
                f"({value:,} ではなく)",
            )
    plain: dict[str, Any] = {
        "epochs": asked.epochs,
        "batch_size": asked.batch_size,
        "optimizer": {"kind": "adam", "rate": asked.rate},
        "seed": asked.asked.seed,
    }
    settings = Settings.from_json(plain)
    return settings.changed(stopping=EarlyStopping(asked.patience)) if asked.patience else settings


def candidates_of(asked: SelectAsked, data: "DataSet") -> "list[Candidate]":
    """The candidates. Raises SettingError for too many, ShapeError for a network of other data."""
    from mieru.evaluate.selection import every_combination, some_combinations

    base = base_settings(asked)
    if not 1 <= len(asked.networks) <= MOST_NETWORKS:
        raise SettingError(
            en=f"compare from 1 to {MOST_NETWORKS} networks, not {len(asked.networks)}; each "
            "stands on a line of its own",
            ja=f"比べるネットワークは 1 個から {MOST_NETWORKS} 個までです "
            f"({len(asked.networks)} 個ではなく)。1 行に 1 個書いてください",
        )
    networks = [checked_network(text, data) for text in asked.networks]
    values = {one.name: _choices(one, asked) for one in asked.values}
    _check_count(asked, len(networks))
    if asked.random is None:
        found = every_combination(networks, base, **values)
    else:
        found = some_combinations(networks, base, asked.random, seed=base.seed, **values)
    learned = len(found) * asked.folds * asked.repeats * asked.seeds
    if learned > MOST_LEARNED:
        raise SettingError(
            en=f"{len(found)} candidates make {learned:,} networks to be learned over folds and "
            f"seeds; this page takes {MOST_LEARNED:,}. Use fewer, or `mieru select`",
            ja=f"候補 {len(found)} 個では、分割とシードを合わせて {learned:,} 個のネットワークを"
            f"学習することになります。このページでは {MOST_LEARNED:,} 個までです。減らすか "
            "`mieru select` を使ってください",
        )
    return found


def _choices(one: SelectValues, asked: SelectAsked) -> Any:
    if not 1 <= len(one.values) <= MOST_VALUES:
        raise SettingError(
            en=f"{one.name} may have from 1 to {MOST_VALUES} values, not {len(one.values)}",
            ja=f"{one.name} の値は 1 個から {MOST_VALUES} 個までです "
            f"({len(one.values)} 個ではなく)",
        )
    if one.between and (asked.random is None or len(one.values) != 2 or one.name in _WHOLE):
        raise SettingError(
            en=f"a range for {one.name} needs its two ends, a search by chance, and a setting that "
            "is no whole number; else list the values",
            ja=f"{one.name} の範囲には両端の 2 つの値と、ランダムな探索が必要です (整数の設定には"
            "使えません)。それ以外は値を並べてください",
        )
    if one.between:
        return (min(one.values), max(one.values))
    if one.name not in _WHOLE:
        return list(one.values)
    if any(value != int(value) for value in one.values):
        raise SettingError(
            en=f"{one.name} takes whole numbers", ja=f"{one.name} の値は整数にしてください"
        )
    return [int(value) for value in one.values]


def _check_count(asked: SelectAsked, networks: int) -> None:
    """Before they are made: a grid grows fast."""
    count = networks
    for one in asked.values:
        count *= len(one.values)
    if asked.random is None and count > MOST_CANDIDATES:
        raise SettingError(
            en=f"these values make {count:,} candidates; this page takes {MOST_CANDIDATES}. Use "
            "fewer values, or a search by chance",
            ja=f"この組み合わせでは候補が {count:,} 個になります。このページでは "
            f"{MOST_CANDIDATES} 個までです。値を減らすか、ランダムな探索にしてください",
        )
