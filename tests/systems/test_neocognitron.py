"""The neocognitron: Fukushima's formulas, his learning by competition, and shifts."""

import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, strategies as st

from mieru.systems import run_system
from mieru.systems.frame import Stage
from mieru.systems.neocognitron import as_pictures, levels, moved
from mieru.systems.parts.read_out import likeness
from mieru.systems.parts.self_organized import favourites, organize, sights
from mieru.systems.parts.simple_complex import (
    ALPHA,
    Level,
    Weights,
    c_cells,
    fresh,
    learned,
    representatives,
    s_cells,
    window,
)
from tests.systems.told import check_told

SMALL = Level(4, 3, 3, 2, selectivity=4.0, answering=1.0, gain=1e4, column=3)


def pictures(count, side=8, seed=0):
    random = np.random.default_rng(seed)
    drawn = random.random((count, side, side, 1), dtype=np.float32)
    return np.where(drawn > 0.7, drawn, 0).astype(np.float32)


def c_of(level, below):
    side = window(level.sight, 0.85)
    return np.outer(side, side)[:, :, None] / below


def test_s_cells_answer_by_fukushima_s_formula():
    random = np.random.default_rng(0)
    x = random.random((1, 6, 5, 2)).astype(np.float32)
    a = random.random((3, 3, 2, 4)).astype(np.float32)
    b = random.random(4).astype(np.float32) / 4
    found = np.asarray(s_cells(jnp.asarray(x), Weights(jnp.asarray(a), jnp.asarray(b)), SMALL))
    padded, r = np.pad(x[0], [(1, 1), (1, 1), (0, 0)]), SMALL.answering
    for i, j in np.ndindex(6, 5):
        patch = padded[i : i + 3, j : j + 3]
        v = np.sqrt(np.sum(c_of(SMALL, 2) * patch**2))
        for k in range(4):
            ratio = (1 + np.sum(a[..., k] * patch)) / (1 + 2 * r / (1 + r) * b[k] * v)
            assert found[0, i, j, k] == pytest.approx(r * max(ratio - 1, 0), rel=1e-4, abs=1e-5)


def test_c_cells_gather_one_plane_and_are_held_back_by_the_mean_over_all():
    u = np.random.default_rng(1).random((1, 6, 6, 3)).astype(np.float32)
    found = np.asarray(c_cells(jnp.asarray(u), SMALL))
    side = window(3, 0.9)
    d = np.outer(side, side) / side.max() ** 2
    padded = np.pad(u[0], [(1, 1), (1, 1), (0, 0)])
    assert found.shape == (1, 3, 3, 3)
    for i, j in np.ndindex(3, 3):
        s = np.einsum("ij,ijk->k", d, padded[2 * i : 2 * i + 3, 2 * j : 2 * j + 3])
        z = np.maximum((1 + s) / (1 + s.mean()) - 1, 0)
        assert found[0, i, j] == pytest.approx(z / (ALPHA + z), rel=1e-4, abs=1e-6)


@given(seed=st.integers(0, 500), column=st.sampled_from([1, 3, 5]))
def test_a_plane_has_at_most_one_representative_and_it_is_the_strongest_of_its_column(seed, column):
    u = np.random.default_rng(seed).random((7, 6, 4)).astype(np.float32)
    chosen = np.asarray(representatives(jnp.asarray(u), column))
    assert set(np.unique(chosen)) <= {0, 1}
    assert (chosen.sum(axis=(0, 1)) <= 1).all()
    reach = column // 2
    for i, j, k in np.argwhere(chosen):
        near = u[max(0, i - reach) : i + reach + 1, max(0, j - reach) : j + reach + 1]
        assert u[i, j, k] == near.max()


def test_where_nothing_answers_nothing_is_chosen():
    assert not np.asarray(representatives(jnp.zeros((5, 5, 3)), 3)).any()


def test_a_victory_adds_what_was_seen_and_half_its_size():
    x = np.zeros((1, 5, 5, 1), np.float32)
    x[0, 1:4, 1:4, 0] = np.array([[0.0, 1, 0], [0, 1, 0], [0, 0.5, 0]])
    level = Level(1, 3, 3, 1, selectivity=4.0, answering=1.0, gain=10.0, column=5)
    before = Weights(jnp.full((3, 3, 1, 1), 1e-4) * c_of(level, 1)[..., None], jnp.zeros(1))
    after, in_use = learned(jnp.asarray(x), before, level)
    patch = x[0, 1:4, 1:4]
    v = np.sqrt(np.sum(c_of(level, 1) * patch**2))
    added = np.asarray(after.excitatory - before.excitatory)[..., 0]
    assert added == pytest.approx(10 * c_of(level, 1) * patch, rel=1e-4, abs=1e-6)
    assert float(after.inhibitory[0]) == pytest.approx(10 / 2 * v, rel=1e-5)
    assert np.asarray(in_use).tolist() == [1]


def trained_on(patch, level):
    """The weights of a plane that has won this patch (3, 3) once."""
    c = c_of(level, 1)
    v = np.sqrt(np.sum(c[..., 0] * patch**2))
    a = level.gain * c[..., 0] * patch
    return Weights(jnp.asarray(a[:, :, None, None]), jnp.asarray([level.gain / 2 * v]))


def answer_to(patch, weights, level):
    return float(s_cells(jnp.asarray(patch[None, :, :, None]), weights, level)[0, 1, 1, 0])


def test_a_cell_answers_to_what_it_has_learned_whether_faint_or_strong():
    level = Level(1, 3, 3, 1, selectivity=4.0, answering=4.0, gain=1e6, column=3)
    patch = np.array([[0, 1, 0], [0, 1, 0], [0, 1, 0]], np.float32)
    weights = trained_on(patch, level)
    # Σ a·x/(2 b v) = 1, so u = r·((1 + r)/r − 1) = 1
    assert answer_to(patch, weights, level) == pytest.approx(1, abs=1e-3)
    assert answer_to(patch / 10, weights, level) == pytest.approx(1, abs=1e-2)


def test_the_selectivity_is_a_threshold_on_the_cosine():
    learned_patch = np.array([[0, 1, 0], [0, 1, 0], [0, 1, 0]], np.float32)
    other = np.array([[0, 1, 0], [0, 1, 1], [0, 0, 0]], np.float32)
    c = c_of(SMALL, 1)[..., 0]
    size = np.sqrt(np.sum(c * learned_patch**2) * np.sum(c * other**2))
    cosine = float(np.sum(c * learned_patch * other) / size)
    at = cosine / (1 - cosine)  # the selectivity whose threshold r/(1+r) is that cosine
    for selectivity, answers in ((0.9 * at, True), (1.1 * at, False)):
        level = Level(1, 3, 3, 1, selectivity, answering=selectivity, gain=1e6, column=3)
        assert (answer_to(other, trained_on(learned_patch, level), level) > 0) is answers


def test_what_no_cell_knows_is_taken_up_by_one_that_has_learned_nothing():
    upright, level_stroke = np.zeros((2, 1, 5, 5, 1), np.float32)
    upright[0, :, 2], level_stroke[0, 2, :] = 1, 1
    x = jnp.asarray(np.concatenate([upright, upright, level_stroke]))
    start = fresh(SMALL, 1, seed=0)
    _, in_use = learned(x, start, SMALL)
    first, again, other = np.asarray(in_use).tolist()
    assert first == again < other


def test_learning_asks_for_no_labels_and_repeats_with_its_seed():
    x = pictures(20)
    one = organize((SMALL, SMALL), x, 1, Stage())
    two = organize((SMALL, SMALL), x, 1, Stage())
    for a, b in zip(one.weights, two.weights, strict=True):
        assert np.array_equal(a.excitatory, b.excitatory)
    assert one.features(x, 0) is x
    assert one.features(x, 2).shape == (20, 2, 2, 4)
    assert all((np.diff(in_use) >= 0).all() for in_use in one.in_use)


def test_higher_levels_see_more_of_the_picture():
    # 5; then 5 + 4·1 gathered, + 4·2 seen; then + 4·2 gathered, + 4·4 seen
    assert sights(levels("mnist", 256)) == [(5, 1), (17, 2), (41, 4)]
    assert [level.planes for level in levels("digits", 99)] == [16, 64, 99]


def test_a_favourite_is_the_part_that_a_plane_answers_to_most():
    x = pictures(5)
    found = organize((SMALL,), x, 0, Stage())
    shown = favourites(found, x, 1, 4)
    assert shown.shape == (4, 3, 3)
    answers = found.simple(x, 1)
    n, i, j = np.unravel_index(np.argmax(answers[..., 0]), answers.shape[:3])
    padded = np.pad(x[n, ..., 0], 1)
    assert any(np.array_equal(padded[i : i + 3, j : j + 3], picture) for picture in shown)


def test_pictures_are_numbers_and_small_ones_have_room_to_move():
    assert as_pictures(np.full((2, 28, 28, 1), 255, np.uint8)).max() == 1
    small = as_pictures(np.ones((2, 8, 8, 1), np.float32))
    assert small.shape == (2, 16, 16, 1)
    assert small[:, 4:12, 4:12].all()
    assert small.sum() == 2 * 64
    assert moved(small[0], (0, 4))[1, 4:12, 8:].all()


def test_likeness_is_the_mean_cosine():
    a, b = np.array([[1.0, 0], [1, 1]]), np.array([[2.0, 0], [1, -1]])
    assert likeness(a, b) == pytest.approx(0.5)


@pytest.mark.slow
def test_on_small_digits_shifts_disturb_it_less_than_the_pixels(tmp_path):
    finished = run_system("neocognitron", {"data": "digits", "planes": "64"}, out=tmp_path)
    check_told(finished)
    metrics = finished.result.metrics
    assert metrics["test_accuracy"] > 0.85
    assert metrics["moved_accuracy"] > metrics["moved_pixels_accuracy"] + 0.4
    assert "The test part of digits was opened once" in finished.report.read_text()


@pytest.mark.slow
def test_on_mnist_features_without_labels_read_better_than_pixels(data_folder, tmp_path):
    metrics = run_system("neocognitron", out=tmp_path).result.metrics
    assert metrics["test_accuracy"] > 0.94
    assert metrics["test_accuracy"] > metrics["pixels_accuracy"] + 0.02
    assert metrics["level2_accuracy"] > 0.97
    assert metrics["moved_accuracy"] > metrics["moved_pixels_accuracy"] + 0.2
