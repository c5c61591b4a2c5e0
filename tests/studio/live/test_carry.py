"""Routes that keep a network, open it again and hand it out as text."""

import asyncio
from pathlib import Path

import httpx
import numpy as np
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response

from mieru.files import load
from mieru.nn import predict
from mieru.playground.experiment import Experiment
from mieru.playground.live import Live
from mieru.playground.onnx_form import onnx_of_live
from mieru.studio.live import carry
from mieru.studio.live.sessions import Sessions
from mieru.studio.messages import Text
from mieru.studio.replies import problem_reply
from mieru.words import MieruError


class Studio:
    """The routes, and one session of a network that has learned a little."""

    def __init__(self, folder: Path) -> None:
        async def problem(request: Request, error: Exception) -> Response:
            assert isinstance(error, MieruError)
            return problem_reply(422, Text(error.en, error.ja))

        self.folder = folder
        self.sessions = Sessions(folder)
        self.app = Starlette(
            routes=carry.routes(self.sessions, folder), exception_handlers={MieruError: problem}
        )
        self.live = Live(Experiment(data="xor"))
        self.live.advance_epochs(3)
        self.name = self.sessions.add(self.live).name

    def ask(self, path: str, method: str = "GET", content: bytes = b"") -> httpx.Response:
        async def asked() -> httpx.Response:
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
                return await client.request(method, path, content=content)

        return asyncio.run(asked())

    def of(self, rest: str, method: str = "GET") -> httpx.Response:
        return self.ask(f"/api/live/{self.name}/{rest}", method)


@pytest.fixture
def studio(tmp_path: Path) -> Studio:
    return Studio(tmp_path / "runs")


def test_a_saved_file_opens_as_a_new_session(studio: Studio):
    saved = studio.of("save")
    assert saved.headers["content-disposition"].startswith('attachment; filename="playground-xor-')
    opened = studio.ask("/api/live/open", "POST", saved.content)
    assert opened.status_code == 200
    again = studio.sessions.get(opened.json()["session"])
    assert again is not None
    assert again is not studio.live
    assert again.experiment == studio.live.experiment
    assert again.judged.train_loss == pytest.approx(studio.live.judged.train_loss)


def test_a_network_is_kept_among_the_runs(studio: Studio):
    path = studio.of("keep", "POST").json()["path"]
    assert load(studio.folder / path).kept_epoch == 3
    other = studio.of("keep", "POST").json()["path"]
    assert other != path


@pytest.mark.parametrize("kind", ["mieru", "numpy", "torch", "keras"])
def test_source_text_comes_in_the_language_asked_for(studio: Studio, kind: str):
    assert "Mieru が書き出した" in studio.of(f"code/{kind}?lang=ja").text
    assert "written by Mieru" in studio.of(f"code/{kind}?lang=en").text


def test_data_come_as_a_csv_file(studio: Studio):
    answer = studio.of("data.csv")
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.content.decode("utf-8-sig").splitlines()[0] == "x₁,x₂,class,part"
    assert len(answer.text.splitlines()) == 501


@pytest.mark.parametrize("path", ["save", "keep", "code/numpy", "data.csv"])
def test_a_session_that_is_not_here_is_said(studio: Studio, path: str):
    answer = studio.ask(f"/api/live/AAAAAAAAAAAAAAAA/{path}", "POST" if path == "keep" else "GET")
    assert answer.status_code == 404
    assert answer.json()["en"].startswith("this network is no longer here")


def test_another_kind_of_source_is_refused(studio: Studio):
    answer = studio.of("code/cobol")
    assert answer.status_code == 422
    assert "not for 'cobol'" in answer.json()["en"]


@pytest.mark.parametrize("content", [b"", b"abc", b"\x00" * 100, b"\xff" * 8 + b"{}"])
def test_a_file_of_any_content_is_refused_without_naming_our_folders(
    studio: Studio, content: bytes
):
    answer = studio.ask("/api/live/open", "POST", content)
    assert answer.status_code == 422
    assert "recording.safetensors" in answer.json()["en"]
    assert "/" not in answer.json()["en"].replace("Mieru/", "")


def test_too_large_a_file_is_refused(studio: Studio, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(carry, "LARGEST_FILE", 10)
    answer = studio.ask("/api/live/open", "POST", b"x" * 11)
    assert answer.status_code == 413


def test_damage_anywhere_in_a_file_is_told_and_nothing_worse(studio: Studio):
    saved = bytearray(studio.of("save").content)
    for place in range(0, len(saved), len(saved) // 60):
        damaged = saved.copy()
        damaged[place] ^= 0x55
        answer = studio.ask("/api/live/open", "POST", bytes(damaged))
        assert answer.status_code in (200, 422)


@pytest.mark.parametrize(
    "experiment",
    [
        Experiment(
            data="spiral", features=("x1", "sin(x2)", "x1*x2", "cos(x1)/(x2^2+1)", "tan(x1/4)")
        ),
        Experiment(data="iris", problem="classification"),
        Experiment(data="plane", problem="regression"),
    ],
)
def test_onnx_takes_the_columns_and_gives_what_the_network_gives(experiment: Experiment):
    onnxruntime = pytest.importorskip("onnxruntime")
    live = Live(experiment)
    live.advance_epochs(2)
    session = onnxruntime.InferenceSession(
        onnx_of_live(live).SerializeToString(), providers=["CPUExecutionProvider"]
    )
    plane = np.array([[0.5, -1.0], [2.0, 3.0], [-4.0, 0.0]])
    x = np.array([[axis.centre, axis.scale] for axis in live.points.axes])
    found = session.run(None, {"x": plane * x[:, 1] + x[:, 0]})[0]
    features = live.features.values(plane)
    wanted = predict(live.network(), live.parameters_tree(), features, loss=live.loss())
    np.testing.assert_allclose(found, wanted, rtol=1e-4, atol=1e-5)


def test_a_network_is_given_away_as_onnx(studio: Studio):
    pytest.importorskip("onnx")
    given = studio.of("network.onnx")
    assert given.status_code == 200
    assert given.headers["content-disposition"].endswith('.onnx"')
