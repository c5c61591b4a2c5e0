"""The original's way of learning: batches, leftovers, dead links, edits."""

from itertools import pairwise

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from mieru.playground.experiment import Experiment, HiddenLayer
from mieru.playground.original import plain
from mieru.playground.original.engine import OriginalEngine, as_bytes
from mieru.playground.original.link import parse
from mieru.playground.original.points import original_points
from mieru.words import SettingError, speaking

JAX = {"tanh": jnp.tanh, "relu": jax.nn.relu, "sigmoid": jax.nn.sigmoid, "identity": lambda u: u}


def engine(link: str = "#seed=0.50000") -> OriginalEngine:
    return OriginalEngine(parse(link))


@settings(max_examples=8, deadline=None)
@given(
    st.sampled_from(sorted(JAX)),
    st.lists(st.integers(1, 4), max_size=3),
    st.integers(0, 2**31),
)
def test_the_gradient_is_that_of_automatic_differentiation(
    activation: str, hidden: list[int], seed: int
):
    random = np.random.default_rng(seed)
    sizes = (2, *hidden, 1)
    count = sum((a + 1) * b for a, b in pairwise(sizes))
    parameters, x, t = random.normal(size=count), random.normal(size=(7, 2)), random.normal(size=7)
    names = (*[activation] * len(hidden), "tanh")

    def loss(flat: jax.Array) -> jax.Array:
        weights, biases = plain.views(flat, sizes)  # type: ignore[arg-type]  # traced
        z = jnp.asarray(x)
        for w, b, name in zip(weights, biases, names, strict=True):
            z = JAX[name](z @ w.T + b)
        return 0.5 * jnp.sum((z[:, 0] - t) ** 2)

    found = plain.gradient(*plain.views(parameters, sizes), names, x, t)
    with jax.enable_x64(True):
        wanted = jax.grad(loss)(jnp.asarray(parameters, jnp.float64))
    np.testing.assert_allclose(found, wanted, rtol=1e-9, atol=1e-9)


weights = st.lists(st.floats(-2, 2), min_size=3, max_size=3)


@given(weights, weights, st.floats(0.001, 1), st.floats(0, 1))
def test_l2_pulls_by_the_old_weight_and_leaves_biases_alone(w, g, rate, strength):
    parameters = np.array([*w, 0.5])
    plain.update(parameters, np.ones(3, bool), np.array([*g, 2.0]), plain.Rule(rate, l2=strength))
    old, by = np.array(w), np.array(g)
    np.testing.assert_allclose(parameters[:3], old - rate * by - rate * strength * old, atol=1e-12)
    assert parameters[3] == 0.5 - rate * 2.0


@given(weights, weights, st.floats(0.001, 1), st.floats(0.001, 1))
def test_l1_kills_a_link_whose_weight_it_takes_over_zero(w, g, rate, strength):
    parameters, alive = np.array([*w, 0.5]), np.ones(3, bool)
    plain.update(parameters, alive, np.array([*g, 0.0]), plain.Rule(rate, l1=strength))
    for i in range(3):
        first = w[i] - rate * g[i]
        second = first - rate * strength * np.sign(w[i])
        assert alive[i] == (first * second >= 0)
        assert parameters[i] == (second if alive[i] else 0.0)


def test_a_dead_link_stays_dead_and_hands_zero_on():
    parameters, alive = np.array([0.3, 0.5]), np.array([False])
    plain.update(parameters, alive, np.array([1.0, 0.0]), plain.Rule(0.1, l1=0.1))
    assert parameters[0] == 0.3
    assert not alive[0]


def test_relu_has_no_slope_at_zero():
    slope = plain.ACTIVATIONS["relu"][1]
    assert slope(np.array([-1.0, 0.0, 1.0]), np.zeros(3)).tolist() == [0, 0, 1]


def test_leftovers_join_the_first_batch_of_the_next_epoch():
    learning = engine("#batchSize=30&seed=0.50000")
    assert learning.updates_in_epoch == 8
    assert learning.batch_examples().tolist() == list(range(30))
    learning.epoch()
    assert learning.batch_examples().tolist() == [*range(240, 250), *range(30)]
    learning.batch()
    assert learning.batch_examples().tolist() == list(range(30, 60))


@pytest.mark.parametrize("size", [1, 10, 30, 249, 250])
def test_batch_by_batch_is_the_same_as_by_epochs(size: int):
    one, other = engine(f"#batchSize={size}&seed=1"), engine(f"#batchSize={size}&seed=1")
    for _ in range(3):
        one.epoch()
    while other.epochs < 3:
        other.batch()
    np.testing.assert_array_equal(one.parameters, other.parameters)


@pytest.mark.parametrize("size", ["0", "300"])
def test_a_batch_of_more_than_there_are_never_updates(size: str):
    learning = engine(f"#batchSize={size}&seed=1")
    before = learning.parameters.copy()
    learning.epoch()
    learning.batch()
    assert learning.epochs == 2
    np.testing.assert_array_equal(learning.parameters, before)


def test_leftovers_have_the_gradient_of_the_network_before_an_edit():
    learning = engine("#batchSize=30&seed=0.50000")
    learning.epoch()
    parts = plain.views(learning.parameters, learning.sizes)
    x, t = learning.inputs, learning.labels
    old = plain.gradient(*parts, learning.activations, x[240:250], t[240:250])
    learning.edit(0, 1, None, 2.0)
    parts = plain.views(learning.parameters, learning.sizes)
    new = plain.gradient(*parts, learning.activations, x[:30], t[:30])
    wanted = learning.parameters - 0.03 * (old + new) / 40
    learning.batch()
    np.testing.assert_allclose(learning.parameters, wanted, atol=1e-15)


@pytest.mark.parametrize("link", ["#batchSize=30&seed=1", "#regularization=L1&seed=2"])
def test_it_goes_on_from_a_kept_state_bit_for_bit(link: str):
    learning = engine(link + "&regularizationRate=0.01")
    for _ in range(25):
        learning.batch()
    learning.edit(0, 0, 0, 1.0)
    kept = learning.state()
    for _ in range(20):
        learning.batch()
    after = learning.parameters.copy()
    learning.restore(kept)
    for _ in range(20):
        learning.batch()
    np.testing.assert_array_equal(learning.parameters, after)
    other = engine(link + "&regularizationRate=0.01")
    other.restore(kept)
    for _ in range(20):
        other.batch()
    np.testing.assert_array_equal(other.parameters, after)


def test_a_reset_draws_the_next_numbers():
    learning = engine()
    first = learning.weights.copy()
    learning.epoch()
    learning.reset()
    assert (learning.epochs, learning.biases.tolist()) == (0, [0.1] * 7)
    assert (learning.weights != first).all()


def test_another_rate_is_taken_up_at_once():
    learning = engine()
    learning.turn(0.0)
    before = learning.parameters.copy()
    learning.epoch()
    np.testing.assert_array_equal(learning.parameters, before)


def test_pictures_are_the_values_of_all_units():
    learning = engine()
    values = learning.units(learning.inputs)
    assert values.shape == (7, 500)
    np.testing.assert_array_equal(values[-1], learning.outputs(learning.inputs))
    pictures = learning.pictures(learning.inputs)
    assert pictures.dtype == np.uint8
    np.testing.assert_allclose((pictures - 127.5) / 127.5, values, atol=1 / 255 + 1e-12)
    assert as_bytes(np.array([-9.0, -1, 1, 9, np.nan])).tolist() == [0, 0, 255, 255, 128]


def test_nothing_to_test_on_gives_no_test_loss():
    train, test = engine("#percTrainData=100&seed=1").losses()
    assert np.isfinite(train)
    assert np.isnan(test)


def test_a_network_without_inputs_or_units_still_learns_its_bias():
    for link in ("#x=false&y=false&seed=1", "#networkShape=0&seed=1"):
        learning = engine(link)
        learning.epoch()
        assert learning.biases[-1] != 0.1


@pytest.mark.parametrize(
    ("beyond", "message"),
    [
        (Experiment(data="iris"), "does not know the data iris; it has circle, xor"),
        (Experiment(features=("x1^3",)), "does not know the feature x1^3; it has x1, x2"),
        (Experiment(layers=(HiddenLayer(2, "gelu"),)), "does not know the activation gelu"),
        (Experiment(layers=(HiddenLayer(2, dropout=0.5),)), "has no dropout; leave its mode"),
        (Experiment(optimizer="adam"), "does not know the optimizer adam"),
        (Experiment(batch_size=-1), "neither the batch size nor the number of units"),
    ],
)
def test_what_it_cannot_compute_is_named(beyond: Experiment, message: str):
    with pytest.raises(SettingError, match=message.replace("^", r"\^")):
        OriginalEngine(beyond)


@pytest.mark.parametrize("where", [(2, 1, None), (3, 0, None), (0, 0, 2), (-1, 0, 0), (0, 4, 0)])
def test_an_edit_where_nothing_is_is_refused(where: tuple[int, int, int | None]):
    with pytest.raises(SettingError, match="of the network") as caught:
        engine().edit(*where, 1.0)
    with speaking("ja"):
        assert str(caught.value).endswith("ありません")


def test_points_have_class_numbers_and_the_original_order():
    points = original_points(parse("#seed=0.50000"))
    learning = engine()
    np.testing.assert_array_equal(points.xy, learning.xy)
    np.testing.assert_array_equal(points.t, learning.labels > 0)
    assert (points.train, points.classes) == (250, ("−1", "+1"))
    plane = original_points(parse("#seed=0.50000&problem=regression"))
    assert (plane.train, plane.classes) == (600, None)
