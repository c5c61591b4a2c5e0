"""Formulas that a reader writes as features."""

import math

import numpy as np
import pytest
from hypothesis import given, strategies as st

from mieru.playground.features import USUAL, Features
from mieru.playground.formula import DEEPEST, LONGEST, parse_formula
from mieru.words import DataError, MieruError, SettingError, speaking

XY = np.array([[1.0, 2.0], [-0.5, 3.0], [0.25, -4.0]])
X1, X2 = XY.T


def value(text):
    return Features.parse((text,)).values(XY)[:, 0]


def label(text):
    return Features.parse((text,)).labels[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x1", X1),
        ("X₁²", X1**2),
        ("x1x2", X1 * X2),
        ("xy", X1 * X2),
        ("2 x1 + 3", 2 * X1 + 3),
        ("-x1^2", -(X1**2)),
        ("(-x1)^2", X1**2),
        ("2^-x1", 2**-X1),
        ("2^3^2", np.full(3, 512.0)),
        ("x1-x2-1", X1 - X2 - 1),
        ("x2/2/2", X2 / 4),
        ("1/2x1", X1 / 2),
        ("x1 ** 2 × x2 ÷ 2", X1**2 * X2 / 2),
        ("sin x1", np.sin(X1)),
        ("sin(x1)^2", np.sin(X1) ** 2),
        ("sin x1^2", np.sin(X1**2)),
        ("max(x1, 2x2)", np.maximum(X1, 2 * X2)),
        ("min(x1, x2)", np.minimum(X1, X2)),
        ("|x1 − x2|", np.abs(X1 - X2)),
        ("√(x1^2+x2²)", np.hypot(X1, X2)),
        ("exp(-x1^2)", np.exp(-(X1**2))),
        ("e^x1", math.e**X1),
        ("cos(2πx1)", np.cos(2 * math.pi * X1)),
        ("log(x2^2) tan(x1) + tanh x2", np.log(X2**2) * np.tan(X1) + np.tanh(X2)),
        ("sign(x2) abs(x1)", np.sign(X2) * np.abs(X1)),
        ("ｘ１＋１．５", X1 + 1.5),
        (".5e1 x1", 5 * X1),
    ],
)
def test_a_formula_means_what_mathematics_takes_it_for(text, expected):
    assert value(text) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("x1^2", "x₁²"),
        ("x1*x2", "x₁x₂"),
        ("sin(x1)", "sin x₁"),
        ("sin(x1)^2", "sin(x₁)²"),
        ("sin(x1 x2)", "sin(x₁x₂)"),
        ("(x1+1)^2", "(x₁ + 1)²"),
        ("x1*2", "x₁·2"),
        ("2*x1", "2x₁"),
        ("x1-(x2-1)", "x₁ − (x₂ − 1)"),
        ("x1-x2-1", "x₁ − x₂ − 1"),
        ("1/(x1+1)", "1 / (x₁ + 1)"),
        ("2^-x1", "2^(−x₁)"),
        ("abs(x1)", "|x₁|"),
        ("sqrt(x1+1)", "√(x₁ + 1)"),
        ("x1^-1", "x₁^(−1)"),
        ("x₁⁻¹", "x₁⁻¹"),
    ],
)
def test_labels_are_what_a_reader_would_write(text, shown):
    assert label(text) == shown


def test_the_usual_features_have_the_labels_and_latex_of_the_page():
    features = Features.parse(USUAL)
    assert features.labels == ("x₁", "x₂", "x₁²", "x₂²", "x₁x₂", "sin x₁", "sin x₂")
    assert features.latex == (
        "x_1", "x_2", "x_1^{2}", "x_2^{2}", "x_1 x_2", r"\sin x_1", r"\sin x_2",
    )  # fmt: skip
    assert features.python() == (
        "x1", "x2", "x1**2", "x2**2", "x1 * x2", "np.sin(x1)", "np.sin(x2)",
    )  # fmt: skip
    expected = [X1, X2, X1**2, X2**2, X1 * X2, np.sin(X1), np.sin(X2)]
    assert features.values(XY) == pytest.approx(np.stack(expected, axis=1))


ATOMS = st.sampled_from(["x1", "x2", "2", "0.5", "pi", "e"])
FORMULAS = st.recursive(
    ATOMS,
    lambda part: st.one_of(
        st.builds("({} {} {})".format, part, st.sampled_from("+-*/^"), part),
        st.builds("-{}".format, part),
        st.builds("{}({})".format, st.sampled_from(["sin", "tanh", "exp", "abs", "sqrt"]), part),
        st.builds("max({}, {})".format, part, part),
    ),
    max_leaves=6,
).filter(lambda text: len(text) <= LONGEST)


@given(FORMULAS)
def test_python_source_and_label_give_the_same_values(text):
    expected = value(text)
    features = Features.parse((text,))
    with np.errstate(all="ignore"):
        source = "x1 * 0.0 + " + features.python()[0].replace("np.e**", "np.exp(1)**")
        try:
            found = eval(source, {"np": np, "x1": X1, "x2": X2})
        except NameError:  # a constant that is no number, which no data will take
            return
    if np.iscomplexobj(found) or not np.isfinite(found).all() or np.abs(found).max() > 1e9:
        return
    assert found == pytest.approx(expected, rel=1e-9, abs=1e-9)
    again = Features.parse((features.labels[0],)) if len(features.labels[0]) <= LONGEST else None
    if again and "^" not in features.labels[0]:
        assert again.values(XY)[:, 0] == pytest.approx(expected, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize(
    ("text", "en"),
    [
        ("", "the formula is empty; write something such as x1^2"),
        ("x1 +", "'x1 +': at its end there should be 'x1, x2, a number or a function'"),
        ("(x1", "'(x1': at its end there should be ')'"),
        ("x1)", "'x1)': at character 3"),
        ("x3 + 1", "'x3 + 1': 'x3' at character 1 is not known; there are x1, x2, numbers"),
        ("x1 + foo(x2)", "'foo' at character 6 is not known"),
        ("x12", "'x12' at character 1 is not known"),
        ("π²x1 + $", "'$' at character 8 is not known"),
        ("sin 2x1", "at character 5 there should be '(', not '2'"),
        ("max(x1)", "max takes 2, not 1"),
        ("1e99 x1", "the number at character 1 is larger than 1e+15"),
        ("__import__('os')", "is not known"),
        ("x1" * 100, f"a formula may have {LONGEST} characters, not 200"),
        ("(" * 40 + "x1" + ")" * 40, f"is nested more than {DEEPEST} deep"),
        ("2^" * 40 + "x1", f"is nested more than {DEEPEST} deep"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(text, en):
    with pytest.raises(SettingError) as caught:
        Features.parse((text,))
    assert en.replace("'x1, x2, a number or a function'", "x1, x2, a number or a function") in str(
        caught.value
    )
    with speaking("ja"):
        assert any(ord(letter) > 0x3000 for letter in str(caught.value))


@given(st.text(max_size=150) | st.text("x12()+-*/^.e sincomaxlgpy,|²π", max_size=120))
def test_any_text_is_a_formula_or_a_message(text):
    try:
        tree = parse_formula(text)
    except MieruError:
        return
    assert tree == parse_formula(text)
    assert np.isfinite(Features.parse((text,)).values(XY)).all()


def test_a_feature_that_comes_twice_is_refused():
    with pytest.raises(SettingError, match="the feature x₁² comes twice"):
        Features.parse(("x1^2", "x2", "x₁²"))
    with pytest.raises(SettingError, match="there may be 64 features, not 65"):
        Features.parse(tuple(f"x1+{i}" for i in range(65)))


def test_a_formula_without_a_value_at_a_point_is_told_against_the_data():
    points = np.array([[1.0, 0.0], [2.0, 1.0], [3.0, 0.0], [0.0, 0.0]])
    features = Features.parse(("x1", "x1/x2"))
    with pytest.raises(DataError) as caught:
        features.checked(points)
    assert str(caught.value).startswith(
        "x1/x2 is not finite, or beyond 1e+09, at 3 points of the data, first at (1, 0); "
    )
    with speaking("ja"):
        assert str(caught.value).startswith("x1/x2 は 3 個のデータ点で有限の値にならないか、")
    assert features.values(points).tolist() == [[1, 0], [2, 2], [3, 0], [0, 0]]
    assert features.checked(points[1:2]).tolist() == [[2, 2]]


def test_no_feature_and_no_point_give_empty_arrays():
    assert Features.parse(()).values(XY).shape == (3, 0)
    assert Features.parse(("x1",)).values(np.zeros((0, 2))).shape == (0, 1)
