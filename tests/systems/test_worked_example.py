import jax
import pytest
from hypothesis import given, strategies as st

from mieru.systems import run_system
from mieru.systems.frame import Stage
from mieru.systems.worked_example import Settings, run


def numbers(**settings):
    return run(Settings(**settings), seed=0, stage=Stage()).metrics


def test_the_course_s_numbers_come_out():
    found = numbers()
    # forward: u1 = 1·2 = 2, z1 = 2² = 4, u2 = 0.5·4 = 2, y = 2³ = 8, E = (8 − 5)² = 9
    assert (found["u1"], found["z1"], found["u2"], found["y"], found["E"]) == (2, 4, 2, 8, 9)
    # ∂E/∂w1 = 2 · 4 · 0.5 · 12 · 6 = 288
    names = ("d_u1__d_w1", "d_z1__d_u1", "d_u2__d_z1", "d_y__d_u2", "d_E__d_y")
    assert [found[name] for name in names] == [2, 4, 0.5, 12, 6]
    assert found["d_w1"] == 288
    # ∂E/∂w2 = 4 · 12 · 6 = 288
    assert [found[n] for n in ("d_u2__d_w2", "d_y__d_u2", "d_E__d_y")] == [4, 12, 6]
    assert found["d_w2"] == 288


weights = st.floats(-2, 2, width=32)


@given(x=weights, t=weights, w1=weights, w2=weights)
def test_with_other_numbers_the_derivatives_are_those_of_automatic_differentiation(x, t, w1, w2):
    def error(a, b):
        return ((b * (a * x) ** 2) ** 3 - t) ** 2

    found = numbers(x=x, t=t, w1=w1, w2=w2)
    d_w1, d_w2 = jax.grad(error, argnums=(0, 1))(w1, w2)
    assert found["E"] == pytest.approx(error(w1, w2), rel=1e-3, abs=1e-5)
    assert found["d_w1"] == pytest.approx(float(d_w1), rel=1e-3, abs=1e-4)
    assert found["d_w2"] == pytest.approx(float(d_w2), rel=1e-3, abs=1e-4)
    product = 1.0
    for name in ("d_u1__d_w1", "d_z1__d_u1", "d_u2__d_z1", "d_y__d_u2", "d_E__d_y"):
        product *= found[name]
    assert found["d_w1"] == pytest.approx(product, rel=1e-4, abs=1e-6)


def test_the_page_shows_every_factor_on_its_edge(tmp_path):
    page = run_system("worked-example", out=tmp_path).report.read_text()
    for derivative in ("∂u₁/∂w₁", "∂z₁/∂u₁", "∂u₂/∂z₁", "∂u₂/∂w₂", "∂y/∂u₂", "∂E/∂y"):
        assert f">{derivative}</text>" in page
    for factor in ("2", "4", "0.5", "12", "6"):
        assert f'class="halo">{factor}</text>' in page
    assert r"2 \cdot 4 \cdot 0.5 \cdot 12 \cdot 6 = 288" in page
    assert r"4 \cdot 12 \cdot 6 = 288" in page


def test_a_negative_factor_stands_in_parentheses(tmp_path):
    page = run_system("worked-example", {"w2": "-0.5"}, out=tmp_path).report.read_text()
    assert r"\cdot (-0.5) \cdot" in page
