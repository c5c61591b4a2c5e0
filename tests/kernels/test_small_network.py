"""What small networks show, what they refuse, and where their native code comes from."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from scipy.special import expit, log1p, ndtr

from mieru.kernels.small import Knobs, SmallNetwork, SmallShape, build_note, library
from mieru.words import DataError, MieruError, SettingError, ShapeError, speaking
from tests.kernels.small import NAMES, examples, small_network, whole_batches

BY_EVERY = pytest.mark.parametrize("name", NAMES)
WIDE = np.concatenate([np.linspace(-30, 30, 4001), np.geomspace(1e-12, 1e3, 300)])
EXACT = {
    "tanh": np.tanh,
    "sigmoid": expit,
    "softplus": lambda u: np.maximum(u, 0) + log1p(np.exp(-np.abs(u))),
    "elu": lambda u: np.where(u > 0, u, np.expm1(np.minimum(u, 0))),
    "gelu": lambda u: u * ndtr(u),
    "leaky_relu": lambda u: np.where(u > 0, u, 0.01 * u),
    "heaviside": lambda u: (u >= 0).astype(float),
    "sign": np.sign,
    "cube": lambda u: u**3,
}


@BY_EVERY
@pytest.mark.parametrize("activation", EXACT)
@pytest.mark.parametrize(("dtype", "within"), [(np.float32, 4e-7), (np.float64, 5e-15)])
def test_activation_functions_are_right_to_the_last_digits(name, activation, dtype, within):
    small = small_network(SmallShape((1, 1, 1), (activation,)), name, dtype)
    small.parameters[:] = [1, 0, 0, 0]
    u = WIDE.astype(dtype)
    z = small.units(u[:, None])[0].astype(np.float64)
    expected = EXACT[activation](u.astype(np.float64))
    # gelu's and the sigmoid's lower tails count by their distance from 0, not in digits.
    np.testing.assert_allclose(z, expected, rtol=within, atol=within)
    if activation == "tanh":
        assert np.abs(z).max() <= 1
        if dtype == np.float64 or name != "plain":
            np.testing.assert_allclose(z[4001:], expected[4001:], rtol=5e-7)


@BY_EVERY
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_pictures_are_the_units_as_bytes(name, dtype):
    shape = SmallShape((2, 5, 4, 3), ("relu", "tanh"), output="softmax", loss="cross_entropy")
    small = small_network(shape, name, dtype)
    x, _ = examples(shape, 1003, dtype)
    units, pictures = small.units(x), small.pictures(x)
    assert pictures.shape == (12, 1003)
    hidden = np.rint(np.clip(units[:9], -1, 1) * 127.5 + 127.5)
    assert np.abs(pictures[:9] - hidden).max() <= 1
    assert (pictures[:9] != hidden).mean() < 1e-3
    np.testing.assert_allclose(pictures[9:], units[9:] * 255, atol=0.51)
    np.testing.assert_array_equal(small.output_pictures(x), pictures[9:])


@BY_EVERY
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_what_is_beyond_the_scale_is_cut_and_what_is_no_number_is_grey(name, dtype):
    small = small_network(SmallShape((1, 1), output="identity"), name, dtype)
    small.parameters[:] = [1, 0]
    x = np.array([-np.inf, -1e30, -1, -0.5, 0, 0.5, 1, 7, np.inf, np.nan], dtype)[:, None]
    assert small.pictures(x)[0].tolist() == [0, 0, 0, 64, 128, 191, 255, 255, 255, 128]


@BY_EVERY
def test_no_examples_give_no_answers(name):
    small = small_network(SmallShape((2, 3, 1), ("tanh",)), name)
    nothing = np.empty((0, 2))
    judged = small.judge(nothing, np.empty(0))
    assert np.isnan(judged.loss)
    assert judged.correct == 0
    assert small.outputs(nothing).shape == (0, 1)
    assert small.pictures(nothing).shape == (4, 0)
    no_offsets = np.zeros(1, np.int32)
    assert small.train(nothing, np.empty(0), np.empty(0), no_offsets, np.empty(0), Knobs()) == 0


@BY_EVERY
def test_a_state_of_another_shape_is_refused_and_changes_nothing(name):
    small = small_network(SmallShape((2, 3, 1), ("tanh",)), name)
    before = small.parameters.copy()
    other = small_network(SmallShape((2, 4, 1), ("tanh",)), name)
    with pytest.raises(ShapeError, match=r"parameters of shape \(17,\) do not fit"):
        small.restore(other.state())
    np.testing.assert_array_equal(small.parameters, before)


SOFTMAX = SmallShape((2, 3), output="softmax", loss="cross_entropy")
X, T = np.zeros((4, 2)), np.array([0, 1, 2, 1])
ORDER, OFFSETS = whole_batches(4, 1)
WRONG = [
    ((X[:, :1], T, ORDER, OFFSETS, [1]), ShapeError, "the network takes (N, 2)"),
    ((X, T[:3], ORDER, OFFSETS, [1]), ShapeError, "t has the shape (3,), and must have (4,)"),
    ((X, T, ORDER, OFFSETS, [1, 1]), ShapeError, "2 rates need one offset more, not 2"),
    ((X, T, ORDER + 1, OFFSETS, [1]), SettingError, "order names an example that is not there"),
    ((X, T, ORDER - 1, OFFSETS, [1]), SettingError, "order names an example that is not there"),
    ((X, T, ORDER, [0, 5], [1]), SettingError, "offsets must increase"),
    ((X, T, ORDER, [-1, 4], [1]), SettingError, "offsets must increase"),
    ((X, T, ORDER, [0, 0], [1]), SettingError, "offsets must increase"),
    ((X, T, ORDER, [0, 3, 2], [1, 1]), SettingError, "offsets must increase"),
    ((X, T + 1, ORDER, OFFSETS, [1]), DataError, "class numbers from 0 to 2"),
    ((X, T - 0.5, ORDER, OFFSETS, [1]), DataError, "class numbers from 0 to 2"),
    ((X, T * np.nan, ORDER, OFFSETS, [1]), DataError, "class numbers from 0 to 2"),
]


@BY_EVERY
@pytest.mark.parametrize(("arrays", "kind", "words"), WRONG)
def test_arrays_that_do_not_fit_are_refused_before_anything_is_learned(name, arrays, kind, words):
    small = small_network(SOFTMAX, name)
    before = small.parameters.copy()
    x, t, order, offsets, rates = arrays
    with pytest.raises(kind) as error:
        small.train(x, t, order, offsets, rates, Knobs())
    with speaking("en"):
        assert words in str(error.value)
    with speaking("ja"):
        assert any(ord(letter) > 0x3000 for letter in str(error.value))
    np.testing.assert_array_equal(small.parameters, before)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: SmallShape((2,)), "sizes must hold 2 to 65 whole numbers"),
        (lambda: SmallShape((2, 0, 1), ("tanh",)), "sizes must hold"),
        (lambda: SmallShape((2, 5000, 1), ("tanh",)), "from 1 to 2048"),
        (lambda: SmallShape((2048, 2048, 1), ("tanh",)), "4,198,401 weights and biases"),
        (lambda: SmallShape((2, 3, 1)), "activations must hold one entry for each of the 1"),
        (lambda: SmallShape((2, 3, 1), ("swish",)), "there is no activation 'swish' here; known:"),
        (lambda: SmallShape((2, 3, 1), ("tanh",), (1.0,)), "dropout must be at least 0"),
        (lambda: SmallShape((2, 1), output="relu"), "there is no output 'relu'"),
        (lambda: SmallShape((2, 1), output="softmax"), "softmax goes with the loss"),
        (lambda: SmallShape((2, 1), loss="cross_entropy"), "the output is tanh"),
        (lambda: Knobs("sgd"), "there is no optimizer 'sgd' here; known: gradient_descent"),
        (lambda: Knobs(momentum=1.0), "momentum must be at least 0 and below 1, and is 1.0"),
        (lambda: Knobs(l1=float("nan")), "l1 must be at least 0"),
        (lambda: Knobs(clip=0.0), "clip must be a positive number"),
        (lambda: SmallNetwork(SOFTMAX, np.float16), "float32 or float64, not in float16"),
    ],
)
def test_what_no_network_can_have_is_refused_in_both_languages(make, words):
    with pytest.raises(MieruError) as error:
        make()
    assert words in error.value.en
    assert any(ord(letter) > 0x3000 for letter in error.value.ja)


def test_this_machine_runs_native_code_where_it_was_built():
    path = Path(library.__file__).parents[1] / library.LIBRARY
    assert bool(library.builds()) == path.exists()
    assert (build_note() is None) == bool(library.builds())
    assert SmallNetwork(SOFTMAX).native == bool(library.builds())


@pytest.mark.parametrize("content", [None, b"", b"no library at all"])
def test_without_a_usable_build_numpy_computes_and_a_note_says_so(tmp_path, monkeypatch, content):
    elsewhere = tmp_path / "library.so"
    if content is not None:
        elsewhere.write_bytes(content)
    monkeypatch.setattr(library, "LIBRARY", str(elsewhere))
    library.builds.cache_clear()
    try:
        assert not SmallNetwork(SOFTMAX).native
        note = build_note()
        assert note is not None
        with speaking("en"):
            assert "with a C++ compiler (g++ or clang++), install it again" in str(note)
        with speaking("ja"):
            assert "C++ コンパイラ (g++ か clang++) を用意して" in str(note)
        with pytest.raises(SettingError, match="there is no native code here"):
            SmallNetwork(SOFTMAX, native=True)
    finally:
        library.builds.cache_clear()


def test_the_small_networks_need_only_numpy():
    code = "import sys, mieru.kernels.small; print('jax' in sys.modules, 'scipy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
