"""ILSVRC: the lecture's figures, and the measure behind them."""

import numpy as np
import pytest
from sklearn.metrics import top_k_accuracy_score

from mieru.published import imagenet_classes
from mieru.systems import run_system
from mieru.systems.ilsvrc import HUMAN, YEARS
from mieru.systems.parts.labelled import top_errors
from mieru.systems.parts.shared_classes import SHARED
from tests.systems.told import check_told

# The lecture's table: year, top-5 error in per cent, layers.
TABLE = [
    (2010, 28, None),
    (2011, 26, None),
    (2012, 16, 8),
    (2013, 11.7, 8),
    (2014, 6.6, 22),
    (2015, 3.57, 152),
    (2016, 2.99, None),
]


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    return run_system("ilsvrc", out=tmp_path_factory.mktemp("out"))


def test_the_years_are_those_of_the_lecture(finished):
    assert [(y.year, y.error, y.layers) for y in YEARS] == TABLE
    assert HUMAN == 5.1
    metrics = finished.result.metrics
    assert [metrics[f"error_{year}"] for year, _, _ in TABLE] == [error for _, error, _ in TABLE]
    assert metrics["error_human"] == 5.1


def test_the_chart_shows_every_year_and_the_person(finished):
    page = finished.report.read_text()
    for _, error, _ in TABLE:
        assert f">{error:g} %</text>" in page
    assert ">5.1 %</text>" in page
    for person in ("a person", "人間"):
        assert f">{person}" in page
    check_told(finished)


def test_top_k_errors_are_those_of_scikit_learn():
    random = np.random.default_rng(0)
    scores, t = random.normal(size=(50, 8)), random.integers(0, 8, 50).astype(np.int32)
    found = top_errors(scores, t)
    for k in range(1, 8):
        right = top_k_accuracy_score(t, scores, k=k, labels=np.arange(8))
        assert found[k - 1] == pytest.approx(1 - right)
    assert found[-1] == 0  # among all classes, the true one is there


def test_every_further_guess_misses_fewer(finished):
    metrics = finished.result.metrics
    assert 0 < metrics["top5_error"] < metrics["top1_error"] < 100


def test_the_shared_classes_are_those_of_imagenet(data_folder):
    names = [called for _, called in imagenet_classes()]
    for category, number in {
        "accordion": "accordion", "airplanes": "airliner", "beaver": "beaver", "llama": "llama",
        "cannon": "cannon", "dalmatian": "Dalmatian", "dragonfly": "dragonfly",
        "Leopards": "leopard",
        "electric_guitar": "electric guitar", "flamingo": "flamingo", "pizza": "pizza",
        "grand_piano": "grand piano", "nautilus": "chambered nautilus", "platypus": "platypus",
        "revolver": "revolver", "schooner": "schooner", "scorpion": "scorpion", "tick": "tick",
        "starfish": "starfish", "strawberry": "strawberry", "trilobite": "trilobite",
        "umbrella": "umbrella", "panda": "giant panda",
        "cougar_face": "cougar", "soccer_ball": "soccer ball", "barrel": "barrel", "ant": "ant",
    }.items():  # fmt: skip
        assert names[SHARED[category]] == number, category


@pytest.mark.slow
def test_published_networks_are_judged_on_photographs(data_folder, tmp_path):
    finished = run_system("ilsvrc", {"epochs": 1, "photographs": 4}, out=tmp_path)
    check_told(finished)
    metrics = finished.result.metrics
    # Of all shared photographs, SqueezeNet misses 28 % with five guesses, EfficientNet-Lite0 8 %.
    assert metrics["squeezenet1_1_top5_error"] < metrics["squeezenet1_1_top1_error"] < 65
    assert metrics["efficientnet_lite0_top5_error"] < 20
    assert metrics["efficientnet_lite0_top1_error"] < 35
