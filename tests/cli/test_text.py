"""Columns, curves and formulas on a terminal."""

import math

import pytest
from hypothesis import given, strategies as st

from mieru.cli.chart import chart, sparkline, thinned
from mieru.cli.metrics import metric_text
from mieru.cli.plain import plain_text
from mieru.words.columns import padded, table, width, wrapped

letters = st.text(st.sampled_from("abc é。、「」学習率のはﾊ" + "́"), max_size=60)
numbers = st.one_of(st.none(), st.floats(allow_nan=True, allow_infinity=True))


def test_a_full_width_letter_takes_two_places():
    assert width("a学") == 3
    assert width("é") == 1  # e and a combining accent
    assert width("ﾊ") == 1


def test_columns_stand_below_each_other_in_japanese():
    text = table([["学習率", "1"], ["rate", "10"]], right=[1])
    assert text == "学習率   1\nrate    10"


@given(letters, st.integers(0, 90))
def test_padding_reaches_the_width(text: str, places: int):
    assert width(padded(text, places)) == max(places, width(text))
    assert padded(text, places, right=True).endswith(text)


@given(letters, st.integers(8, 40))
def test_wrapping_loses_nothing_and_fits(text: str, places: int):
    lines = wrapped(text, places)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    unbreakable = max([width(w) for w in text.split()] + [0] if text.isascii() else [places + 60])
    assert all(width(line) <= max(places, unbreakable) for line in lines)


def test_japanese_lines_do_not_begin_with_a_full_stop():
    assert wrapped("学習率。学習率。", 6) == ["学習", "率。学", "習率。"]


@given(st.lists(numbers, max_size=300), st.integers(2, 60))
def test_a_sparkline_has_at_most_its_places(values: list[float | None], places: int):
    line = sparkline(values, places)
    assert len(line) <= places
    assert all(0x2800 <= ord(letter) <= 0x28FF for letter in line)


def test_a_sparkline_falls_with_its_values():
    assert sparkline([4, 3, 2, 1]) == "⣷⣄"
    assert sparkline([1, None, 1]) == "⡆⡆"
    assert sparkline([]) == sparkline([None, math.nan]) == ""


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=500), st.integers(2, 50))
def test_thinning_keeps_the_ends(values: list[float | None], places: int):
    kept = thinned(values, places)
    assert len(kept) == min(len(values), places)
    assert (kept[0], kept[-1]) == (values[0], values[-1])


def test_a_chart_marks_each_curve_and_its_ends():
    text = chart({"train": [3.0, 2.0, 1.0], "validation": [3.0, None, 2.0]}, places=21, rows=3)
    assert text == "\n".join(
        [
            "3 |o",
            "  |          *         o",
            "1 |                    *",
            "  +---------------------",
            "   1             epoch 3",
            "   * train   o validation",
        ]
    )


def test_a_chart_that_spans_much_has_a_log_axis():
    assert "(log axis)" in chart({"loss": [100.0, 10.0, 1.0]})
    assert "(log axis)" not in chart({"loss": [100.0, 0.0]})
    assert chart({"loss": [None, math.nan]}) == ""


@given(st.lists(numbers, min_size=1, max_size=100))
def test_any_curve_can_be_drawn(values: list[float | None]):
    chart({"loss": values})


@pytest.mark.parametrize(
    ("latex", "plain"),
    [
        (r"$\partial E/\partial w_1 = 10^{-3}$ by `fit`", "∂E/∂w₁ = 10⁻³ by fit"),
        (r"$\frac{1}{2}\sum (y - t)^2 \le \eta$", "1/2Σ(y - t)² ≤ η"),
        (r"costs $10^9$, not $x^{ab}$", "costs 10⁹, not x^(ab)"),
        ("no formula, 5 % off", "no formula, 5 % off"),
    ],
)
def test_formulas_become_readable(latex: str, plain: str):
    assert plain_text(latex) == plain


@given(st.text(st.sampled_from(r"$\{}^_ab1`frac "), max_size=40))
def test_any_text_survives(text: str):
    plain_text(text)


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("test_accuracy", 0.98765, "98.77%"),
        ("parameters", 79510, "79,510"),
        ("E", 9.0, "9"),
        ("loss", 0.123456789, "0.123457"),
        ("loss", math.nan, "—"),
        ("loss", math.inf, "inf"),
    ],
)
def test_metrics_are_written_for_people(name: str, value: float, text: str):
    assert metric_text(name, value) == text
