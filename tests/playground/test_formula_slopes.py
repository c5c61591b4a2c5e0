"""Slopes of formulas against automatic differentiation."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, strategies as st

from mieru.explain.descent import SURFACES
from mieru.playground.formula import FUNCTIONS, Apply, Node, Number, Variable, parse_formula
from mieru.playground.formula_forms import python, values
from mieru.playground.formula_slopes import DERIVATIVES, slopes

POINTS = np.array([[0.7, 1.3], [1.9, 0.4], [-0.8, 0.6], [0.3, -1.7]])

trees = st.recursive(
    st.sampled_from([Variable(1), Variable(2), Number("2"), Number("0.5"), Number("pi")]),
    lambda inner: st.builds(
        lambda rule, a, b: Apply(
            rule, (a, b) if DERIVATIVES[rule].__code__.co_argcount > 2 else (a,)
        ),
        st.sampled_from(sorted(DERIVATIVES)),
        inner,
        inner,
    ),
    max_leaves=6,
)


def test_every_rule_has_its_derivative() -> None:
    assert set(DERIVATIVES) == {*FUNCTIONS, "+", "-", "*", "/", "^", "neg"}


@pytest.mark.parametrize(
    "text", ["tan(2)^0.5 * x1", "x1 + 1/0", "x2 - exp(800)", "tan(2)^x1", "log(0.5)^2 - x1"]
)
def test_a_constant_in_python_is_the_same_number(text: str) -> None:
    tree = parse_formula(text)
    x1, x2 = POINTS.T
    with np.errstate(all="ignore"):
        found = eval(python(tree), {"np": np, "x1": x1, "x2": x2})
    np.testing.assert_array_equal(found, values(tree, POINTS))


@given(trees)
def test_slopes_are_those_of_automatic_differentiation(tree: Node) -> None:
    source = compile(python(tree, "jnp"), "formula", "eval")

    def f(x: Any) -> Any:
        return jnp.asarray(eval(source, {"jnp": jnp, "x1": x[0], "x2": x[1]}), float)

    with jax.enable_x64(True):
        expected = np.stack([jax.grad(f)(jnp.asarray(point)) for point in POINTS])
    found = slopes(tree, POINTS)
    usual = np.isfinite(expected).all(axis=1) & np.isfinite(values(tree, POINTS))
    usual &= (np.abs(expected) < 1e6).all(axis=1) & np.isfinite(found).all(axis=1)
    np.testing.assert_allclose(found[usual], expected[usual], rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("name", sorted(SURFACES))
def test_a_surfaces_formula_is_the_surface(name: str) -> None:
    surface = SURFACES[name]
    tree = parse_formula(surface.formula)
    np.testing.assert_allclose(values(tree, POINTS), surface.value(POINTS.T), rtol=1e-12)
    np.testing.assert_allclose(
        slopes(tree, POINTS).T, surface.gradient(POINTS.T), rtol=1e-9, atol=1e-12
    )


def test_where_a_formula_jumps_its_slope_is_still_a_number() -> None:
    zero = np.zeros((1, 2))
    for text in ("|x1|", "max(x1, x2)", "sign(x1)", "min(x1, 0)", "x1^2", "x1^0"):
        assert np.isfinite(slopes(parse_formula(text), zero)).all(), text
    assert np.isnan(slopes(parse_formula("log(x1) x2"), -np.ones((1, 2)))).any()
