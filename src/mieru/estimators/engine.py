"""What computes behind an estimator: a network that learns epoch by epoch and answers.

There are two. Small problems learn in the native code of :mod:`mieru.kernels.small`, in float64,
where nothing is compiled; large ones in the compiled loop of :func:`mieru.learn.fit`, in float32.
"""

from abc import ABC, abstractmethod

from mieru.estimators.examples import Array, Weighted
from mieru.learn import Settings
from mieru.nn import Loss, Network, Parameters, State


class Engine(ABC):
    """A network that learns. It may be pickled; what cannot be is made anew when it is needed."""

    network: Network
    loss: Loss

    @abstractmethod
    def epoch(self, examples: Weighted, settings: Settings, number: int) -> float:
        """Learns from all examples once, in the order of epoch ``number`` (from 0).

        Returns the mean weighted loss. Raises DivergenceError.
        """

    @abstractmethod
    def judge(self, examples: Weighted) -> float:
        """The mean weighted loss."""

    @abstractmethod
    def outputs(self, x: Array) -> Array:
        """Logits or values (N, K) in float64."""

    @abstractmethod
    def learned(self) -> tuple[Parameters, State]:
        """Copies of the parameters and the running state, as NumPy arrays."""

    @abstractmethod
    def go_back(self, learned: tuple[Parameters, State]) -> None:
        """Takes what :meth:`learned` gave before."""
