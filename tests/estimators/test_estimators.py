"""Networks as scikit-learn's estimators: in its tools, with frames, weights, and going on."""

import pickle

import numpy as np
import pandas as pd  # type: ignore[import-untyped]
import polars as pl
import pytest
from scipy import sparse
from sklearn.base import clone
from sklearn.datasets import load_breast_cancer, load_diabetes, load_iris, make_regression
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler
from sklearn.utils.class_weight import compute_sample_weight
from sklearn.utils.estimator_checks import parametrize_with_checks

import mieru
from mieru import MieruClassifier, MieruRegressor
from mieru.estimators import base
from mieru.estimators.large import Large
from mieru.estimators.settings import seed_of
from mieru.estimators.small import Small
from mieru.words import DataError, Language, SettingError, speaking

X, Y = load_iris(return_X_y=True)


@pytest.fixture(params=["small", pytest.param("large", marks=pytest.mark.slow)])
def engine(request, monkeypatch):
    """Both ways of computing, one after the other."""
    if request.param == "large":
        monkeypatch.setattr(base, "MOST_WORK", 0)
    return request.param


@parametrize_with_checks([MieruClassifier(), MieruRegressor()])
def test_scikit_learn_finds_nothing_to_complain_of(estimator, check):
    check(estimator)


def test_both_ways_of_computing_learn_the_same(monkeypatch):
    model = MieruClassifier("dense 8, tanh", epochs=5, random_state=0)
    small = clone(model).fit(X, Y)
    monkeypatch.setattr(base, "MOST_WORK", 0)
    large = clone(model).fit(X, Y)
    assert isinstance(small._engine, Small)
    assert isinstance(large._engine, Large)
    np.testing.assert_allclose(small.predict_proba(X), large.predict_proba(X), atol=1e-5)
    losses = [[row["train_loss"] for row in one.history_] for one in (small, large)]
    np.testing.assert_allclose(losses[0], losses[1], rtol=1e-5)


def test_a_row_of_weight_2_counts_as_two_rows(engine):
    rng = np.random.default_rng(3)
    x, t, weights = X[::5], Y[::5], rng.integers(0, 4, len(X[::5]))
    model = MieruClassifier("dense 5, tanh", epochs=20, batch_size=1000, random_state=1)
    weighted = clone(model).fit(x, t, sample_weight=weights)
    repeated = clone(model).fit(x.repeat(weights, axis=0), t.repeat(weights))
    np.testing.assert_allclose(
        weighted.predict_proba(X),
        repeated.predict_proba(X),
        rtol=1e-9 if engine == "small" else 1e-4,
    )
    assert weighted.history_[-1]["train_loss"] == pytest.approx(
        repeated.history_[-1]["train_loss"], rel=1e-5
    )


def test_weights_in_batches_make_the_gradient_of_the_weighted_mean(engine):
    """One linear step of plain descent by batch: their sum is worked out by hand."""
    rng = np.random.default_rng(0)
    x, t, w = rng.normal(size=(6, 2)), rng.normal(size=6), np.array([1.0, 2, 3, 4, 5, 9])
    rate = 1e-4  # so small that the weights hardly move between the two batches of the epoch
    model = MieruRegressor("", epochs=1, batch_size=3, l2=0, random_state=0)
    model.set_params(optimizer=mieru.GradientDescent(rate)).fit(x, t, sample_weight=w)
    mean = np.average(x, axis=0, weights=w)
    scale = np.sqrt(np.average((x - mean) ** 2, axis=0, weights=w))
    scaled = (x - mean) / scale
    wanted = (t - np.average(t, weights=w)) / np.sqrt(
        np.average((t - np.average(t, weights=w)) ** 2, weights=w)
    )
    seed = seed_of(0)
    start = model._engine.network.initial_parameters(seed)["dense1"]["weight"]
    error = scaled @ np.asarray(start) - wanted[:, None]
    gradient = scaled.T @ (error * (w / w.mean())[:, None]) / 3  # summed over the two batches
    moved = np.asarray(model._engine.learned()[0]["dense1"]["weight"]) - np.asarray(start)
    np.testing.assert_allclose(moved, -rate * gradient, rtol=3e-3)


def test_class_weights_are_sample_weights_by_class():
    model = MieruClassifier((6,), epochs=10, random_state=0)
    x, t = X[30:], Y[30:]
    by_class = clone(model).set_params(class_weight="balanced").fit(x, t)
    by_row = clone(model).fit(x, t, sample_weight=compute_sample_weight("balanced", t))
    np.testing.assert_allclose(by_class.predict_proba(X), by_row.predict_proba(X), rtol=1e-9)


def test_it_works_in_pipelines_searches_and_cross_validation():
    pipeline = make_pipeline(MinMaxScaler(), MieruClassifier(random_state=0))
    assert cross_val_score(pipeline, X, Y, cv=3).mean() > 0.93
    name = "mieruclassifier__optimizer"
    choices = {name: [mieru.Adam(1e-6), mieru.Adam(0.01)]}
    search = GridSearchCV(pipeline, choices, cv=3).fit(X, Y)
    assert search.best_params_[name] == mieru.Adam(0.01)


@pytest.mark.parametrize("frame", [pd.DataFrame, pl.DataFrame])
def test_frames_give_their_names_and_must_keep_them(frame):
    names = ["sepal", "width", "petal", "breadth"]
    table = frame(dict(zip(names, X.T, strict=True)))
    model = MieruClassifier((8,), optimizer=mieru.Adam(0.01), random_state=0).fit(table, Y)
    assert list(model.feature_names_in_) == names
    assert model.score(table, Y) > 0.9
    assert model.run_.data["features"] == names
    renamed = frame(dict(zip(["a", *names[1:]], X.T, strict=True)))
    with pytest.raises(ValueError, match="feature names should match"):
        model.predict(renamed)


def test_text_labels_come_back_as_they_were():
    kinds = np.array(["setosa", "versicolor", "virginica"])[Y]
    model = MieruClassifier((8,), optimizer=mieru.Adam(0.01), random_state=0).fit(X, kinds)
    assert list(model.classes_) == ["setosa", "versicolor", "virginica"]
    assert np.mean(model.predict(X) == kinds) > 0.9


def test_sparse_rows_are_refused_with_the_cure():
    with pytest.raises(TypeError, match=r"dense data is required.*toarray"):
        MieruClassifier().fit(sparse.csr_array(X), Y)


def test_partial_fit_goes_on_where_it_was(engine):
    """The optimizer's memory included: two calls are two epochs of one fit."""
    model = MieruClassifier("dense 5, tanh", batch_size=1000, random_state=0)
    whole = clone(model).set_params(epochs=2).fit(X, Y)
    by_part = clone(model)
    for _ in range(2):
        by_part.partial_fit(X, Y, classes=[0, 1, 2])
    assert by_part._settings.seed == seed_of(0)
    np.testing.assert_allclose(by_part.predict_proba(X), whole.predict_proba(X), atol=1e-6)
    assert by_part.n_iter_ == 2


def test_partial_fit_takes_rows_as_they_come():
    model = MieruClassifier((16,), optimizer=mieru.Adam(0.01), random_state=0)
    order = np.random.default_rng(0).permutation(len(X))
    for _ in range(30):
        for rows in np.array_split(order, 7):
            model.partial_fit(X[rows], Y[rows], classes=np.unique(Y))
    assert model.score(X, Y) > 0.93


def test_warm_start_begins_with_what_was_learned(engine):
    model = MieruClassifier((8,), optimizer=mieru.Adam(0.01), epochs=10, random_state=0)
    model.set_params(warm_start=True).fit(X, Y)
    first = model.history_[-1]["train_loss"]
    model.fit(X, Y)
    assert model.history_[0]["train_loss"] < 1.1 * first
    cold = model.set_params(warm_start=False).fit(X, Y)
    assert cold.history_[0]["train_loss"] > 1.5 * first


def test_rows_kept_back_decide_when_to_stop(engine):
    x, t = load_breast_cancer(return_X_y=True)
    model = MieruClassifier(
        validation=0.2, patience=3, optimizer=mieru.Adam(0.05), epochs=60, random_state=0
    ).fit(x, t)
    losses = [row["validation_loss"] for row in model.history_]
    best = int(np.argmin(losses)) + 1
    assert model.n_iter_ < 60
    assert model._kept_epoch <= best
    assert losses[model._kept_epoch - 1] == pytest.approx(min(losses), abs=base.TOLERANCE)
    assert model.score(x, t) > 0.95


def test_learning_ends_when_the_loss_no_longer_falls():
    model = MieruClassifier("", epochs=5000, patience=5, random_state=0, l2=0.1).fit(X, Y)
    assert model.n_iter_ < 5000
    assert model.run_.ended == "stopped"


def test_large_targets_learn_as_well_as_small_ones():
    x, t = load_diabetes(return_X_y=True)
    scores = [
        MieruRegressor((20,), epochs=50, random_state=0).fit(x, t * unit).score(x, t * unit)
        for unit in (1e-6, 1.0, 1e6)
    ]
    assert scores[0] > 0.5
    np.testing.assert_allclose(scores, scores[0], atol=1e-6)


def test_several_values_are_predicted_at_once(engine):
    x, t = make_regression(120, 5, n_targets=3, noise=1.0, random_state=0)
    model = MieruRegressor((30,), optimizer=mieru.Adam(0.01), random_state=0).fit(x, t)
    assert model.predict(x).shape == (120, 3)
    assert model.score(x, t) > 0.95


def test_columns_of_any_scale_learn():
    x = X * [1e6, 1e-6, 1, 1000] + [0, 5, -1e4, 0]
    assert MieruClassifier(random_state=0).fit(x, Y).score(x, Y) > 0.95


@pytest.mark.parametrize("kind", [MieruClassifier, MieruRegressor])
def test_the_recording_says_the_same(kind, engine, tmp_path):
    model = kind((8,), epochs=5, random_state=0).fit(X, Y * 1000)
    run = mieru.load(mieru.save(tmp_path / "model", model.run_))
    x = mieru.data.Preparation.from_json(run.data["preparation"]).apply(X)
    expected = model.predict_proba(X) if kind is MieruClassifier else model.predict(X)[:, None]
    np.testing.assert_allclose(run.predict(x), expected, rtol=2e-4, atol=1e-5)
    assert len(run.history) == 5


def test_what_was_learned_travels_and_goes_on(engine):
    model = MieruClassifier((8,), random_state=0).partial_fit(X, Y)
    other = pickle.loads(pickle.dumps(model))
    np.testing.assert_array_equal(other.predict_proba(X), model.predict_proba(X))
    for one in (model, other):
        one.partial_fit(X, Y)
    np.testing.assert_allclose(other.predict_proba(X), model.predict_proba(X), rtol=1e-6)


@pytest.mark.parametrize(
    ("wrong", "en", "ja"),
    [
        ({"hidden": (0,)}, "hidden must be the units", "hidden には"),
        ({"hidden": "dense 8, swoosh"}, "'swoosh' is no layer", "という層はありません"),
        ({"epochs": 0}, "epochs must be a whole number from 1", "epochs は 1 から"),
        ({"batch_size": -1}, "batch_size must be a whole number", "batch_size は 1 以上"),
        ({"optimizer": "sgd"}, "optimizer must be one such as", "optimizer には"),
        ({"l2": -1}, "l2 must be a number", "l2 は数"),
        ({"validation": 1.0}, "validation must be a share", "validation には"),
        ({"patience": 1.5}, "patience must be a whole number", "patience は 1 から"),
    ],
)
def test_a_wrong_parameter_is_named_in_both_languages(wrong, en, ja):
    told: tuple[tuple[Language, str], ...] = (("en", en), ("ja", ja))
    for language, sentence in told:
        with speaking(language), pytest.raises(SettingError, match=sentence):
            MieruClassifier(**wrong).fit(X, Y)


def test_unknown_classes_are_refused_later():
    model = MieruClassifier(random_state=0).partial_fit(X[:100], Y[:100])
    with pytest.raises(DataError, match=r"the class .*2.* is not among the known"):
        model.partial_fit(X, Y)
