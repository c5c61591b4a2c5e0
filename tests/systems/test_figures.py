import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest

from mieru.systems.report import palette
from mieru.systems.report.drawings import (
    Axis,
    Band,
    Bars,
    Chart,
    Edge,
    Graph,
    Heat,
    Histogram,
    Label,
    Level,
    Line,
    Pictures,
    Points,
    Regions,
    Vertex,
)
from mieru.systems.report.figures import chart_svg
from mieru.systems.report.graphs import graph_svg
from mieru.systems.report.pictures import pictures_html
from mieru.systems.report.text import Text, word

SQUARE = (-1.0, 1.0, -1.0, 1.0)
MARKS = [
    Line([0, 1], [1, 2], word("train_loss")),
    Points([0, 1], [1, 2], "A", hollow=True),
    Bars([word("train"), "b"], [1, 2], texts=["1", "2"]),
    Bars([word("train"), "b"], [1, 2], texts=["1", "2"], horizontal=True),
    Histogram([1, 2, 2, 3], bins=3),
    Heat([[1, -2], [0, 3]], ["r", "s"], ["c", "d"], [["1", "2"], ["3", "4"]], diverging=True),
    Heat([[1, 2], [3, 4]], extent=SQUARE, legend=word("weight")),
    Regions([[0, 1], [1, 0]], SQUARE),
    Band([0, 1], [0, 1], [1, 2], "±σ"),
    Level(0.5, Text("goal", "目標")),
    Level(0.5, upright=True),
    Label(0, 0, Text("here", "ここ")),
]


def chart(*marks, **fields):
    return Chart(Text("title", "題"), marks, **fields)


@pytest.mark.parametrize("mark", MARKS, ids=lambda mark: type(mark).__name__)
def test_every_mark_draws_well_formed_svg_that_is_the_same_each_time(mark):
    drawn = chart_svg(chart(mark), "d1")
    assert ET.fromstring(drawn).tag == "svg"
    assert drawn == chart_svg(chart(mark), "d1")


def test_words_stand_in_both_languages():
    drawn = chart_svg(chart(MARKS[0], x=Axis(word("epoch"))), "d1")
    assert re.search(r'lang="en"[^>]*>epoch<', drawn)
    assert re.search(r'lang="ja"[^>]*>エポック<', drawn)
    assert re.search(r'lang="ja"[^>]*>訓練損失<', drawn)


def test_names_in_letters_that_matplotlib_lacks_are_drawn_by_the_page():
    names = ["はい", "いや", "ไทย", "🙂"]
    drawn = chart_svg(chart(Bars(names, [1, 2, 3, 4])), "d1")
    for name in names:
        assert drawn.count(f">{name}<") == 1


def test_words_that_are_alike_stand_once():
    drawn = chart_svg(chart(MARKS[0], x=Axis("x₁")), "d1")
    assert drawn.count("x₁") == 1


def test_words_are_text_in_the_page_s_font_and_escaped():
    drawn = chart_svg(chart(MARKS[0], x=Axis("<b> & $x$")), "d1")
    assert "&lt;b&gt; &amp; $x$" in drawn
    assert "font-family" not in drawn


def test_a_drawing_has_no_colour_but_css_variables():
    drawn = chart_svg(chart(*MARKS[:5]), "d1")
    used = set(re.findall(r"#[0-9a-f]{6}", drawn))
    assert used <= {"#ffffff", "#111111"}
    assert "var(--c0)" in drawn
    assert "var(--ink)" in drawn


def test_two_drawings_share_no_identifier_and_every_reference_is_met():
    seen: set[str] = set()
    for mark in ("d1", "d2"):
        drawn = chart_svg(chart(*MARKS), mark)
        own = set(re.findall(r'\bid="([^"]+)"', drawn))
        assert set(re.findall(r'(?:href="|url\()#([\w-]+)', drawn)) <= own
        assert not own & seen
        seen |= own


def test_small_powers_are_written_out_and_others_as_powers():
    drawn = chart_svg(chart(Line([1, 2], [1e-9, 1e3]), y=Axis("y", log=True)), "d1")
    assert "10⁻⁹" in drawn


def test_zero_is_white_positive_blue_and_negative_orange():
    shades = palette.shades([[-1.0, 0.0, 2.0]], diverging=True)[0].astype(int)
    negative, zero, positive = shades
    assert zero.min() > 240
    assert positive[2] > positive[0]
    assert negative[0] > negative[2]


def test_numbers_in_cells_are_read_on_light_and_dark():
    assert palette.ink_on(np.array([250, 250, 250])) == "#111111"
    assert palette.ink_on(np.array([6, 58, 108])) == "#ffffff"


@pytest.mark.parametrize("constant", [0.0, 5.0])
def test_an_array_of_one_value_has_a_colour(constant):
    for diverging in (True, False):
        assert palette.shades(np.full((2, 2), constant), diverging=diverging).shape == (2, 2, 3)


def test_a_graph_draws_every_vertex_edge_and_word():
    graph = Graph(
        "net",
        [Vertex(0, 0, "x", above="a<b"), Vertex(1, 0, "( )²", below=Text("output", "出力"))],
        [Edge(0, 1, "w₁ = 1", strength=-0.5)],
    )
    drawn = graph_svg(graph, "d7")
    root = ET.fromstring(drawn)
    assert len(root.findall("circle")) == 2
    assert len(root.findall("line")) == 1
    for text in ("w₁ = 1", "a&lt;b", "( )²", 'lang="ja" class="halo">出力<'):
        assert text in drawn
    assert 'stroke="var(--c1)"' in drawn  # a negative weight is orange
    assert 'id="d7-head"' in drawn


@pytest.mark.parametrize(
    ("images", "diverging"),
    [
        (np.zeros((2, 4, 5), np.uint8), False),
        (np.zeros((2, 4, 5, 1), np.uint8), False),
        (np.zeros((2, 4, 5, 3), np.float32), False),
        (np.linspace(-1, 1, 40).reshape(2, 4, 5), True),
    ],
)
def test_pictures_are_images_with_captions(images, diverging):
    pictures = Pictures("w", images, [Text("one", "一"), "2 → 3"], diverging=diverging)
    drawn = pictures_html(pictures)
    assert drawn.count("data:image/png;base64,") == 2
    assert '<span lang="ja">一</span>' in drawn
    assert 'alt="2 → 3"' in drawn
