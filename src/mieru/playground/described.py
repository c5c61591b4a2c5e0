"""What a network of the playground is, whatever it has learned; and as ``mieru.nn`` has it."""

import threading
from typing import TYPE_CHECKING

import numpy as np

from mieru.playground.engines.engine import Engine
from mieru.playground.experiment import Experiment
from mieru.playground.setup import Setup

if TYPE_CHECKING:
    from mieru import nn
    from mieru.playground.features import Features
    from mieru.playground.points import Points


class Described:
    """A setup with its engine, told part by part."""

    lock: threading.RLock
    setup: Setup
    engine: Engine

    @property
    def experiment(self) -> Experiment:
        return self.setup.experiment

    @property
    def points(self) -> "Points":
        return self.setup.points

    @property
    def features(self) -> "Features":
        return self.setup.features

    def network(self) -> "nn.Network":
        """The same network for the rooms that compute with JAX."""
        from mieru.playground.networks import network_of

        return network_of(self.setup)

    def parameters_tree(self) -> "nn.Parameters":
        """Its weights, as :meth:`network` takes them."""
        from mieru.playground.networks import tree_of

        with self.lock:
            flat = np.array(self.engine.parameters)
        return tree_of(self.setup, flat)

    def loss(self) -> "nn.Loss":
        """Its loss, for the rooms that compute with JAX."""
        from mieru.playground.networks import loss_of

        return loss_of(self.setup)
