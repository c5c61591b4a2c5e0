"""The course's example by hand: x = 2, t = 5, w₁ = 1, w₂ = 0.5, square, then cube, E = (y − t)².

u₁ = 2, z₁ = 4, u₂ = 2, y = 8, E = 9
∂E/∂w₁ = x · 2u₁ · w₂ · 3u₂² · 2(y − t) = 2 · 4 · 0.5 · 12 · 6 = 288
∂E/∂w₂ = z₁ · 3u₂² · 2(y − t) = 4 · 12 · 6 = 288
"""

import numpy as np
import pytest

from mieru.nn import Dense, Given, MeanSquaredError, Network, Trace, trace
from mieru.words import speaking

NETWORK = Network(
    1,
    [
        Dense(1, bias=False, initial=Given((1.0,))),
        "square",
        Dense(1, bias=False, initial=Given((0.5,))),
        "cube",
    ],
)


@pytest.fixture
def seen() -> Trace:
    return trace(NETWORK, NETWORK.initial_parameters(), [[2.0]], [[5.0]], MeanSquaredError())


def one(array: np.ndarray | None) -> float:
    assert array is not None
    return float(array.item())


def test_every_number_forward(seen: Trace) -> None:
    assert [one(layer.output) for layer in seen] == [2, 4, 2, 8]
    assert seen.error == 9


def test_every_factor_back(seen: Trace) -> None:
    first, square, second, cube = seen
    assert one(first.input) == 2
    assert one(square.local_derivative) == 4
    assert one(second.parameters["weight"]) == 0.5
    assert one(cube.local_derivative) == 12
    assert one(cube.delta_output) == 6
    assert one(first.gradients["weight"]) == 2 * 4 * 0.5 * 12 * 6 == 288
    assert one(second.gradients["weight"]) == 4 * 12 * 6 == 288
    assert one(cube.delta) == one(second.delta) == 72
    assert one(square.delta) == one(first.delta) == 144


def test_it_prints_as_a_table(seen: Trace) -> None:
    assert str(seen) == (
        "E = 9  (mean squared error)\n"
        "\n"
        "layer    input  u  output  f′(u)  δ = ∂E/∂u  ∂E/∂W\n"
        "────────────────────────────────────────────────────────\n"
        "dense1       2  2       2               144  weight  288\n"
        "square1      2  2       4      4        144\n"
        "dense2       4  2       2                72  weight  288\n"
        "cube1        2  2       8     12         72"
    )
    with speaking("ja"):
        heading, _, head, *_ = str(seen).splitlines()
    assert heading == "E = 9  (平均二乗誤差)"
    assert head.split()[:2] == ["層", "入力"]


def test_it_is_typeset_with_every_factor(seen: Trace) -> None:
    d_z = r"\frac{\partial E}{\partial z^{(2)}}"
    assert seen.latex().splitlines() == [
        r"\begin{aligned}",
        r"z^{(0)} = x &= 2 \\",
        r"u^{(1)} &= W^{(1) \top} z^{(0)} = 1 \cdot 2 = 2 \\",
        r"z^{(1)} &= \left( u^{(1)} \right)^2 = 4 \\",
        r"u^{(2)} &= W^{(2) \top} z^{(1)} = 0.5 \cdot 4 = 2 \\",
        r"z^{(2)} &= \left( u^{(2)} \right)^3 = 8 \\",
        r"t &= 5 \\",
        r"E &= \frac{1}{K} \sum_k \left( z^{(2)}_k - t_k \right)^2 = \left( 8 - 5 \right)^2 = 9 \\",
        rf"{d_z} &= \frac{{2}}{{K}} \left( z^{{(2)}} - t \right) = 2 \left( 8 - 5 \right) = 6 \\",
        rf"\delta^{{(2)}} &= {d_z} \odot f' \left( u^{{(2)}} \right) = 6 \cdot 12 = 72 \\",
        r"\frac{\partial E}{\partial W^{(2)}} &= z^{(1)} \delta^{(2) \top} = 4 \cdot 72 = 288 \\",
        (
            r"\delta^{(1)} &= \left( W^{(2)} \delta^{(2)} \right) \odot f' \left( u^{(1)} \right) "
            r"= 0.5 \cdot 72 \cdot 4 = 144 \\"
        ),
        r"\frac{\partial E}{\partial W^{(1)}} &= z^{(0)} \delta^{(1) \top} = 2 \cdot 144 = 288 \\",
        r"\frac{\partial E}{\partial x} &= W^{(1)} \delta^{(1)} = 144",
        r"\end{aligned}",
    ]
