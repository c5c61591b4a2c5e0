"""The WebSocket of a real studio: what is asked is done, and frames come as they can be drawn."""

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from websockets.exceptions import ConnectionClosed

from mieru.playground.experiment import Experiment
from mieru.playground.live import Live
from tests.studio.live.line import Line, Moment, line_to
from tests.studio.test_serving import started


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("studio") / "runs"
    with started(folder) as (_, link):
        yield link


@pytest.fixture
def line(studio: str) -> Iterator[Line]:
    with line_to(studio) as found:
        yield found


def test_opening_shows_the_experiment_and_its_first_moment(line):
    opened = line.open()
    assert opened["address"] == "/playground"
    assert opened["sizes"] == [2, 4, 2, 1]
    assert opened["labels"] == ["x₁", "x₂"]
    assert opened["classes"] == ["−1", "+1"]
    assert (len(opened["train"]["x1"]), opened["train_total"], opened["test_total"]) == (
        250,
        250,
        250,
    )
    moment = line.frame()
    live = Live(Experiment())
    assert (moment.head["epoch"], moment.head["playing"]) == (0, False)
    assert moment.head["test_loss"] == live.judged.test_loss
    found = np.concatenate([moment.weights, moment.biases])
    np.testing.assert_array_equal(found, live.engine.parameters)
    assert moment.pictures.shape == (9, 2_500)
    assert moment.outputs.shape == (1, 10_000)
    np.testing.assert_array_equal(moment.pictures, live.draw().units)
    assert line.kept == [0]
    assert line.silent(0.3)


def test_a_link_of_the_original_opens_as_it_is(line):
    opened = line.open(address="#activation=relu&networkShape=3&seed=0.50000&dataset=xor")
    assert opened["engine"] == "original"
    assert opened["sizes"] == [2, 3, 1]
    assert opened["address"].startswith("activation=relu&")
    assert line.frame().head["epoch"] == 0


def test_a_link_with_a_slip_opens_and_tells_it(line):
    opened = line.open(address="#/playground?data=spiral&rate=fast")
    assert opened["experiment"]["data"] == "spiral"
    assert "rate" in opened["notes"][0]["en"]
    assert "rate" in opened["notes"][0]["ja"]


def test_what_is_to_be_known_of_the_data_stays_and_what_of_the_link_goes(line):
    opened = line.open(address="#/playground?data=iris&rate=fast")
    assert len(opened["notes"]) == 1
    assert opened["data_notes"][0]["en"].startswith("The axes are the two principal components")
    assert opened["data_notes"][0]["ja"].endswith("主成分です (寄与率の合計 96%)。")
    line.send("change", experiment={**opened["experiment"], "batch_size": 5})
    changed = line.message("opened")
    assert changed["notes"] == []
    assert changed["data_notes"] == opened["data_notes"]


def test_the_losses_of_another_network_are_not_taken_for_the_new_ones(line):
    opened = line.open(address="#/playground?data=xor")
    line.frame()
    line.send("change", experiment={**opened["experiment"], "features": ["x1", "x2", "x1*x2"]})
    line.message("opened")
    head = line.frame().head
    assert (head["history_from"], len(head["history"])) == (0, 1)
    assert head["history"][0][1:3] == [head["train_loss"], head["test_loss"]]


def test_an_experiment_that_cannot_be_opens_the_usual_one_and_says_why(line):
    opened = line.open(address="#/playground?network=9999")
    assert opened["sizes"] == [2, 4, 2, 1]
    assert "9999 units" in opened["notes"][0]["en"]


def test_what_cannot_be_in_a_link_is_set_back_alone(line):
    opened = line.open(address="/playground?data=spiral&features=x1;sin(&rate=0.1")
    assert opened["address"] == "/playground?data=spiral&rate=.1"
    assert "sin(" in opened["notes"][0]["en"]


def test_playing_goes_on_until_it_is_paused(line):
    line.open()
    line.send("play", epochs_per_second=200)
    line.frame_where(lambda head: head["epoch"] > 20)
    line.send("pause")
    head = line.frame_where(lambda head: not head["playing"]).head
    assert line.silent(0.3)
    assert [row[0] for row in line.rows] == list(range(head["epoch"] + 1))
    assert line.kept == [row[0] for row in line.rows]
    expected = Live(Experiment())
    expected.advance_epochs(head["epoch"])
    np.testing.assert_array_equal(np.array(line.rows), expected.history.rows)


def test_frames_wait_until_they_were_seen(line):
    line.open()
    line.send("play")
    frames = []
    for _ in range(2):  # without a word of having seen them
        content = line.socket.recv(5)
        assert isinstance(content, bytes)
        frames.append(Moment.read(content))
    assert line.silent(0.5)
    before = frames[-1].head["epoch"]
    line.send("seen", frame=frames[-1].head["frame"])
    assert line.frame().head["epoch"] > before


def test_at_most_thirty_frames_come_a_second(line):
    line.open()
    line.send("play")
    began, count = time.monotonic(), 0
    while time.monotonic() < began + 1:
        line.frame()
        count += 1
    assert 10 <= count <= 33


def test_every_change_is_answered_and_turns_while_it_plays(line):
    opened = line.open()
    line.send("play", epochs_per_second=100)
    line.frame_where(lambda head: head["epoch"] > 3)
    for rate in (0.1, 0.2, 0.3):
        line.send("change", experiment={**opened["experiment"], "rate": rate})
    rates = [line.message("opened")["experiment"]["rate"] for _ in range(3)]
    assert rates == [0.1, 0.2, 0.3]
    head = line.frame().head
    assert head["epoch"] > 3
    assert head["rate"] == 0.3


def test_a_change_of_the_network_begins_anew(line):
    opened = line.open()
    line.send("step", count=5)
    line.frame_where(lambda head: head["epoch"] == 5)
    layers = [{"units": 3}]
    line.send("change", experiment={**opened["experiment"], "layers": layers})
    changed = line.message("opened")
    assert changed["sizes"] == [2, 3, 1]
    assert changed["address"] == "/playground?network=3"
    moment = line.frame()
    assert moment.head["epoch"] == 0
    assert len(moment.biases) == 4
    assert len(line.rows) == 1


@pytest.mark.parametrize(
    ("change", "field", "said"),
    [
        ({"batch_size": 0}, "batch_size", "from 1 to 20000"),
        ({"data": "none"}, "data", "no data set 'none'"),
        ({"features": ["x9"]}, "features", "x9"),
        ({"layers": [{"units": 4}] * 100}, "layers", "64 hidden layers"),
    ],
)
def test_what_cannot_be_is_said_with_its_field(line, change, field, said):
    opened = line.open()
    line.send("change", experiment={**opened["experiment"], **change})
    problem = line.message("problem")
    assert problem["field"] == field
    assert said in problem["text"]["en"]
    assert problem["text"]["ja"]
    line.send("step")
    assert line.frame_where(lambda head: head["epoch"] == 1)


def test_steps_edits_and_seeking(line):
    line.open()
    line.frame()
    line.send("step", by="batch", count=3)
    assert (line.frame().head["epoch"], line.rows[-1][0]) == (0, 0)
    line.send("step", count=4)
    line.frame_where(lambda head: head["epoch"] == 4)
    line.send("edit", layer=1, unit=0, source=2, value=0.625)
    assert line.message("opened")["experiment"]["edited"] == []
    edited = line.frame()
    assert edited.weights[8 + 2] == 0.625
    assert edited.head["unlinked"], "no link has what is set while it learns"
    line.send("seek", epoch=1)
    head = line.frame_where(lambda head: head["epoch"] == 1).head
    assert head["train_loss"] == line.rows[1][1]
    assert len(line.rows) == 5  # the future stays until learning goes on
    line.send("step")
    line.frame_where(lambda head: head["epoch"] == 2)
    assert len(line.rows) == 3
    line.send("reset")
    assert line.frame_where(lambda head: head["epoch"] == 0).head["kept"] == [0]
    assert len(line.rows) == 1


def test_a_reset_with_a_new_seed_says_the_new_address(line):
    line.open()
    line.send("reset", seed="new")
    assert "seed=" in line.message("opened")["address"]


def test_a_branch_goes_on_from_another_session(line, studio):
    first = line.open()
    line.send("step", count=6)
    line.frame_where(lambda head: head["epoch"] == 6)
    with line_to(studio) as other:
        branch = {"session": first["session"], "epoch": 4}
        other.open(experiment={**first["experiment"], "rate": 0.3}, branch=branch)
        moment = other.frame()
        assert moment.head["epoch"] == 4
        assert other.rows == line.rows[:5]


def test_a_branch_from_a_session_that_is_gone_is_said(line):
    line.send("open", branch={"session": "A" * 16, "epoch": 4})
    assert "no longer there" in line.message("problem")["text"]["en"]


def test_pictures_are_as_the_page_wants_them(line):
    line.open()
    line.frame()
    line.send("look", units="outputs", output_size=20)
    moment = line.frame()
    assert moment.pictures.shape[0] == 0
    assert moment.outputs.shape == (1, 400)
    line.send("look", units="none")
    moment = line.frame()
    assert len(moment.pictures) + len(moment.outputs) == 0
    line.send("look", units="all", size=10**9, output_size=-5)
    moment = line.frame()
    assert moment.head["size"] == 400
    assert moment.head["output_size"] == 8


def test_a_reload_finds_the_session_as_it_was(line, studio):
    opened = line.open()
    line.send("step", count=7)
    line.frame_where(lambda head: head["epoch"] == 7)
    with line_to(studio) as again:
        assert again.open(session=opened["session"])["session"] == opened["session"]
        assert again.frame().head["epoch"] == 7
        assert again.rows == line.rows


def test_two_pages_of_one_session_see_the_same(line, studio):
    opened = line.open()
    line.frame()
    with line_to(studio) as second:
        second.open(session=opened["session"])
        second.frame()
        line.send("change", experiment={**opened["experiment"], "rate": 0.1})
        assert line.message("opened")["experiment"]["rate"] == 0.1
        line.send("play", epochs_per_second=50)
        assert second.message("opened")["experiment"]["rate"] == 0.1
        second.frame_where(lambda head: head["epoch"] > 2)
        second.send("pause")
        line.frame_where(lambda head: not head["playing"])


def test_a_network_goes_on_waiting_for_its_page(line, studio):
    opened = line.open()
    line.send("play")
    line.frame_where(lambda head: head["epoch"] > 0)
    line.socket.close()
    time.sleep(0.3)
    with line_to(studio) as again:
        again.open(session=opened["session"])
        first = again.frame().head
        assert first["playing"]
        again.frame_where(lambda head: head["epoch"] > first["epoch"])


def test_a_large_network_says_that_it_is_being_compiled(line):
    opened = line.open()
    layers = [{"units": 460, "activation": "relu", "initial": "he"}] * 2
    line.send("change", experiment={**opened["experiment"], "layers": layers, "rate": 0.01})
    assert line.message("opened")["engine"] == "scanned"
    line.send("play")
    busy = line.frame_where(lambda head: head["busy"])
    assert busy.head["busy"]["en"].startswith("Compiling")
    assert busy.head["busy"]["ja"]
    line.frame_where(lambda head: head["epoch"] > 0 and not head["busy"])


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "cannot be read"),
        ("{", "cannot be read"),
        ("{}", "missing required field `type`"),
        ('{"type":"fly"}', "Invalid value 'fly'"),
        ('{"type":"play","epochs_per_second":0}', "no session is open yet"),
        (b"\xff\xfe", "cannot be read"),
        ('{"type":"change"}', "missing required field `experiment`"),
        ("[" * 5_000, "cannot be read"),
        ('{"type":"step","count":1e400}', "cannot be read"),
        (" " * 200_001, "200,001 characters"),
    ],
)
def test_a_message_that_cannot_be_read_is_said(line, content, said):
    line.socket.send(content)
    problem = line.message("problem")
    assert said in problem["text"]["en"]
    assert problem["text"]["ja"]
    assert line.open()["session"]


@pytest.mark.parametrize(
    "message",
    [
        {"type": "play", "epochs_per_second": 0},
        {"type": "play", "epochs_per_second": 1e9},
        {"type": "step", "count": 0},
        {"type": "step", "count": 10**7},
        {"type": "step", "by": "batch", "count": 10**4},
    ],
)
def test_numbers_out_of_bounds_are_said(line, message):
    line.open()
    line.send(message.pop("type"), **message)
    assert "must be from" in line.message("problem")["text"]["en"]


def test_a_message_beyond_all_bounds_closes_that_line_only(line, studio):
    with line_to(studio) as huge:
        huge.socket.send("x" * 1_100_000)
        with pytest.raises(ConnectionClosed):
            huge.message("problem")
    assert line.open()["session"]


def test_no_stranger_comes_in(studio):
    from websockets.exceptions import InvalidStatus
    from websockets.sync.client import connect

    address = studio.split("?")[0].replace("http://", "ws://") + "live"
    with pytest.raises(InvalidStatus), connect(address):
        pass
    foreign = {"Origin": "http://elsewhere.example"}
    with pytest.raises(InvalidStatus), connect(address, additional_headers=foreign):
        pass


def test_a_weight_set_before_learning_is_in_the_address_whatever_a_page_sends_that_missed_it(line):
    opened = line.open()
    line.send("edit", layer=1, unit=0, source=2, value=0.625)
    edited = line.message("opened")
    assert edited["address"] == "/playground?edited=1.0.2:.625"
    line.send("change", experiment={**opened["experiment"], "rate": 0.1}, edited="kept")
    assert line.message("opened")["address"] == "/playground?rate=.1&edited=1.0.2:.625"
    assert line.frame().weights[8 + 2] == 0.625
    again = line.open(address="#/playground?edited=1.0.2:.625;7.0.0:1")
    assert again["address"] == "/playground"
    assert "there is no weight" in again["notes"][0]["en"]
