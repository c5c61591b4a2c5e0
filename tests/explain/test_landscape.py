"""Slices of the loss and the path on them, against the loss computed at each place by itself."""

from typing import Any

import jax
import numpy as np
import pytest
from sklearn.decomposition import PCA

from mieru.data import DataSet, load
from mieru.explain.landscape import (
    Snapshots,
    along,
    losses_on,
    path_plane,
    places_between,
    random_plane,
    snapshots,
)
from mieru.learn import Adam, EarlyStopping, GradientDescent, Settings, fit
from mieru.nn import Network, Parameters
from mieru.nn.score import score
from mieru.words import DivergenceError, SettingError

NETWORK = Network.parse("4, dense 6, tanh, dense 3")
SETTINGS = Settings(epochs=6, batch_size=16, optimizer=Adam(0.03), seed=2)


@pytest.fixture(scope="module")
def iris() -> DataSet:
    return load("iris", seed=0)


@pytest.fixture(scope="module")
def taken(iris: DataSet) -> Snapshots:
    return snapshots(NETWORK, iris, SETTINGS, count=10)


def flat(tree: Parameters) -> np.ndarray:
    return np.concatenate([np.ravel(leaf) for leaf in jax.tree.leaves(tree)])


def test_snapshots_are_of_the_very_run_that_fit_makes(iris: DataSet, taken: Snapshots) -> None:
    run = fit(NETWORK, iris, SETTINGS)
    jax.tree.map(np.testing.assert_array_equal, taken.parameters[-1], run.parameters)
    jax.tree.map(np.testing.assert_array_equal, taken.parameters[0], NETWORK.initial_parameters(2))
    assert [row["train_loss"] for row in taken.history] == [
        row["train_loss"] for row in run.history
    ]
    assert len(taken.parameters) == len(taken.steps) == 11
    assert taken.steps[0] == 0
    assert np.all(np.diff(taken.steps) > 0)


def test_snapshots_of_scaled_targets_answer_in_their_own_unit() -> None:
    network, data = Network.parse("10, dense 3, tanh, dense 1"), load("diabetes", seed=0)
    taken, run = snapshots(network, data, SETTINGS), fit(network, data, SETTINGS)
    jax.tree.map(np.testing.assert_array_equal, taken.parameters[-1], run.parameters)
    assert taken.history[-1]["train_loss"] == run.history[-1]["train_loss"]


def test_early_stopping_does_not_shorten_the_path(iris: DataSet) -> None:
    asked = SETTINGS.changed(stopping=EarlyStopping(1, minimum_change=10))
    assert len(snapshots(NETWORK, iris, asked, count=3).history) == 6


@pytest.mark.parametrize("text", ["4, dense 6, tanh, dense 3", "4, dense 6, batchnorm, dense 3"])
def test_each_place_of_a_slice_is_the_loss_of_its_weights(iris: DataSet, text: str) -> None:
    network = Network.parse(text)
    run = fit(network, iris, SETTINGS)
    plane = random_plane(network, run.parameters, seed=1)
    across, up = np.linspace(-1, 1, 5), np.linspace(-0.5, 0.5, 3)
    found = losses_on(plane, network, run.loss, iris.train, across, up, state=run.state)
    assert found.shape == (3, 5)
    x, t = iris.train.x.astype(np.float32), iris.train.t
    for row, b in enumerate(up):
        for column, a in enumerate(across):
            alone, _ = score(network, run.loss, plane.at(a, b), x, t, state=run.state)
            assert found[row, column] == pytest.approx(alone, rel=1e-5)


def test_random_directions_are_as_long_in_each_unit_as_its_weights() -> None:
    network = Network.parse("6x6x2, conv 3 3x3, relu, flatten, dense 4")
    parameters = network.initial_parameters(0)
    plane = random_plane(network, parameters, seed=3)
    for direction in (plane.across, plane.up):
        for name in ("conv1", "dense1"):
            w, d = (np.asarray(tree[name]["weight"]) for tree in (parameters, direction))
            lengths = [np.linalg.norm(a.reshape(-1, a.shape[-1]), axis=0) for a in (w, d)]
            np.testing.assert_allclose(lengths[0], lengths[1], rtol=1e-5)
            np.testing.assert_array_equal(direction[name]["bias"], 0)
    again = random_plane(network, parameters, seed=3)
    jax.tree.map(np.testing.assert_array_equal, again.up, plane.up)
    assert not np.allclose(flat(plane.up), flat(plane.across))


def test_a_slice_does_not_change_when_a_relu_unit_is_scaled(iris: DataSet) -> None:
    # w·10 before a ReLU and w/10 behind it is the same network, and filter-normalised directions
    # see to it that it is the same picture.
    network = Network.parse("4, dense 6, relu, dense 3")
    parameters = jax.tree.map(np.array, network.initial_parameters(0))
    scaled: Any = jax.tree.map(np.array, parameters)
    scaled["dense1"]["weight"] *= 10
    scaled["dense2"]["weight"] /= 10
    places = np.array([[0.3, 0.0], [0.0, -0.7], [0.5, 0.5]])
    loss = fit(network, iris, epochs=0).loss
    one, other = (
        along(random_plane(network, p, seed=5), network, loss, iris.train, places)
        for p in (parameters, scaled)
    )
    np.testing.assert_allclose(one, other, rtol=1e-4)


def test_the_plane_of_a_path_is_that_of_principal_component_analysis(taken: Snapshots) -> None:
    plane = path_plane(taken.parameters)
    points = np.stack([flat(p) for p in taken.parameters]).astype(np.float64)
    # Seen from its last point, as the differences are; scikit-learn centres, so both signs go in.
    away = points - points[-1]
    oracle = PCA(2).fit(np.concatenate([away, -away]))
    assert plane.places is not None
    assert plane.explained == pytest.approx(tuple(oracle.explained_variance_ratio_), rel=1e-6)
    found = np.abs(plane.places)
    np.testing.assert_allclose(found, np.abs(oracle.transform(away)), rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(plane.places[-1], 0, atol=1e-9)
    for direction in (plane.across, plane.up):
        assert np.linalg.norm(flat(direction)) == pytest.approx(1, rel=1e-5)


def test_the_path_ends_where_the_loss_of_the_run_ended(iris: DataSet, taken: Snapshots) -> None:
    plane = path_plane(taken.parameters)
    assert plane.places is not None
    last = along(plane, NETWORK, taken.loss, iris.train, plane.places[-1:])
    x, t = iris.train.x.astype(np.float32), iris.train.t
    assert last[0] == pytest.approx(score(NETWORK, taken.loss, taken.parameters[-1], x, t)[0])
    across, up = places_between(plane, 9, 7)
    assert (len(across), len(up)) == (9, 7)
    for axis, places in ((0, across), (1, up)):
        assert places[0] < plane.places[:, axis].min()
        assert places[-1] > plane.places[:, axis].max()


def test_what_cannot_be_drawn_is_refused(iris: DataSet) -> None:
    parameters = NETWORK.initial_parameters(0)
    with pytest.raises(SettingError, match="at least 3 points of it"):
        path_plane([parameters, parameters, parameters])
    with pytest.raises(SettingError, match="at least one snapshot has to be kept, not 0"):
        snapshots(NETWORK, iris, SETTINGS, count=0)
    wild = Network.parse("4, dense 8, square, dense 8, square, dense 3")
    with pytest.raises(DivergenceError, match="learning diverged by step"):
        snapshots(wild, iris, SETTINGS.changed(optimizer=GradientDescent(100.0)), count=3)
