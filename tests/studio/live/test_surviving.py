"""Sessions outlive their pages and their server; what nobody watches costs nothing."""

import json
import shutil
import signal
import time
from pathlib import Path

import httpx
import numpy as np
import pytest

from mieru.playground.experiment import Experiment
from mieru.playground.kept import kept, revived
from mieru.playground.live import Live
from mieru.studio.live import sessions as room
from mieru.studio.live.keeping import Keeper
from mieru.studio.live.sessions import Session, Sessions
from mieru.studio.remembered import Remembered
from mieru.studio.serving import WARM_AFTER
from mieru.words import DataError, SettingError
from tests.studio.live.line import line_to
from tests.studio.test_serving import started


def test_after_a_kill_the_open_page_finds_its_network_again(tmp_path, monkeypatch):
    monkeypatch.setenv("MIERU_STATE", str(tmp_path / "state"))
    runs = tmp_path / "runs"
    with started(runs) as (process, link):
        with line_to(link) as line:
            opened = line.open(experiment={"optimizer": "adam"})
            line.send("step", count=40)
            line.frame_where(lambda head: head["epoch"] == 40)
            line.send("change", experiment={**opened["experiment"], "rate": 0.01})
            line.message("opened")
            time.sleep(2.6)
        process.send_signal(signal.SIGKILL)
        process.wait()
    with started(runs) as (_, again):
        assert again == link  # the same port, the same token
        with line_to(again) as line:
            found = line.open(session=opened["session"])
            assert found["session"] == opened["session"]
            assert found["experiment"]["rate"] == 0.01
            assert line.frame().head["epoch"] == 40
            assert len(line.rows) == 41
            assert line.kept == list(range(41))
            line.send("seek", epoch=20)
            moment = line.frame_where(lambda head: head["epoch"] == 20)
    expected = Live(Experiment(optimizer="adam"))
    expected.advance_epochs(20)
    found_numbers = np.concatenate([moment.weights, moment.biases])
    np.testing.assert_array_equal(found_numbers, expected.engine.parameters)


def test_what_played_plays_on_after_ctrl_c_and_a_new_start(tmp_path, monkeypatch):
    monkeypatch.setenv("MIERU_STATE", str(tmp_path / "state"))
    runs = tmp_path / "runs"
    with started(runs) as (process, link):
        with line_to(link) as line:
            session = line.open()["session"]
            line.send("play", epochs_per_second=50)
            before = line.frame_where(lambda head: head["epoch"] >= 5).head["epoch"]
        process.send_signal(signal.SIGINT)
        process.wait()
    with started(runs) as (_, again), line_to(again) as line:
        line.open(session=session)
        first = line.frame().head
        assert first["playing"]
        assert first["epoch"] >= before
        line.frame_where(lambda head: head["epoch"] > first["epoch"])


def test_a_paused_network_and_a_page_that_went_cost_nothing(tmp_path):
    with (
        started(tmp_path / "runs") as (process, link),
        line_to(link) as paused,
        line_to(link) as leaving,
    ):
        paused.open()
        paused.frame()
        leaving.open()
        leaving.send("play")
        leaving.frame_where(lambda head: head["epoch"] > 0)
        leaving.socket.close()
        time.sleep(WARM_AFTER)  # what is made ready for later costs something, once
        wait_until_idle(process.pid)
        before = processor_seconds(process.pid)
        assert paused.silent(2)
        assert processor_seconds(process.pid) - before < 0.1


def wait_until_idle(process: int) -> None:
    for _ in range(60):
        before = processor_seconds(process)
        time.sleep(1)
        if processor_seconds(process) - before < 0.05:
            return
    raise AssertionError("it was busy for a whole minute")


def processor_seconds(process: int) -> float:
    stat = Path(f"/proc/{process}/stat")
    if not stat.is_file():
        pytest.skip("no /proc here")
    fields = stat.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


@pytest.mark.parametrize(
    "experiment",
    [
        Experiment(optimizer="adam"),
        Experiment(mode="original", seed="0.5"),
        Experiment(data="iris"),
        Experiment(data="plane", problem="regression"),
    ],
)
def test_what_is_kept_comes_back_and_goes_on_to_the_bit(experiment):
    live = Live(experiment)
    live.advance_epochs(30)
    live.step("batch", 3)
    live.seek(12)
    again = revived(*kept(live))
    for each in (live, again):
        each.advance_epochs(4)
    np.testing.assert_array_equal(again.engine.parameters, live.engine.parameters)
    np.testing.assert_array_equal(again.history.rows, live.history.rows)
    assert again.timeline.epochs == live.timeline.epochs


def test_what_is_kept_of_another_network_is_refused():
    description, arrays = kept(Live(Experiment()))
    with pytest.raises(DataError) as error:
        revived(kept(Live(Experiment(layers=())))[0], arrays)
    assert "damaged" in error.value.en
    assert "壊れています" in error.value.ja
    arrays.pop("history")
    with pytest.raises(DataError):
        revived(description, arrays)


def written(folder: Path, live: Live) -> tuple[Sessions, Session, Path]:
    sessions = Sessions(folder)
    session = sessions.add(live)
    live.advance_epochs(2)
    sessions.close()
    (path,) = (folder / ".studio" / "sessions").iterdir()
    return sessions, session, path


def test_a_session_on_disk_is_found_by_its_name_only(tmp_path):
    _, session, path = written(tmp_path, Live(Experiment()))
    assert path.stem == session.name
    again = Sessions(tmp_path)
    assert again.get("../" + session.name) is None
    assert again.get("A" * 16) is None
    found = again.get(session.name)
    assert found
    assert found.engine.epochs == 2
    assert again.get(session.name) is found


@pytest.mark.parametrize("cut", [0, 1, 8, 100, 2_000])
def test_a_damaged_file_is_no_session(tmp_path, cut):
    _, session, path = written(tmp_path, Live(Experiment()))
    path.write_bytes(path.read_bytes()[:cut])
    assert Sessions(tmp_path).get(session.name) is None


def test_bytes_of_any_kind_are_no_session_or_one_of_finite_size(tmp_path):
    _, session, path = written(tmp_path, Live(Experiment()))
    content = path.read_bytes()
    rng = np.random.default_rng(0)
    for _ in range(100):
        changed = bytearray(content)
        for place in rng.integers(0, len(content), 3):
            changed[place] = rng.integers(0, 256)
        path.write_bytes(changed)
        Keeper(path.parent, Sessions(tmp_path).tables).read(session.name)


def test_a_disk_that_cannot_be_written_does_not_stop_learning(tmp_path):
    sessions = Sessions(tmp_path / "file")
    (tmp_path / "file").write_text("in the way")
    live = sessions.add(Live(Experiment())).live
    live.advance_epochs(1)
    sessions.close()
    assert live.engine.epochs == 1


def test_the_session_idle_longest_goes_to_disk_when_there_are_many(tmp_path, monkeypatch):
    monkeypatch.setattr(room, "MOST_IDLE", 2)
    sessions = Sessions(tmp_path)
    names = [sessions.add(Live(Experiment(seed=str(i)))).name for i in range(3)]
    watched = sessions.find(names[0])
    assert watched
    sessions.watch(watched, lambda: None)
    sessions.add(Live(Experiment()))
    assert len(sessions._sessions) == 3
    assert names[0] in sessions._sessions
    assert names[1] not in sessions._sessions
    back = sessions.get(names[1])
    assert back
    assert back.experiment.seed == "1"


def test_when_all_sessions_are_watched_no_more_are_opened(tmp_path, monkeypatch):
    monkeypatch.setattr(room, "MOST_SESSIONS", 2)
    sessions = Sessions(tmp_path)
    for _ in range(2):
        sessions.watch(sessions.add(Live(Experiment())), lambda: None)
    with pytest.raises(SettingError) as error:
        sessions.add(Live(Experiment()))
    assert error.value.en.startswith("2 pages are open already")
    assert "2 のページが開かれています" in error.value.ja


def test_the_token_stays_is_private_and_is_made_anew_when_asked(tmp_path, monkeypatch):
    monkeypatch.setenv("MIERU_STATE", str(tmp_path))
    first = Remembered()
    first.keep(tmp_path / "runs", 9_999)
    path = tmp_path / "studio.json"
    assert path.stat().st_mode & 0o777 == 0o600
    second = Remembered()
    assert second.token == first.token
    assert second.port(tmp_path / "runs") == 9_999
    assert second.port(tmp_path / "other") is None
    new = Remembered(new_token=True)
    assert new.token != first.token
    assert new.port(tmp_path / "runs") == 9_999


@pytest.mark.parametrize(
    "content", ["", "{}", "[]", '{"token": "short"}', json.dumps({"token": "x\n" * 20})]
)
def test_a_damaged_file_of_the_token_is_replaced(tmp_path, monkeypatch, content):
    monkeypatch.setenv("MIERU_STATE", str(tmp_path))
    (tmp_path / "studio.json").write_text(content)
    found = Remembered()
    assert len(found.token) == 32
    found.keep(tmp_path, 8_765)
    assert Remembered().token == found.token


def test_where_nothing_can_be_remembered_the_studio_still_opens(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("MIERU_STATE", str(tmp_path / "file"))
    found = Remembered()
    found.keep(tmp_path, 8_765)
    assert found.token


def test_the_first_frame_comes_at_once(tmp_path):
    """From the start of Python to the first picture; the page itself is not in it."""
    best = 60.0
    for _ in range(3):
        shutil.rmtree(tmp_path / "runs", ignore_errors=True)
        began = time.perf_counter()
        with started(tmp_path / "runs") as (_, link), httpx.Client() as client:
            client.get(link)
            with line_to(link) as line:
                line.open()
                line.frame()
                best = min(best, time.perf_counter() - began)
    assert best < 2, f"{best:.2f} s from starting Python to the first frame"
