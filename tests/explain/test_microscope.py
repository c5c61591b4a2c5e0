"""The microscope: every number right, every formula made of the numbers that it names."""

import json
import math
import shutil
import subprocess
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from mieru.explain.microscope import (
    Chain,
    Learning,
    Level,
    Look,
    Passed,
    Place,
    Quantity,
    Step,
    chain_of,
    matrix_form,
    passed,
    unit_formulas,
    update,
    whole_formula,
)
from mieru.explain.microscope.formulas import FORMULAS
from mieru.kernels.small import ACTIVATIONS, OPTIMIZERS, Knobs, SmallNetwork, SmallShape, draws
from mieru.nn import (
    BinaryCrossEntropy,
    CrossEntropy,
    Huber,
    Loss,
    MeanSquaredError,
    Network,
    SquaredError,
    trace,
)
from mieru.playground.exercises import worked_look

ROOT = Path(__file__).parents[2]


def random_chain(
    sizes: tuple[int, ...],
    activation: str = "tanh",
    last: str = "identity",
    loss: str = "squared_error",
    seed: int = 0,
) -> Chain:
    random = np.random.default_rng(seed)
    levels = [
        Level(random.normal(size=(units, incoming)), random.normal(size=units), activation)
        for incoming, units in pairwise(sizes)
    ]
    end = levels.pop()
    return Chain((*levels, Level(end.weights, end.biases, last)), loss)


def random_batch(chain: Chain, examples: int, seed: int = 1) -> Passed:
    random = np.random.default_rng(seed)
    x, k = random.normal(size=(examples, chain.sizes[0])), chain.sizes[-1]
    if chain.loss == "cross_entropy":
        return passed(chain, x, random.integers(0, k, examples))
    t = random.normal(size=(examples, k))
    return passed(chain, x, t > 0 if chain.loss == "binary_cross_entropy" else t)


def values(look: Look) -> dict[tuple[str, Place | None, bool], float]:
    return {(q.kind, q.place, q.of_bias): q.value for q in look}


def test_the_worked_example_has_the_numbers_of_the_course() -> None:
    found = values(worked_look())
    first, second = Place(1, 0), Place(2, 0)
    assert found["u", first, False] == 2
    assert found["z", first, False] == 4
    assert found["u", second, False] == 2
    assert found["answer", second, False] == 8
    assert found["error", None, False] == 9
    assert found["slope", second, False] == 12
    assert found["delta", second, False] == 72  # 2·(8 − 5)·12
    assert found["gradient", Place(2, 0, 0), False] == 288
    assert found["slope", first, False] == 4
    assert found["delta", first, False] == 144  # 0.5·72·4
    assert found["gradient", Place(1, 0, 0), False] == 288
    assert found["change", Place(1, 0, 0), False] == pytest.approx(-0.0288)
    assert found["after", Place(1, 0, 0), False] == pytest.approx(0.9712)


def test_the_worked_example_is_told_as_on_the_blackboard() -> None:
    look = worked_look()
    lines = [q.lines for step in look.steps[:5] for q in look.quantities(step)]
    assert lines == [
        ("u^{(1)}_{1} = w^{(1)}_{11} x", r"= 1 \cdot 2", "= 2"),
        ("z^{(1)}_{1} = (u^{(1)}_{1})^2", "= 2^2", "= 4"),
        ("u^{(2)}_{1} = w^{(2)}_{11} z^{(1)}_{1}", r"= 0.5 \cdot 4", "= 2"),
        ("y = (u^{(2)}_{1})^3", "= 2^3", "= 8"),
        ("E = (y - t)^2", "= (8 - 5)^2", "= 9"),
        (r"f'(u^{(2)}_{1}) = 3 \cdot (u^{(2)}_{1})^2", r"= 3 \cdot 2^2", "= 12"),
        (
            r"\delta^{(2)}_{1} = 2 \cdot (y - t) \cdot f'(u^{(2)}_{1})",
            r"= 2 \cdot (8 - 5) \cdot 12",
            "= 72",
        ),
        (
            r"\frac{\partial E}{\partial w^{(2)}_{11}} = \delta^{(2)}_{1} \cdot z^{(1)}_{1}",
            r"= 72 \cdot 4",
            "= 288",
        ),
        (r"f'(u^{(1)}_{1}) = 2 \cdot u^{(1)}_{1}", r"= 2 \cdot 2", "= 4"),
        (
            r"\delta^{(1)}_{1} = w^{(2)}_{11} \delta^{(2)}_{1} \cdot f'(u^{(1)}_{1})",
            r"= 0.5 \cdot 72 \cdot 4",
            "= 144",
        ),
        (
            r"\frac{\partial E}{\partial w^{(1)}_{11}} = \delta^{(1)}_{1} \cdot x",
            r"= 144 \cdot 2",
            "= 288",
        ),
    ]


LOSSES: list[tuple[Loss, str]] = [
    (SquaredError(), "tanh"),
    (MeanSquaredError(), ""),
    (CrossEntropy(), ""),
    (BinaryCrossEntropy(), ""),
]


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize(("loss", "last"), LOSSES, ids=lambda one: getattr(one, "kind", str(one)))
def test_every_number_is_that_of_backpropagation(activation: str, loss: Loss, last: str) -> None:
    network = Network.parse(f"3, dense 4, {activation}, dense 3{last and ', ' + last}")
    parameters = network.initial_parameters(0)
    chain = chain_of(network, parameters, loss)
    assert chain is not None
    random = np.random.default_rng(3)
    x = random.normal(size=(5, 3)).astype(np.float32)
    t = {"cross_entropy": np.array([0, 2, 1, 1, 0], np.int32)}.get(
        loss.kind, (random.normal(size=(5, 3)) > 0).astype(np.float32)
    )
    found, truth = passed(chain, x, t), trace(network, parameters, x, t, loss)
    close: dict[str, Any] = {"rtol": 2e-4, "atol": 2e-5}  # the trace computes in float32
    np.testing.assert_allclose(found.errors, truth.result.losses, **close)
    assert found.error == pytest.approx(truth.error, rel=1e-4)
    np.testing.assert_allclose(found.levels[0].u, truth["dense1"].u, **close)
    np.testing.assert_allclose(found.levels[0].z, truth[f"{activation}1"].output, **close)
    # There δ is of the mean error, here of each example's own.
    np.testing.assert_allclose(found.levels[0].delta / 5, truth["dense1"].delta, **close)
    np.testing.assert_allclose(found.levels[1].delta / 5, truth["dense2"].delta, **close)
    np.testing.assert_allclose(
        found.gradient,
        np.concatenate(
            [truth[f"dense{i}"].gradients["weight"].T.ravel() for i in (1, 2)]
            + [truth[f"dense{i}"].gradients["bias"] for i in (1, 2)]
        ),
        **close,
    )


@pytest.mark.parametrize(
    "text",
    [
        "4x4x1, flatten, dense 2",
        "3, relu, dense 2",
        "3, dense 2, relu, tanh",
        "3, batchnorm, dense 2",
    ],
)
def test_only_dense_networks_are_taken_unit_by_unit(text: str) -> None:
    network = Network.parse(text)
    assert chain_of(network, network.initial_parameters(0), SquaredError()) is None
    dense = Network.parse("3, dense 2")
    assert chain_of(dense, dense.initial_parameters(0), Huber()) is None


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("more", [{}, {"l2": 0.1}, {"l1": 0.05, "l2": 0.02}, {"clip": 0.1}])
def test_the_change_is_the_one_that_learning_makes(optimizer: str, more: dict[str, Any]) -> None:
    shape = SmallShape((2, 3, 1), ("tanh",), output="tanh")
    network = SmallNetwork(shape, np.float64, native=False)
    random = np.random.default_rng(0)
    network.parameters[:] = random.normal(size=network.parameters.size)
    x, t = random.normal(size=(8, 2)), np.sign(random.normal(size=8))
    knobs = Knobs(optimizer=optimizer, **more)
    order, rates = np.arange(8, dtype=np.int32), np.array([0.03])
    for _ in range(4):
        w = network.parameters
        chain = Chain(
            (
                Level(w[:6].reshape(3, 2).copy(), w[9:12].copy(), "tanh"),
                Level(w[6:9].reshape(1, 3).copy(), w[12:].copy(), "tanh"),
            )
        )
        learning = Learning(
            knobs, 0.03, network.memory.copy(), network.updates, network.alive.copy()
        )
        done = update(passed(chain, x, t), learning)
        network.train(x, t, order, np.array([0, 8], np.int32), rates, knobs)
        np.testing.assert_allclose(done.after, network.parameters, atol=1e-14)
        np.testing.assert_allclose(done.memory, network.memory, atol=1e-14)


def test_dropout_is_that_of_the_step_that_comes() -> None:
    shape = SmallShape((2, 6, 1), ("relu",), (0.5,), output="identity")
    network = SmallNetwork(shape, np.float64, native=False)
    random = np.random.default_rng(0)
    network.parameters[:] = random.normal(size=network.parameters.size)
    w, x, t = network.parameters, random.normal(size=(4, 2)), random.normal(size=4)
    chain = Chain(
        (
            Level(w[:12].reshape(6, 2).copy(), w[18:24].copy(), "relu", 0.5),
            Level(w[12:18].reshape(1, 6).copy(), w[24:].copy()),
        )
    )
    kept = draws.kept(draws.step_key(7, 0), 0, (4, 6), 0.5) * 2.0
    found = passed(chain, x, t, (kept, None))
    done = update(found, Learning(Knobs(), 0.1))
    order, offsets = np.arange(4, dtype=np.int32), np.array([0, 4], np.int32)
    network.train(x, t, order, offsets, np.array([0.1]), Knobs(), seed=7, step=0)
    np.testing.assert_allclose(done.after, network.parameters, atol=1e-14)
    told = [q for q in Look(found) if q.kind == "factor"]
    assert {q.value for q in told} == {0.0, 2.0}
    assert all(q.formula == (r"\frac{1}{1 - p}" if q.value else "0") for q in told)


def test_a_dead_link_of_the_original_stays_as_it_is() -> None:
    chain = random_chain((1, 1))
    learning = Learning(Knobs(l1=0.1, l1_rule="original"), 0.1, alive=np.zeros(1, np.uint8))
    look = Look(passed(chain, [[1.0]], [[3.0]]), learning=learning)
    after = [q for q in look if q.kind == "after" and not q.of_bias]
    assert [q.value for q in after] == [chain.levels[0].weights.item()]
    assert not [q for q in look if q.kind == "change" and not q.of_bias]


def test_the_originals_l1_kills_a_link_that_would_change_its_sign() -> None:
    chain = Chain((Level(np.array([[0.001]]), np.array([0.0])),))
    learning = Learning(Knobs(l1=1.0, l1_rule="original"), 0.1)
    look = Look(passed(chain, [[0.0]], [[0.0]]), learning=learning)
    last = [q for q in look if q.kind == "after" and not q.of_bias][-1]
    assert last.value == 0
    assert last.formula.endswith(r"\;\to\; 0")


SIZES = st.lists(st.integers(1, 4), min_size=2, max_size=4).map(tuple)


@given(SIZES, st.sampled_from(ACTIVATIONS), st.integers(1, 3), st.integers(0, 99))
@settings(max_examples=40, deadline=None)
def test_a_sum_is_what_its_parts_come_to(
    sizes: tuple[int, ...], activation: str, examples: int, seed: int
) -> None:
    look = Look(random_batch(random_chain(sizes, activation, seed=seed), examples, seed))
    for q in look:
        if q.kind == "u":
            by_place = {used.place: used.value for used in q.uses if used.kind == "parameter"}
            z = {used.place.unit: used.value for used in q.uses if used.kind == "z"}
            total = sum(w * (1 if p.source is None else z[p.source]) for p, w in by_place.items())
            assert total == pytest.approx(q.value, abs=1e-9)
        if q.kind == "gradient":
            assert math.prod(used.value for used in q.uses) == pytest.approx(q.value, abs=1e-9)


def test_every_place_that_is_named_is_in_the_network() -> None:
    chain = random_chain((2, 3, 2), loss="cross_entropy")
    look = Look(random_batch(chain, 2), learning=Learning())
    for q in look:
        for place in [q.place, *(used.place for used in q.uses)]:
            if place is not None:
                assert place.unit < chain.sizes[place.level]
                if place.source is not None:
                    assert place.source < chain.sizes[place.level - 1]


def test_the_steps_go_forward_and_back_and_end_with_the_changes() -> None:
    look = Look(random_batch(random_chain((2, 2, 1)), 1), learning=Learning())
    assert look.steps == (
        Step("forward", 1, 0),
        Step("forward", 1, 1),
        Step("forward", 2, 0),
        Step("error", 0, 0),
        Step("backward", 2, 0),
        Step("backward", 1, 0),
        Step("backward", 1, 1),
        Step("update", 1, 0),
        Step("update", 1, 1),
        Step("update", 2, 0),
    )
    assert Look(look.found).steps == look.steps[:7]
    assert list(Look(look.found).quantities(Step("update", 1, 0))) == []


def test_a_long_sum_is_cut_in_its_middle() -> None:
    look = Look(random_batch(random_chain((12, 1)), 1))
    (u, *_) = look.quantities(Step("forward", 1, 0))
    assert u.formula.startswith("w^{(1)}_{11} x_{1} + w^{(1)}_{12} x_{2}")
    assert r"+ \cdots + w^{(1)}_{1,12} x_{12} + b^{(1)}_{1}" in u.formula
    assert len(u.uses) == 25


def test_a_label_that_is_a_sum_comes_in_parentheses() -> None:
    look = Look(random_batch(random_chain((2, 1)), 1), labels=("x_1 + x_2", "x_2^2"))
    (u, *_) = look.quantities(Step("forward", 1, 0))
    assert u.formula == "w^{(1)}_{11} (x_1 + x_2) + w^{(1)}_{12} x_2^2 + b^{(1)}_{1}"


def test_the_whole_formula_is_nested() -> None:
    chain = Chain(
        (
            Level(np.array([[1.0, -2.0], [0.5, 0.25]]), np.array([0.1, 0.0]), "tanh"),
            Level(np.array([[-1.0, 3.0]]), None, "identity"),
        )
    )
    whole = r"y = -\tanh(x_{1} - 2 \, x_{2} + 0.1) + 3 \, \tanh(0.5 \, x_{1} + 0.25 \, x_{2} + 0)"
    assert whole_formula(chain) == (whole,)
    assert unit_formulas(chain)[1] == (r"y = -z^{(1)}_{1} + 3 \, z^{(1)}_{2}",)


def test_a_formula_too_long_to_read_is_not_written() -> None:
    chain = random_chain((7, 8, 8, 8, 1))
    assert whole_formula(chain) is None
    assert [len(lines) for lines in unit_formulas(chain)] == [8, 8, 8, 1]
    wide = unit_formulas(random_chain((2, 100, 1)))[0]
    assert wide[-2] == r"\vdots"
    assert wide[-1].startswith("z^{(1)}_{100}")


def test_the_matrices_are_those_of_the_network() -> None:
    chain = Chain((Level(np.array([[1.0, 2.0]]), np.array([0.5]), "relu"),))
    found = passed(chain, [[1.0, 1.0], [-2.0, 0.0]], [[0.0], [0.0]])
    assert matrix_form(found) == (
        (
            "U^{(1)} = W^{(1)} X + b^{(1)}",
            r"= \begin{pmatrix} 1 & 2 \end{pmatrix}",
            r"\begin{pmatrix} 1 & -2 \\ 1 & 0 \end{pmatrix}",
            r"+ \begin{pmatrix} 0.5 \end{pmatrix}",
            r"= \begin{pmatrix} 3.5 & -1.5 \end{pmatrix}",
            r"Y = \max(0,\, U^{(1)})",
            r"= \begin{pmatrix} 3.5 & 0 \end{pmatrix}",
        ),
    )


def test_every_function_has_its_formula() -> None:
    assert set(FORMULAS) == set(ACTIVATIONS)
    assert FORMULAS["square"].value("-0.5") == "(-0.5)^2"
    assert FORMULAS["square"].value("u^{(1)}_{2}") == "(u^{(1)}_{2})^2"
    assert FORMULAS["tanh"].derivative("1", "0.5") == "1 - 0.5^2"


def every_formula() -> list[str]:
    """LaTeX of every kind: all functions, losses and optimizers, and numbers that are none."""
    found: list[str] = []
    quantities: list[Quantity] = []
    for activation in ACTIVATIONS:
        chain = random_chain((2, 2, 1), activation)
        look = Look(random_batch(chain, 2), learning=Learning())
        quantities += look
        found += [*(whole_formula(chain) or ()), *sum(unit_formulas(chain), ())]
        found += sum(matrix_form(look.found), ())
    for loss in ("cross_entropy", "binary_cross_entropy", "mean_squared_error"):
        chain = random_chain((2, 2, 3), loss=loss)
        quantities += Look(random_batch(chain, 12))
        found += [*(whole_formula(chain) or ()), *sum(unit_formulas(chain), ())]
    for optimizer in OPTIMIZERS:
        for strength in (0.0, 0.01):
            knobs = Knobs(optimizer, l1=strength, l2=strength, clip=strength or None)
            look = Look(random_batch(random_chain((2, 1)), 2), learning=Learning(knobs))
            quantities += look
    broken = Chain((Level(np.array([[np.inf]]), np.array([np.nan])),))
    quantities += Look(passed(broken, [[1e9]], [[0.0]]), learning=Learning())
    return [*found, *(line for q in quantities for line in (*q.lines, q.latex))]


def test_katex_sets_every_formula_without_complaint() -> None:
    place = ROOT / "web" / "node_modules" / "katex" / "dist" / "katex.js"
    if not place.is_file() or not shutil.which("node"):
        pytest.skip("KaTeX is not installed: `npm ci` in web/ does it")
    script = (
        f"const katex = require({json.dumps(str(place))});"
        "for (const formula of JSON.parse(require('fs').readFileSync(0))) try {"
        "katex.renderToString('\\\\displaystyle ' + formula, {throwOnError: true, strict: 'error'})"
        "} catch (error) { throw new Error(formula + '\\n' + error) }"
    )
    done = subprocess.run(
        ["node", "-e", script],
        input=json.dumps(every_formula()),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
