"""Mieru: the scanned step behind ``fit``."""

from collections.abc import Callable

import jax
import numpy as np
from cases import Case

from mieru.data import Examples
from mieru.learn import GradientDescent, Learner, Settings
from mieru.nn import CrossEntropy, MeanSquaredError, Network


def prepare(case: Case) -> Callable[[int], None]:
    network = Network.parse("-".join(map(str, case.sizes)) + f" {case.activation}")
    x, t = case.data()
    learner = Learner(
        network,
        CrossEntropy() if case.classes else MeanSquaredError(),
        Examples(x, t.astype(np.int32) if case.classes else t),
        None,
        Settings(batch_size=case.batch, optimizer=GradientDescent(case.rate)),
    )

    def steps(count: int) -> None:
        last = int(learner.carry.step) + count
        while (done := int(learner.carry.step)) < last:
            learner.advance(last - done)
        jax.block_until_ready(learner.carry)

    return steps
