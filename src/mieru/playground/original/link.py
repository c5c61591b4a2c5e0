"""Addresses of the original playground (and of its Japanese edition, which has the same keys).

``#activation=tanh&batchSize=10&…`` becomes an Experiment in the mode "original", and back.
"""

import math
import random
import re
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from urllib.parse import quote

from msgspec.structs import replace

from mieru.playground.by_hand import edited_of, text_of
from mieru.playground.experiment import Edited, Experiment, HiddenLayer, Stop, View
from mieru.playground.original.data import settled_noise
from mieru.words import SettingError

ACTIVATIONS = {"relu": "relu", "tanh": "tanh", "sigmoid": "sigmoid", "linear": "identity"}
DATASETS = {"circle": "circle", "xor": "xor", "gauss": "gauss", "spiral": "spiral"}
REG_DATASETS = {"reg-plane": "plane", "reg-gauss": "gauss-regression"}
REGULARIZATIONS = ("none", "L1", "L2")
PROBLEMS = ("classification", "regression")
# In the order in which they are given to the network; an address lists xTimesY before the squares.
FEATURES = {
    "x": "x1", "y": "x2", "xSquared": "x1^2", "ySquared": "x2^2", "xTimesY": "x1*x2",
    "sinX": "sin(x1)", "sinY": "sin(x2)",
}  # fmt: skip
KEYS = (
    "activation", "regularization", "batchSize", "dataset", "regDataset", "learningRate",
    "regularizationRate", "noise", "networkShape", "seed", "showTestData", "discretize",
    "percTrainData", "x", "y", "xTimesY", "xSquared", "ySquared", "cosX", "sinX", "cosY", "sinY",
    "collectStats", "tutorial", "problem", "initZero", "hideText",
)  # fmt: skip
HIDE = "_hide"
# Keys of ours, which the original passes over: the palette, weights set by hand, and when playing
# pauses by itself.
PALETTE, EDITED = "palette", "edited"
STOPS = {
    "stop_epochs": "epochs", "patience": "patience", "stop_loss": "test_loss",
    "stop_accuracy": "test_accuracy",
}  # fmt: skip

MOST_LAYERS, MOST_UNITS, MOST_WEIGHTS = 32, 1_000, 100_000
LONGEST = 20_000

# What JavaScript's Number() reads.
_NUMBER = re.compile(
    r"\s*(?:[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+)?\s*",
    re.ASCII,
)
# What a browser writes as it is in the part of an address after #.
_AS_IT_IS = "".join(c for c in map(chr, range(0x21, 0x7F)) if c not in '"<>`')


def is_original(text: str) -> bool:
    """Whether ``text``, an address or what stands after its #, has the form of the original.

    >>> is_original("https://playground.example/#activation=relu"), is_original("#/playground?")
    (True, False)
    """
    return any(key in KEYS or key.endswith(HIDE) for key in _pairs(text))


def parse(text: str) -> Experiment:
    """The experiment that a link of the original shows; ``text`` may be all of it or what is
    after its #.

    Unknown choices, and numbers that are none, fall to their defaults as there. Without a seed a
    new one is drawn. Raises SettingError for a network beyond the limits.
    """
    if len(text) > LONGEST:
        raise SettingError(
            en=f"the link has {len(text)} characters; there may be {LONGEST}",
            ja=f"リンクが {len(text)} 文字あります。{LONGEST} 文字までにしてください",
        )
    return _experiment(_pairs(text))


def write(experiment: Experiment) -> str:
    """The address of ``experiment`` without its #, as the original writes it.

    Raises SettingError for an experiment that the original has no address for.
    """
    if not fits(experiment):
        raise SettingError(
            en="the original playground cannot show this experiment; leave its mode",
            ja="元のプレイグラウンドではこの実験を表せません。互換モードを解除してください",
        )
    e, view = experiment, experiment.view
    classified = e.problem == "classification"
    rate = e.l1 or e.l2
    values: dict[str, str | None] = {
        "activation": _key(ACTIVATIONS, e.layers[0].activation if e.layers else "tanh"),
        "regularization": "L1" if e.l1 else "L2" if e.l2 else "none",
        "batchSize": str(e.batch_size),
        "dataset": e.data if classified else "circle",
        "regDataset": "reg-plane" if classified else _key(REG_DATASETS, e.data),
        "learningRate": _number_text(e.rate),
        "regularizationRate": _number_text(rate),
        "noise": _number_text(e.noise),
        "networkShape": ",".join(str(layer.units) for layer in e.layers),
        "seed": e.seed,
        "showTestData": _truth(view.show_test),
        "discretize": _truth(view.discretize),
        "percTrainData": _number_text(e.train_percent),
        **{key: _truth(name in e.features) for key, name in FEATURES.items()},
        "cosX": "false",
        "cosY": "false",
        "collectStats": "false",
        "tutorial": view.tutorial or None,
        "problem": e.problem,
        "initZero": _truth(e.init_zero),
        "hideText": _truth(view.hide_text),
    }
    written = [f"{key}={values[key]}" for key in KEYS if values[key] is not None]
    hidden = [f"{name}{HIDE}=true" for name in view.hidden]
    return "&".join([*written, *hidden, *_ours(experiment)])


def fits(experiment: Experiment) -> bool:
    """Whether the original can show ``experiment``."""
    e = experiment
    sets = DATASETS if e.problem == "classification" else REG_DATASETS
    return (
        e.data in sets.values()
        and e.size == 0
        and not (e.l1 and e.l2)
        and (e.loss, e.optimizer, e.schedule) == ("squared_error", "gradient_descent", "constant")
        and len({layer.activation for layer in e.layers}) <= 1
        and all(layer.activation in ACTIVATIONS.values() for layer in e.layers)
        and all((layer.dropout, layer.initial) == (0.0, "uniform") for layer in e.layers)
        and e.output_initial == "uniform"
        and e.features == tuple(name for name in FEATURES.values() if name in e.features)
        and e.noise == settled_noise(e.noise)
        and e.seed == _seed_of(e.seed)
    )


def settled(experiment: Experiment) -> Experiment:
    """``experiment``, in the mode "mieru" where it goes beyond what the original can show."""
    if experiment.mode != "original" or fits(experiment):
        return experiment
    return replace(experiment, mode="mieru")


def _experiment(pairs: dict[str, str]) -> Experiment:
    classified = _choice(pairs, "problem", PROBLEMS) == "classification"
    data = (
        DATASETS[_choice(pairs, "dataset", DATASETS)]
        if classified
        else REG_DATASETS[_choice(pairs, "regDataset", REG_DATASETS)]
    )
    strength = _number(pairs, "regularizationRate", 0.0)
    rule = _choice(pairs, "regularization", REGULARIZATIONS)
    hidden = _hidden(pairs)
    features = _features(pairs, hidden)
    return Experiment(
        mode="original",
        problem="classification" if classified else "regression",
        data=data,
        noise=settled_noise(_number(pairs, "noise", 0.0)),
        train_percent=_number(pairs, "percTrainData", 50.0),
        features=features,
        layers=_layers(pairs, len(features)),
        rate=_number(pairs, "learningRate", 0.03),
        batch_size=_batch_size(_number(pairs, "batchSize", 10.0)),
        l1=strength if rule == "L1" else 0.0,
        l2=strength if rule == "L2" else 0.0,
        seed=_seed_of(pairs.get("seed", "")) or f"{random.random():.5f}",
        init_zero=_flag(pairs, "initZero"),
        edited=_edited(pairs),
        stop=_stop(pairs),
        view=View(
            discretize=_flag(pairs, "discretize"),
            show_test=_flag(pairs, "showTestData"),
            hide_text=_flag(pairs, "hideText"),
            hidden=hidden,
            tutorial=pairs.get("tutorial", "").strip(),
            palette="safe" if pairs.get(PALETTE) == "safe" else "classic",
        ),
    )


def _ours(experiment: Experiment) -> list[str]:
    found = [
        f"{key}={_number_text(value)}"
        for key, field in STOPS.items()
        if (value := getattr(experiment.stop, field)) is not None
    ]
    if experiment.edited:
        found.append(f"{EDITED}={text_of(experiment.edited)}")
    palette = experiment.view.palette
    return found if palette == View().palette else [*found, f"{PALETTE}={palette}"]


def _edited(pairs: dict[str, str]) -> tuple[Edited, ...]:
    try:
        return edited_of(pairs.get(EDITED, ""))
    except SettingError:
        return ()


def _stop(pairs: dict[str, str]) -> Stop:
    rules: dict[str, float | None] = {
        field: value if (value := _number(pairs, key, math.nan)) >= 0 else None
        for key, field in STOPS.items()
    }
    epochs, patience = rules.pop("epochs"), rules.pop("patience")
    return Stop(
        None if epochs is None else int(epochs),
        patience=None if patience is None else int(patience),
        **rules,
    )


def _pairs(text: str) -> dict[str, str]:
    """What a link says, by key; the last word on each."""
    after = text.split("#", 1)[1] if "#" in text else text
    found = {}
    for pair in after.strip().split("&"):
        key, equals, value = pair.partition("=")
        if equals:
            found[key] = value.split("=")[0]
    return found


def _choice(pairs: dict[str, str], key: str, known: Iterable[str]) -> str:
    """What was chosen where there is such a choice, else the default: the first."""
    choices = list(known)
    if key == "activation":
        choices.sort(key=lambda name: name != "tanh")
    return pairs[key] if pairs.get(key) in choices else choices[0]


def _number(pairs: dict[str, str], key: str, default: float) -> float:
    text = pairs.get(key, "")
    if not text.strip():
        return default
    value = _javascript_number(text)
    return value if value is not None and math.isfinite(value) else default


def _javascript_number(text: str) -> float | None:
    """As JavaScript's Number() reads it; None for NaN."""
    plain = text.strip()
    if not _NUMBER.fullmatch(text):
        return None
    if not plain:
        return 0.0
    based = plain[:2].lower() in ("0x", "0o", "0b")
    try:
        return float(int(plain, 0)) if based else float(plain)
    except OverflowError:
        return None


def _flag(pairs: dict[str, str], key: str, default: bool = False) -> bool:
    """Anything but "false" is true."""
    value = pairs.get(key, "")
    return value != "false" if value.strip() else default


def _batch_size(size: float) -> int:
    """The whole number with the same multiples among the counts of examples; 0 has none.

    The original updates where (i + 1) % size is 0: of 2.5 those are the multiples of 5.
    """
    return min(abs(Fraction(size).numerator), 2**31 - 1)


def _seed_of(text: str) -> str:
    """The seed as a browser hands it on; empty where there is none."""
    return quote(text, safe=_AS_IT_IS) if text.strip() else ""


def _hidden(pairs: dict[str, str]) -> tuple[str, ...]:
    """The controls that a teacher has hidden."""
    return tuple(
        key.removesuffix(HIDE)
        for key, value in pairs.items()
        if key.endswith(HIDE) and value == "true"
    )


def _features(pairs: dict[str, str], hidden: tuple[str, ...]) -> tuple[str, ...]:
    """The inputs that are on; a hidden one is none."""
    return tuple(
        name
        for key, name in FEATURES.items()
        if key not in hidden and _flag(pairs, key, default=key in ("x", "y"))
    )


def _layers(pairs: dict[str, str], inputs: int) -> tuple[HiddenLayer, ...]:
    text = pairs.get("networkShape", "4,2")
    counts = [_units(part) for part in text.split(",")] if text.strip() else []
    sizes = [inputs, *counts, 1]
    weights = sum(below * above for below, above in pairwise(sizes))
    if len(counts) > MOST_LAYERS or max(sizes) > MOST_UNITS or weights > MOST_WEIGHTS:
        raise SettingError(
            en=f"the link's network has {len(counts)} hidden layers, up to {max(sizes)} units in "
            f"one and {weights} weights; there may be {MOST_LAYERS}, {MOST_UNITS} and "
            f"{MOST_WEIGHTS}",
            ja=f"リンクのネットワークは隠れ層が {len(counts)} 層、1 層のユニットが最大 "
            f"{max(sizes)} 個、重みが {weights} 個です。それぞれ {MOST_LAYERS} 層、"
            f"{MOST_UNITS} 個、{MOST_WEIGHTS} 個までにしてください",
        )
    activation = ACTIVATIONS[_choice(pairs, "activation", ACTIVATIONS)]
    return tuple(HiddenLayer(units, activation) for units in counts)


def _units(text: str) -> int:
    """How often the original's loop runs while i < text."""
    value = _javascript_number(text)
    return max(0, math.ceil(min(value, 1e9))) if value is not None else 0


def _key(table: dict[str, str], wanted: str) -> str:
    return next(key for key, value in table.items() if value == wanted)


def _truth(value: bool) -> str:
    return "true" if value else "false"


def _number_text(value: float) -> str:
    """As JavaScript writes it: 0.00001 but 1e-7, 10 and not 10.0."""
    if not value:
        return "0"
    if not 1e-6 <= abs(value) < 1e21:
        mantissa, _, power = f"{Decimal(repr(value)).normalize():e}".partition("e")
        return f"{mantissa}e{int(power):+d}"
    plain = format(Decimal(repr(value)), "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain
