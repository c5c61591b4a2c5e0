"""Initial weights of a dense network, drawn layer by layer from the experiment's seed."""

from itertools import pairwise

import numpy as np
import numpy.typing as npt

from mieru.playground.experiment import Experiment
from mieru.playground.seeds import seed_number
from mieru.words import SettingError

Array = npt.NDArray[np.float64]
INITIALS = ("uniform", "glorot", "he", "lecun", "zeros")
UNIFORM_BIAS = 0.1  # that of the original playground; all others begin with 0


def initial_parameters(experiment: Experiment, sizes: tuple[int, ...]) -> Array:
    """All weights, layer by layer, unit by unit, incoming links in order; then all biases.

    uniform is U(−½, ½) with biases of 0.1, as in the original playground; glorot U(±√(6/(m+n)));
    he N(0, 2/m), lecun N(0, 1/m), for m incoming links and n units. The same seed gives the same
    draws whatever the activations are. Raises SettingError for another name.
    """
    random = np.random.default_rng([seed_number(experiment.seed), 1])
    names = [*(layer.initial for layer in experiment.layers), experiment.output_initial]
    weights, biases = [], []
    for name, (incoming, units) in zip(names, pairwise(sizes), strict=True):
        rule = "zeros" if experiment.init_zero else name
        weights.append(_drawn(random, rule, units, incoming).ravel())
        biases.append(np.full(units, UNIFORM_BIAS if rule == "uniform" else 0.0))
    return np.concatenate([*weights, *biases])


def _drawn(random: np.random.Generator, rule: str, units: int, incoming: int) -> Array:
    shape = (units, incoming)
    if rule == "uniform":
        return random.uniform(-0.5, 0.5, shape)
    if rule == "glorot":
        limit = (6 / (incoming + units)) ** 0.5
        return random.uniform(-limit, limit, shape)
    if rule in ("he", "lecun"):
        variance = (2 if rule == "he" else 1) / incoming
        return random.normal(0.0, variance**0.5, shape)
    if rule == "zeros":
        return np.zeros(shape)
    known = ", ".join(INITIALS)
    raise SettingError(
        en=f"there is no rule {rule[:40]!r} for initial weights; choose one of {known}",
        ja=f"初期重みの規則 {rule[:40]!r} はありません。{known} から選んでください",
    )
