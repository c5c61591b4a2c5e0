"""What is wrong inside: units that are dead, saturated or alike, δ that fades, links cut by L1."""

import numpy as np

from mieru.explain.doctor.finding import Case, Finding, Place, SeenLayer

NEVER_ON = 1e-12
FLAT = 0.05  # an f′ below this share of its largest value lets almost nothing through
MOSTLY = 0.9  # of the examples
FADED = 1e-3  # δ of the first layer against that of the last
GROWN = 1e3
ALIKE = 1e-6
MOST_LINKS = 500  # of a layer that are named
STEEPEST = {"sigmoid": 0.25, "tanh": 1.0}  # the largest f′ of the functions that saturate


def dead_units(case: Case) -> list[Finding]:
    """Units of a rectifier that are 0 for every example: no gradient ever reaches them again."""
    places = []
    for layer in _activations(case):
        if layer.function == "relu" and layer.output.ndim == 2:
            dead = np.all(np.abs(layer.output) < NEVER_ON, axis=0)
            if dead.any():
                places.append(layer.place(_indices(dead)))
    if not places:
        return []
    count = sum(len(place.units) for place in places)
    return [
        Finding(
            "dead_units",
            "serious" if _whole_layer_dead(case, places) else "warning",
            f"{_units_en(count)} with ReLU {'gives' if count == 1 else 'give'} 0 for every "
            "training example. The slope there is 0 as well, so no gradient arrives and the unit "
            "cannot come back. A large step of learning usually did it.",
            f"ReLU のユニット {count} 個が、すべての訓練データに対して 0 を出力しています。"
            "そこでは傾きも 0 なので勾配が届かず、元に戻れません。"
            "たいていは、大きすぎる更新が原因です。",
            tuple(places),
            ("leaky_relu", "rate_lower"),
        )
    ]


def saturated_units(case: Case) -> list[Finding]:
    """Units of a bounded function that sit where it is flat, for most examples."""
    places = []
    hidden = _activations(case)
    for layer in hidden[:-1] if _output_is_bounded(case) else hidden:
        if layer.function in STEEPEST and layer.slope is not None:
            flat = np.abs(layer.slope) < FLAT * STEEPEST[layer.function]
            stuck = flat.reshape(len(flat), -1).mean(axis=0) > MOSTLY
            if stuck.any():
                places.append(layer.place(_indices(stuck)))
    if not places:
        return []
    count = sum(len(place.units) for place in places)
    return [
        Finding(
            "saturated_units",
            "warning",
            f"{_units_en(count)} {'is' if count == 1 else 'are'} saturated: for more than "
            f"{MOSTLY:.0%} of the training examples the activation function is nearly flat there, "
            "so almost no gradient comes through and the weights below hardly move.",
            f"ユニット {count} 個が飽和しています。訓練データの {MOSTLY:.0%} 以上で"
            "活性化関数がほぼ平らになっており、勾配がほとんど通らず、手前の重みが動きません。",
            tuple(places),
            ("leaky_relu", "rate_lower", "l2"),
        )
    ]


def identical_units(case: Case) -> list[Finding]:
    """Units of one layer that have the same weights: they get the same gradient, and stay alike."""
    places = []
    for layer, weight in _dense(case):
        if case.l1 and not weight.any():
            continue  # cut link by link: `dead_links` tells of it
        if weight.shape[1] > 1 and np.ptp(weight, axis=1).max() < ALIKE:
            places.append(layer.place(tuple(range(weight.shape[1]))))
    if not places:
        return []
    return [
        Finding(
            "identical_units",
            "serious",
            "All units of a layer have the same weights. They compute the same thing and receive "
            "the same gradient, so they stay alike for ever: the layer is worth one unit. Random "
            "initial weights break the symmetry.",
            "同じ層のユニットがすべて同じ重みを持っています。計算も勾配も同じなので、いつまでも"
            "同じままで、その層はユニット 1 個分の働きしかしません。"
            "初期重みを乱数にすると対称性が崩れます。",
            tuple(places),
            ("random_weights",),
        )
    ]


def fading_delta(case: Case) -> list[Finding]:
    """δ of the first hidden layer against that of the last layer: vanishing, or exploding."""
    layers = [layer for layer, _ in _dense(case)]
    if len(layers) < 2:
        return []
    first, last = _root_mean_square(layers[0].delta), _root_mean_square(layers[-1].delta)
    if last == 0 or not np.isfinite(first / last):
        return []
    ratio = first / last
    if ratio < FADED and first > 0:
        return [
            Finding(
                "vanishing_gradient",
                "warning",
                f"δ shrinks on its way back: in the first layer it is {ratio:.1e} times as large "
                "as in the last one. The first layers hardly learn.",
                "δ が逆伝播の途中で小さくなり、最初の層では最後の層の "
                f"{ratio:.1e} 倍しかありません。"
                "入力に近い層がほとんど学習できていません。",
                (layers[0].place(),),
                ("leaky_relu", "fewer_layers"),
            )
        ]
    if ratio > GROWN:
        return [
            Finding(
                "exploding_gradient",
                "warning",
                f"δ grows on its way back: in the first layer it is {ratio:.1e} times as large as "
                "in the last one. Steps that suit the last layer are far too large for the first.",
                "δ が逆伝播の途中で大きくなり、最初の層では最後の層の "
                f"{ratio:.1e} 倍になっています。"
                "最後の層にちょうどよい更新が、最初の層には大きすぎます。",
                (layers[0].place(),),
                ("rate_lower", "fewer_layers"),
            )
        ]
    return []


def dead_links(case: Case) -> list[Finding]:
    """Weights that L1 has set to exactly 0."""
    if not case.l1:
        return []
    zeros = [(layer, np.argwhere(weight.T == 0)) for layer, weight in _dense(case)]
    total = sum(weight.size for _, weight in _dense(case))
    count = sum(len(found) for _, found in zeros)
    if not count:
        return []
    cut = any(len(found) == layer.weight.size for layer, found in zeros if layer.weight is not None)
    return [
        Finding(
            "dead_links",
            "serious" if cut else "note",
            f"L1 regularization has set {count} of {total} weights to exactly 0."
            + (" A layer has lost all of them, so there is no way through: λ is too large." * cut),
            f"L1 正則化により、{total} 個の重みのうち {count} 個がちょうど 0 になりました。"
            + ("すべての重みが 0 の層があり、何も通りません。λ が大きすぎます。" * cut),
            tuple(
                Place(layer.path, (), layer.level, tuple(map(_pair, found[:MOST_LINKS])))
                for layer, found in zeros
                if len(found)
            ),
            ("l1_off",),
        )
    ]


def _activations(case: Case) -> list[SeenLayer]:
    return [layer for layer in case.layers if layer.function is not None]


def _dense(case: Case) -> list[tuple[SeenLayer, np.ndarray]]:
    """The dense layers with their weights."""
    return [(layer, layer.weight) for layer in case.layers if layer.weight is not None]


def _output_is_bounded(case: Case) -> bool:
    """An output that has reached its target sits in the flat part rightly."""
    return case.layers[-1].function is not None


def _whole_layer_dead(case: Case, places: list[Place]) -> bool:
    units = {layer.path: layer.output.shape[1:] for layer in case.layers}
    return any((len(place.units),) == units[place.layer] for place in places)


def _root_mean_square(values: np.ndarray) -> float:
    return float(np.sqrt(np.mean(np.square(values, dtype=np.float64))))


def _indices(mask: np.ndarray) -> tuple[int, ...]:
    return tuple(int(i) for i in np.flatnonzero(mask))


def _pair(place: np.ndarray) -> tuple[int, int]:
    return int(place[0]), int(place[1])


def _units_en(count: int) -> str:
    return "1 unit" if count == 1 else f"{count} units"
