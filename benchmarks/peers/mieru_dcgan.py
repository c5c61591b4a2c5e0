"""Mieru: the step of a DCGAN, compiled as a whole."""

from collections.abc import Callable
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import optax
from jax import Array, lax
from picture_cases import PictureCase

from mieru.nn import BinaryCrossEntropy, Context, Network, backpropagate, chain


def _step(
    case: PictureCase,
    networks: tuple[Network, Network],
    rule: optax.GradientTransformation,
    real: Array,
    carry: Any,
    number: Array,
) -> tuple[Any, None]:
    judge, maker = networks
    (of_judge, of_maker), (judge_state, maker_state), (judge_memory, maker_memory) = carry
    noise = jax.random.normal(jax.random.key(number), (case.batch, 1, 1, case.noise))
    rows = jax.random.randint(jax.random.key(~number), (case.batch,), 0, len(real))
    yes, no = jnp.ones((case.batch, 1)), jnp.zeros((case.batch, 1))
    loss = BinaryCrossEntropy()

    context = Context(training=True, state=maker_state)
    made, way_back, maker_state = chain.walk(maker.layers, of_maker, noise, context)

    def judged(x: Array, t: Array, state: Any) -> Any:
        return backpropagate(judge, of_judge, x, t, loss, context=Context(True, state=state))

    of_real = judged(real[rows], yes, judge_state)
    of_made = judged(made, no, of_real.state)
    both = jax.tree.map(jnp.add, of_real.gradients, of_made.gradients)
    change, judge_memory = rule.update(both, judge_memory)
    of_judge = optax.apply_updates(of_judge, change)

    fooled = judged(made, yes, of_made.state)
    _, gradients = chain.walk_back(way_back, fooled.delta_x, context)
    change, maker_memory = rule.update(gradients, maker_memory)
    of_maker = optax.apply_updates(of_maker, change)
    states = fooled.state, maker_state
    return ((of_judge, of_maker), states, (judge_memory, maker_memory)), None


def prepare(case: PictureCase) -> Callable[[int], None]:
    from peers.mieru_pictures import network_of

    networks = (
        network_of(case.shape, case.layers),
        network_of((1, 1, case.noise), case.generator),
    )
    rule = optax.adam(case.rate, b1=0.5)
    parameters = tuple(
        jax.tree.map(jnp.asarray, n.initial_parameters(i)) for i, n in enumerate(networks)
    )
    states = tuple(jax.tree.map(jnp.asarray, n.initial_state()) for n in networks)
    carry = (parameters, states, tuple(map(rule.init, parameters)))
    real = jnp.asarray(case.data()[0])

    @partial(jax.jit, static_argnums=0)
    def several(count: int, carry: Any, first: Array, real: Array) -> Any:
        step = partial(_step, case, networks, rule, real)
        return lax.scan(step, carry, first + jnp.arange(count))[0]

    done = 0

    def steps(count: int) -> None:
        nonlocal carry, done
        carry = jax.block_until_ready(several(count, carry, jnp.int32(done), real))
        done += count

    return steps
