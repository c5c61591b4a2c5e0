"""Random numbers of the original, against those of seedrandom 2.4.3 itself."""

import pytest
from hypothesis import given, strategies as st

from mieru.playground.original.random import SeedRandom

# What seedrandom 2.4.3 gives under Node.
KNOWN = {
    "0.50000": (0.7542922813780981, 0.6952472186092381, 0.967419558600557),
    "": (0.23144008215179881, 0.27404636548159655, 0.7901279251811976),
    "a": (0.43449421599986604, 0.5451403460013228, 0.3578386258898537),
    "見る": (0.22656961076378387, 0.9311812753988202, 0.2934054233979266),
    "x" * 300: (0.952495823023581, 0.9378530102966817, 0.8504259399717166),
    "0": (0.7803563384230067, 0.05144520047760746, 0.5317574394273067),
}


@pytest.mark.parametrize("seed", KNOWN)
def test_the_first_numbers_of_a_seed_are_those_of_seedrandom(seed: str):
    random = SeedRandom(seed)
    assert tuple(random.next() for _ in range(3)) == KNOWN[seed]


@given(st.text())
def test_any_seed_gives_numbers_from_0_to_1(seed: str):
    random = SeedRandom(seed)
    assert all(0 <= random.next() < 1 for _ in range(5))


@given(st.text(), st.integers(0, 20))
def test_a_stream_goes_on_from_where_it_stood(seed: str, drawn: int):
    random = SeedRandom(seed)
    for _ in range(drawn):
        random.next()
    stand = random.state()
    after = [random.next() for _ in range(5)]
    random.restore(stand)
    assert [random.next() for _ in range(5)] == after


@given(st.text(), st.floats(-10, 10), st.floats(0.1, 10))
def test_uniform_numbers_stay_between_their_bounds(seed: str, low: float, width: float):
    random = SeedRandom(seed)
    assert all(low <= random.uniform(low, low + width) <= low + width for _ in range(20))
