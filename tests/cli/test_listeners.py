"""TensorBoard and MLflow hear what the history keeps."""

import struct
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from mieru.learn import fit
from mieru.learn.mlflow import MLflow
from mieru.learn.tensorboard import TensorBoard, tag
from mieru.nn import Network
from mieru.words import SettingError, speaking
from tests.cli.conftest import Command

X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], np.float32)
T = np.array([0, 1, 1, 0], np.int32)


def test_losses_and_accuracies_stand_together():
    assert [tag(n) for n in ("train_loss", "validation_accuracy", "rate", "seconds")] == [
        "loss/train",
        "accuracy/validation",
        "rate",
        "seconds",
    ]


@pytest.mark.parametrize(
    ("listener", "module", "en", "ja"),
    [
        (
            TensorBoard,
            "tensorboardX",
            (
                "TensorBoard's files are written by tensorboardX, which is not installed: "
                "pip install 'mieru[tensorboard]'"
            ),
            (
                "TensorBoard のファイルは tensorboardX で書き出しますが、"
                "インストールされていません: pip install 'mieru[tensorboard]'"
            ),
        ),
        (
            MLflow,
            "mlflow.tracking",
            "mlflow is not installed: pip install 'mieru[mlflow]'",
            "mlflow がインストールされていません: pip install 'mieru[mlflow]'",
        ),
    ],
)
def test_a_missing_package_is_told_with_how_to_install_it(
    listener: type, module: str, en: str, ja: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setitem(sys.modules, module.partition(".")[0], None)
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(SettingError) as caught:
        listener(str(tmp_path))
    assert str(caught.value) == en
    with speaking("ja"):
        assert str(caught.value) == ja


def test_a_missing_package_is_wrong_use_of_the_command(
    mieru: Command, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(sys.modules, "tensorboardX", None)
    said = mieru("train", "2-1", "--data", "circle", "--tensorboard", "logs", "--out", "a")
    assert said.code == 2
    assert "pip install 'mieru[tensorboard]'" in said.err
    assert not Path("a.safetensors").exists()


def records(content: bytes) -> Iterator[bytes]:
    """Of a TFRecord file: a length, a checksum of it, the record, a checksum of that."""
    while content:
        (length,) = struct.unpack("<Q", content[:8])
        yield content[12 : 12 + length]
        content = content[16 + length :]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_tensorboard_files_hold_the_history(tmp_path: Path):
    pytest.importorskip("tensorboardX")
    from tensorboardX.proto.event_pb2 import Event

    run = fit(Network.parse("2-3-1"), (X, T), epochs=3, listeners=[TensorBoard(tmp_path / "logs")])
    file = next((tmp_path / "logs").glob("events.out.tfevents.*"))
    found: dict[str, list[tuple[int, float]]] = {}
    for record in records(file.read_bytes()):
        event = Event.FromString(record)
        for value in event.summary.value:
            if value.WhichOneof("value") == "simple_value":
                found.setdefault(value.tag, []).append((event.step, value.simple_value))
    steps, losses = zip(*found["loss/train"], strict=True)
    assert list(steps) == [row["epoch"] for row in run.history] == [1, 2, 3]
    assert list(losses) == pytest.approx([row["train_loss"] for row in run.history])
    assert len(found["accuracy/train"]) == 3


@pytest.mark.filterwarnings("ignore")
def test_mlflow_holds_the_history_and_the_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    # The file store needs no server and no database.
    monkeypatch.setenv("MLFLOW_ALLOW_FILE_STORE", "true")
    pytest.importorskip("mlflow")
    from mlflow.tracking import MlflowClient

    uri = (tmp_path / "mlruns").as_uri()
    run = fit(Network.parse("2-3-1"), (X, T), epochs=3, listeners=[MLflow(uri)])
    client = MlflowClient(tracking_uri=uri)
    experiment = client.get_experiment_by_name("mieru")
    (kept,) = client.search_runs([experiment.experiment_id])
    assert kept.info.status == "FINISHED"
    assert kept.data.params["network"] == run.network.text
    assert kept.data.params["optimizer.kind"] == "adam"
    points = client.get_metric_history(kept.info.run_id, "train_loss")
    assert [p.step for p in points] == [1, 2, 3]
    assert [p.value for p in points] == [row["train_loss"] for row in run.history]
