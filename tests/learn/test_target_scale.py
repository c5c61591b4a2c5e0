"""Values are learned at mean 0 and deviation 1, and told in their own unit wherever they go."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from mieru.data import DataSet, Examples, load
from mieru.evaluate import judge
from mieru.files import Run, load as load_run, save
from mieru.learn import Checkpoint, Settings, StopLearning, find_rate, fit, grid, population, resume
from mieru.learn.target_scale import AS_THEY_ARE, TargetScale, told_scale
from mieru.nn import Network
from mieru.words import SettingError

SETTINGS = Settings(epochs=3, batch_size=16)
NETWORK = Network.parse("10-8-1 tanh")


@pytest.fixture(scope="module")
def salaries() -> DataSet:
    """The diabetes table, its target as large as a salary."""

    def larger(examples: Examples) -> Examples:
        return Examples(examples.x, examples.t * 1000 + 5e6)

    data = load("diabetes", seed=0)
    return data.mapped(larger, preparation=data.preparation, features=data.features)


@pytest.fixture(scope="module")
def learned(salaries: DataSet) -> Run:
    return fit(NETWORK, salaries, SETTINGS)


def _by_hand(data: DataSet) -> tuple[Run, float, float]:
    t = data.train.t.astype(np.float64)
    mean, std = float(t.mean()), float(t.std())
    train = Examples(data.train.x, (t - mean) / std)
    return fit(NETWORK, train, SETTINGS, scale_targets=False), mean, std


def test_it_is_learning_by_hand_from_scaled_targets_with_the_scale_undone(
    salaries: DataSet, learned: Run
) -> None:
    plain, mean, std = _by_hand(salaries)
    x = salaries.train.x
    np.testing.assert_allclose(learned.predict(x), plain.predict(x) * std + mean, rtol=1e-6)
    losses = [np.array([row["train_loss"] for row in run.history]) for run in (learned, plain)]
    np.testing.assert_allclose(losses[0], losses[1], rtol=1e-6)
    scale = told_scale(learned.data)
    np.testing.assert_allclose([*scale.mean, *scale.std], [mean, std])


def test_large_values_are_learned_as_well_as_small_ones(salaries: DataSet) -> None:
    assert salaries.validation is not None
    found = [
        judge(fit(NETWORK, salaries, epochs=40, scale_targets=wanted), salaries.validation)
        for wanted in (None, False)
    ]
    assert found[0].metrics["r2"] > 0.3 > found[1].metrics["r2"]


def test_the_loss_of_a_judgement_is_the_one_learned_and_the_rmse_in_the_own_unit(
    salaries: DataSet, learned: Run, tmp_path: Path
) -> None:
    assert salaries.validation is not None
    run = load_run(save(tmp_path / "run", learned))
    metrics = judge(run, salaries.validation).metrics
    assert metrics["loss"] == pytest.approx(learned.history[-1]["validation_loss"], rel=1e-4)
    (std,) = told_scale(run.data).std
    assert metrics["rmse"] == pytest.approx(std * metrics["loss"] ** 0.5, rel=1e-4)


def test_going_on_begins_with_the_same_answers(salaries: DataSet, learned: Run) -> None:
    still = fit(NETWORK, salaries, SETTINGS, parameters=learned.parameters, epochs=0)
    x = salaries.train.x
    np.testing.assert_allclose(still.predict(x), learned.predict(x), rtol=1e-6)


def test_a_checkpoint_goes_on_to_the_same_bits_from_arrays_too(
    salaries: DataSet, learned: Run, tmp_path: Path
) -> None:
    path = tmp_path / "half.checkpoint"

    def stop(event: object) -> None:
        if getattr(event, "row", {}).get("epoch") == 1:
            raise StopLearning

    fit(NETWORK, salaries, SETTINGS, checkpoint=Checkpoint(path, 0), listeners=[stop])
    for data in (salaries, replace(salaries, preparation=None)):
        again = resume(path, data)
        assert told_scale(again.data) == told_scale(learned.data)
        for name, arrays in learned.parameters.items():
            for kind, array in arrays.items():
                np.testing.assert_array_equal(again.parameters[name][kind], array)


def test_the_members_of_a_population_answer_as_fit_does(salaries: DataSet, learned: Run) -> None:
    many = population(NETWORK, salaries, grid(SETTINGS, seed=[0, 1]))
    x = salaries.train.x
    np.testing.assert_allclose(many.run(0).predict(x), learned.predict(x), rtol=1e-4)
    with pytest.raises(SettingError, match="give all the same scale_targets"):
        population(NETWORK, salaries, grid(SETTINGS, scale_targets=[True, False]))


def test_the_rate_is_found_for_the_targets_that_are_learned(salaries: DataSet) -> None:
    small = load("diabetes", seed=0)
    rates = [find_rate(NETWORK, data, SETTINGS).suggested for data in (salaries, small)]
    assert rates[0] == pytest.approx(rates[1])


def test_only_tables_are_scaled_unasked_and_only_where_it_can_be_undone(salaries: DataSet) -> None:
    arrays = salaries.train
    small = SETTINGS.changed(epochs=0)
    for network, data, wanted in (
        (NETWORK, arrays, None),
        (NETWORK, salaries, False),
        (Network.parse("10, dense 1, sigmoid"), salaries, None),
        (Network.parse("4-3"), load("iris"), None),
    ):
        run = fit(network, data, small, scale_targets=wanted)
        assert told_scale(run.data) == AS_THEY_ARE
    assert told_scale(fit(NETWORK, arrays, small, scale_targets=True).data)
    with pytest.raises(SettingError) as caught:
        fit(Network.parse("10, dense 1, sigmoid"), salaries, scale_targets=True)
    assert "does not end in a dense layer" in caught.value.en
    assert "dense ではありません" in caught.value.ja
    with pytest.raises(SettingError, match="the targets are classes"):
        fit(Network.parse("4-3"), load("iris"), scale_targets=True)


def test_a_scale_that_makes_no_sense_counts_as_none() -> None:
    scale = TargetScale((1.0, 2.0), (3.0, 4.0))
    assert told_scale(scale.told) == scale
    numbers = (([1.0], [0.0]), ("a", "b"), ([10**400], [1.0]), ([1.0], [1e-310]), ([1.0], [True]))
    for told in (None, {"mean": [1.0]}, *({"mean": m, "std": s} for m, s in numbers)):
        assert told_scale({"target_scale": told}) == AS_THEY_ARE


def test_a_scale_told_by_a_file_is_not_stretched_over_other_outputs(
    salaries: DataSet, learned: Run
) -> None:
    plain = {name: value for name, value in learned.data.items() if name != "target_scale"}
    right = judge(replace(learned, data=plain), salaries.train).metrics
    for_two = plain | TargetScale((1.0, 2.0), (3.0, 4.0)).told
    assert judge(replace(learned, data=for_two), salaries.train).metrics == right
    iris = load("iris")
    classes = fit(Network.parse("4-3"), iris, epochs=0)
    scaled = replace(classes, data=classes.data | TargetScale((1.0,), (2.0,)).told)
    assert judge(scaled, iris.train).metrics == judge(classes, iris.train).metrics
