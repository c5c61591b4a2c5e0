"""Pictures of the reader's own: sent, seen once, learned in seconds, tried."""

import io
from collections.abc import Iterator
from pathlib import Path

import httpx
import msgspec
import numpy as np
import pytest
from PIL import Image

from mieru.data import Preparation
from mieru.files import load
from mieru.nn import Network
from mieru.published.transfer import Body
from mieru.studio.images.own import collected
from mieru.studio.images.own.collected import Own, divided
from mieru.studio.images.own.messages import OwnAnswer, OwnState
from mieru.words import DataError, SettingError
from tests.studio.test_images import serving

COLOURS = {"red": (200, 30, 30), "green": (30, 190, 40), "blue": (40, 50, 210)}


def picture(colour: str, seed: int, kind: str = "PNG") -> bytes:
    """A square of noise around a colour, as a file."""
    random = np.random.default_rng(seed)
    pixels = np.array(COLOURS[colour]) + random.integers(-25, 26, (20, 20, 3))
    stream = io.BytesIO()
    Image.fromarray(pixels.clip(0, 255).astype(np.uint8)).save(stream, kind)
    return stream.getvalue()


def small_body(name: str = "", weights: object = None) -> Body:
    """Stands for the published network: it sees colours, in a picture of 16×16."""
    network = Network.parse("16x16x3, conv 8 3x3, relu, global_meanpool")
    return Body("small", network, network.initial_parameters(3), {})


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Own:
    monkeypatch.setattr("mieru.published.transfer.body", small_body)
    return Own(tmp_path)


def fill(own: Own, count: int = 6) -> None:
    for name in COLOURS:
        for i in range(count):
            own.add(name, picture(name, i))


def test_a_few_pictures_of_each_class_are_learned_and_others_recognised(own, tmp_path):
    fill(own)
    assert [(one.name, one.pictures) for one in own.state().classes] == [
        ("red", 6),
        ("green", 6),
        ("blue", 6),
    ]
    own.train()
    own.wait(60)
    state = own.state()
    assert (state.phase, state.stamp, state.problem) == ("learned", 1, None)
    assert state.judged == 4  # a fifth of 18, to the next whole one
    assert state.accuracy == 1
    for place, name in enumerate(COLOURS):
        answer = own.look(picture(name, 99, "JPEG"))
        assert answer is not None
        assert np.argmax(np.array(answer.probabilities, float)) == place
        assert sum(p or 0 for p in answer.probabilities) == pytest.approx(1, abs=1e-4)


def test_what_was_learned_is_a_recording_like_any_other(own, tmp_path):
    fill(own)
    own.train()
    own.wait(60)
    (path,) = tmp_path.rglob("*.safetensors")
    run = load(path)
    assert run.data["classes"] == list(COLOURS)
    (file := tmp_path / "p.png").write_bytes(picture("green", 77))
    x = Preparation.from_json(run.data["preparation"]).apply(file)
    answer = own.look(picture("green", 77))
    assert answer is not None
    np.testing.assert_allclose(run.predict(x)[0], answer.probabilities, atol=1e-4)


def test_few_pictures_are_all_learned_from(own):
    fill(own, 2)
    own.train()
    own.wait(60)
    state = own.state()
    assert (state.phase, state.judged, state.accuracy) == ("learned", 0, None)


def test_a_class_goes_with_its_pictures(own):
    fill(own, 1)
    assert [one.name for one in own.remove("green").classes] == ["red", "blue"]
    assert own.remove(None).classes == ()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", r"the file is empty \(0 bytes\)"),
        (b"not a picture", r"the picture cannot be read \(not a picture\)"),
        (picture("red", 0)[:200], "the picture cannot be read"),
    ],
)
def test_a_file_that_is_no_picture_is_refused_and_the_others_stay(own, content, said):
    own.add("red", picture("red", 0))
    with pytest.raises(DataError, match=said):
        own.add("red", content)
    assert own.state().classes[0].pictures == 1


def test_what_is_too_much_or_too_little_is_said(own, monkeypatch):
    with pytest.raises(SettingError, match="pictures of two classes at least"):
        own.train()
    with pytest.raises(SettingError, match="a class needs a name"):
        own.add("  ", picture("red", 0))
    monkeypatch.setattr(collected, "MOST_CLASSES", 2)
    own.add("red", picture("red", 0))
    own.add("green", picture("green", 0))
    with pytest.raises(SettingError, match="there is room for 2 classes and 2,000 pictures"):
        own.add("blue", picture("blue", 0))
    monkeypatch.setattr(collected, "MOST_PICTURES", 2)
    with pytest.raises(SettingError, match="room for 2 classes and 2 pictures"):
        own.add("red", picture("red", 1))
    assert own.look(picture("red", 0)) is None  # nothing is learned yet


def test_a_fifth_of_each_class_is_kept_back_where_there_are_enough():
    kept = {"a": [np.full(3, i) for i in range(10)], "b": [np.full(3, i) for i in range(5)]}
    data = divided(kept, 32)
    assert data.validation is not None
    assert np.bincount(data.validation.t).tolist() == [2, 1]
    assert data.preparation is not None
    assert data.preparation.input_shape == (32, 32, 3)


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[httpx.Client]:
    monkeypatch.setattr("mieru.published.transfer.body", small_body)
    monkeypatch.setenv("MIERU_DATA", str(tmp_path / "none"))
    with serving(tmp_path / "runs") as client:
        yield client


def test_it_is_asked_for_over_http(client):
    state = msgspec.json.decode(client.get("/api/images/own").content, type=OwnState)
    assert state.phase == "collecting"
    for name in COLOURS:
        for i in range(5):
            sent = client.post(f"/api/images/own/picture?label={name}", content=picture(name, i))
            assert sent.status_code == 200
    wrong = client.post("/api/images/own/picture?label=red", content=b"x")
    assert wrong.status_code == 422
    assert "cannot be read" in wrong.json()["en"]
    assert client.post("/api/images/own/look", content=picture("red", 0)).status_code == 409
    assert client.post("/api/images/own/train").status_code == 200
    for _ in range(600):
        state = msgspec.json.decode(client.get("/api/images/own").content, type=OwnState)
        if state.phase != "learning":
            break
    assert state.phase == "learned", state.problem
    assert state.run
    said = client.post("/api/images/own/look", content=picture("blue", 50))
    answer = msgspec.json.decode(said.content, type=OwnAnswer)
    assert np.argmax(np.array(answer.probabilities, float)) == 2
    removed = client.post("/api/images/own/remove?label=red")
    left = msgspec.json.decode(removed.content, type=OwnState)
    assert [one.name for one in left.classes] == ["green", "blue"]


def test_missing_weights_are_told_with_the_place_to_put_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("MIERU_DATA", str(tmp_path))
    missing = Own(tmp_path).state().missing
    assert missing is not None
    assert "squeezenet1_1.safetensors" in missing.en
    assert "データフォルダ" in missing.ja
