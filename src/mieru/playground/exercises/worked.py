"""The worked example of the course: x = 2, t = 5, a square after w₁ = 1 and a cube after w₂ = ½."""

import math

import numpy as np

from mieru.explain.microscope import Chain, Learning, Level, Look, passed
from mieru.explain.microscope.quantity import number, times
from mieru.kernels.small import Knobs

# E = (y − t)², not half of it, as the course has it here.
WORKED = Chain(
    (
        Level(np.array([[1.0]]), None, "square"),
        Level(np.array([[0.5]]), None, "cube"),
    ),
    "mean_squared_error",
)
X, T, RATE = 2.0, 5.0, 0.0001


def worked_look() -> Look:
    """Every number of it; y = 8, E = 9, ∂E/∂w₁ = ∂E/∂w₂ = 288."""
    return Look(passed(WORKED, [[X]], [[T]]), 0, Learning(Knobs(), RATE), ("x",))


def chain_rules() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """∂E/∂w₁ and ∂E/∂w₂ as the products of the factors on the way, in pieces of LaTeX."""
    found = worked_look().found
    first, second = found.levels
    factors = [
        (r"\frac{\partial u_1}{\partial w_1}", X),
        (r"\frac{\partial z_1}{\partial u_1}", first.slope.item()),
        (r"\frac{\partial u_2}{\partial z_1}", WORKED.levels[1].weights.item()),
        (r"\frac{\partial y}{\partial u_2}", second.slope.item()),
        (r"\frac{\partial E}{\partial y}", 2 * (found.answers.item() - T)),
    ]
    of_second = [(r"\frac{\partial u_2}{\partial w_2}", first.z.item()), *factors[3:]]
    return _product("w_1", factors), _product("w_2", of_second)


def _product(weight: str, factors: list[tuple[str, float]]) -> tuple[str, ...]:
    left = rf"\frac{{\partial E}}{{\partial {weight}}}"
    values = [value for _, value in factors]
    return (
        f"{left} = {times(*(symbol for symbol, _ in factors))}",
        f"= {times(*map(number, values))}",
        f"= {number(math.prod(values))}",
    )
