import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from mieru.systems import CHAPTERS, SYSTEMS, chapter_title, find
from mieru.systems.options import options
from mieru.words import SettingError, speaking

COURSE = [
    "formal-neuron",
    "perceptron",
    "adaline",
    "linear-regression",
    "polynomial-regression",
    "logistic-regression",
    "softmax-regression",
    "worked-example",
    "which-function",
    "mlp",
    "big-network",
    "backpropagation",
    "mini-batch",
    "one-hot",
    "losses",
    "optimizers",
    "data-split",
    "classifier-evaluation",
    "model-selection",
    "regularization",
    "learning-rate",
    "loss-landscape",
    "random-labels",
    "convolution",
    "pooling",
    "factorized-convolution",
    "alexnet",
    "vgg",
    "googlenet",
    "resnet",
    "ilsvrc",
    "neocognitron",
    "lenet",
    "deconvolution",
    "pretraining",
    "transfer-learning",
    "resnet-shuffle",
]


def test_the_catalogue_lists_the_systems_in_the_order_of_the_course():
    assert [system.name for system in SYSTEMS] == COURSE


@pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: system.name)
def test_every_system_is_a_module_with_settings_and_run(system):
    module = import_module(system.module)
    assert callable(module.run)
    for option in options(system.name):
        assert option.help.en
        assert option.help.ja
        assert option.kind in (int, float, bool, str)


@pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: system.name)
def test_every_system_is_told_in_both_languages(system):
    assert system.chapter in CHAPTERS
    for text in (system.en, system.ja, system.about_en, system.about_ja):
        assert text.strip()
    with speaking("ja"):
        assert system.title == system.ja
        assert system.about == system.about_ja
        assert chapter_title("learning") == "学習"
    with speaking("en"):
        assert system.title == system.en


def test_an_unknown_name_is_answered_with_similar_ones():
    with pytest.raises(SettingError) as caught:
        find("worked-exmple")
    assert caught.value.en == "there is no system 'worked-exmple'; did you mean worked-example?"
    assert caught.value.ja == "システム 'worked-exmple' はありません。worked-example のことですか?"


def test_a_name_like_none_is_answered_with_all():
    with pytest.raises(SettingError) as caught:
        find("zzz")
    assert "known: formal-neuron, perceptron, adaline" in caught.value.en


def test_listing_the_systems_imports_nothing_heavy():
    told = (
        "import sys, mieru.systems as s; len(s.SYSTEMS); print([m for m in {} if m in sys.modules])"
    )
    heavy = ["jax", "numpy", "matplotlib", "sympy", "sklearn", "scipy"]
    command = [sys.executable, "-c", told.format(heavy)]
    found = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path.cwd())
    assert found.stdout.strip() == "[]"
