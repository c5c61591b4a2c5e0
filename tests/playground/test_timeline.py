"""The time machine and the history: the first and the last are always there, memory is bounded."""

from functools import partial

import numpy as np
import pytest
from hypothesis import given, strategies as st

from mieru.playground.engines.engine import Judgement
from mieru.playground.history import MOST_ROWS, History, Row
from mieru.playground.timeline import MOST_MOMENTS, Timeline


def judged(value: float) -> Judgement:
    return Judgement(value, value + 0.5, 0.9, float("nan"))


def moment(epoch: int, size: int = 3) -> dict[str, np.ndarray]:
    return {"parameters": np.full(size, float(epoch))}


def filled(epochs: int, size: int = 3) -> Timeline:
    timeline = Timeline()
    for epoch in range(epochs):
        timeline.keep(epoch, partial(moment, epoch, size))
    return timeline


@given(st.integers(1, 5_000))
def test_moments_are_thinned_evenly_and_the_first_stays(epochs):
    found = filled(epochs).epochs
    assert found[0] == 0
    assert len(found) <= MOST_MOMENTS
    assert len(set(np.diff(found))) <= 1
    assert len(found) >= min(epochs, MOST_MOMENTS // 2)


def test_large_moments_are_fewer():
    assert len(filled(50, 200_000).epochs) <= 3  # 1.6 MB each


def test_the_nearest_moment_is_found_the_earlier_of_two():
    timeline = filled(2_000)
    every = timeline.epochs[1]
    assert every == 4
    epoch, state = timeline.nearest(every // 2)
    assert (epoch, state["parameters"][0]) == (0, 0)
    assert timeline.nearest(10**9)[0] == timeline.epochs[-1]


def test_a_cut_drops_what_came_after():
    timeline = filled(10)
    timeline.cut(4)
    assert timeline.epochs == (0, 1, 2, 3, 4)


@given(st.integers(1, 1_500))
def test_what_is_stacked_for_a_file_comes_back(epochs):
    timeline = filled(epochs)
    back = Timeline.unstacked(timeline.stacked())
    assert back.epochs == timeline.epochs
    last = timeline.epochs[-1]
    np.testing.assert_array_equal(
        back.nearest(last)[1]["parameters"], timeline.nearest(last)[1]["parameters"]
    )
    back.keep(epochs, lambda: moment(epochs))
    timeline.keep(epochs, lambda: moment(epochs))
    assert back.epochs == timeline.epochs


class Page:
    """What a page knows: it takes what it is told, as web/src/playground/losses.ts does."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.when = -1

    def hear(self, history: History) -> None:
        start, rows = history.since(len(self.rows), self.when)
        self.rows[start:] = rows
        self.when = history.now


@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("add"), st.integers(1, 40)),
            st.tuples(st.just("cut"), st.integers(0, 60)),
            st.tuples(st.just("hear"), st.integers(0, 2)),
        ),
        max_size=30,
    )
)
def test_every_page_knows_the_whole_history_however_late_it_listens(steps):
    history, pages = History(), [Page(), Page(), Page()]
    epoch = 0
    for what, number in steps:
        if what == "add":
            for _ in range(number):
                history.add(epoch, judged(float(number)))
                epoch += 1
        elif what == "cut":
            history.cut(number)
            epoch = min(epoch, number + 1)
        else:
            pages[number].hear(history)
    for page in pages:
        page.hear(history)
        np.testing.assert_array_equal(np.array(page.rows).reshape(-1, 5), history.rows)


def test_a_row_of_the_same_epoch_replaces_it():
    history = History()
    history.add(0, judged(1.0))
    history.add(0, judged(2.0))
    np.testing.assert_array_equal(history.rows[:, :2], [[0, 2]])


def test_a_thinned_history_keeps_the_first_row_and_the_last():
    history, page = History(), Page()
    for epoch in range(3 * MOST_ROWS):
        history.add(epoch, judged(1.0))
        if epoch % 997 == 0:
            page.hear(history)
    page.hear(history)
    assert len(history) <= MOST_ROWS + 1
    assert history.rows[0, 0] == 0
    assert history.last_epoch == 3 * MOST_ROWS - 1
    np.testing.assert_array_equal(np.array(page.rows), history.rows)


def test_a_copy_of_the_past_goes_on_being_thinned_alike():
    history = History()
    for epoch in range(15_000):
        history.add(epoch, judged(1.0))
    copy = history.until(14_999)
    for epoch in range(15_000, 30_000):
        history.add(epoch, judged(1.0))
        copy.add(epoch, judged(1.0))
    np.testing.assert_array_equal(copy.rows, history.rows)


def test_what_is_no_number_is_told_as_it_is():
    history = History()
    history.add(0, judged(1.0))
    assert history.since(0, -1)[1][0][:4] == (0, 1.0, 1.5, 0.9)
    assert np.isnan(history.since(0, -1)[1][0][4] or 0)


@pytest.mark.parametrize("told", [0, 3, 99])
def test_a_page_is_told_only_what_is_new(told):
    history = History()
    for epoch in range(5):
        history.add(epoch, judged(1.0))
    start, rows = history.since(told, history.now)
    assert start == min(told, 5)
    assert len(rows) == 5 - start
