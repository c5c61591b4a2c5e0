import numpy as np
import pytest
import sympy as sp
from hypothesis import given, strategies as st

from mieru.nn import Network, activation_names, predict
from mieru.systems import run_system
from mieru.systems.parts.network_graph import network_graph, plain
from mieru.systems.parts.symbolic import written
from mieru.systems.which_function import DRAWN, EXERCISES, matrix_latex, outputs_latex
from mieru.words import SettingError


def symbols(names):
    return [sp.Symbol(name, real=True) for name in names.split()]


def test_the_drawn_example_is_the_square_of_the_sum_on_both_outputs():
    w1, w2, x1, x2 = symbols("w_{1} w_{2} x_{1} x_{2}")
    first, second = written(DRAWN).outputs
    assert sp.expand(first - (w1 * x1 + w2 * x2) ** 2) == 0
    assert first == second
    assert r"\left(w_{1} x_{1} + w_{2} x_{2}\right)^{2}" in outputs_latex(written(DRAWN))


def test_a_bias_is_the_weight_of_a_vertex_that_is_one():
    (y,) = written(Network.parse("1, dense 1, square")).outputs
    w1, w2, x = symbols("w_{1} w_{2} x")
    assert sp.expand(y - (w1 * x + w2) ** 2) == 0


@pytest.mark.parametrize(
    ("exercise", "expected"),
    [(0, "6*x"), (1, "Abs(x)"), (2, "x1*x2")],
)
def test_the_exercises_with_numbers_come_to_short_formulas(exercise, expected):
    found = written(EXERCISES[exercise].network)
    wanted = sp.sympify(expected)
    draw = np.random.default_rng(0).normal(size=(20, len(found.inputs)))
    names = sorted(wanted.free_symbols, key=str)
    for x in draw:
        value = found.outputs[0].subs(dict(zip(found.inputs, x, strict=True)))
        assert float(value) == pytest.approx(float(wanted.subs(dict(zip(names, x, strict=True)))))


def test_the_matrix_form_is_that_of_the_course():
    found = matrix_latex(written(Network.parse("2, dense 2, sigmoid")))
    assert found is not None
    assert r"\begin{bmatrix} y_{1} \\ y_{2} \end{bmatrix} &= f\left(" in found
    assert r"\begin{bmatrix} w_{11} & w_{12} & w_{13} \\ w_{21} & w_{22} & w_{23}" in found
    assert r"\begin{bmatrix} x_{1} \\ x_{2} \\ 1 \end{bmatrix}\right)" in found


FUNCTIONS = st.sampled_from([name for name in activation_names() if name != "cube"])
LAYER = st.one_of(
    st.builds(lambda n, b: f"dense {n}{'' if b else ' bias=no'}", st.integers(1, 3), st.booleans()),
    FUNCTIONS,
)


@given(st.integers(1, 3), st.lists(LAYER, min_size=1, max_size=4), st.integers(0, 99))
def test_formula_and_network_agree_on_any_small_chain(inputs, layers, seed):
    network = Network.parse(", ".join([str(inputs), *layers]))
    parameters = network.initial_parameters(seed)
    x = np.random.default_rng(seed).uniform(-1, 1, size=(4, inputs)).astype(np.float32)
    try:
        formula = written(network)
    except SettingError:
        return  # too long to be read
    given_, found = predict(network, parameters, x), formula.values(parameters, x)
    # At a jump (Heaviside, sign) rounding decides the side.
    if not {"heaviside", "sign"} & set(layers):
        assert found == pytest.approx(given_, rel=1e-3, abs=1e-4)


@pytest.mark.parametrize(
    "text",
    [
        "2, residual(dense 2, tanh), dense 1",
        "2, residual(dense 3; dense 3 bias=no), relu",
        "2, parallel(dense 2; dense 1, sigmoid), dense 1",
        "2, parallel(dense 2; dense 2, gelu) join=add",
    ],
)
def test_branches_are_written_out_too(text):
    network = Network.parse(text)
    parameters = network.initial_parameters(1)
    x = np.random.default_rng(1).normal(size=(8, 2)).astype(np.float32)
    found = written(network).values(parameters, x)
    assert found == pytest.approx(predict(network, parameters, x), rel=1e-4, abs=1e-5)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("28x28x1, conv 3 3x3, flatten, dense 1", "an input that is no vector of at most 12"),
        ("784, dense 2", "an input that is no vector of at most 12"),
        ("2, dense 100", "more than 12 units"),
        ("2, layernorm, dense 2", "the layer layernorm"),
    ],
)
def test_a_network_that_is_not_small_is_refused(text, reason):
    with pytest.raises(SettingError) as caught:
        written(Network.parse(text))
    assert reason in caught.value.en
    assert "try for example 2, dense 2, square" in caught.value.en
    assert "式に書き下せるのは" in caught.value.ja


def test_a_formula_that_doubles_with_each_layer_is_refused_quickly():
    text = "1" + ", dense 12, square, dense 12, cube" * 6
    with pytest.raises(SettingError, match="too many operations"):
        written(Network.parse(text))


def test_weights_are_written_as_people_write_them():
    w = sp.Symbol("w^{(2)}_{11}", real=True)
    assert [plain(v) for v in (w, sp.Integer(1), sp.Rational(-1, 4))] == ["w⁽²⁾₁₁", "", "−0.25"]


def test_the_drawing_has_a_vertex_of_one_for_each_layer_with_biases():
    network = Network.parse("2, dense 2, relu, dense 1")
    graph = network_graph(network, written(network).matrices, "net")
    assert graph is not None
    texts = [vertex.text for vertex in graph.vertices]
    assert texts == ["x₁", "x₂", "1", "ReLU", "ReLU", "1", ""]
    assert len(graph.edges) == 3 * 2 + 3


def test_the_system_writes_out_its_networks_and_yours(tmp_path):
    finished = run_system("which-function", {"network": "2, dense 2, square"}, out=tmp_path)
    assert finished.result.metrics["networks"] == 11
    assert finished.result.metrics["largest_difference"] < 1e-5
    page = finished.report.read_text()
    assert "Your network" in page
    assert page.count("<details>") == len(EXERCISES)
