"""The page of images, asked over HTTP: pictures are learned, judged and looked into."""

import io
import socket
import subprocess
import sys
import threading
import time
import urllib.parse
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import msgspec
import numpy as np
import pytest
import uvicorn
from hypothesis import given, settings, strategies as st
from PIL import Image

from mieru.files import load
from mieru.studio.app import create_app
from mieru.studio.guard import Access
from mieru.studio.images import job as job_room
from mieru.studio.images.kept import checkpoint_path, keep, left_over
from mieru.studio.images.maps import Section, as_maps
from mieru.studio.images.messages import (
    Cell,
    FolderFound,
    ImagesState,
    Judged,
    Looked,
    NetworkChecked,
    Pictures,
    PictureSets,
    TrainAsked,
)
from mieru.studio.jobs.kept import Kept
from mieru.studio.library import Library
from mieru.studio.messages import Weights
from tests.studio.asking import TOKEN

MLP = "8x8x1, flatten, dense 20 initial=he, relu, dense 10"
CNN = "8x8x1, conv 4 3x3 initial=he, relu, flatten, dropout 0.1, dense 10"
LEARN = {"network": MLP, "data": "digits", "epochs": 8, "rate": 0.01}
FOREVER = LEARN | {"epochs": 1000, "batch_size": 1}


@contextmanager
def serving(folder: Path, pages: Path | None = None, **access: Any) -> Iterator[httpx.Client]:
    """A real server of the studio in a thread, and one who knows its token."""
    app = create_app(folder, Access(token=TOKEN, **access), pages or folder)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        base = f"http://127.0.0.1:{listening.getsockname()[1]}"
        config = uvicorn.Config(app, log_level="warning", ws="none", lifespan="off")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        with httpx.Client(base_url=base, cookies={"mieru": TOKEN}, timeout=60) as client:
            try:
                yield client
            finally:
                client.post("/api/images/stop")
                wait(client, lambda now: now.phase in ("idle", "ended", "failed"))
                server.should_exit = True
                thread.join()


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[httpx.Client]:
    with serving(tmp_path / "runs") as client:
        yield client


@pytest.fixture(scope="module")
def learned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A studio that has learned digits, which no test changes."""
    with serving(tmp_path_factory.mktemp("learned")) as client:
        begin(client, network=CNN)
        ended(client)
        yield client


def begin(client: httpx.Client, **changes: Any) -> ImagesState:
    answer = client.post("/api/images/train", json=LEARN | changes)
    assert answer.status_code == 200, answer.text
    return msgspec.json.decode(answer.content, type=ImagesState)


def state(client: httpx.Client, since: int = 0) -> ImagesState:
    answer = client.get(f"/api/images/state?since={since}")
    return msgspec.json.decode(answer.content, type=ImagesState)


def wait(client: httpx.Client, until: Callable[[ImagesState], bool]) -> ImagesState:
    deadline = time.monotonic() + 60
    while not until(now := state(client)):
        assert time.monotonic() < deadline, now
        time.sleep(0.02)
    return now


def ended(client: httpx.Client) -> ImagesState:
    return wait(client, lambda now: now.phase in ("ended", "failed"))


def judged(client: httpx.Client, part: str = "validation") -> Judged:
    answer = client.get(f"/api/images/judged?part={part}")
    assert answer.status_code == 200, answer.text
    return msgspec.json.decode(answer.content, type=Judged)


def headed(content: bytes, kind: type) -> tuple[Any, bytes]:
    size = int.from_bytes(content[:4], "little")
    return msgspec.json.decode(content[4 : 4 + size], type=kind), content[4 + size :]


def a_bar() -> np.ndarray:
    drawing = np.zeros((112, 112), np.uint8)
    drawing[20:90, 50:62] = 255
    return drawing


def look(client: httpx.Client, query: str, content: bytes) -> tuple[Looked, bytes]:
    answer = client.post(f"/api/images/look?{query}", content=content)
    assert answer.status_code == 200, answer.text
    return headed(answer.content, Looked)


def draw(client: httpx.Client) -> tuple[Looked, bytes]:
    return look(client, "source=drawn&width=112&height=112&layers=1", a_bar().tobytes())


def best(looked: Looked) -> int:
    return int(np.argmax(np.array(looked.probabilities, float)))


def test_what_can_be_learned_is_told(studio):
    found = msgspec.json.decode(studio.get("/api/images/sets").content, type=PictureSets)
    digits = found.sets[0]
    assert (digits.name, digits.here, digits.shape, digits.classes) == (
        "digits",
        True,
        (8, 8, 1),
        10,
    )
    assert found.folders
    for one in found.sets:
        for network in one.networks:
            asked = {"network": network, "shape": one.shape, "classes": one.classes}
            answer = studio.post("/api/images/network", json=asked)
            checked = msgspec.json.decode(answer.content, type=NetworkChecked)
            assert checked.problem is None
            assert checked.layers[-1].shape == (one.classes,)


@pytest.mark.parametrize(
    ("network", "en", "ja"),
    [
        ("8x8x1, flatten, dense 9", "end its line with dense 10", "dense 10 で終えてください"),
        ("28x28x1, flatten, dense 10", "begin its line with 8x8x1", "8x8x1 で始めてください"),
        ("8x8x1, flatten, dens 10", "is no layer", "という層はありません"),
        ("8x8x1, flatten, dense 900000, dense 10", "more than the 20,000,000", "上限 20,000,000"),
        ("", "begins with its input shape", "入力の形状で始めます"),
        ("8x8x1, " * 1_000, "longer than 4,000 characters", "4,000 文字を超えています"),
    ],
)
def test_a_network_that_cannot_be_is_told_at_once(studio, network, en, ja):
    asked = {"network": network, "shape": [8, 8, 1], "classes": 10}
    answer = studio.post("/api/images/network", json=asked)
    problem = msgspec.json.decode(answer.content, type=NetworkChecked).problem
    assert problem is not None
    assert en in problem.en
    assert ja in problem.ja


def test_digits_are_learned_judged_and_kept(studio, tmp_path):
    first = begin(studio)
    assert (first.job, first.phase) == (1, "loading")
    now = ended(studio)
    assert (now.phase, now.ended, now.problem) == ("ended", "finished", None)
    assert now.data is not None
    assert (now.data.name, now.data.train, now.data.openings) == ("digits", 1258, 0)
    assert [row[0] for row in now.history] == list(range(1, 9))
    assert now.weights == ("dense1/weight", "dense2/weight")
    assert state(studio, 6).history == now.history[6:]
    found = judged(studio)
    assert found.accuracy == pytest.approx(now.history[-1][4] or 0, abs=1e-6)
    assert found.examples == now.data.validation == np.sum(found.confusion)
    assert found.wrong == len(found.mistakes)
    assert now.run is not None
    entry = Library(tmp_path / "runs").runs().entries[0]
    assert (entry.id, entry.kind, entry.data) == (now.run, "recording", "digits")
    run = load(next((tmp_path / "runs").glob("digits-*/run.safetensors")))
    assert run.data["loaded"]["name"] == "digits"
    assert not list((tmp_path / "runs").rglob("*.live.json"))


def test_while_it_learns_it_answers_and_is_listed_and_stops_when_asked(studio, tmp_path):
    begin(studio, **FOREVER)
    now = wait(studio, lambda now: now.phase == "learning" and now.epoch > 0)
    assert now.epochs == 1000
    assert studio.post("/api/images/train", json=LEARN).status_code == 409
    assert draw(studio)[0].stamp > 0
    assert judged(studio).examples == 180
    assert Library(tmp_path / "runs").runs().entries[0].kind == "live"
    later = wait(studio, lambda later: later.stamp > now.stamp)
    assert later.job == now.job
    assert later.running
    studio.post("/api/images/stop")
    assert (ended(studio).phase, state(studio).ended) == ("ended", "interrupted")
    assert Library(tmp_path / "runs").runs().entries[0].kind == "recording"


def test_a_drawing_is_answered_with_what_every_layer_says(learned):
    looked, content = draw(learned)
    assert len(looked.probabilities) == 10
    assert sum(p or 0 for p in looked.probabilities) == pytest.approx(1, abs=1e-4)
    assert looked.picture == Pictures(1, 8, 8, 1)
    picture = np.frombuffer(content[:64], np.uint8).reshape(8, 8)
    assert (picture[:, 3:5] > 100).all()
    assert not picture[:, [0, 1, 6, 7]].any()
    assert [(layer.name, layer.kind, layer.count) for layer in looked.layers] == [
        ("conv1", "conv", 4),
        ("relu1", "relu", 4),
        ("dense1", "dense", 1),
    ]
    conv, relu, dense = looked.layers
    assert (conv.height, conv.width, dense.units) == (6, 6, 10)
    assert len(content) == 64 + 2 * 4 * 36 + dense.width * dense.height
    maps = np.frombuffer(content[64 + 144 : 64 + 288], np.uint8)
    assert maps.min() >= 128  # a relu is never negative
    assert relu.scale <= conv.scale


def test_an_answer_takes_less_than_a_tenth_of_a_second(learned):
    draw(learned)
    began = time.perf_counter()
    for _ in range(10):
        draw(learned)
    assert (time.perf_counter() - began) / 10 < 0.1


def test_a_validation_picture_gets_the_answer_that_it_was_judged_by(learned):
    found = judged(learned)
    wrong = found.mistakes[0]
    content = learned.get(f"/api/images/pictures?part=validation&index={wrong.index}").content
    head, pixels = headed(content, Pictures)
    assert head == Pictures(1, 8, 8, 1)
    looked, _ = look(learned, "source=pixels", pixels)
    said = np.array(looked.probabilities, float)
    assert said.argmax() == wrong.told != wrong.label
    assert said.max() == pytest.approx(wrong.probability, abs=0.02)


def test_a_cell_of_the_matrix_holds_its_pictures(learned):
    found = judged(learned)
    for label in range(10):
        answer = learned.get(f"/api/images/cell?part=validation&label={label}&told={label}")
        cell = msgspec.json.decode(answer.content, type=Cell)
        assert cell.total == found.confusion[label][label]
        assert all((one.label, one.told) == (label, label) for one in cell.answers)
        sure = [one.probability or 0 for one in cell.answers]
        assert sure == sorted(sure, reverse=True)


def test_the_weights_are_pictures(learned):
    head, content = headed(learned.get("/api/images/weights/conv1/weight").content, Weights)
    assert (head.kind, head.count, head.height, head.width) == ("kernels", 4, 3, 3)
    assert len(content) == 36
    assert learned.get("/api/images/weights/none").status_code == 404


def test_the_test_part_is_sealed_until_it_is_opened_and_then_kept(studio, tmp_path):
    assert studio.post("/api/images/test").status_code == 409
    begin(studio)
    ended(studio)
    refused = studio.get("/api/images/judged?part=test")
    assert refused.status_code == 409
    assert "sealed" in refused.json()["en"]
    assert "封印" in refused.json()["ja"]
    assert studio.get("/api/images/pictures?part=test&index=0").status_code == 404
    for _ in range(2):  # pressed twice, opened once
        answer = studio.post("/api/images/test")
        found = msgspec.json.decode(answer.content, type=Judged)
    data = state(studio).data
    assert data is not None
    assert (found.part, found.examples, data.openings) == ("test", 359, 1)
    run = load(next((tmp_path / "runs").glob("digits-*/run.safetensors")))
    assert run.metrics["test_accuracy"] == found.accuracy
    assert judged(studio, "test") == found


def as_file(pixels: np.ndarray, kind: str = "PNG") -> bytes:
    into = io.BytesIO()
    Image.fromarray(pixels).save(into, kind)
    return into.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_an_uploaded_digit_on_paper_is_read_as_a_drawn_one(learned, kind):
    drawn, _ = draw(learned)
    paper = np.stack([255 - a_bar()] * 3, axis=-1)
    uploaded, content = look(learned, "source=uploaded", as_file(paper, kind))
    assert best(uploaded) == best(drawn)
    again, _ = look(learned, "source=pixels", content[:64])
    assert again.probabilities == uploaded.probabilities


@pytest.mark.parametrize("content", [b"", b"nothing", b"\x89PNG\r\n\x1a\n" + bytes(40)])
def test_what_is_no_picture_is_told(learned, content):
    answer = learned.post("/api/images/look?source=uploaded", content=content)
    assert answer.status_code == 422
    assert {"en", "ja"} == set(answer.json())


def test_a_picture_that_announces_too_many_pixels_is_refused_undecoded(learned):
    bomb = as_file(np.zeros((1, 1), np.uint8))
    # Width and height of the header, and its checksum with them.
    head = b"IHDR" + (60_000).to_bytes(4, "big") * 2 + bomb[24:29]
    bomb = bomb[:12] + head + zlib.crc32(head).to_bytes(4, "big") + bomb[33:]
    answer = learned.post("/api/images/look?source=uploaded", content=bomb)
    assert answer.status_code == 422
    assert "60000×60000" in answer.json()["en"] or "cannot be read" in answer.json()["en"]


def test_what_is_too_long_is_refused(learned, monkeypatch):
    monkeypatch.setattr("mieru.studio.images.routes.LARGEST_UPLOAD", 1_000)
    assert learned.post("/api/images/look?source=uploaded", content=bytes(1_001)).status_code == 413
    assert learned.post("/api/images/train", content=b" " * 64_001).status_code == 413


@pytest.mark.parametrize(
    "query", ["source=drawn&width=112&height=1", "source=drawn", "source=pixels", "", "source=x"]
)
def test_bytes_of_another_number_than_the_picture_has_are_told(learned, query):
    answer = learned.post(f"/api/images/look?{query}", content=bytes(5))
    assert answer.status_code == 422
    assert "5" in answer.json()["en"]


@pytest.mark.parametrize(
    ("changes", "en", "ja"),
    [
        ({"data": "nothing"}, "there is no set of pictures 'nothing'", "'nothing' はありません"),
        ({"data": "iris"}, "there is no set of pictures 'iris'", "'iris' はありません"),
        ({"epochs": 0}, "epochs must lie between 1 and 1,000", "1 から 1,000"),
        ({"batch_size": 5000}, "between 1 and 4,096", "1 から 4,096"),
        ({"examples": 0}, "between 1 and 1,258", "1 から 1,258"),
        ({"optimizer": "magic"}, "there is no optimizer 'magic'", "'magic' はありません"),
        ({"augment": "shrink 2"}, "there is no augmentation 'shrink'", "'shrink' はありません"),
        ({"rate": -1}, "rate", "rate"),
        ({"seed": -1}, "seed", "seed"),
        ({"network": "8x8x1, flatten, dense 3"}, "end its line with dense 10", "dense 10 で"),
    ],
)
def test_what_cannot_be_learned_ends_with_its_reason(studio, changes, en, ja):
    begin(studio, **changes)
    now = ended(studio)
    assert (now.phase, now.run) == ("failed", None)
    assert now.problem is not None
    assert en in now.problem.en
    assert ja in now.problem.ja


def test_a_batch_that_would_fill_the_memory_is_refused(studio, monkeypatch):
    monkeypatch.setattr("mieru.studio.images.asked.MOST_NUMBERS", 1_000)
    begin(studio)
    problem = ended(studio).problem
    assert problem is not None
    assert "choose a smaller batch size" in problem.en
    assert "バッチサイズを小さくしてください" in problem.ja


def test_diverged_learning_keeps_what_was_finite(studio):
    begin(studio, optimizer="gradient_descent", rate=1e30)
    now = ended(studio)
    assert (now.phase, now.ended) == ("failed", "diverged")
    assert now.problem is not None
    assert "diverged" in now.problem.en
    assert now.run is not None
    assert draw(studio)[0].probabilities


def test_what_nobody_foresaw_is_told_and_the_next_training_goes(studio, monkeypatch):
    def faulty(*args: object, **options: object) -> None:
        raise MemoryError("no room")

    with monkeypatch.context() as patch:
        patch.setattr("mieru.data.load", faulty)
        begin(studio)
        problem = ended(studio).problem
    assert problem is not None
    assert "no room" in problem.en
    assert "メモリ不足" in problem.ja
    begin(studio, epochs=1)
    assert ended(studio).phase == "ended"


CRASH = """
import sys, time
from pathlib import Path
from mieru.studio.images import job as room
from mieru.studio.images.messages import TrainAsked
room.BETWEEN_CHECKPOINTS = 0
asked = TrainAsked(network=sys.argv[2], data="digits", epochs=300, batch_size=2, rate=0.001)
job = room.Job(1, asked, Path(sys.argv[1]), folders=True)
job.start()
while job.state().epoch < 2:
    time.sleep(0.01)
print("learning", flush=True)
time.sleep(600)
"""


@pytest.mark.slow
def test_a_training_goes_on_after_the_server_was_killed(tmp_path):
    runs = tmp_path / "runs"
    command = [sys.executable, "-c", CRASH, str(runs), MLP]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "learning\n"
        process.kill()
    with serving(runs) as client:
        now = wait(client, lambda now: now.phase == "learning" and now.epoch > 2)
        assert [row[0] for row in now.history][:2] == [1, 2]
        assert now.asked is not None
        assert (now.asked.network, now.asked.epochs) == (MLP, 300)
        client.post("/api/images/stop")
        assert ended(client).ended == "interrupted"
    assert len(list(runs.glob("digits-*/run.safetensors"))) == 1
    assert not list((runs / ".studio").iterdir())
    with serving(runs) as client:
        assert state(client).phase == "idle"


def test_a_training_that_takes_the_server_down_is_not_tried_for_ever(tmp_path):
    asked = msgspec.convert(LEARN, TrainAsked)
    keep(tmp_path, Kept(asked, "digits-1/run.safetensors"))
    assert left_over(tmp_path) is None, "without a checkpoint there is nothing to go on with"
    checkpoint_path(tmp_path).write_bytes(b"")
    again = left_over(tmp_path)
    assert again is not None
    assert again.tries == 2
    assert left_over(tmp_path) is None
    assert not list((tmp_path / ".studio").iterdir())


@pytest.mark.parametrize("content", [b"", b"{}", b"[" * 9_000, b'{"asked":1}'])
def test_a_damaged_note_of_a_training_is_no_training(tmp_path, content):
    (tmp_path / ".studio").mkdir()
    (tmp_path / ".studio/images.json").write_bytes(content)
    checkpoint_path(tmp_path).write_bytes(b"")
    assert left_over(tmp_path) is None


def test_a_note_that_leads_out_of_the_runs_folder_is_not_followed(tmp_path):
    keep(tmp_path, Kept(msgspec.convert(LEARN, TrainAsked), "../../x.safetensors"))
    checkpoint_path(tmp_path).write_bytes(b"")
    assert left_over(tmp_path) is None


POSTS = ("folder", "network", "stop", "look?source=uploaded", "look?source=drawn")
GETS = ("state?since=", "judged?part=", "cell?label=", "pictures?index=", "weights/", "sets?x=")
HOSTILE = st.binary(max_size=80) | st.sampled_from(
    [
        b'{"network":"8x8x1, flatten, dense 10","shape":[8,8,1],"classes":-1}',
        b'{"network":"8x8x1","shape":[1e9],"classes":10}',
        b'{"path":"/proc/self/mem","size":99999999999}',
        b'{"path":"/dev","size":16}',
        b'{"network":"\\ud800","shape":[],"classes":0}',
        b"[" * 60_000,
    ]
)


@settings(max_examples=60)
@given(st.sampled_from(POSTS), HOSTILE)
def test_nothing_sent_brings_the_server_down(learned, path, content):
    answer = learned.post(f"/api/images/{path}", content=content)
    assert answer.status_code in (200, 400, 409, 413, 422)
    answer.json() if "json" in answer.headers["content-type"] else None


@settings(max_examples=60)
@given(st.sampled_from(GETS), st.text(max_size=20))
def test_no_address_brings_the_server_down(learned, path, rest):
    text = rest.encode("utf-8", "replace").decode()
    answer = learned.get(f"/api/images/{path}{urllib.parse.quote(text)}")
    assert answer.status_code in (200, 404, 409)


def test_fewer_examples_are_learned_from_when_asked(studio):
    begin(studio, examples=100, epochs=1)
    data = ended(studio).data
    assert data is not None
    assert (data.train, data.validation) == (100, 180)


def pictures_by_class(folder: Path) -> Path:
    rng = np.random.default_rng(0)
    for name, channel in (("rot", 0), ("grün", 1)):
        (folder / name).mkdir(parents=True)
        for i in range(20):
            pixels = rng.integers(0, 60, (20, 24, 3), dtype=np.uint8)
            pixels[:, :, channel] += 150
            Image.fromarray(pixels).save(folder / name / f"{i}.png")
    return folder


def test_a_folder_of_the_users_is_learned(studio, tmp_path):
    folder = {"path": str(pictures_by_class(tmp_path / "colours")), "size": 12}
    answer = studio.post("/api/images/folder", json=folder)
    found = msgspec.json.decode(answer.content, type=FolderFound)
    assert (found.pictures, found.classes, found.shape) == (40, ("grün", "rot"), (12, 12, 3))
    begin(studio, data="", folder=folder, network=found.networks[0], epochs=20)
    now = ended(studio)
    assert now.problem is None
    assert judged(studio).accuracy == 1
    drawn, _ = draw(studio)
    assert (drawn.picture.height, drawn.picture.channels) == (12, 3)


def test_a_folder_that_is_none_is_told(studio, tmp_path):
    for path in ("", str(tmp_path / "none"), "a\0b", "x" * 5_000, "~nobody/x"):
        answer = studio.post("/api/images/folder", json={"path": path})
        assert answer.status_code == 422
        assert "there is no folder" in answer.json()["en"]
        assert "はありません" in answer.json()["ja"]
    (tmp_path / "empty").mkdir()
    answer = studio.post("/api/images/folder", json={"path": str(tmp_path / "empty")})
    assert "each class needs a folder of its own" in answer.json()["en"]


def test_folders_are_only_for_this_machine(tmp_path):
    with serving(tmp_path, hosts=None) as client:
        assert not client.get("/api/images/sets").json()["folders"]
        answer = client.post("/api/images/folder", json={"path": str(tmp_path)})
        assert answer.status_code == 422
        assert "--host" in answer.json()["en"]
        begin(client, folder={"path": str(tmp_path)})
        problem = ended(client).problem
        assert problem is not None
        assert "--host" in problem.ja


def test_before_any_training_everything_says_so(studio):
    assert state(studio) == ImagesState(0, "idle")
    for path in ("judged?part=validation", "cell?part=validation", "judged"):
        answer = studio.get(f"/api/images/{path}")
        assert answer.status_code == 409
        assert "nothing was trained here yet" in answer.json()["en"]
        assert "まだ学習していません" in answer.json()["ja"]
    for path in ("look?source=drawn", "stop", "test"):
        assert studio.post(f"/api/images/{path}").status_code == 409
    for path in ("weights/dense1/weight", "pictures?part=validation&index=0"):
        assert studio.get(f"/api/images/{path}").status_code == 404


@pytest.mark.parametrize("index", ["", "x", "-1", "180", "1,x", ",".join(map(str, range(129)))])
def test_pictures_that_are_not_there_are_told(learned, index):
    assert learned.get(f"/api/images/pictures?part=validation&index={index}").status_code == 404


def test_a_long_layer_is_cut_and_a_plane_without_end_thinned():
    maps, content = as_maps("conv1", np.ones((10, 10, 4), np.float32), Section(1, 2, 5))
    assert (maps.count, maps.total, maps.height, maps.width, len(content)) == (2, 4, 5, 5, 50)
    assert (maps.first, maps.step) == (1, 2)
    output = np.array([1, -2, np.nan, np.inf], np.float32)
    maps, content = as_maps("dense1", output)
    assert (maps.scale, list(content)) == (2.0, [192, 1, 0, 0])


def test_the_curve_within_epochs_is_thinned(tmp_path, monkeypatch):
    monkeypatch.setattr(job_room, "MOST_MOMENTS", 10)
    job = job_room.Job(1, msgspec.convert(LEARN, TrainAsked), tmp_path, folders=True)
    for i in range(100):
        job._add_moment(i / 10, 1 / (i + 1))
    running = job.state().running
    assert len(running) <= 11
    assert running[-1][0] == 9.9
