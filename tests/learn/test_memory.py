"""Data are arguments of the compiled program: held once, copied nowhere, baked in nowhere."""

import gc

import jax
import numpy as np
import pytest

from mieru.data import Examples
from mieru.learn import GradientDescent, Learner, Settings
from mieru.learn.compiled import advance
from mieru.nn import CrossEntropy, Network


@pytest.fixture(scope="module", params=[np.float32, np.uint8])
def learner(request):
    gc.collect()
    random = np.random.default_rng(0)
    x = (random.random((5000, 784)) * 255).astype(request.param)
    network = Network.parse("784-10-10 sigmoid")
    settings = Settings(batch_size=50, optimizer=GradientDescent(0.01))
    train = Examples(x, random.integers(0, 10, 5000))
    held = sum(a.nbytes for a in jax.live_arrays())
    learner = Learner(network, CrossEntropy(), train, train.take(slice(0, 50)), settings)
    learner.advance(2)
    return learner, train.x.nbytes, held


def test_the_device_holds_the_data_once(learner):
    one, size, held = learner
    gc.collect()
    assert one.train.x.nbytes == size
    assert one.train.x.dtype == (np.uint8 if size < 10**7 else np.float32)
    added = sum(a.nbytes for a in jax.live_arrays()) - held
    assert added < size + 3_000_000  # the orders of some epochs, the weights


def test_the_compiled_program_contains_no_data_and_copies_none(learner):
    one, size, _ = learner
    orders, first = one._orders.at(0, 0)
    arguments = (
        one.program,
        one.knobs,
        one.train,
        None,
        orders,
        np.int32(first),
        np.uint32(3),
        one.carry._replace(best=None),
    )
    traced = advance.trace(*arguments)
    assert sum(np.size(c) for c in traced.jaxpr.consts) < 100
    memory = traced.lower().compile().memory_analysis()
    assert memory.temp_size_in_bytes < 1_000_000
    assert memory.output_size_in_bytes < 1_000_000
    assert memory.generated_code_size_in_bytes < size / 2
