"""Recordings to take elsewhere: of a table nobody prepared, of numbers, of pictures, of values."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import mieru
from mieru import Network, Run, fit
from mieru.data import Photograph

ROWS = """age,city,income,note,since,left
31,Osaka,4.2,a,2021-04-01,no
45,Tokyo,,b,2019-12-31,yes
,Kyoto,6.1,a,,no
52,Osaka,7.5,,2020-02-29,yes
23,,2.2,b,2022-08-15,no
38,Tokyo,5.0,a,2018-01-01,yes
61,Kyoto,8.8,b,2023-11-07,yes
29,Osaka,3.1,a,2021-06-30,no
"""


@pytest.fixture(scope="session")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("table") / "people.csv"
    path.write_text(ROWS + "\n".join(ROWS.splitlines()[1:]) + "\n", "utf-8")
    return path


@pytest.fixture(scope="session")
def people(table: Path) -> Run:
    data = mieru.data.load(table, target="left")
    return fit(Network(data.input_shape, ["tanh", mieru.Dense(2)]), data, epochs=3, batch_size=4)


@pytest.fixture(scope="session")
def iris() -> Run:
    data = mieru.data.load("iris")
    return fit(Network.parse("4-6-3 tanh"), data, epochs=3)


@pytest.fixture(scope="session")
def digits() -> Run:
    data = mieru.data.load("digits")
    text = "8x8x1, conv 4 3 padding=same, batchnorm, relu, maxpool, flatten, dense 10"
    return fit(Network.parse(text), data, epochs=1, batch_size=128)


@pytest.fixture(scope="session")
def diabetes() -> Run:
    return fit(Network.parse("10-4-1 tanh"), mieru.data.load("diabetes"), epochs=2)


@pytest.fixture(scope="session")
def photographs() -> Run:
    """A network for photographs, with a preparation that tells every channel from the others."""
    random = np.random.default_rng(3)
    network = Network.parse("6x6x3, conv 3 3, relu, flatten, dense 4")
    x = random.normal(size=(8, 6, 6, 3))
    run = fit(network, (x, np.arange(8) % 4), epochs=1)
    preparation = Photograph(6, 7, (120.0, 110.0, 90.0), (58.0, 57.0, 60.0), "bgr")
    return replace(run, data={"name": "photos", "preparation": preparation.to_json()})


def pictures(n: int = 6, side: int = 8) -> np.ndarray:
    """Half of them light on dark, half dark on light."""
    random = np.random.default_rng(5)
    made = random.integers(0, 100, (n, side, side, 1)).astype(np.uint8)
    made[::2] = 255 - made[::2]
    return made
