"""Source text of a network gives, where it runs, what the network gives here."""

import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

from mieru.files.code import WRITERS, Axis, Model, code_of, written as written_with
from mieru.nn import (
    LAYERS,
    BinaryCrossEntropy,
    CrossEntropy,
    Loss,
    Network,
    Parallel,
    Residual,
    SquaredError,
    predict,
)
from mieru.words import SettingError, speaking

BENCH = Path(__file__).parents[2] / ".venv-bench" / "bin" / "python"
OTHERS = os.environ.get("MIERU_OTHERS")  # a Python that must have the libraries
RUN = """
import sys
from importlib import import_module
from pathlib import Path
import numpy as np
for path in sorted(Path.cwd().glob("*.npy")):
    if path.stem.endswith("_out"):
        continue
    np.save(path.stem + "_out.npy", np.asarray(import_module(path.stem).predict(np.load(path))))
"""
FUNCTIONS = (
    "identity", "heaviside", "sign", "sigmoid", "tanh", "relu", "clipped_relu", "leaky_relu",
    "elu", "gelu", "softplus", "square", "cube",
)  # fmt: skip


def model(text: str, loss: Loss, seed: int = 1, **more: object) -> Model:
    network = Network.parse(text)
    random = np.random.default_rng(seed)
    parameters = _noisy(network.initial_parameters(seed), random)
    state = _noisy(network.initial_state(), random)
    return Model(network, parameters, loss, state, **more)  # type: ignore[arg-type]


def _noisy(tree: dict, random: np.random.Generator) -> dict:
    return {
        name: _noisy(value, random)
        if isinstance(value, dict)
        else np.asarray(value + 0.3 * random.random(value.shape), np.float32)
        for name, value in tree.items()
    }


# The playground's: formulas of two columns, their values written beside.
FEATURES = ("x1", "x2", "x1**2", "x1 * x2", "np.sin(x2)", "1 / x1", "2")
MADE = np.array(
    [[x, y, x**2, x * y, np.sin(y), 1 / x if x else 0.0, 2] for x, y in ((1, 2), (-3, 0.5), (0, 1))]
)
COLUMNS = np.array([[1.0, 2.0], [-3.0, 0.5], [0.0, 1.0]])

EVERYWHERE = {
    "playground": model("2, dense 4, tanh, dense 2, tanh, dense 1, tanh", SquaredError()),
    "logistic": model("2, dense 3, relu, dropout 0.3, dense 1", BinaryCrossEntropy()),
    "classes": model("2, dense 5 bias=no, sigmoid, dense 3", CrossEntropy(), classes=("a", "b'")),
    "no_hidden": model("3, dense 2", SquaredError()),
    "functions": model(
        "4, " + ", ".join(f"dense 4, {name}" for name in FUNCTIONS if name != "cube") + ", dense 2",
        SquaredError(),
    ),
    "other_numbers": model("2, dense 3, leaky_relu 0.2, dense 3, elu 0.5, cube", SquaredError()),
    "formulas": model("7, dense 3, tanh, dense 1", SquaredError(), features=FEATURES),
    "normalized": model("6, dense 4, batchnorm, relu, layernorm, dense 2", CrossEntropy()),
    "pictures": model(
        "9x8x2, conv 4 3x3 padding=same, relu, maxpool, batchnorm, conv 3 2x2 padding=1 stride=2,"
        " tanh, flatten, dense 2",
        CrossEntropy(),
    ),
    "more_pictures": model(
        "8x8x4, conv 4 3x3 groups=2 dilation=2, meanpool 2 padding=valid, conv 2 1x1 bias=no,"
        " global_meanpool, dense 1",
        SquaredError(),
    ),
    "same_pool": model("6x6x2, maxpool 3 stride=2 padding=same, flatten, dense 2", SquaredError()),
    "uneven_pools": model(
        "5x5x2, meanpool 2 padding=1:0x0:1, maxpool 3 stride=1 padding=1:0x1:1, flatten, dense 1",
        SquaredError(),
    ),
    "tokens": model("5, embedding 7 3, flatten, dense 2", CrossEntropy()),
    "steps": model("5x3, batchnorm, dense 4, layernorm, flatten, dense 2", CrossEntropy()),
    "transposed": model(
        "4x5x3, conv_transpose 4 3x2 stride=2, relu, conv_transpose 2 2 padding=1 bias=no, "
        "conv_transpose 2 3 stride=2 padding=same",
        SquaredError(),
    ),
    "transposed_far": model("3x3x2, conv_transpose 2 2 stride=3x2 padding=same", SquaredError()),
    "transposed_wide": model("4x5x2, conv_transpose 2 2x3 dilation=2", SquaredError()),
    "residual": model(
        "4, residual(dense 4, tanh, residual(dense 4, batchnorm)), relu, "
        "residual(dense 3; dense 3)",
        CrossEntropy(),
    ),
    "residual_pictures": model(
        "6x6x2, residual(conv 4 3 padding=same, batchnorm, relu; conv 4 1), maxpool, flatten, "
        "dense 2",
        CrossEntropy(),
    ),
    "parallel": model(
        "6x6x2, parallel(conv 3 1; conv 2 3 padding=same, relu; maxpool 3 stride=1 padding=same), "
        "parallel(conv 2 1; conv 2 1) join=add, global_meanpool, dense 2",
        CrossEntropy(),
    ),
    "no_numbers": model("3x2x1, flatten", SquaredError()),
}
NOT_KERAS = {
    "transposed_groups": model(
        "4x5x4, conv_transpose 6 3 stride=2 padding=same groups=2", SquaredError()
    ),
    "far_and_wide": model("9x9x1, conv 2 3 stride=2 dilation=2", SquaredError()),
}
MOVED = model(
    "2, dense 3, tanh, dense 1",
    SquaredError(),
    features=("x1", "x2"),
    axes=(Axis(5.0, 2.0), Axis(-1.0, 0.5)),
)


def inputs(name: str, written: Model) -> np.ndarray:
    if written.features:
        return COLUMNS
    shape = (3, *written.network.input_shape)
    random = np.random.default_rng(3)
    return random.integers(0, 7, shape) if name == "tokens" else random.normal(size=shape)


def given(name: str, written: Model) -> np.ndarray:
    return MADE if written.features else inputs(name, written)


@pytest.mark.parametrize("kind", ["numpy", "torch", "keras"])
def test_each_kind_of_layer_is_written(kind: str):
    """A new layer needs a writer in each of ``mieru.files.code``, and a network above."""
    module = import_module(f"mieru.files.code.{kind}_code")
    assert {*module.WRITERS, Residual, Parallel} == set(LAYERS.values())


def assert_same(kind: str, models: dict[str, Model], folder: Path, python: str) -> None:
    for name, written in models.items():
        (folder / f"{name}.py").write_text(code_of(kind, written), "utf-8")
        np.save(folder / f"{name}.npy", inputs(name, written))
    (folder / "run_all").write_text(RUN, "utf-8")
    environment = os.environ | {"KERAS_BACKEND": "torch", "PYTHONPATH": str(folder)}
    if kind == "mieru":
        del environment["PYTHONPATH"]
        environment["PYTHONPATH"] = os.pathsep.join([str(folder), *sys.path])
    done = subprocess.run(
        [python, "run_all"], cwd=folder, env=environment, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    for name, written in models.items():
        wanted = predict(
            written.network, written.parameters, given(name, written), loss=written.loss,
            state=written.state,
        )  # fmt: skip
        found = np.load(folder / f"{name}_out.npy")
        np.testing.assert_allclose(found, wanted, rtol=1e-4, atol=2e-6, err_msg=name)


def other_python(package: str) -> str:
    """A Python that has ``package``: the one named, or that of the benchmarks, where it is."""
    if OTHERS:
        return OTHERS
    for python in (sys.executable, str(BENCH)):
        found = Path(python).exists() and subprocess.run(
            [python, "-c", f"import importlib.util as u; exit(not u.find_spec('{package}'))"],
            check=False,
        )  # fmt: skip
        if found and found.returncode == 0:
            return python
    pytest.skip(f"{package} is installed neither here nor for the benchmarks")


def test_numpy_gives_the_same(tmp_path: Path):
    assert_same("numpy", EVERYWHERE | NOT_KERAS, tmp_path, sys.executable)


def test_mieru_gives_the_same(tmp_path: Path):
    assert_same("mieru", EVERYWHERE | NOT_KERAS, tmp_path, sys.executable)


@pytest.mark.slow
def test_pytorch_gives_the_same(tmp_path: Path):
    assert_same("torch", EVERYWHERE | NOT_KERAS, tmp_path, other_python("torch"))


@pytest.mark.slow
def test_keras_gives_the_same(tmp_path: Path):
    assert_same("keras", EVERYWHERE, tmp_path, other_python("keras"))


def test_numbers_may_stand_beside_the_text(tmp_path: Path):
    far = model("300-300-10 relu", CrossEntropy(), weights="network.npz")
    text, arrays = written_with("numpy", far)
    assert sum(array.size for array in arrays.values()) == far.network.parameter_count
    assert len(text) < 2_000
    np.savez(tmp_path / "network.npz", **arrays)  # type: ignore[arg-type]
    space: dict = {"__name__": "written", "__file__": str(tmp_path / "network.py")}
    exec(text, space)
    x = np.random.default_rng(0).normal(size=(4, 300))
    wanted = predict(far.network, far.parameters, x, loss=far.loss)
    np.testing.assert_allclose(space["predict"](x), wanted, rtol=1e-4, atol=2e-6)


def test_columns_are_brought_to_the_plane_first(tmp_path: Path):
    space: dict = {"__name__": "written"}
    exec(code_of("numpy", MOVED), space)
    x = np.array([[7.0, -2.0]])
    wanted = predict(MOVED.network, MOVED.parameters, [[1.0, -2.0]], loss=MOVED.loss)
    np.testing.assert_allclose(space["predict"](x), wanted, rtol=1e-5)


def test_float64_keeps_all_its_digits():
    network = Network.parse("1, dense 1")
    parameters = {"dense1": {"weight": np.array([[1 / 3]]), "bias": np.array([0.1])}}
    assert "0.3333333333333333" in code_of("numpy", Model(network, parameters, SquaredError()))


@pytest.mark.parametrize("kind", WRITERS)
def test_every_text_compiles_and_says_what_it_is_in_both_languages(kind: str):
    for written in EVERYWHERE.values():
        compile(code_of(kind, written), kind, "exec")
    with speaking("ja"):
        assert "Mieru が書き出した" in code_of(kind, EVERYWHERE["classes"])
    assert "written by Mieru. Needs " in code_of(kind, EVERYWHERE["classes"])
    assert """CLASSES = ['a', "b'"]""" in code_of(kind, EVERYWHERE["classes"])


def test_what_cannot_be_written_is_named():
    tokens = EVERYWHERE["tokens"]
    with pytest.raises(SettingError, match="conv1 cannot be written for Keras yet with both"):
        code_of("keras", NOT_KERAS["far_and_wide"])
    with pytest.raises(SettingError, match="conv_transpose1 cannot be written for Keras yet with"):
        code_of("keras", NOT_KERAS["transposed_groups"])
    with pytest.raises(SettingError, match="not for 'cobol'"):
        code_of("cobol", tokens)
    network = Network.parse("300-300-10")
    with pytest.raises(SettingError, match="source text is written up to 50,000"):
        Model(network, network.initial_parameters(), CrossEntropy())


def test_weights_that_are_no_numbers_are_not_written():
    network = Network.parse("1, dense 1")
    parameters = {"dense1": {"weight": np.array([[np.nan]]), "bias": np.zeros(1)}}
    for kind in WRITERS:
        with pytest.raises(SettingError, match="no longer a finite number"):
            code_of(kind, Model(network, parameters, SquaredError()))
