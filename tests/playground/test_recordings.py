"""A network of the playground kept in a file, opened again, and taken away as text."""

import csv
import io
from dataclasses import replace as changed
from pathlib import Path

import numpy as np
import pytest

from mieru.files import load, save
from mieru.files.code import WRITERS
from mieru.playground.carried import csv_of, model_of, source_of
from mieru.playground.experiment import Experiment, HiddenLayer
from mieru.playground.live import Live
from mieru.playground.original.link import parse
from mieru.playground.recordings import live_of, run_of, save_live
from mieru.words import FileError, speaking

EXPERIMENTS = {
    "default": Experiment(),
    "adam": Experiment(
        optimizer="adam", rate=0.01, l1=0.001, batch_size=30, features=("x1", "x2^2")
    ),
    "softmax": Experiment(data="iris", layers=(HiddenLayer(5, "relu", 0.2),), loss="cross_entropy"),
    "logistic": Experiment(layers=(), loss="cross_entropy"),
    "regression": Experiment(problem="regression", data="plane"),
    "original": parse("#regularization=L1&regularizationRate=0.03&batchSize=30&seed=0.5"),
}


@pytest.fixture(params=EXPERIMENTS)
def live(request: pytest.FixtureRequest) -> Live:
    learning = Live(EXPERIMENTS[request.param])
    learning.advance_epochs(20)
    return learning


def test_a_recording_is_a_run_like_any_other(live: Live, tmp_path: Path):
    run = load(save_live(live, tmp_path / "run.safetensors"))
    inputs = live.features.values(live.points.xy)
    answers = run.predict(inputs.astype(np.float32))
    judged = live.judged
    assert run.kept_epoch == 20
    assert run.history[-1]["train_loss"] == pytest.approx(judged.train_loss)
    assert run.data["features"] == list(live.features.labels)
    if live.points.classes:
        train = live.points.train
        said = answers.argmax(axis=1) if answers.shape[1] > 1 else _decided(live, answers)
        right = (said == live.points.t)[:train].mean()
        assert right == pytest.approx(judged.train_accuracy)


def _decided(live: Live, answers: np.ndarray) -> np.ndarray:
    middle = 0.5 if live.experiment.loss == "cross_entropy" else 0.0
    return (answers[:, 0] > middle).astype(np.int32)


def test_it_learns_on_as_if_nothing_had_happened(live: Live, tmp_path: Path):
    again = live_of(save_live(live, tmp_path / "run.safetensors"))
    assert again.experiment == live.experiment
    np.testing.assert_array_equal(again.history.rows, live.history.rows)
    live.advance_epochs(5)
    again.advance_epochs(5)
    np.testing.assert_allclose(again.engine.parameters, live.engine.parameters, rtol=0, atol=1e-7)
    np.testing.assert_allclose(again.history.rows, live.history.rows, atol=1e-6)


def test_another_recording_is_told_from_one_of_the_playground(tmp_path: Path):
    run = run_of(Live(Experiment()))
    path = save(tmp_path / "other.safetensors", changed(run, data={}))
    with pytest.raises(FileError, match="was not made in the playground") as caught:
        live_of(path)
    with speaking("ja"):
        assert "プレイグラウンドで作られたものではありません" in str(caught.value)


def _with(run, **kept: object):
    return changed(run, data=run.data | {"playground": run.data["playground"] | kept})


@pytest.mark.parametrize(
    "kept",
    [
        {"experiment": None},
        {"experiment": {"mode": "else"}},
        {"experiment": {"layers": [{"units": 3}]}},
        {"epoch": -1},
        {"epoch": "1"},
    ],
)
def test_what_does_not_fit_together_is_refused(kept: dict[str, object], tmp_path: Path):
    path = save(tmp_path / "run.safetensors", _with(run_of(Live(Experiment())), **kept))
    with pytest.raises(FileError, match="do not fit together"):
        live_of(path)


@pytest.mark.parametrize(
    "remembered",
    [
        None,
        [],
        {"memory": 3},
        {"memory": {"dtype": "<f4", "shape": [2, 26], "base64": "****"}},
        {"memory": {"dtype": "<f4", "shape": [2, 26], "base64": "AAAA"}},
        {"updates": {"dtype": "<i8", "shape": [], "base64": "//////////8="}},
    ],
)
def test_a_memory_that_cannot_be_is_left_out(remembered: object, tmp_path: Path):
    live = Live(Experiment())
    live.advance_epochs(2)
    path = save(tmp_path / "run.safetensors", _with(run_of(live), remembered=remembered))
    again = live_of(path)
    np.testing.assert_array_equal(again.engine.parameters, live.engine.parameters)
    again.advance_epochs(1)


def test_the_source_text_has_the_experiments_formulas():
    live = Live(Experiment(features=("x1", "sin(x2)"), data="moons"))
    model = model_of(live)
    assert model.features == ("x1", "np.sin(x2)")
    space: dict = {"__name__": "written"}
    exec(source_of(live, "numpy"), space)
    x, y = live.points.axes
    own = live.points.xy[:20] * [x.scale, y.scale] + [x.centre, y.centre]
    wanted = live.engine.setup.x[:20]
    found = space["features"](own)
    np.testing.assert_allclose(found, wanted, atol=1e-9)


def test_every_network_of_the_playground_can_be_written(live: Live):
    for kind in WRITERS:
        compile(source_of(live, kind), kind, "exec")


def test_the_data_come_as_csv_in_their_own_units():
    live = Live(EXPERIMENTS["softmax"])
    rows = list(csv.reader(io.StringIO(csv_of(live))))
    points = live.points
    assert rows[0] == [points.axes[0].name, points.axes[1].name, "class", "part"]
    assert len(rows) == len(points) + 1
    assert [row[3] for row in rows[1:]].count("train") == points.train
    assert {row[2] for row in rows[1:]} == set(points.classes or ())
    axis = points.axes[0]
    assert float(rows[1][0]) == pytest.approx(axis.centre + points.xy[0, 0] * axis.scale)


def test_values_come_as_csv_too():
    rows = list(csv.reader(io.StringIO(csv_of(Live(EXPERIMENTS["regression"])))))
    assert rows[0][2:] == ["t", "part"]
    assert float(rows[1][2]) == pytest.approx(
        (float(rows[1][0]) + float(rows[1][1])) / 10, abs=1e-6
    )
