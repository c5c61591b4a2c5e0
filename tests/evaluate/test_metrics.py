import numpy as np
import pytest
from sklearn import datasets, metrics

from mieru.data import Examples
from mieru.evaluate import answered_classes, judge
from mieru.learn import Adam, fit
from mieru.nn import Network


@pytest.fixture(scope="module")
def two_moons() -> Examples:
    x, t = datasets.make_moons(200, noise=0.3, random_state=0)
    return Examples(x.astype(np.float32), t.astype(np.int32))


@pytest.mark.parametrize("network", ["2-8-2 tanh", "2-8-1 tanh"])
def test_class_metrics_equal_those_of_scikit_learn(network: str, two_moons: Examples) -> None:
    run = fit(Network.parse(network), two_moons, epochs=20, optimizer=Adam(0.01))
    found, answers = judge(run, two_moons), run.predict(two_moons.x)
    classes = answered_classes(answers)
    assert found.metrics["accuracy"] == pytest.approx(metrics.accuracy_score(two_moons.t, classes))
    np.testing.assert_array_equal(found.confusion, metrics.confusion_matrix(two_moons.t, classes))
    assert found.metrics["loss"] == pytest.approx(metrics.log_loss(two_moons.t, answers), rel=1e-5)


def test_regression_metrics_equal_those_of_scikit_learn() -> None:
    random = np.random.default_rng(0)
    x = random.normal(size=(100, 3)).astype(np.float32)
    t = (x @ random.normal(size=(3, 2)) + 0.1 * random.normal(size=(100, 2))).astype(np.float32)
    run = fit(Network.parse("3, dense 2"), Examples(x, t), epochs=30, optimizer=Adam(0.05))
    found, said = judge(run, Examples(x, t)).metrics, run.predict(x)
    assert found["rmse"] == pytest.approx(metrics.root_mean_squared_error(t.ravel(), said.ravel()))
    assert found["r2"] == pytest.approx(metrics.r2_score(t, said), abs=1e-6)
