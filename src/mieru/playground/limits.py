"""What an experiment may ask for: checked before anything is made of it."""

import math
from itertools import pairwise

from mieru.playground.by_hand import check_edited
from mieru.playground.experiment import Experiment
from mieru.playground.fields import FieldError
from mieru.playground.rates import SCHEDULES

MOST_LAYERS = 64
MOST_UNITS = 2048
MOST_PARAMETERS = 500_000
MOST_BATCH = 20_000
LONGEST_TEXT = 200
LARGEST_NUMBER = 1e6
OPTIMIZERS = (
    "gradient_descent", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw",
)  # fmt: skip

# The fields that are numbers: from, up to (itself too), and whether "from" is left out.
_NUMBERS: dict[str, tuple[float, float, bool]] = {
    "rate": (0, 1000, False),
    "momentum": (0, 0.999999, False),
    "decay1": (0, 0.999999, False),
    "decay2": (0, 0.999999, False),
    "weight_decay": (0, 1000, False),
    "schedule_epochs": (0, LARGEST_NUMBER, True),
    "schedule_factor": (0, 1000, True),
    "l1": (0, 1000, False),
    "l2": (0, 1000, False),
    "noise": (0, 100, False),
    "train_percent": (0, 100, True),
}
_WHOLE = {"batch_size": (1, MOST_BATCH), "size": (0, 20_000), "classes": (0, 20)}


def check_limits(experiment: Experiment) -> None:
    """Raises FieldError naming the field that is out of bounds."""
    _check_numbers(experiment)
    for field, text in (("seed", experiment.seed), ("tutorial", experiment.view.tutorial)):
        if len(text) > LONGEST_TEXT:
            raise _too_long(field, len(text))
    _check_layers(experiment)
    check_edited(experiment.edited)
    if experiment.mode == "mieru":
        _among("optimizer", "最適化手法", experiment.optimizer, OPTIMIZERS)
        _among("schedule", "学習率スケジュール", experiment.schedule, SCHEDULES)
        if not experiment.features:
            raise FieldError(
                "features",
                en="the network needs at least one feature; choose x1",
                ja="特徴量が 1 つ以上必要です。x1 などを選んでください",
            )


def _check_numbers(experiment: Experiment) -> None:
    for field, (low, high, open_end) in _NUMBERS.items():
        value = getattr(experiment, field)
        inside = math.isfinite(value) and low <= value <= high and not (open_end and value == low)
        if not inside:
            raise _outside(field, value, f"{low:g}", f"{high:g}", open_end)
    for field, (first, last) in _WHOLE.items():
        value = getattr(experiment, field)
        # A link of the original may ask for a batch of none: it then learns nothing.
        least = 0 if experiment.mode == "original" else first
        if not least <= value <= last:
            raise _outside(field, value, str(least), str(last), False)


def check_sizes(sizes: tuple[int, ...]) -> None:
    """Raises FieldError where the network has more weights than there may be."""
    count = sum((incoming + 1) * units for incoming, units in pairwise(sizes))
    if count > MOST_PARAMETERS:
        raise FieldError(
            "layers",
            en=f"the network would have {count:,} weights and biases; the playground takes "
            f"{MOST_PARAMETERS:,}. Take fewer layers or units",
            ja=f"重みとバイアスが合わせて {count:,} 個になります。プレイグラウンドでは "
            f"{MOST_PARAMETERS:,} 個までです。層かユニットを減らしてください",
        )


def _check_layers(experiment: Experiment) -> None:
    if len(experiment.layers) > MOST_LAYERS:
        raise FieldError(
            "layers",
            en=f"there may be {MOST_LAYERS} hidden layers, not {len(experiment.layers)}",
            ja=f"隠れ層は {MOST_LAYERS} 層までです ({len(experiment.layers)} 層ありました)",
        )
    for place, layer in enumerate(experiment.layers, 1):
        # The original's links may ask for a layer without units.
        least = 1 if experiment.mode == "mieru" else 0
        if not least <= layer.units <= MOST_UNITS:
            raise FieldError(
                "layers",
                en=f"hidden layer {place} has {layer.units} units; there may be {least} to "
                f"{MOST_UNITS}",
                ja=f"第 {place} 隠れ層のユニットは {least} から {MOST_UNITS} 個までです "
                f"({layer.units} ではなく)",
            )
        if not 0 <= layer.dropout < 1:
            raise FieldError(
                "layers",
                en=f"dropout of hidden layer {place} must be at least 0 and below 1, not "
                f"{layer.dropout:g}",
                ja=f"第 {place} 隠れ層のドロップアウトは 0 以上 1 未満です "
                f"({layer.dropout:g} ではなく)",
            )


def _among(field: str, ja: str, name: str, names: tuple[str, ...]) -> None:
    if name not in names:
        raise FieldError(
            field,
            en=f"there is no {field} {name[:40]!r}; choose one of {', '.join(names)}",
            ja=f"{ja} {name[:40]!r} はありません。{', '.join(names)} から選んでください",
        )


def _outside(field: str, value: float, low: str, high: str, open_end: bool) -> FieldError:
    from_en, from_ja = (f"above {low}", f"{low} より大きく") if open_end else (low, f"{low} 以上")
    # A whole number may be too large for a float, and so for its format.
    shown = f"{value if isinstance(value, float) else max(-1e300, min(value, 1e300)):g}"
    return FieldError(
        field,
        en=f"{field} must be {'' if open_end else 'from '}{from_en} "
        f"{'and up to' if open_end else 'to'} {high}, not {shown}",
        ja=f"{field} は {from_ja} {high} 以下にしてください ({shown} ではなく)",
    )


def _too_long(field: str, length: int) -> FieldError:
    return FieldError(
        field,
        en=f"{field} may have {LONGEST_TEXT} characters, not {length}",
        ja=f"{field} は {LONGEST_TEXT} 文字までです ({length} 文字ありました)",
    )
