"""What the microscope's routes answer, and what they refuse."""

import asyncio
import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response

from mieru.playground.experiment import Experiment, HiddenLayer
from mieru.playground.live import Live
from mieru.studio.live import microscope
from mieru.studio.live.sessions import Sessions
from mieru.studio.messages import Text
from mieru.studio.replies import problem_reply
from mieru.words import MieruError


class Studio:
    """The routes, and one session of a network that has learned a little."""

    def __init__(self, folder: Path, experiment: Experiment | None = None) -> None:
        async def problem(request: Request, error: Exception) -> Response:
            assert isinstance(error, MieruError)
            return problem_reply(422, Text(error.en, error.ja))

        sessions = Sessions(folder)
        self.app = Starlette(
            routes=microscope.routes(sessions), exception_handlers={MieruError: problem}
        )
        self.live = Live(experiment or Experiment())
        self.live.step("batch", 2)
        self.name = sessions.add(self.live).name

    def ask(self, path: str) -> httpx.Response:
        async def asked() -> httpx.Response:
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
                return await client.get(path)

        return asyncio.run(asked())

    def look(self, query: str = "") -> Any:
        answer = self.ask(f"/api/live/{self.name}/microscope{query}")
        assert answer.status_code == 200, answer.text
        return answer.json()


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Studio:
    return Studio(tmp_path_factory.mktemp("runs"))


def test_it_begins_at_the_first_unit_of_the_first_example(studio: Studio) -> None:
    look = studio.look()
    assert look["step"] == {"phase": "forward", "level": 1, "unit": 0}
    assert (look["number"], look["count"], look["before"]) == (1, 22, None)
    assert look["after"] == {"phase": "forward", "level": 1, "unit": 1}
    assert [step["phase"] for step in look["phases"]] == ["forward", "error", "backward", "update"]
    assert len(look["examples"]) == 10
    assert [len(layer) for layer in look["unit_values"]] == [2, 4, 2, 1]
    assert (look["epoch"], look["batch"]) == (0, 2)


def test_every_step_can_be_reached_one_after_another(studio: Studio) -> None:
    look, seen = studio.look("?example=3"), 1
    while look["after"]:
        step = look["after"]
        options = "&".join(f"{name}={value}" for name, value in step.items())
        look = studio.look(f"?example=3&{options}")
        seen += 1
        assert look["step"] == step
        assert look["number"] == seen
        assert look["numbers"]
        assert look["example"] == 3
    assert seen == look["count"]


def test_a_number_says_where_it_stands_and_what_it_is_made_of(studio: Studio) -> None:
    look = studio.look("?phase=forward&level=3&unit=0")
    u, answer = look["numbers"]
    assert u["place"] == {"level": 3, "unit": 0, "source": None, "value": u["value"]}
    assert {"level": 2, "unit": 1, "source": None} in [
        {name: used[name] for name in ("level", "unit", "source")} for used in u["uses"]
    ]
    assert answer["value"] == pytest.approx(look["unit_values"][-1][0])
    assert look["examples"][0]["answers"] == [pytest.approx(answer["value"])]


def test_a_point_of_ones_own_is_looked_at(studio: Studio) -> None:
    look = studio.look("?point=1.5,-2,1")
    assert look["own"] is True
    assert [(e["x1"], e["x2"], e["t"]) for e in look["examples"]] == [(1.5, -2, 1)]


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ("?example=-1", "example must be a whole number of at most 9 digits, not '-1'"),
        ("?point=1,2", "point must be three numbers with commas between, x1,x2,t, not '1,2'"),
        ("?point=1,2,7", "t must be a class number from 0 to 1, not 7"),
    ],
)
def test_what_cannot_be_is_refused_with_a_reason(studio: Studio, query: str, problem: str) -> None:
    answer = studio.ask(f"/api/live/{studio.name}/microscope{query}")
    assert answer.status_code == 422
    assert answer.json()["en"] == problem
    assert answer.json()["ja"]


def test_what_a_network_no_longer_has_gives_the_nearest(studio: Studio) -> None:
    for query in ("?phase=forward&level=9&unit=0", "?phase=sideways"):
        assert studio.look(query)["number"] == 1
    assert studio.look("?example=77")["example"] == 9


def test_a_session_that_is_gone_is_told_of(studio: Studio) -> None:
    for rest in ("microscope", "formula"):
        answer = studio.ask(f"/api/live/AAAAAAAAAAAAAAAA/{rest}")
        assert answer.status_code == 404
        assert "load the page again" in answer.json()["en"]


def test_the_formulas_have_the_features_as_the_reader_knows_them(tmp_path: Path) -> None:
    studio = Studio(tmp_path, Experiment(features=("x1", "x1^2", "sin(x2)"), layers=()))
    found = studio.ask(f"/api/live/{studio.name}/formula").json()
    assert r"\sin" in found["whole"][0]
    assert "x_1^{2}" in found["whole"][0]
    assert len(found["matrices"]) == len(found["levels"]) == 1


def test_numbers_of_a_wide_unit_are_cut(tmp_path: Path) -> None:
    layers = (HiddenLayer(300), HiddenLayer(2))
    studio = Studio(tmp_path, Experiment(layers=layers))
    look = studio.look("?phase=backward&level=2&unit=0")
    assert look["is_cut"] is True
    assert len(look["numbers"]) == microscope.MOST_NUMBERS
    assert studio.ask(f"/api/live/{studio.name}/formula").json()["whole"] is None


def test_the_worked_example_is_told_step_by_step(studio: Studio) -> None:
    found = studio.ask("/api/microscope/worked-example").json()
    assert found["wiring"]["functions"] == ["square", "cube"]
    assert found["look"]["unit_values"] == [[2], [4], [8]]
    last = studio.ask("/api/microscope/worked-example?phase=backward&level=1&unit=0").json()
    assert last["look"]["numbers"][-1]["value"] == 288
    first = studio.ask("/api/microscope/worked-example?phase=update&level=9").json()
    assert first["look"]["number"] == 1


def test_an_exercise_has_a_right_answer_and_a_network(studio: Studio) -> None:
    found = studio.ask("/api/microscope/exercise?level=3&seed=4").json()
    assert [choice["right"] for choice in found["choices"]].count(True) == 1
    assert found["loadable"]["edited"]
    assert len(found["table"]) == 4
    refused = studio.ask("/api/microscope/exercise?level=77")
    assert refused.status_code == 422
    assert refused.json()["en"] == "there are the levels 1 to 4, not 77"


ODD = st.text(max_size=20) | st.sampled_from(["0", "1", "1e9", "nan,inf,0", "-1", "99999999999"])


NAMES = st.sampled_from(["example", "point", "phase", "level", "unit", "seed"])


@given(st.dictionaries(NAMES, ODD))
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_query_breaks_it(studio: Studio, options: dict[str, str]) -> None:
    query = str(httpx.QueryParams(options))
    paths = (f"/api/live/{studio.name}/microscope", "/api/microscope/exercise")
    for path in (*paths, "/api/microscope/worked-example"):
        answer = studio.ask(f"{path}?{query}")
        assert answer.status_code in (200, 422)
        json.loads(answer.content)
