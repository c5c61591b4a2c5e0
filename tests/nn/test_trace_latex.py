"""What a trace is typeset as: the numbers in their places, and LaTeX that KaTeX takes."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings

from mieru.nn import (
    Activation,
    BinaryCrossEntropy,
    CrossEntropy,
    Huber,
    Loss,
    MeanSquaredError,
    Network,
    SquaredError,
    activation_names,
    trace,
)
from mieru.nn.typeset.arrays import elementwise, matrix, number, product
from tests.nn.networks import networks
from tests.nn.oracle import some_parameters

ROOT = Path(__file__).resolve().parents[2]

TEXTS = [
    "2, dense 3, tanh, dense 2",
    "1, dense 1 bias=no, square, dense 1",
    "9, dense 8, softplus, dense 7",
    *(f"2, {name}, dense 2" for name in activation_names()),
    "2, dense 2, leaky_relu -0.5",
    "2, dense 2, relu, tanh, dropout 0.5, sigmoid, dense 2",
    "3x2, dense 2, relu, flatten, dense 2",
    "3x2, dense 2 bias=no, flatten",
    "5x5x1, conv 1 3x3, relu, maxpool 2 stride=1, flatten, dense 2",
    "5x5x2, conv 2 3x3 bias=no, meanpool, global_meanpool",
    "2x2x1, conv_transpose 2 2x2 stride=2, batchnorm, layernorm, flatten",
    "2, residual(dense 2, tanh), residual(dense 3, relu; dense 3 bias=no), dense 2",
    "2, parallel(dense 2, relu; dense 1; ), parallel(dense 2; dense 2, tanh) join=add",
    "2, residual(parallel(dense 1; residual(dense 2, tanh), dense 1)), dense 2",
]
LOSSES: list[Loss] = [
    SquaredError(),
    MeanSquaredError(),
    Huber(0.5),
    CrossEntropy(),
    BinaryCrossEntropy(),
]


def typeset(network: Network, loss: Loss, examples: int = 1, scale: float = 1.0) -> str:
    rng = np.random.default_rng(0)
    x: np.ndarray = rng.normal(size=(examples, *network.input_shape)) * scale
    if "embedding" in network.text:
        x = np.zeros(x.shape)
    outputs = (examples, *network.output_shape)
    t: np.ndarray = rng.normal(size=outputs)
    if isinstance(loss, CrossEntropy):
        t = rng.integers(0, outputs[1], examples)
    if isinstance(loss, BinaryCrossEntropy):
        t = rng.integers(0, 2, outputs)
    parameters = some_parameters(network)
    return trace(network, parameters, x, t, loss, state=network.initial_state()).latex()


def check_balanced(text: str) -> None:
    """Braces, environments, \\left and \\right close as they open."""
    open_now: list[str] = []
    for token in re.findall(r"\\begin\{\w+\}|\\end\{\w+\}|\\left\b|\\right\b|(?<!\\)[{}]", text):
        if token == "{" or token.startswith((r"\begin", r"\left")):
            open_now.append(token.replace("begin", "end").replace("left", "right"))
        else:
            opened = open_now.pop()
            assert opened == ("{" if token == "}" else token), (token, text)
    assert not open_now


COMMANDS = (
    "begin end left right frac partial delta gamma beta top odot cdot times sum log operatorname "
    "sqrt underset ldots cdots vdots ddots mathbf mathrm infty le sigma Phi tanh max min"
)


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("examples", [1, 3])
def test_any_layer_is_typeset_with_what_katex_knows(text: str, examples: int) -> None:
    found = typeset(Network.parse(text), SquaredError(), examples)
    check_balanced(found)
    assert set(re.findall(r"\\([A-Za-z]+)", found)) <= set(COMMANDS.split())
    # One line for each equation, aligned at one place; nothing stands twice above a letter.
    for line in found.splitlines()[1:-1]:
        assert line.count("&=") == 1
    assert "}}^{" not in re.sub(r"\\mathrm\{[^}]*\}|\\frac\{[^}]*\}\{[^}]*\}", "", found)
    assert not re.search(r"\^\{[^{}]*\}\^", found)


@pytest.mark.parametrize("loss", LOSSES, ids=str)
@pytest.mark.parametrize("text", ["2, dense 3", "2, dense 6, tanh"])
def test_any_loss_is_typeset(text: str, loss: Loss) -> None:
    check_balanced(typeset(Network.parse(text), loss, 2))


def test_a_layer_and_the_activation_after_it_are_one_level() -> None:
    found = typeset(Network.parse("2, dense 2, relu, dense 2, flatten, tanh, tanh"), SquaredError())
    lines = [line.split(" &=")[0] for line in found.splitlines()]
    names = [name for name in lines if re.match(r"[uz]\^", name)]
    assert names == [
        "z^{(0)} = x",
        *(f"{letter}^{{({level})}}" for level in (1, 2, 3, 4) for letter in "uz"),
    ]


def test_the_levels_inside_a_layer_carry_its_number() -> None:
    text = "2, dense 2, residual(dense 2, tanh, dense 2; dense 2), dense 2"
    found = typeset(Network.parse(text), SquaredError())
    assert "u^{(2)} &= z^{(2,f,2)} + z^{(2,g,1)} = " in found
    assert r"u^{(2,f,1)} &= W^{(2,f,1) \top} z^{(1)} + b^{(2,f,1)} = " in found
    assert r"\delta^{(2,f,2)} &= \delta^{(2)} = " in found
    assert (
        r"\delta^{(1)} &= \left( \frac{\partial u^{(2)}}{\partial z^{(1)}} \right)^{\top}" in found
    )


def test_each_branch_gets_its_own_entries_of_delta() -> None:
    found = typeset(Network.parse("2, parallel(dense 2; dense 1; tanh)"), SquaredError())
    assert r"\begin{pmatrix} z^{(1,1,1)} \\ z^{(1,2,1)} \\ z^{(1,3,1)} \end{pmatrix}" in found
    assert r"\delta^{(1,1,1)} &= \delta^{(1)}_{1 \ldots 2} = " in found
    assert r"\delta^{(1,2,1)} &= \delta^{(1)}_{3} = " in found
    assert (
        r"\delta^{(1,3,1)} &= \delta^{(1)}_{4 \ldots 5} \odot f' \left( u^{(1,3,1)} \right)"
        in found
    )


def test_of_several_examples_gradients_are_sums() -> None:
    found = typeset(Network.parse("2, dense 2"), SquaredError(), 3)
    assert r"E &= \frac{1}{3} \sum_{n=1}^{3} e_n = " in found
    gradient = r"\frac{\partial E}{\partial W^{(1)}} &= "
    assert gradient + r"\sum_{n=1}^{3} z^{(0)}_n \delta^{(1) \top}_n = \begin{pmatrix}" in found


def test_the_function_stands_in_its_own_letters() -> None:
    assert r"&= \begin{cases} u^{(1)} & u^{(1)} > 0 \\ 0.01 u^{(1)} & u^{(1)} \le 0" in typeset(
        Network.parse("2, leaky_relu"), SquaredError()
    )
    assert r"\left( -2 \right)(e^{u^{(1)}}-1)" in typeset(
        Network(2, [Activation("elu", -2)]), SquaredError()
    )
    assert r"z^{(1)} &= u^{(1)}\,\Phi(u^{(1)})" in typeset(Network.parse("2, gelu"), SquaredError())


def test_numbers() -> None:
    values = [0, -0.0, 288, 0.5, -1 / 3, 1.25e-5, -6e23, np.inf, -np.inf, np.nan]
    assert [number(v) for v in values] == [
        "0", "0", "288", "0.5", "-0.3333", r"1.25 \times 10^{-5}", r"-6 \times 10^{23}", r"\infty",
        r"-\infty", r"\mathrm{nan}",
    ]  # fmt: skip


def test_matrices_are_cut_short_beyond_six() -> None:
    assert matrix(np.array([[1, 2], [3, 4]])) == r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}"
    assert matrix(np.arange(6)[None]) == r"\begin{pmatrix} 0 & 1 & 2 & 3 & 4 & 5 \end{pmatrix}"
    assert matrix(np.arange(7)) == r"\begin{pmatrix} 0 \\ 1 \\ 2 \\ \vdots \\ 6 \end{pmatrix}"
    assert matrix(np.arange(56).reshape(7, 8)) == (
        r"\begin{pmatrix} 0 & 1 & 2 & \cdots & 7 \\ 8 & 9 & 10 & \cdots & 15 \\ "
        r"16 & 17 & 18 & \cdots & 23 \\ \vdots & \vdots & \vdots & \ddots & \vdots \\ "
        r"48 & 49 & 50 & \cdots & 55 \end{pmatrix}"
    )
    many = np.arange(24).reshape(2, 3, 4)
    assert matrix(many) == r"\underset{2 \times 3 \times 4}{\left[ 0 \ldots 23 \right]}"
    assert matrix(np.array([[[[7.0]]]])) == "7"


def test_products() -> None:
    two, minus, column = np.array([[2.0]]), np.array([[-3.0]]), np.array([[1.0], [4.0]])
    assert product(two, minus) == r"2 \cdot \left( -3 \right)"
    assert product(column.T, column) == (
        r"\begin{pmatrix} 1 & 4 \end{pmatrix} \begin{pmatrix} 1 \\ 4 \end{pmatrix}"
    )
    assert elementwise(column, column) == (
        r"\begin{pmatrix} 1 \\ 4 \end{pmatrix} \odot \begin{pmatrix} 1 \\ 4 \end{pmatrix}"
    )


@given(networks())
@settings(max_examples=10)
def test_any_network_at_all_is_typeset_and_printed(network: Network) -> None:
    assume("given" not in network.text)  # whose number of weights would not fit
    check_balanced(typeset(network, SquaredError(), scale=0.01))


@pytest.fixture(scope="module")
def katex() -> Path:
    """KaTeX as the studio uses it, where its packages are installed."""
    place = ROOT / "web" / "node_modules" / "katex" / "dist" / "katex.js"
    if not place.is_file() or not shutil.which("node"):
        pytest.skip("KaTeX is not installed: `npm ci` in web/ does it")
    return place


def test_katex_sets_all_of_it_without_complaint(katex: Path) -> None:
    formulas = [
        typeset(Network.parse(text), SquaredError(), examples)
        for text in TEXTS
        for examples in (1, 3)
    ]
    formulas += [typeset(Network.parse("2, dense 3"), loss, 2) for loss in LOSSES]
    script = (
        f"const katex = require({json.dumps(str(katex))});"
        "for (const formula of JSON.parse(require('fs').readFileSync(0))) "
        "katex.renderToString(formula, {throwOnError: true, strict: 'error', displayMode: true});"
    )
    done = subprocess.run(
        ["node", "-e", script],
        input=json.dumps(formulas),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
