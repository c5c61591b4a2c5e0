import numpy as np
import pytest

from mieru.data import Examples
from mieru.files import Run, load
from mieru.nn import CrossEntropy, score
from mieru.systems import run_system
from mieru.systems.mlp import recipe
from mieru.systems.parts.digits import Judged, mistakes, per_class
from mieru.systems.parts.learning_curves import learning_curves
from mieru.systems.report.drawings import Chart, Pictures
from mieru.systems.report.figures import chart_svg
from mieru.systems.report.text import Text


def test_the_textbook_recipe_is_the_textbook_s():
    network, learning = recipe("textbook").network, recipe("textbook").learning
    assert network.text == "28x28x1, flatten, dense 100, sigmoid, dense 10"
    assert network.parameter_count == 79_510
    assert learning.optimizer.kind == "gradient_descent"
    assert isinstance(learning.optimizer.rate, float)  # plain: no schedule
    assert learning.batch_size == 100
    assert learning.l2 > 0


def test_epochs_replace_the_recipe_s_own():
    assert recipe("modern", 3).learning.epochs == 3
    assert recipe("textbook", 3).learning.epochs == 3


def judged():
    # three classes, four examples: 0 right, 1 right, 2 taken for 0, 2 right
    p = [[0.8, 0.1, 0.1], [0.1, 0.8, 0.1], [0.7, 0.1, 0.2], [0.1, 0.1, 0.8]]
    return Judged(np.array(p, np.float32), np.array([0, 1, 2, 2], np.int32), ("a", "b", "c"))


def test_answers_are_counted_as_scikit_learn_counts_them():
    from sklearn.metrics import accuracy_score, confusion_matrix, log_loss

    found = judged()
    assert found.accuracy == accuracy_score(found.labels, found.answers) == 0.75
    assert found.confusion.tolist() == confusion_matrix(found.labels, found.answers).tolist()
    assert found.loss == pytest.approx(log_loss(found.labels, found.probabilities), rel=1e-5)


def test_long_names_of_classes_are_numbered_where_there_is_little_room():
    from dataclasses import replace

    from mieru.systems.report.drawings import Bars, Heat

    names = tuple(f"a long name {i}" for i in range(3)) * 2
    labels = np.arange(6, dtype=np.int32)
    long = replace(
        judged(), probabilities=np.eye(6, dtype=np.float32), labels=labels, classes=names
    )
    matrix, bars = (block for block in per_class(long).body if isinstance(block, Chart))
    assert isinstance(matrix.marks[0], Heat)
    assert matrix.marks[0].rows[1] == "2: a long name 1"
    assert matrix.marks[0].columns[1] == "2"
    assert isinstance(bars.marks[0], Bars)
    assert bars.marks[0].names[1] == "2"


def test_the_mistakes_shown_are_those_it_was_surest_of():
    x = np.zeros((4, 28, 28, 1), np.uint8)
    section = mistakes(judged(), Examples(x, judged().labels))
    told, pictures = section.body
    assert isinstance(told, Text)
    assert isinstance(pictures, Pictures)
    assert pictures.captions == ["c → a (70%)"]
    assert "1 of 4 answers are wrong" in told.en


def test_without_mistakes_it_says_so():
    right = Judged(np.eye(2, dtype=np.float32), np.array([0, 1], np.int32), ("a", "b"))
    x = np.zeros((2, 28, 28, 1), np.uint8)
    section = mistakes(right, Examples(x, right.labels))
    assert section.body == [Text("There are none.", "ありません。")]
    assert right.loss == 0
    assert len(per_class(right).body) == 2


def test_learning_that_was_stopped_at_once_is_reported_all_the_same():
    network = recipe("textbook").network
    run = Run(
        network, CrossEntropy(), network.initial_parameters(), {}, {}, [], 0, "interrupted", 0.1
    )
    section = learning_curves(run)
    assert isinstance(section.body[0], Text)
    assert section.body[0].en == "Learning was stopped by you in epoch 1."
    charts = [chart_svg(block, "d1") for block in section.body if isinstance(block, Chart)]
    assert len(charts) == 2


@pytest.fixture(scope="module")
def textbook(data_folder, tmp_path_factory):
    return run_system("mlp", {"recipe": "textbook"}, out=tmp_path_factory.mktemp("mlp"))


@pytest.mark.slow
def test_the_textbook_recipe_reaches_97_5_per_cent_on_mnist(textbook):
    metrics = textbook.result.metrics
    assert metrics["test_accuracy"] >= 0.975
    assert metrics["parameters"] == 79_510


@pytest.mark.slow
def test_the_recording_gives_the_reported_accuracy_again(textbook, data_folder):
    from mieru.data import load as load_data

    run = load(textbook.files[2])
    sealed = load_data("mnist").test
    assert sealed is not None
    test = sealed.open("checking the report")
    loss, accuracy = score(run.network, CrossEntropy(), run.parameters, test.x, test.t)
    assert accuracy == pytest.approx(textbook.result.metrics["test_accuracy"], abs=1e-6)
    assert loss == pytest.approx(textbook.result.metrics["test_loss"], rel=1e-4)


@pytest.mark.slow
def test_the_test_part_is_opened_once_and_the_report_says_so(textbook):
    page = textbook.report.read_text()
    assert "The test part of mnist was opened once: accuracy of the final weights." in page


@pytest.mark.slow
def test_the_modern_recipe_reaches_98_4_per_cent_on_mnist(data_folder, tmp_path):
    metrics = run_system("mlp", out=tmp_path).result.metrics
    assert metrics["test_accuracy"] >= 0.984
    assert metrics["validation_accuracy"] >= 0.98
