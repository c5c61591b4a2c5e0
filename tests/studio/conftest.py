"""A runs folder made by real learning, and a studio that shows it."""

import dataclasses
import json
import os
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from starlette.types import ASGIApp

from mieru.data import DataSet, Examples, load as load_data
from mieru.files import Run, save
from mieru.learn import Adam, EarlyStopping, fit
from mieru.nn import Network
from mieru.studio.app import create_app
from mieru.studio.guard import Access
from tests.studio.asking import TOKEN

SYSTEM_RUN = "mlp-20261121-074000"
REPORT_RUN = "worked-example-20261121-080000"
LENET = (
    "8x8x1, conv 4 3x3 padding=same initial=he, relu, maxpool 2, "
    "residual(conv 4 3x3 padding=same, relu), flatten, dense 10"
)
REPORT = '<!doctype html><html lang="en"><title>Report</title><h1>E = 9</h1></html>'


def bright_or_dark(n: int) -> Examples:
    """Pictures of 6×6 whose upper (class 0) or lower (class 1) half is brighter."""
    rng = np.random.default_rng(0)
    t = rng.integers(0, 2, n).astype(np.int32)
    x = rng.integers(0, 150, (n, 6, 6, 1))
    for i, label in enumerate(t):
        x[i, 3 * label : 3 * label + 3] += 100
    return Examples(x.astype(np.uint8), t)


@pytest.fixture(scope="session")
def run() -> Run:
    """A run of early-stopped learning on pictures."""
    data = DataSet(
        name="halves",
        train=bright_or_dark(200),
        validation=bright_or_dark(50),
        classes=("upper", "lower"),
    )
    network = Network.parse("6x6x1, flatten, dense 5, sigmoid, dense 2")
    found = fit(network, data, epochs=30, optimizer=Adam(0.02), stopping=EarlyStopping(25))
    return dataclasses.replace(found, metrics={"test_accuracy": 0.9842, "test_loss": 0.0625})


@pytest.fixture(scope="session")
def recorded(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A runs folder: a system's recording, a report alone, a loose recording, a damaged one."""
    folder = tmp_path_factory.mktemp("studio") / "runs"
    save(folder / SYSTEM_RUN / "mlp", run)
    save(folder / "アヤメ の 分類", dataclasses.replace(run, metrics={}))
    (folder / REPORT_RUN).mkdir()
    results = {
        SYSTEM_RUN: {"name": "mlp", "metrics": {"test_accuracy": 0.9842}, "seconds": 3.5},
        REPORT_RUN: {"name": "worked-example", "metrics": {"E": 9, "y": None}, "seconds": 1.25},
    }
    for name, result in results.items():
        (folder / name / "report.html").write_text(REPORT)
        (folder / name / "result.json").write_text(json.dumps(result))
    (folder / "damaged.safetensors").write_bytes(b"\x05\0\0\0\0\0\0\0nope")
    # From oldest to newest, a minute apart.
    ordered = (f"{SYSTEM_RUN}/mlp.safetensors", f"{REPORT_RUN}/report.html", "damaged.safetensors")
    for minute, name in enumerate([*ordered, "アヤメ の 分類.safetensors"]):
        os.utime(folder / name, (1.79e9 + 60 * minute,) * 2)
    return folder


@pytest.fixture
def runs_folder(recorded: Path, tmp_path: Path) -> Path:
    """A copy of the runs folder that a test may change."""
    return shutil.copytree(recorded, tmp_path / "runs")


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A front end of three files."""
    folder = tmp_path_factory.mktemp("pages")
    (folder / "assets").mkdir()
    (folder / "index.html").write_text("<!doctype html><title>Mieru</title>")
    (folder / "assets/index-abc.js").write_text("export {}")
    (folder / ".built-from").write_text("0")
    return folder


@pytest.fixture
def studio(runs_folder: Path, pages: Path) -> ASGIApp:
    return create_app(runs_folder, Access(token=TOKEN), pages)


@pytest.fixture(scope="session")
def steady_studio(recorded: Path, pages: Path) -> ASGIApp:
    """A studio of the folder that nothing changes, for tests that ask many times."""
    return create_app(recorded, Access(token=TOKEN), pages)


@pytest.fixture(scope="session")
def lenet() -> Run:
    """A small convolutional network that has learned digits a little."""
    data = load_data("digits", seed=3)
    run = fit(Network.parse(LENET), data, epochs=6, optimizer=Adam(0.01), batch_size=64)
    loaded: dict[str, Any] = {
        "name": "digits",
        "target": None,
        "validation": None,
        "options": {},
        "seed": 3,
    }
    return dataclasses.replace(run, data=run.data | {"loaded": loaded})


@pytest.fixture(scope="session")
def explored_folder(lenet: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A runs folder with that network, and one that takes a table."""
    folder = tmp_path_factory.mktemp("explored")
    save(folder / "digits-1" / "lenet", lenet)
    iris = load_data("iris", seed=0)
    save(folder / "iris-1" / "net", fit(Network.parse("4, dense 3"), iris, epochs=2))
    return folder
