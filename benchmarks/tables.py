"""MieruClassifier and MieruRegressor against scikit-learn's own perceptrons, on tables.

``--rounds 3 --large yes``. Both learn with their default settings: one hidden layer of 100 ReLU
units, Adam at 0.001, at most 200 epochs. scikit-learn's stands behind a StandardScaler, since Mieru
brings columns to one scale by itself; for values, its targets are scaled, too. Five sets are
scikit-learn's own; four are larger (10 epochs at most for both): MNIST's pixels where MIERU_DATA
has them, and three that are generated. In turns, each round with another seed and split.
"""

import argparse
import time
import warnings

import numpy as np
from report import machine, save, table
from sklearn import datasets
from sklearn.compose import TransformedTargetRegressor
from sklearn.exceptions import ConvergenceWarning
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import mieru
from mieru import MieruClassifier, MieruRegressor

SMALL = {
    "iris": datasets.load_iris,
    "wine": datasets.load_wine,
    "breast-cancer": datasets.load_breast_cancer,
    "digits": datasets.load_digits,
    "diabetes": datasets.load_diabetes,
}
LARGE_EPOCHS = 10


def mnist(rows=20_000):
    data = mieru.data.load("mnist", validation=0, fetch=False)
    x = np.asarray(data.train.x[:rows], np.float32).reshape(rows, -1)
    return x, np.asarray(data.train.t[:rows])


def cover_types():
    """As forests are mapped: 7 classes of unequal size, 54 columns, few of which tell much."""
    return datasets.make_classification(
        50_000,
        54,
        n_informative=15,
        n_redundant=10,
        n_classes=7,
        weights=[0.4, 0.3, 0.1, 0.05, 0.05, 0.05],
        class_sep=1.5,
        random_state=0,
    )


def clusters():
    return datasets.make_classification(
        100_000, 20, n_informative=12, n_classes=2, n_clusters_per_class=8, random_state=1
    )


def friedman():
    return datasets.make_friedman1(50_000, 20, noise=1.0, random_state=0)


LARGE = {
    "mnist": mnist,
    "7 classes, 54 columns": cover_types,
    "2 classes, 16 clusters": clusters,
    "friedman": friedman,
}


def models(regression, epochs, seed):
    """Ours and theirs."""
    if regression:
        theirs = TransformedTargetRegressor(
            make_pipeline(StandardScaler(), MLPRegressor(max_iter=epochs, random_state=seed)),
            transformer=StandardScaler(),
        )
        return MieruRegressor(epochs=epochs, random_state=seed), theirs
    theirs = make_pipeline(StandardScaler(), MLPClassifier(max_iter=epochs, random_state=seed))
    return MieruClassifier(epochs=epochs, random_state=seed), theirs


def measured(x, t, regression, epochs, rounds):
    """Medians over the rounds: scores and seconds of ours and theirs."""
    scores, seconds = np.zeros((2, rounds)), np.zeros((2, rounds))
    for seed in range(rounds):
        stratify = None if regression else t
        parts = train_test_split(x, t, test_size=0.25, random_state=seed, stratify=stratify)
        train_x, test_x, train_t, test_t = parts
        for place, model in enumerate(models(regression, epochs, seed)):
            began = time.perf_counter()
            model.fit(train_x, train_t)
            seconds[place, seed] = time.perf_counter() - began
            scores[place, seed] = model.score(test_x, test_t)
    return np.mean(scores, axis=1), np.median(seconds, axis=1)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--large", choices=("yes", "no"), default="yes")
    asked = parser.parse_args()
    warnings.simplefilter("ignore", ConvergenceWarning)
    # What is compiled once for all is not what is measured.
    MieruClassifier((2,), epochs=1).fit(*datasets.load_iris(return_X_y=True))
    found = {}
    for name, load in [*SMALL.items(), *(LARGE.items() if asked.large == "yes" else ())]:
        small = name in SMALL
        try:
            x, t = load(return_X_y=True) if small else load()
        except mieru.MieruError as error:
            print(f"{name} is left out: {error}")
            continue
        regression = name in ("diabetes", "friedman")
        rounds = asked.rounds if small else min(2, asked.rounds)
        epochs = 200 if small else LARGE_EPOCHS
        (ours, theirs), (our_time, their_time) = measured(x, t, regression, epochs, rounds)
        found[name] = {
            "rows": len(x),
            "columns": x.shape[1],
            "ours": float(ours),
            "scikit-learn": float(theirs),
            "ours (s)": float(our_time),
            "scikit-learn (s)": float(their_time),
            "times as fast": float(their_time / our_time),
        }
        print(name, {key: round(value, 4) for key, value in found[name].items()}, flush=True)
    print(table(found))
    print(save("tables", {"machine": machine(), "sets": found}))


if __name__ == "__main__":
    main()
