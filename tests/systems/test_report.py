import re
import time
import xml.etree.ElementTree as ET
from html.parser import HTMLParser

import pytest
from hypothesis import given, strategies as st

from mieru.systems import find
from mieru.systems.report.drawings import Chart, Line
from mieru.systems.report.mathml import mathml
from mieru.systems.report.page import Told, inline, metric_text, number_text, page
from mieru.systems.report.text import Text
from mieru.systems.report.values import Code, Fold, Formula, Result, Section, Table

HOSTILE = "<script>alert('x')</script>"


def told(*body, **fields):
    result = Result({"test_accuracy": 0.98765, "zzz": 12345.0}, [Section("S", body)], **fields)
    return page(
        Told(
            system=find("mlp"),
            settings={"network": HOSTILE, "empty": ""},
            seed=7,
            result=result,
            parts={Text("learning", "学習"): 1.234},
            openings=[("mnist", [Text("accuracy", "正解率")])],
            sources=[("mnist", HOSTILE)],
            files=["mlp.safetensors"],
            versions={"jax": "0.10.2"},
            began=time.perf_counter(),
        )
    )


def test_the_page_needs_nothing_else():
    drawn = told(Chart("c", [Line([0, 1], [0, 1])]), Formula("x^2"))
    addresses = re.findall(r"""(?:src|href|url)\s*[=(]\s*["']?([^"')>\s]+)""", drawn)
    assert all(address.startswith(("#", "data:")) for address in addresses)
    assert "<script" not in drawn
    assert "@import" not in drawn


class Tags(HTMLParser):
    """Every opened element must be closed, in order."""

    def __init__(self):
        super().__init__()
        self.open = []

    def handle_starttag(self, tag, attrs):
        if tag not in ("meta", "input", "img", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_every_element_is_closed():
    table = Table(["a", "b"], [["x", 1], [Formula("y"), None]], caption="c")
    parser = Tags()
    parser.feed(told(Text("t", "字"), Code("p"), table, Fold("more", ["inside"]), Formula("x")))
    assert parser.open == []


@pytest.mark.parametrize(
    "block",
    [
        HOSTILE,
        Text(HOSTILE, HOSTILE + "!"),
        f"$ {HOSTILE} $ and `{HOSTILE}`",
        Formula(rf"\text{{{HOSTILE}}} + {HOSTILE}"),
        Formula(rf"\undefined{{{HOSTILE}"),
        Table([HOSTILE], [[HOSTILE]], caption=HOSTILE),
        Code(HOSTILE),
        Fold(HOSTILE, [HOSTILE]),
        Chart(HOSTILE, [Line([0, 1], [0, 1], HOSTILE)], caption=HOSTILE),
    ],
)
def test_whatever_the_words_are_they_stay_words(block):
    assert "<script" not in told(block, summary=HOSTILE)


def test_the_page_tells_metrics_settings_seconds_openings_and_versions():
    drawn = told()
    for text in ("98.77%", "12,345", ">7<", "1.23", "jax 0.10.2", "mlp.safetensors"):
        assert text in drawn
    assert "The test part of mnist was opened once: accuracy." in drawn
    assert "mnist のテスト部分を 1 回開きました: 正解率。" in drawn


def test_the_headline_stands_large_and_the_rest_in_a_table():
    drawn = told(headline=("test_accuracy",))
    head, foot = drawn.split("<footer>")
    assert "12,345" not in head
    assert "12,345" in foot


def test_words_stand_in_both_languages_with_formulas_set():
    drawn = inline(Text("the rate $\\eta$ of `fit`", "`fit` の学習率 $\\eta$"))
    assert drawn.count("<math ") == 2
    assert drawn.count("<code>fit</code>") == 2
    assert '<span lang="ja">' in drawn


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (79510, "79,510"),
        (0.5, "0.5"),
        (-2.0, "−2"),
        (1e-9, "1e-09"),
        (12345.6, "12,346"),
        (float("nan"), "—"),
        (float("inf"), "inf"),
        (1 / 3, "0.3333"),
    ],
)
def test_numbers_are_written_for_people(value, text):
    assert number_text(value) == text


def test_accuracies_are_per_cent():
    assert metric_text("test_accuracy", 0.98765) == "98.77%"
    assert metric_text("test_loss", 0.05) == "0.05"


@pytest.mark.parametrize(
    "latex",
    [
        r"y = (w_1 x_1 + w_2 x_2)^2",
        r"\begin{aligned} a &= b \\ &= c \end{aligned}",
        r"\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}",
        r"\begin{cases} 1 & u \ge 0 \\ 0 & u < 0 \end{cases}",
        r"\frac{\partial E}{\partial w_1}, \quad \hat{y} = \sigma(u)",
        r"W^{(1)\top} x, \quad \operatorname{sign}(u)",
    ],
)
def test_the_course_s_formulas_become_mathml(latex):
    found = mathml(latex, display=True)
    assert found.startswith("<math ")
    assert 'display="block"' in found
    assert "<mi>&</mi>" not in found
    assert "\\" not in re.sub(r'aria-label="[^"]*"', "", found)


@pytest.mark.parametrize(
    "latex",
    [r"\href{javascript:alert(1)}{x}", r"\text{<img src=x onerror=alert(1)>}", r"\text{<b>x</b>}"],
)
def test_a_formula_that_is_more_than_mathematics_is_shown_as_it_was_written(latex):
    assert mathml(latex).startswith("<code>")


@given(st.text(alphabet="\\{}^_&<>\"' abtexhrf$", max_size=30))
def test_any_formula_gives_mathematics_or_its_source(latex):
    root = ET.fromstring(mathml(latex))
    assert root.tag in ("math", "code")
    assert not [e for e in root.iter() if e.tag.lower() in ("script", "img", "a", "b")]


def test_a_formula_that_is_not_understood_is_shown_as_it_was_written():
    assert mathml(r"\begin{aligned} a & <b") == r"<code>\begin{aligned} a &amp; &lt;b</code>"
