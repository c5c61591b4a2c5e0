"""Weights set by hand before learning: part of the experiment, its link and every beginning."""

import numpy as np
import pytest
from msgspec.structs import replace

from mieru.playground.address import parse, read, write
from mieru.playground.by_hand import MOST
from mieru.playground.experiment import Edited, Experiment, HiddenLayer
from mieru.playground.fields import FieldError
from mieru.playground.followed import followed
from mieru.playground.kept import kept, revived
from mieru.playground.live import Live
from mieru.playground.populations.plan import Plan, Varied, cells
from mieru.playground.trials import trials

ORIGINAL = "activation=tanh&networkShape=3&seed=0.50000&dataset=xor"
WEIGHT, BIAS = Edited(0, 1, 0, 0.75), Edited(1, 0, None, -0.5)


def numbers(live: Live) -> np.ndarray:
    return np.array(live.engine.parameters)


def set_by_hand(experiment: Experiment) -> Live:
    live = Live(experiment)
    for one in (WEIGHT, BIAS):
        live.edit(one.layer, one.unit, one.source, one.value)
    return live


@pytest.mark.parametrize("experiment", [Experiment(), parse(ORIGINAL)])
def test_the_link_brings_them_back(experiment):
    live = set_by_hand(experiment)
    again = Live(parse(write(live.experiment)))
    np.testing.assert_array_equal(numbers(again), numbers(live))
    assert np.count_nonzero(numbers(live) != numbers(Live(experiment))) == 2
    live.advance_epochs(3)
    again.advance_epochs(3)
    np.testing.assert_array_equal(numbers(again), numbers(live))
    assert not live.unlinked


def test_the_command_follows_such_a_link_too():
    for experiment in (Experiment(), parse(ORIGINAL)):
        live = set_by_hand(experiment)
        found = followed(live.experiment, [0])[0]
        np.testing.assert_array_equal([*found.weights, *found.biases], numbers(live))


def test_a_link_of_the_original_keeps_all_of_its_keys():
    plain = write(parse(ORIGINAL))
    assert write(set_by_hand(parse(ORIGINAL)).experiment) == plain + "&edited=0.1.0:.75;1.0.b:-.5"
    assert parse(ORIGINAL + "&edited=0.1.0:what") == parse(ORIGINAL)


def test_the_newest_value_of_a_place_counts():
    live = set_by_hand(Experiment())
    live.edit(0, 1, 0, -2.0)
    assert live.experiment.edited == (replace(WEIGHT, value=-2.0), BIAS)


def test_a_reset_begins_with_them_and_a_new_seed_without():
    live = set_by_hand(Experiment())
    first = numbers(live)
    live.advance_epochs(2)
    live.reset()
    np.testing.assert_array_equal(numbers(live), first)
    np.testing.assert_array_equal(
        live.history.rows[0, 1:3], Live(live.experiment).history.rows[0, 1:3]
    )
    live.reset("new")
    assert live.experiment.edited == ()


def test_a_reset_of_the_original_draws_other_weights_without_them():
    live = set_by_hand(parse(ORIGINAL))
    live.reset()
    assert live.experiment.edited == ()
    plain = Live(parse(ORIGINAL))
    plain.reset()
    np.testing.assert_array_equal(numbers(live), numbers(plain))


def test_what_is_set_while_it_learns_is_told_to_be_in_no_link():
    live = Live(Experiment())
    live.advance_epochs(3)
    live.edit(0, 1, 0, 0.75)
    assert live.unlinked
    assert live.experiment.edited == ()
    assert revived(*kept(live)).unlinked
    live.seek(1)
    assert not live.unlinked, "that moment was before"
    live.seek(3)
    assert live.unlinked
    live.seek(1)
    live.advance_epochs(5)
    assert not live.unlinked, "it has learned another way"


def test_more_than_a_link_holds_are_told_to_be_in_none():
    live = Live(Experiment(layers=(HiddenLayer(MOST + 1),)))
    for unit in range(MOST + 1):
        assert not live.unlinked
        live.edit(0, unit, None, 1.0)
    assert live.unlinked
    assert len(live.experiment.edited) == MOST


def test_a_change_keeps_them_as_long_as_the_network_is_the_same():
    live = set_by_hand(Experiment())
    stale = Experiment(rate=0.1)  # of a page that has not heard of them yet
    live.change(stale, keep_edited=True)
    assert live.experiment.edited == (WEIGHT, BIAS)
    live.change(replace(stale, data="xor"), keep_edited=True)
    assert live.experiment.edited == (WEIGHT, BIAS)
    assert numbers(live)[2] == np.float32(0.75)
    live.change(replace(stale, layers=(HiddenLayer(3),)), keep_edited=True)
    assert not live.experiment.edited


def test_taken_back_they_are_gone():
    live = set_by_hand(Experiment())
    live.change(Experiment())
    np.testing.assert_array_equal(numbers(live), numbers(Live(Experiment())))


@pytest.mark.parametrize(
    "edited", [(Edited(9, 0, 0, 1.0),), (Edited(0, 0, 2, 1.0),), (WEIGHT,) * (MOST + 1)]
)
def test_what_the_network_does_not_have_or_a_link_not_hold_is_refused(edited):
    with pytest.raises(FieldError) as error:
        Live(Experiment(edited=edited))
    assert error.value.field == "edited"


def test_no_value_is_beyond_the_limits():
    experiment, _ = read("/playground?edited=0.0.0:1e30")
    with pytest.raises(FieldError, match="a weight must be a number"):
        Live(experiment)


def test_populations_and_trials_have_them_where_the_network_is_the_same():
    base = set_by_hand(Experiment()).experiment
    by_rate = Plan(base, choices=(Varied("rate", (0.1, 0.3)),))
    assert all(cell.experiment.edited == base.edited for cell in cells(by_rate))
    by_units = Plan(base, choices=(Varied("units", (1.0, 3.0)),))
    assert all(cell.experiment.edited == () for cell in cells(by_units))
    assert all(cell.experiment.edited == () for cell in cells(Plan(base, kind="seeds", seeds=2)))
    lower, wider = trials(base, ("rate_lower", "more_units"))
    assert (lower.experiment.edited, wider.experiment.edited) == (base.edited, ())
