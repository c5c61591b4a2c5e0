"""The page of learning, asked as its front end asks it: answers are those of the rooms below."""

import time
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given, strategies as st

import mieru
from mieru.explain.descent import SURFACES, Racer, descend
from mieru.explain.landscape import random_plane
from mieru.files import load
from mieru.nn import score
from mieru.studio.lessons.messages import (
    LabelsAsked,
    LandscapeAsked,
    RaceAsked,
    RacerAsked,
    RateAsked,
    RegularizeAsked,
    SliceState,
    SurfaceAsked,
)
from mieru.studio.lessons.networks import labels, landscape, rate, regularized
from mieru.studio.lessons.races import MOST_RACERS, SIDE, raced, surface_told
from mieru.words import MieruError, SettingError
from tests.studio.test_images import serving

VALLEY = SurfaceAsked("valley")


def race(surface: SurfaceAsked = VALLEY, *racers: RacerAsked, **more: Any) -> Any:
    chosen = racers or (RacerAsked("adam", 0.3),)
    asked: dict[str, Any] = {"start": (-4.5, 0.7), "racers": chosen, "steps": 50} | more
    return raced(RaceAsked(surface, **asked))


@pytest.mark.parametrize("name", sorted(SURFACES))
def test_a_surface_is_told_with_its_map(name: str) -> None:
    told = surface_told(SurfaceAsked(name))
    assert len(told.shades) == told.columns * told.rows == SIDE * SIDE
    assert {0, 255} <= set(told.shades)
    assert len(told.contours) % 4 == 0
    assert all(0 <= place <= 1000 for place in told.contours)
    assert told.minima == SURFACES[name].minima


def test_a_racer_goes_the_path_of_the_room_of_explanations() -> None:
    told = race(VALLEY, RacerAsked("momentum", 0.003), momentum=0.8)
    path = descend(SURFACES["valley"], Racer("momentum", 0.003, 0.8), (-4.5, 0.7), 50)
    np.testing.assert_array_equal(told.racers[0].x, path.points[:, 0])
    np.testing.assert_array_equal(told.racers[0].f, path.values)


def test_the_readers_own_formula_races_like_the_same_surface() -> None:
    own = SurfaceAsked("own", SURFACES["valley"].formula)
    ours, theirs = race(VALLEY).racers[0], race(own).racers[0]
    np.testing.assert_allclose(ours.x, theirs.x, rtol=1e-12)
    assert ours.reached is None or theirs.reached is None  # minima of a formula are not known
    assert surface_told(own).latex.startswith("f = ")


def test_a_formula_without_values_is_told_as_null() -> None:
    told = race(SurfaceAsked("own", "log(x1)"), start=(-1.0, 1.0))
    assert told.racers[0].f[0] is None
    assert set(surface_told(SurfaceAsked("own", "sqrt(-1 - x1^2)")).shades) == {255}


def test_what_cannot_be_is_refused_in_words() -> None:
    wrong: list[tuple[Any, str]] = [
        (lambda: surface_told(SurfaceAsked("hill")), "there is no surface 'hill'; known: valley,"),
        (lambda: surface_told(SurfaceAsked("own", "x1 +")), "there should be"),
        (lambda: race(VALLEY, RacerAsked("sgd", 1.0)), "there is no optimizer 'sgd'"),
        (lambda: race(steps=5000), "a race has at most 2000 steps, not 5000"),
        (lambda: race(VALLEY, *[RacerAsked("adam", 1.0)] * 8), f"from 1 to {MOST_RACERS} optim"),
        (lambda: regularized(RegularizeAsked("iris")), "there are no data 'iris' here; known: "),
        (lambda: regularized(RegularizeAsked("xor", dropout=1)), "dropout must be from 0 to 0.9"),
        (lambda: labels(LabelsAsked(2, 4, 4)), "share must be from 0 to 1 here, not 2"),
        (lambda: rate(RateAsked("digits", "", "sgd")), "there is no optimizer 'sgd'; known: "),
        (
            lambda: landscape(LandscapeAsked("moons", 4, "adam", 0.1, 2, "up")),
            "a plane is path or random, not 'up'",
        ),
    ]
    for ask, start in wrong:
        with pytest.raises(SettingError) as caught:
            ask()
        assert start in caught.value.en
        assert caught.value.ja


@given(
    st.builds(
        RaceAsked,
        surface=st.builds(SurfaceAsked, st.sampled_from(["own", "bent"]), st.text(max_size=12)),
        start=st.tuples(st.floats(), st.floats()),
        racers=st.lists(
            st.builds(RacerAsked, st.sampled_from(["adam", "adagrad"]), st.floats())
        ).map(tuple),
        steps=st.integers(-1, 30),
        momentum=st.floats(),
        noise=st.floats(),
        seed=st.integers(0, 5),
    )
)
def test_whatever_is_asked_of_a_race_is_answered_or_refused(asked: RaceAsked) -> None:
    try:
        told = raced(asked)
    except MieruError as error:
        said = [error.en, error.ja]
        assert all(said)
    else:
        assert b"NaN" not in msgspec.json.encode(told)


def test_l1_of_the_page_makes_zeros_and_early_stopping_keeps_the_best_epoch() -> None:
    plain, held = (regularized(RegularizeAsked("xor", l1=l1)) for l1 in (0.0, 0.03))
    assert plain.zeros == 0 < held.zeros
    assert sum(held.counts) == held.weights == 160
    assert held.norm < plain.norm
    assert len(held.points) == 60
    assert len(held.picture) == held.size**2
    stopped = regularized(RegularizeAsked("xor", stopping=5))
    assert stopped.kept == int(np.argmin(stopped.validation_loss)) + 1


@pytest.mark.slow
@pytest.mark.parametrize("plane", ["path", "random"])
def test_a_landscape_has_the_path_of_learning_on_it(plane: str) -> None:
    told = landscape(LandscapeAsked("moons", 4, "momentum", 0.05, 3, plane))
    assert len(told.heights) == len(told.shades) == told.columns * told.rows == told.places
    left, right, bottom, top = told.extent
    assert all(left <= a <= right and bottom <= b <= top for a, b in told.path)
    assert len(told.steps) == len(told.path) == len(told.losses)
    assert (told.explained is None) is (plane == "random")


@pytest.mark.slow
def sliced(client: Any, asked: dict[str, Any], stop: bool = False) -> SliceState:
    reply = client.post("/api/lessons/slice/begin", json=asked)
    assert reply.status_code == 200, reply.text
    if stop:
        assert client.post("/api/lessons/slice/begin", json=asked).status_code == 409
        client.post("/api/lessons/slice/stop")
    for _ in range(600):
        content = client.get("/api/lessons/slice/state").content
        now = msgspec.json.decode(content, type=SliceState)
        if now.phase in ("ended", "failed"):
            return now
        time.sleep(0.1)
    raise AssertionError(f"the slice did not end: {now}")


def test_a_recording_has_a_landscape_that_can_be_stopped(explored_folder: Any) -> None:
    run = load(explored_folder / "iris-1/net.safetensors")
    data = mieru.data.load("iris", seed=0)
    with serving(explored_folder) as client:
        now = sliced(client, {"run": "iris-1:net", "span": 0.5, "seed": 3})
        assert now.problem is None
        assert now.found is not None
        assert (now.examples, now.done) == (len(data.train), 1.0)
        loss, _ = score(run.network, run.loss, run.parameters, data.train.x, data.train.t)
        assert now.found.train_loss == pytest.approx(loss, rel=1e-5)
        plane = random_plane(run.network, run.parameters, seed=3)
        corner = score(run.network, run.loss, plane.at(-0.5, -0.5), data.train.x, data.train.t)
        assert now.found.heights[0] == pytest.approx(corner[0], rel=1e-5)
        assert len(now.found.heights) == now.found.columns * now.found.rows == 41**2
        stopped = sliced(client, {"run": "digits-1:lenet"}, stop=True)
        assert (stopped.ended, stopped.found) == ("interrupted", None)
        for wrong, said in (
            ({"run": "none"}, "no such"),
            ({"run": "iris-1:net", "span": 99}, "span"),
        ):
            problem = sliced(client, wrong).problem
            assert problem is not None
            assert said in problem.en
            assert problem.ja


def test_the_page_is_served_and_refuses_what_it_cannot_read(tmp_path: Any) -> None:
    with serving(tmp_path) as client:
        told = client.post("/api/lessons/surface", json={"name": "saddle"})
        assert told.status_code == 200
        assert told.json()["start"] == [-1.8, 0.001]
        assert client.post("/api/lessons/surface", json={"nam": "saddle"}).status_code == 400
        wrong = client.post("/api/lessons/surface", json={"name": "hill"})
        assert wrong.status_code == 422
        assert "hill" in wrong.json()["ja"]
        found = client.post(
            "/api/lessons/rate", json={"data": "iris", "network": "", "optimizer": "adam"}
        ).json()
        assert found["suggested"] == pytest.approx(found["lowest"] / 10)
        shown = {"share": 1.0, "units": 8, "epochs": 3}
        learned = client.post("/api/lessons/labels", json=shown).json()
        assert len(learned["train_accuracy"]) == 3
        assert learned["wrong"] == pytest.approx(0.9, abs=0.04)
