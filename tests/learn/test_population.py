"""A population teaches each member what ``fit`` would teach it alone."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, strategies as st

from mieru.data import DataSet, Examples
from mieru.learn import (
    OPTIMIZERS,
    Adam,
    Cosine,
    EarlyStopping,
    GradientDescent,
    Momentum,
    Settings,
    fit,
)
from mieru.learn.compiled import Examples as DeviceExamples
from mieru.learn.orders import block_of_orders, epochs_by_block
from mieru.learn.populations import Population, PopulationAdvanced, grid, population
from mieru.learn.populations.group import Given, Group
from mieru.learn.populations.lanes import Lanes
from mieru.learn.populations.members import Member, form_of, groups, parts
from mieru.learn.populations.orders import OrderStream
from mieru.nn import BinaryCrossEntropy, Dense, Dropout, Glorot, He, LeCun, Network, SquaredError
from mieru.words import DataError, DivergenceError, SettingError

SMALL = Network.parse("4-5-3 tanh")  # on lanes where there are enough members
DROPPING = Network.parse("4, dense 6, relu, dropout 0.3, dense 3")
BIG = Network.parse("4, dense 300, tanh, batchnorm, dropout 0.3, dense 3")  # mapped


def examples(n: int, seed: int = 0) -> Examples:
    random = np.random.default_rng(seed)
    x = random.normal(size=(n, 4)).astype(np.float32)
    return Examples(x, np.argmax(x[:, :3] + x[:, 1:], axis=1).astype(np.int32))


DATA = examples(45)


def assert_close(found: Any, wanted: Any) -> None:
    # Sums are taken in another order than alone: about 10⁻⁷ of a number each step.
    np.testing.assert_allclose(found, wanted, rtol=2e-4, atol=2e-5)


def assert_as_alone(found: Population, number: int, data: Any = DATA) -> None:
    member = found.members[number]
    alone, run = fit(member.network, data, member.settings), found.run(number)
    assert run.network == alone.network
    assert run.loss == alone.loss
    assert run.settings == alone.settings
    assert (run.ended, run.kept_epoch) == (alone.ended, alone.kept_epoch)
    assert len(run.history) == len(alone.history)
    for here, there in zip(run.history, alone.history, strict=True):
        assert here.keys() == there.keys() - {"seconds"}
        assert_close([here[name] for name in here], [there[name] for name in here])
    for ours, theirs in ((run.parameters, alone.parameters), (run.state, alone.state)):
        assert str(jax.tree.structure(ours)) == str(jax.tree.structure(theirs))
        jax.tree.map(assert_close, ours, theirs)


@pytest.mark.parametrize("network", [SMALL, DROPPING, BIG], ids=["lanes", "dropout", "mapped"])
def test_each_member_learns_what_it_would_learn_alone(network):
    settings = grid(
        Settings(epochs=3, batch_size=8, optimizer=Adam(0.01), l2=0.01),
        rate=[0.01, 0.03],
        l1=[0.0, 0.01],
        seed=[0, 7],
    )
    found = population(network, DATA, settings)
    assert len(groups(found.members, len(DATA))) == 1
    assert isinstance(form_of(found.members), Lanes) is (network is not BIG)
    for number in (0, 3, 6):
        assert_as_alone(found, number)


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "6x6x1, conv 3 3x3 bias=no, batchnorm, relu, maxpool 2x2, flatten, dense 3",
        "6x6x1, residual(conv 2 3x3 padding=same, tanh; conv 2 1x1), global_meanpool, dense 3",
        "6x6x1, flatten, layernorm, parallel(dense 4, tanh; dense 2), dense 3",
    ],
    ids=["convolution", "residual", "parallel"],
)
def test_a_network_of_any_shape_learns_as_alone(text):
    random = np.random.default_rng(1)
    x = random.normal(size=(24, 6, 6, 1)).astype(np.float32)
    pictures = Examples(x, random.integers(0, 3, 24).astype(np.int32))
    settings = Settings(epochs=2, batch_size=8, optimizer=Adam(0.01))
    found = population(Network.parse(text), pictures, grid(settings, seed=[0, 1, 2]))
    for number in (0, 2):
        assert_as_alone(found, number, pictures)


@pytest.mark.parametrize("kind", OPTIMIZERS.values(), ids=OPTIMIZERS)
def test_every_optimizer_turns_its_numbers_by_member(kind):
    settings = [
        Settings(epochs=2, batch_size=10, optimizer=kind(rate), clip=0.5)
        for rate in np.linspace(0.002, 0.02, 8)
    ]
    found = population(SMALL, DATA, settings)
    for number in (0, 7):
        assert_as_alone(found, number)


def test_a_schedule_runs_by_the_epochs_of_the_member():
    settings = grid(Settings(epochs=4, batch_size=10), seed=range(8))
    settings = [
        one.changed(optimizer=Momentum(Cosine(0.01 * (1 + i), epochs=4)))
        for i, one in enumerate(settings)
    ]
    assert_as_alone(population(SMALL, DATA, settings), 5)


@pytest.mark.slow
def test_members_that_one_program_cannot_train_come_in_groups_and_in_their_order():
    settings = [
        *grid(Settings(epochs=2), batch_size=[4, 9, 100], rate=[0.01, 0.02]),
        Settings(epochs=2, optimizer=GradientDescent(0.1)),
        Settings(epochs=2, batch_size=4, clip=0.1),
    ]
    found = population(SMALL, DATA, settings)
    assert len(groups(found.members, len(DATA))) == 5
    assert [member.settings.batch_size for member in found.members] == [4, 4, 9, 9, 100, 100, 32, 4]
    for number in range(len(settings)):
        assert_as_alone(found, number)


@pytest.mark.slow
def test_dropout_rates_and_initial_weights_differ_by_member_without_another_program():
    networks = [
        Network(4, [Dense(6, initial=initial), "relu", Dropout(rate), Dense(3)])
        for rate, initial in [(0.0, He()), (0.2, He()), (0.5, Glorot()), (0.9, LeCun())] * 2
    ]
    settings = Settings(epochs=2, batch_size=10, optimizer=Adam(0.01))
    for count in (4, 8):  # mapped, on lanes
        found = population(networks[:count], DATA, settings)
        assert len(groups(found.members, len(DATA))) == 1
        for number in range(4):
            assert_as_alone(found, number)


@pytest.mark.slow
def test_folds_learn_from_their_rows_and_are_judged_with_the_others():
    random = np.random.default_rng(1)
    folds = [
        (np.setdiff1d(np.arange(45), part), part)
        for part in np.array_split(random.permutation(45), 4)
    ]
    assert len({len(rows) for rows, _ in folds}) == 2
    settings = grid(Settings(epochs=3, batch_size=17), rate=[0.01, 0.02])
    for network in (SMALL, BIG):
        found = population(network, DATA, settings, folds=folds)
        assert [member.fold for member in found.members] == [0, 1, 2, 3] * 2
        for number in (0, 3, 5):
            rows, judging = folds[number % 4]
            assert found.members[number].fold == number % 4
            learner_data = _with_validation(DATA.take(rows), DATA.take(judging))
            run = found.run(number)
            assert run.data == {"fold": number % 4}
            assert_as_alone(found, number, learner_data)


def _with_validation(train: Examples, validation: Examples | None) -> DataSet:
    return DataSet(name="folds", train=train, validation=validation)


WATCHED = _with_validation(DATA, examples(20, seed=1))


def test_each_member_stops_when_its_own_patience_has_run_out():
    settings = grid(
        Settings(epochs=12, batch_size=8, optimizer=GradientDescent(), stopping=EarlyStopping(2)),
        rate=[3.0, 0.003, 0.3, 1.0] * 2,
    )
    found = population(SMALL, WATCHED, settings)
    assert {found.ended(number) for number in range(8)} == {"stopped", "finished"}
    for number in range(4):
        assert_as_alone(found, number, WATCHED)


def test_each_member_does_as_many_epochs_as_its_settings_say():
    found = population(SMALL, WATCHED, grid(Settings(batch_size=8), epochs=[0, 1, 5, 3] * 2))
    assert [found.epochs(number) for number in range(4)] == [0, 1, 5, 3]
    for number in range(4):
        assert_as_alone(found, number, WATCHED)
    losses = found.history("validation_loss")
    assert losses.shape == (8, 5)
    assert np.isfinite(losses).sum(axis=1).tolist() == [0, 1, 5, 3] * 2
    np.testing.assert_array_equal(found.last("validation_loss")[1:4], losses[[1, 2, 3], [0, 4, 2]])
    assert np.isnan(found.last("validation_loss")[0])


@pytest.mark.parametrize("members", [2, 8], ids=["mapped", "lanes"])
def test_pixels_values_and_yes_or_no_are_learned_too(members):
    random = np.random.default_rng(0)
    pixels = random.integers(0, 256, (21, 5)).astype(np.uint8)
    values = random.normal(size=(21, 2)).astype(np.float32)
    answers = (values > 0).astype(np.float32)
    for loss, t in ((SquaredError(), values), (BinaryCrossEntropy(), answers)):
        settings = grid(Settings(epochs=2, batch_size=5, loss=loss), seed=range(members))
        network = Network.parse("5-4-2 sigmoid")
        assert_as_alone(population(network, Examples(pixels, t), settings), 1, Examples(pixels, t))


@pytest.mark.parametrize("members", [3, 9], ids=["mapped", "lanes"])
def test_a_member_that_diverges_is_told_and_the_others_go_on(members):
    rates = [0.01, 1e30, 0.02, *[0.03] * (members - 3)]
    settings = grid(
        Settings(epochs=4, batch_size=8, optimizer=GradientDescent(), loss=SquaredError()),
        rate=rates,
    )
    data = Examples(DATA.x, DATA.x[:, :2])
    network = Network.parse("4, dense 5, dense 2")
    found = population(network, data, settings)
    assert list(found.errors) == [1]
    with pytest.raises(DivergenceError) as alone:
        fit(network, data, settings[1])
    error = found.errors[1]
    assert error.step == alone.value.step
    assert error.en == (
        f"member 1 diverged at step {error.step} (epoch 1): a loss or a weight stopped being a "
        "finite number there; try a learning rate of a tenth (it is 1e+30), or clip=1"
    )
    assert "10 分の 1" in error.ja
    run = found.run(1)
    assert run.ended == "diverged"
    assert run.history == []
    for ours, theirs in zip(
        jax.tree.leaves(run.parameters), jax.tree.leaves(alone.value.run.parameters), strict=True
    ):
        assert np.isfinite(ours).all()
        np.testing.assert_allclose(ours, theirs, rtol=1e-3)
    for number in (0, 2):
        assert_as_alone(found, number, data)


@given(
    examples=st.integers(1, 40),
    seed=st.integers(0, 2**32 - 1),
    takes=st.lists(st.integers(1, 300), min_size=1, max_size=6),
)
def test_orders_are_those_of_learning_alone_however_many_are_taken_at_a_time(examples, seed, takes):
    stream = OrderStream(seed, np.arange(examples))
    taken = np.concatenate([stream.take(count) for count in takes])
    by_block = epochs_by_block(examples)
    blocks = [
        block_of_orders(seed, block, examples, 0) for block in range(-(-len(taken) // by_block))
    ]
    np.testing.assert_array_equal(taken, np.concatenate(blocks)[: len(taken)])


def test_chunks_of_any_size_give_the_same_bits(monkeypatch):
    monkeypatch.setattr("mieru.learn.populations.group._ORDERS", 600)
    members = [
        Member(i, DROPPING, one.changed(loss="cross_entropy"))
        for i, one in enumerate(grid(Settings(epochs=7, batch_size=8), seed=range(8)))
    ]
    ended = []
    for chunk in (1, 5, 1000):
        group = Group(
            members, Given(DeviceExamples(jnp.asarray(DATA.x), jnp.asarray(DATA.t)), None)
        )
        while not group.is_done:
            group.advance(chunk)
        ended.append(group)
    for other in ended[1:]:
        np.testing.assert_array_equal(other.history["train_loss"], ended[0].history["train_loss"])
        np.testing.assert_array_equal(
            other.carry.learned.parameters, ended[0].carry.learned.parameters
        )


def test_a_population_too_large_for_the_memory_is_learned_in_parts_with_the_same_result():
    settings = grid(Settings(epochs=2, batch_size=8), seed=range(12))
    whole = population(BIG, DATA, settings)
    members = whole.members
    assert [len(part) for part in parts(members, len(DATA), 900_000)] == [3, 3, 3, 3]
    cut = population(BIG, DATA, settings, memory=900_000)
    np.testing.assert_allclose(cut.history("train_loss"), whole.history("train_loss"), rtol=1e-5)


def test_a_grid_is_every_combination_the_last_name_fastest():
    found = grid(Settings(), rate=[0.1, 0.2], batch_size=[1, 2, 3])
    assert [(one.optimizer.rate, one.batch_size) for one in found] == [
        (0.1, 1), (0.1, 2), (0.1, 3), (0.2, 1), (0.2, 2), (0.2, 3),
    ]  # fmt: skip


def test_listeners_hear_how_far_it_is_and_can_look_at_what_there_is():
    heard: list[PopulationAdvanced] = []
    seen: list[int] = []

    def listen(event: PopulationAdvanced) -> None:
        heard.append(event)
        seen.append(len(event.so_far().history("train_loss")))

    population(SMALL, DATA, grid(Settings(epochs=3), batch_size=[8, 16]), listeners=[listen])
    assert heard[-1].done == 1
    assert heard[-1].seconds_left == 0
    assert [event.done for event in heard] == sorted(event.done for event in heard)
    assert set(seen) == {2}


def test_settings_and_networks_that_do_not_pair_are_refused():
    with pytest.raises(SettingError) as caught:
        population([SMALL, SMALL], DATA, [Settings()] * 3)
    assert caught.value.en == (
        "there are 2 networks but 3 settings; give one network for all settings, or as many "
        "networks as settings"
    )
    with pytest.raises(SettingError, match="from 1 to 100000 members, not 0"):
        population(SMALL, DATA, [])
    with pytest.raises(SettingError, match="rate has no values"):
        grid(Settings(), rate=[])
    with pytest.raises(SettingError, match="did you mean 'batch_size'"):
        grid(Settings(), batchsize=[1])
    with pytest.raises(SettingError, match="early stopping watches the validation loss"):
        population(SMALL, DATA, Settings(stopping=EarlyStopping()))


@pytest.mark.parametrize(
    ("pair", "message"),
    [
        (([0, 1], [1, 2]), "fold 0 learns from 1 of the rows that judge it; keep them apart"),
        (([0, 1], [45]), "fold 0 must name rows from 0 to 44"),
        (([0, 1], []), "at least one to learn from and one to judge with"),
        (([0.5], [1]), "fold 0 must name rows from 0 to 44"),
    ],
)
def test_folds_that_are_none_are_refused(pair, message):
    with pytest.raises(DataError, match=message):
        population(SMALL, DATA, Settings(), folds=[(np.array(pair[0]), np.array(pair[1]))])
