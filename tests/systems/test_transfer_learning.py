"""Transfer learning: both ways beside each other, on a folder of a reader's own pictures."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from mieru.files import load
from mieru.nn import Network
from mieru.published.transfer import Body
from mieru.systems import run_system
from mieru.systems.parts.transfer_report import shrunk
from tests.systems.told import check_told

COLOURS = {"red": (200, 40, 40), "green $1$": (40, 190, 50), "blue": (50, 60, 210)}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve pictures of noise around each of three colours, and one that is broken."""
    folder, random = tmp_path_factory.mktemp("own"), np.random.default_rng(0)
    for name, colour in COLOURS.items():
        (folder / name).mkdir()
        for i in range(12):
            pixels = np.array(colour) + random.integers(-30, 31, (20, 24, 3))
            Image.fromarray(pixels.astype(np.uint8)).save(folder / name / f"{i}.png")
    (folder / "red" / "broken $x$.png").write_bytes(b"\x89PNG broken")
    return folder


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory):
    network = Network.parse("16x16x3, conv 8 3x3, relu, global_meanpool")
    f = Body("small", network, network.initial_parameters(3), {})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("mieru.systems.transfer_learning.body", lambda name: f)
        yield f


@pytest.fixture(scope="module")
def finished(folder, small, tmp_path_factory):
    settings = {"folder": str(folder), "way": "both", "epochs": "300", "augment": "flip"}
    return run_system("transfer-learning", settings, out=tmp_path_factory.mktemp("out"))


def test_both_ways_give_the_same_accuracy_and_the_ratio_of_their_times_is_told(finished):
    metrics = finished.result.metrics
    assert metrics["frozen_test_accuracy"] == metrics["features_test_accuracy"] == 1
    ratio = metrics["frozen_seconds"] / metrics["features_seconds"]
    assert metrics["speed_ratio"] == pytest.approx(ratio)
    check_told(finished)


def test_the_report_says_what_could_not_be_read_by_name(finished):
    page = finished.report.read_text("utf-8")
    assert "broken $x$.png" in page
    assert page.count("broken $x$.png") == 2  # in both languages
    assert "7 of 7 test pictures" in page


def test_the_recording_answers_for_a_file(finished, folder):
    recordings = {path.stem: load(path) for path in finished.files[2:]}
    assert set(recordings) == {
        "transfer-learning",
        "transfer-learning-frozen",
        "transfer-learning-features",
    }
    assert recordings["transfer-learning"].settings["augment"] == "flip 0.5"
    from mieru.data import Preparation

    run = recordings["transfer-learning-features"]
    x = Preparation.from_json(run.data["preparation"]).apply(folder / "blue" / "3.png")
    assert run.data["classes"][int(run.predict(x)[0].argmax())] == "blue"


def test_a_folder_of_ones_own_goes_way_2_alone(folder, small, tmp_path):
    settings = {"folder": str(folder), "epochs": "2", "per_class": "6"}
    found = run_system("transfer-learning", settings, out=tmp_path)
    assert "features_test_accuracy" in found.result.metrics
    assert "frozen_test_accuracy" not in found.result.metrics
    assert [path.stem for path in found.files[2:]] == ["transfer-learning"]


def test_pictures_on_the_page_are_small():
    assert shrunk(np.zeros((2, 227, 227, 3))).shape == (2, 76, 76, 3)
    assert shrunk(np.zeros((2, 112, 112, 3))).shape == (2, 112, 112, 3)
