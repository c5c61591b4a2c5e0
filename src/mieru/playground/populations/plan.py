"""What a population is to be: which experiment, what differs, for how long."""

import math
from dataclasses import dataclass
from itertools import product
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from mieru.playground.by_hand import without_strange
from mieru.playground.experiment import Experiment
from mieru.playground.fields import FieldError
from mieru.playground.limits import check_limits
from mieru.playground.populations.choices import SETTINGS

Kind = Literal["grid", "seeds", "folds"]

MOST_NETWORKS = 1_000
MOST_SEEDS = 500
MOST_FOLDS = 50
MOST_EPOCHS = 20_000
MOST_VALUES = 200
LONGEST_VALUE = 40


class Varied(Struct, frozen=True, forbid_unknown_fields=True):
    """A setting and the values that it is tried with."""

    setting: str
    values: tuple[float | str, ...]


class Plan(Struct, frozen=True, forbid_unknown_fields=True):
    """A population: every combination of one or two ``choices`` (the first by row), or ``seeds``

    networks that differ in their initial weights and the order of the data only, or one network
    for each of ``folds`` parts of the training data, learning from the others.
    """

    experiment: Experiment = Experiment()
    kind: Kind = "grid"
    choices: tuple[Varied, ...] = (
        Varied("rate", (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0)),
        Varied("units", (1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0)),
    )
    seeds: int = 64
    folds: int = 5
    epochs: int = 200


@dataclass(frozen=True)
class Cell:
    """One network of the population; ``values`` are those of the choices, or seed, or fold."""

    number: int
    experiment: Experiment
    values: tuple[float | str, ...]
    fold: int | None = None


def checked(plan: Plan) -> Plan:
    """The plan with whole numbers as such. Raises FieldError naming what cannot be."""
    _between("epochs", "エポック数", plan.epochs, 1, MOST_EPOCHS)
    if plan.kind == "seeds":
        _between("seeds", "乱数シードの数", plan.seeds, 2, MOST_SEEDS)
    elif plan.kind == "folds":
        _between("folds", "分割数", plan.folds, 2, MOST_FOLDS)
        if plan.experiment.mode == "original":
            raise FieldError(
                "folds",
                en="cross-validation cuts the data anew, which the original playground cannot; "
                "go on in the default mode",
                ja="交差検証はデータを分け直すため、元のプレイグラウンドのモードでは行えません。"
                "通常モードに切り替えてください",
            )
    elif not 1 <= len(plan.choices) <= 2:
        raise FieldError(
            "choices",
            en=f"choose one or two settings, not {len(plan.choices)}",
            ja=f"変える設定は 1 つか 2 つ選んでください ({len(plan.choices)} つではなく)",
        )
    check_limits(plan.experiment)
    plan = replace(plan, choices=tuple(map(_checked_choice, plan.choices)))
    _check_count(plan)
    return plan


def cells(plan: Plan) -> tuple[Cell, ...]:
    """The networks of a checked plan, in their order. Raises FieldError for one that cannot be."""
    base = plan.experiment
    if plan.kind == "folds":
        return tuple(Cell(k, base, (k + 1,), k) for k in range(plan.folds))
    if plan.kind == "seeds":
        change = SETTINGS["seed"].changed
        drawn = replace(base, edited=())
        return tuple(Cell(k, change(drawn, k + 1), (k + 1,)) for k in range(plan.seeds))
    settings = [SETTINGS[choice.setting] for choice in plan.choices]
    found: list[Cell] = []
    for values in product(*(choice.values for choice in plan.choices)):
        experiment = base
        for setting, value in zip(settings, values, strict=True):
            experiment = setting.changed(experiment, value)
        experiment = without_strange(base, experiment)
        check_limits(experiment)
        found.append(Cell(len(found), experiment, values))
    return tuple(found)


def _checked_choice(choice: Varied) -> Varied:
    setting = SETTINGS.get(choice.setting)
    if setting is None:
        known = ", ".join(SETTINGS)
        raise FieldError(
            "choices",
            en=f"there is no setting {choice.setting[:LONGEST_VALUE]!r} to be varied; choose among "
            f"{known}",
            ja=f"{choice.setting[:LONGEST_VALUE]!r} という変えられる設定はありません。{known} から"
            "選んでください",
        )
    if not 1 <= len(choice.values) <= MOST_VALUES:
        raise FieldError(
            "choices",
            en=f"{choice.setting} may have 1 to {MOST_VALUES} values, not {len(choice.values)}",
            ja=f"{choice.setting} の値は 1 個から {MOST_VALUES} 個までです "
            f"({len(choice.values)} 個ではなく)",
        )
    values = [_checked_value(setting.name, setting.kind, value) for value in choice.values]
    return Varied(choice.setting, tuple(dict.fromkeys(values)))


def _checked_value(name: str, kind: str, value: float | str) -> float | str:
    if kind == "choice":
        if isinstance(value, str) and len(value) <= LONGEST_VALUE:
            return value
    elif not isinstance(value, str) and math.isfinite(value) and abs(value) <= 1e6:
        if kind == "number":
            return float(value)
        if value == int(value) and value >= 0:
            return int(value)
    shown = str(value)[:LONGEST_VALUE]
    wanted = {
        "choice": ("a name", "名前"),
        "number": ("a number", "数"),
        "whole": ("a whole number", "整数"),
    }[kind]
    raise FieldError(
        "choices",
        en=f"{shown!r} is no value for {name}; it takes {wanted[0]}",
        ja=f"{shown!r} は {name} の値になりません。{wanted[1]}を指定してください",
    )


def _check_count(plan: Plan) -> None:
    """Raises FieldError for a grid of too many networks."""
    count = math.prod(len(choice.values) for choice in plan.choices)
    if plan.kind == "grid" and count > MOST_NETWORKS:
        raise FieldError(
            "choices",
            en=f"these values make {count:,} networks; at most {MOST_NETWORKS:,} learn at once. "
            "Take fewer values",
            ja=f"この組み合わせではネットワークが {count:,} 個になります。一度に学習できるのは "
            f"{MOST_NETWORKS:,} 個までです。値を減らしてください",
        )


def _between(field: str, ja: str, value: int, least: int, most: int) -> None:
    if not least <= value <= most:
        raise FieldError(
            field,
            en=f"{field} must be from {least} to {most:,}, not {value:,}",
            ja=f"{ja}は {least} から {most:,} までです ({value:,} ではなく)",
        )
