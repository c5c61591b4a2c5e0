"""A network that learns while somebody watches: the same numbers however it is cut into pieces."""

import time

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from msgspec.structs import replace

from mieru.playground.experiment import Experiment, HiddenLayer, Stop, View
from mieru.playground.fields import FieldError
from mieru.playground.live import Live
from mieru.words import SettingError

DEFAULT = Experiment()
OLD = Experiment(mode="original", seed="0.50000")
SEVERAL = Experiment(data="iris", rate=0.1)
LINE = Experiment(data="plane", problem="regression")


def learned(experiment: Experiment, epochs: int) -> Live:
    live = Live(experiment)
    live.advance_epochs(epochs)
    return live


def numbers(live: Live) -> np.ndarray:
    return np.array(live.engine.parameters)


def assert_same(a: Live, b: Live) -> None:
    assert a.engine.epochs == b.engine.epochs
    np.testing.assert_array_equal(numbers(a), numbers(b))
    np.testing.assert_array_equal(a.history.rows, b.history.rows)


@pytest.mark.parametrize("experiment", [DEFAULT, OLD, SEVERAL, LINE])
def test_an_experiment_learns(experiment):
    live = learned(experiment, 60)
    first, last = live.history.rows[0], live.history.rows[-1]
    assert last[1] < first[1]
    assert len(live.history) == 61
    assert live.timeline.epochs == tuple(range(61))


@settings(max_examples=20)
@given(st.lists(st.sampled_from(["batch", "epoch", "play", "frame"]), max_size=8))
@pytest.mark.parametrize("experiment", [DEFAULT, OLD])
def test_the_numbers_do_not_depend_on_how_learning_was_cut(experiment, ways):
    cut = Live(experiment)
    for way in ways:
        if way == "batch":
            cut.step("batch", 7)
        elif way == "epoch":
            cut.step("epoch", 2)
        elif way == "play":
            cut.play()
            cut.advance(0.002)
            cut.pause()
        else:
            cut.draw(size=8, output_size=8)
    cut.step("epoch", 1)
    while cut.engine.batches:
        cut.step("batch", 1)
    assert_same(cut, learned(experiment, cut.engine.epochs))


def test_the_same_seed_gives_the_same_run_and_another_seed_another():
    assert_same(learned(DEFAULT, 5), learned(DEFAULT, 5))
    other = learned(replace(DEFAULT, seed="2"), 5)
    assert not np.array_equal(numbers(other), numbers(learned(DEFAULT, 5)))


def test_reset_gives_the_same_run_again():
    live = learned(replace(DEFAULT, optimizer="adam"), 5)
    live.reset()
    assert live.engine.epochs == 0
    assert len(live.history) == 1
    live.advance_epochs(5)
    assert_same(live, learned(replace(DEFAULT, optimizer="adam"), 5))


def test_reset_with_a_new_seed_gives_another_run_and_says_so():
    live = learned(DEFAULT, 5)
    before = live.version
    live.reset("new")
    assert live.experiment.seed != "1"
    assert live.version == before + 1
    live.advance_epochs(5)
    assert_same(live, learned(live.experiment, 5))


def test_the_original_keeps_its_fault_a_reset_draws_other_weights():
    live = Live(OLD)
    first = numbers(live)
    live.reset()
    assert not np.array_equal(numbers(live), first)
    assert live.experiment == OLD


TURNS = [
    {"rate": 0.1},
    {"l1": 0.01},
    {"l2": 0.01},
    {"optimizer": "adam"},
    {"optimizer": "momentum", "momentum": 0.5},
    {"batch_size": 37},
    {"schedule": "step_decay", "schedule_epochs": 2.0},
    {"layers": (HiddenLayer(4, dropout=0.5), HiddenLayer(2))},
    {"stop": Stop(epochs=9)},
    {"view": View(discretize=True)},
]


@pytest.mark.parametrize("change", TURNS)
def test_what_can_be_turned_is_turned_without_a_new_beginning(change):
    live = learned(DEFAULT, 5)
    before = numbers(live)
    live.change(replace(DEFAULT, **change))
    np.testing.assert_array_equal(numbers(live), before)
    assert live.engine.epochs == 5
    live.advance_epochs(1)
    assert len(live.history) == 7
    assert np.isfinite(numbers(live)).all()


@pytest.mark.parametrize(
    "change",
    [
        {"data": "spiral"},
        {"noise": 10.0},
        {"train_percent": 70.0},
        {"features": ("x1",)},
        {"layers": (HiddenLayer(3),)},
        {"layers": (HiddenLayer(4, "relu"), HiddenLayer(2))},
        {"loss": "cross_entropy"},
        {"seed": "2"},
        {"mode": "original"},
    ],
)
def test_anything_else_begins_anew(change):
    live = learned(DEFAULT, 5)
    live.change(replace(DEFAULT, **change))
    assert live.engine.epochs == 0
    assert len(live.history) == 1
    live.advance_epochs(3)
    assert_same(live, learned(replace(DEFAULT, **change), 3))


def test_turning_a_number_and_back_leaves_no_trace():
    live = learned(DEFAULT, 5)
    live.change(replace(DEFAULT, rate=10.0, optimizer="adam", batch_size=100))
    live.change(DEFAULT)
    live.advance_epochs(5)
    assert_same(live, learned(DEFAULT, 10))


def test_in_the_middle_of_an_epoch_another_batch_size_takes_the_rest():
    live = Live(DEFAULT)
    live.step("batch", 3)
    live.change(replace(DEFAULT, batch_size=100))
    assert live.engine.batches_left == 3  # 220 of 250 examples: 100, 100, 20
    assert len(live.current_batch()) == 100
    live.step("batch", 3)
    assert (live.engine.epochs, live.engine.batches) == (1, 0)


def test_in_the_original_all_but_the_rate_begins_anew_and_new_data_keep_the_weights():
    live = learned(OLD, 5)
    weights = numbers(live)
    live.change(replace(OLD, rate=0.1))
    assert live.engine.epochs == 5
    live.change(replace(OLD, rate=0.1, seed="0.7"))
    np.testing.assert_array_equal(numbers(live), weights)
    assert live.engine.epochs == 5
    assert not np.array_equal(live.points.xy, Live(OLD).points.xy)
    live.change(replace(OLD, rate=0.1, seed="0.7", batch_size=5))
    assert live.engine.epochs == 0


@pytest.mark.parametrize(
    ("change", "field", "en", "ja"),
    [
        ({"rate": float("nan")}, "rate", "rate must be from 0 to 1000, not nan", "rate は 0 以上"),
        ({"batch_size": 0}, "batch_size", "must be from 1 to 20000, not 0", "1 以上 20000 以下"),
        ({"optimizer": "sgdx"}, "optimizer", "there is no optimizer 'sgdx'", "最適化手法 'sgdx'"),
        (
            {"layers": (HiddenLayer(2048),) * 2},
            "layers",
            "would have 4,204,545 weights and biases; the playground takes 500,000",
            "4,204,545 個になります",
        ),
        (
            {"layers": (HiddenLayer(1),) * 65},
            "layers",
            "there may be 64 hidden layers, not 65",
            "64 層までです",
        ),
        (
            {"layers": (HiddenLayer(9_999),)},
            "layers",
            "hidden layer 1 has 9999 units; there may be 1 to 2048",
            "第 1 隠れ層のユニットは 1 から 2048 個まで",
        ),
        (
            {"layers": (HiddenLayer(4, dropout=1.0),)},
            "layers",
            "dropout of hidden layer 1 must be at least 0 and below 1, not 1",
            "第 1 隠れ層のドロップアウト",
        ),
        ({"layers": (HiddenLayer(4, "x"),)}, "layers", "there is no activation 'x'", "'x'"),
        ({"features": ()}, "features", "at least one feature", "1 つ以上必要"),
        ({"features": ("x1 +",)}, "features", "", ""),
        ({"data": "nothing"}, "data", "no data set 'nothing'", "'nothing'"),
        ({"seed": "7" * 300}, "seed", "may have 200 characters, not 300", "200 文字まで"),
        ({"schedule": "x"}, "schedule", "there is no schedule 'x'", "'x' はありません"),
    ],
)
def test_what_cannot_be_is_said_with_its_field_and_changes_nothing(change, field, en, ja):
    live = learned(DEFAULT, 3)
    before = numbers(live)
    with pytest.raises(FieldError) as error:
        live.change(replace(DEFAULT, **change))
    assert error.value.field == field
    assert en in error.value.en
    assert ja in error.value.ja
    assert live.experiment == DEFAULT
    np.testing.assert_array_equal(numbers(live), before)


def test_several_classes_need_cross_entropy_and_get_it():
    live = Live(SEVERAL)
    assert live.experiment.loss == "cross_entropy"
    assert live.setup.sizes[-1] == 3
    confusion = live.judged.confusion
    assert confusion is not None
    assert confusion.sum() == 75


def test_seeking_stands_exactly_where_learning_was():
    live = learned(replace(DEFAULT, optimizer="adam"), 20)
    live.seek(7)
    assert_position(live, 7, replace(DEFAULT, optimizer="adam"))
    live.seek(20)
    assert_position(live, 20, replace(DEFAULT, optimizer="adam"))
    assert live.history.last_epoch == 20


def assert_position(live: Live, epoch: int, experiment: Experiment) -> None:
    fresh = learned(experiment, epoch)
    np.testing.assert_array_equal(numbers(live), numbers(fresh))
    assert live.judged.test_loss == fresh.judged.test_loss


@pytest.mark.parametrize("experiment", [replace(DEFAULT, optimizer="adam"), OLD])
def test_going_on_from_a_moment_drops_what_came_after(experiment):
    live = learned(experiment, 20)
    live.seek(7)
    live.advance_epochs(3)
    assert_same(live, learned(experiment, 10))
    assert live.timeline.epochs == tuple(range(11))


def test_seeking_in_the_middle_of_an_epoch_comes_back_there():
    live = learned(DEFAULT, 4)
    live.step("batch", 3)
    here = numbers(live)
    live.seek(0)
    live.seek(4)
    np.testing.assert_array_equal(numbers(live), here)
    assert live.engine.batches == 3


@given(st.integers(-(2**40), 2**40))
def test_any_epoch_can_be_sought(epoch):
    live = learned(DEFAULT, 3)
    live.seek(epoch)
    assert live.engine.epochs == min(3, max(0, epoch))


def test_an_edit_changes_one_weight_and_is_judged():
    live = learned(DEFAULT, 5)
    before, loss = numbers(live), live.judged.test_loss
    live.edit(1, 1, 2, 0.75)
    changed = np.flatnonzero(numbers(live) != before)
    assert changed.tolist() == [2 * 4 + 4 + 2]  # 2×4 weights, then unit 1's third of 4
    assert numbers(live)[changed[0]] == 0.75
    assert live.judged.test_loss != loss
    assert live.history.rows[-1, 2] == live.judged.test_loss
    live.edit(2, 0, None, -0.5)
    assert numbers(live)[-1] == -0.5


@pytest.mark.parametrize("place", [(3, 0, 0), (0, 4, 0), (0, 0, 2), (-1, 0, 0), (0, -1, None)])
def test_an_edit_of_no_link_is_refused(place):
    live = Live(DEFAULT)
    layer, unit, source = place
    with pytest.raises(SettingError) as error:
        live.edit(layer, unit, source, 1.0)
    assert "there is no" in error.value.en
    assert "ありません" in error.value.ja


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 1e30])
def test_an_edit_to_no_usual_number_is_refused(value):
    with pytest.raises(FieldError, match="a weight must be a number"):
        Live(DEFAULT).edit(0, 0, 0, value)


@pytest.mark.parametrize(
    "experiment",
    [
        replace(LINE, rate=1000.0, features=("x1^2", "x2^2", "x1*x2")),
        replace(OLD, problem="regression", data="plane", rate=10.0, features=("x1^2", "x2^2")),
    ],
)
def test_divergence_ends_playing_with_the_state_before_and_words(experiment):
    live = Live(experiment)
    live.play()
    for _ in range(300):
        live.advance(0.01)
    assert not live.playing
    assert np.isfinite(numbers(live)).all()
    assert np.isfinite(live.judged.train_loss)
    assert live.history.last_epoch == live.engine.epochs
    assert live.ended
    assert live.ended.en.startswith("Learning diverged after epoch")
    assert f"try {experiment.rate / 10:g}" in live.ended.en
    assert "学習が発散しました" in live.ended.ja
    live.change(replace(experiment, rate=0.0001))
    live.play()
    live.advance(0.01)
    assert live.engine.epochs > 0


@pytest.mark.parametrize(
    ("stop", "en", "ja"),
    [
        (Stop(epochs=12), "Stopped at epoch 12, as set.", "12 エポックで停止"),
        (Stop(test_loss=0.3), "the test loss is 0.29", "テスト損失が 0.29"),
        (Stop(test_accuracy=0.9), "at or above 90.0%", "90.0% 以上"),
        (Stop(patience=3), "has not fallen below", "下回らなかった"),
    ],
)
def test_playing_stops_by_rule_and_says_why(stop, en, ja):
    live = Live(replace(DEFAULT, stop=stop))
    live.play()
    until = time.monotonic() + 20
    while live.playing and time.monotonic() < until:
        live.advance(0.01)
    assert live.ended
    assert en in live.ended.en
    assert ja in live.ended.ja
    epoch = live.engine.epochs
    live.play()  # and can be gone on
    live.advance(0.001)
    assert live.engine.epochs > epoch


def test_playing_at_a_speed_does_as_many_epochs():
    live = Live(DEFAULT)
    live.play(100.0)
    began = time.monotonic()
    while time.monotonic() < began + 0.5:
        live.advance(0.01)
        time.sleep(0.01)
    assert 30 <= live.engine.epochs <= 60


def test_a_pause_of_the_machine_is_not_caught_up_with():
    live = Live(DEFAULT)
    live.play(100.0)
    time.sleep(0.6)
    live.advance(1.0)
    assert live.engine.epochs <= 27


def test_many_epochs_in_one_step_go_on_in_the_background_to_their_end():
    live = Live(DEFAULT)
    live.step("epoch", 20_000)
    assert live.playing
    while live.playing:
        live.advance(0.1)
    assert live.engine.epochs == 20_000
    assert live.ended is None


def test_a_branch_goes_on_from_a_moment_with_one_setting_changed():
    live = learned(replace(DEFAULT, optimizer="adam"), 20)
    branch = Live(replace(DEFAULT, optimizer="adam"))
    branch.go_on_from(live.past(12))
    assert branch.engine.epochs == 12
    branch.advance_epochs(8)
    np.testing.assert_array_equal(numbers(branch), numbers(live))
    np.testing.assert_array_equal(branch.history.rows, live.history.rows)
    assert live.engine.epochs == 20
    changed = Live(replace(DEFAULT, optimizer="adam", rate=0.5))
    changed.go_on_from(live.past(12))
    changed.advance_epochs(8)
    assert not np.array_equal(numbers(changed), numbers(live))
    np.testing.assert_array_equal(changed.history.rows[:13], live.history.rows[:13])


def test_a_branch_into_the_other_mode_takes_the_weights():
    live = learned(OLD, 10)
    branch = Live(replace(OLD, mode="mieru"))
    branch.go_on_from(live.past(10))
    np.testing.assert_allclose(numbers(branch), numbers(live), rtol=1e-6)
    assert branch.engine.epochs == 10


def test_a_branch_into_another_shape_is_refused():
    with pytest.raises(FieldError) as error:
        Live(replace(DEFAULT, layers=())).go_on_from(Live(DEFAULT).past(0))
    assert error.value.en.startswith("the weights of a network 2-4-2-1 do not fit one of 2-1;")
    assert "2-4-2-1" in error.value.ja


@pytest.mark.parametrize("experiment", [DEFAULT, OLD, SEVERAL, LINE])
def test_the_network_for_jax_gives_the_same_loss(experiment):
    from mieru.nn import score

    live = learned(experiment, 3)
    count = live.points.train
    x, t = live.setup.x[:count].astype(np.float32), live.setup.t[:count]
    t = t.astype(np.int32) if live.setup.output == "softmax" else t[:, None].astype(np.float32)
    loss, _ = score(live.network(), live.loss(), live.parameters_tree(), x, t)
    assert loss == pytest.approx(live.judged.train_loss, rel=1e-5)


def test_a_long_run_stays_small():
    live = learned(replace(DEFAULT, size=40), 25_000)
    assert 5_000 <= len(live.history) <= 10_001
    assert live.history.rows[0, 0] == 0
    assert live.history.rows[-1, 0] == 25_000
    assert len(live.timeline.epochs) <= 600
    assert live.timeline.epochs[0] == 0
    live.seek(0)
    assert live.timeline.epochs[-1] == 25_000
    assert_position(live, 0, replace(DEFAULT, size=40))


def test_a_step_that_is_asked_for_during_another_is_not_lost(monkeypatch):
    monkeypatch.setattr("mieru.playground.live.AT_ONCE", 0.0)
    live = Live(Experiment(size=20_000, batch_size=1))
    live.step("epoch")
    assert (live.engine.epochs, live.playing) == (0, True)
    live.step("epoch")
    while live.playing:
        live.advance(1.0)
    assert (live.engine.epochs, live.engine.batches) == (2, 0)
