"""What can be turned while a small network learns."""

from dataclasses import dataclass
from math import isfinite

from mieru.kernels.small.shape import known
from mieru.words import SettingError

# The order is that of the native code (native/small.h).
OPTIMIZERS = (
    "gradient_descent",
    "momentum",
    "nesterov",
    "adagrad",
    "rmsprop",
    "adam",
    "adamw",
)
L1_RULES = ("proximal", "original")


@dataclass(frozen=True)
class Knobs:
    """The numbers of one way of learning; the learning rate is told by step.

    ``optimizer`` is one of ``mieru.learn``, with its formula. ``momentum`` is μ; ``decay1`` is
    Adam's β₁ and RMSProp's decay, ``decay2`` Adam's β₂; ``weight_decay`` is AdamW's. ``epsilon``
    None is the usual one of the optimizer. ``l1`` and ``l2`` are strengths, on weights and not on
    biases; ``clip`` is the largest norm of the whole gradient.

    ``l1_rule`` "proximal" moves each weight toward zero by rate·l1 and stops there. "original" is
    the playground's of 2018: rate·l1·sign(w) is taken off, and a weight that would change its sign
    becomes 0 and its link is dead for ever.

    Raises SettingError for a number out of range.
    """

    optimizer: str = "gradient_descent"
    momentum: float = 0.9
    decay1: float = 0.9
    decay2: float = 0.999
    epsilon: float | None = None
    weight_decay: float = 0.01
    l1: float = 0.0
    l2: float = 0.0
    l1_rule: str = "proximal"
    clip: float | None = None

    def __post_init__(self) -> None:
        known("optimizer", self.optimizer, OPTIMIZERS)
        known("l1_rule", self.l1_rule, L1_RULES)
        for name in ("momentum", "decay1", "decay2", "weight_decay", "l1", "l2"):
            value = getattr(self, name)
            below = 1.0 if name in ("momentum", "decay1", "decay2") else 1e30
            if not (isfinite(value) and 0 <= value < below):
                raise SettingError(
                    en=f"{name} must be at least 0 and below {below:g}, and is {value}",
                    ja=f"{name} は 0 以上 {below:g} 未満にしてください (指定値: {value})",
                )
        for name in ("epsilon", "clip"):
            value = getattr(self, name)
            if value is not None and not (isfinite(value) and value > 0):
                raise SettingError(
                    en=f"{name} must be a positive number, and is {value}",
                    ja=f"{name} は正の数にしてください (指定値: {value})",
                )

    @property
    def small(self) -> float:
        """ε in force."""
        if self.epsilon is not None:
            return self.epsilon
        return 1e-7 if self.optimizer == "adagrad" else 1e-8
