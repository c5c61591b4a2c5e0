"""The runs folder is read whole, quickly, and without leaving it."""

import dataclasses
import json
import os
import platform
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, strategies as st

from mieru.files import Live, load, read_header, save
from mieru.studio import library as room
from mieru.studio.found import run_id
from mieru.studio.library import Library
from mieru.studio.messages import Entry, NamedValue, UnderWay
from mieru.systems.frame import run_system
from mieru.words import FileError
from tests.studio.conftest import REPORT_RUN, SYSTEM_RUN


def entries(folder) -> dict[str, Entry]:
    return {entry.id: entry for entry in Library(folder).runs().entries}


def test_the_list_holds_every_run_newest_first(runs_folder):
    runs = Library(runs_folder).runs()
    assert [(entry.id, entry.kind) for entry in runs.entries] == [
        ("アヤメ~20の~20分類", "recording"),
        ("damaged", "damaged"),
        (f"{REPORT_RUN}:report.html", "report"),
        (f"{SYSTEM_RUN}:mlp", "recording"),
    ]
    assert (runs.total, runs.complete, runs.folder) == (4, True, str(runs_folder))


def test_a_recording_is_listed_with_what_it_says_of_itself(runs_folder, run):
    entry = entries(runs_folder)[f"{SYSTEM_RUN}:mlp"]
    assert entry.system == "mlp"
    assert entry.name == f"{SYSTEM_RUN}/mlp"
    assert entry.network == "6x6x1, flatten, dense 5, sigmoid, dense 2"
    assert entry.data == "halves"
    assert entry.when == run.when
    assert entry.seconds == run.seconds
    assert entry.metrics == {"test_accuracy": 0.9842, "test_loss": 0.0625}
    assert entry.report == f"/report/{SYSTEM_RUN}/report.html"


def test_without_metrics_the_history_on_the_kept_weights_is_told(runs_folder, run):
    metrics = entries(runs_folder)["アヤメ~20の~20分類"].metrics
    row = next(row for row in run.history if row["epoch"] == run.kept_epoch)
    assert metrics["validation_accuracy"] == row["validation_accuracy"]
    assert set(metrics) == {
        f"{part}_{what}" for part in ("train", "validation") for what in ("loss", "accuracy")
    }


def test_a_system_that_leaves_one_recording_has_measured_that_one(tmp_path, run):
    unmeasured = dataclasses.replace(run, metrics={})
    for name in ("mlp", "other"):
        save(tmp_path / "mlp-1" / name, unmeasured)
    result = {"name": "mlp", "metrics": {"test_accuracy": 0.5}}
    (tmp_path / "mlp-1/result.json").write_text(json.dumps(result))
    found = entries(tmp_path)
    assert found["mlp-1:mlp"].metrics == {"test_accuracy": 0.5}
    assert "test_accuracy" not in found["mlp-1:other"].metrics


def test_recordings_of_a_system_that_leaves_several_say_what_was_measured(tmp_path):
    run_system("softmax-regression", {"data": "iris", "epochs": 5}, out=tmp_path / "softmax-1")
    entry = entries(tmp_path)["softmax-1:iris"]
    assert list(entry.metrics) == ["test_accuracy"]
    assert entry.system == "softmax-regression"


def test_a_run_without_a_recording_is_listed_by_its_report(runs_folder):
    entry = entries(runs_folder)[f"{REPORT_RUN}:report.html"]
    assert (entry.kind, entry.system, entry.name) == ("report", "worked-example", REPORT_RUN)
    assert (entry.metrics, entry.seconds) == ({"E": 9.0, "y": None}, 1.25)
    assert entry.report == f"/report/{REPORT_RUN}/report.html"
    assert entry.when == "2026-09-21T14:14:20+00:00"


def test_a_damaged_file_is_listed_with_its_message(runs_folder):
    entry = entries(runs_folder)["damaged"]
    path = runs_folder / "damaged.safetensors"
    with pytest.raises(FileError) as error:
        read_header(path)
    assert entry.problem is not None
    assert (entry.problem.en, entry.problem.ja) == (error.value.en, error.value.ja)
    assert entry.problem.en.startswith(f"{path} is damaged or no .safetensors file")
    with pytest.raises(FileError, match="is damaged or no"):
        load(path)


@pytest.mark.parametrize(
    "content", ["", "[]", "{", '{"name": 3}', "[" * 100_000, '{"name":"\\ud800"}']
)
def test_a_damaged_result_costs_only_what_it_would_have_told(runs_folder, content):
    (runs_folder / REPORT_RUN / "result.json").write_text(content)
    entry = entries(runs_folder)[f"{REPORT_RUN}:report.html"]
    assert (entry.kind, entry.metrics) == ("report", {})


def test_a_missing_or_empty_folder_is_an_empty_list(tmp_path):
    assert Library(tmp_path).runs().entries == ()
    assert Library(tmp_path / "none").runs().entries == ()
    (tmp_path / "file").write_text("")
    assert Library(tmp_path / "file").runs().entries == ()


def test_what_is_no_run_is_not_listed(tmp_path):
    (tmp_path / "a/b").mkdir(parents=True)
    (tmp_path / "a/b/deep.safetensors").write_text("")
    (tmp_path / ".hidden.safetensors").write_text("")
    (tmp_path / "folder.safetensors").mkdir()
    (tmp_path / "notes.txt").write_text("")
    os.mkfifo(tmp_path / "pipe.safetensors")
    assert Library(tmp_path).runs().entries == ()


def test_a_link_that_leads_out_of_the_folder_is_not_followed(runs_folder, tmp_path):
    outside = tmp_path / "outside"
    shutil.copytree(runs_folder / SYSTEM_RUN, outside)
    (runs_folder / "file.safetensors").symlink_to(outside / "mlp.safetensors")
    (runs_folder / "folder").symlink_to(outside)
    (runs_folder / "loop.safetensors").symlink_to(runs_folder / "loop.safetensors")
    (runs_folder / "inside.safetensors").symlink_to(runs_folder / SYSTEM_RUN / "mlp.safetensors")
    found = entries(runs_folder)
    assert "inside" in found
    assert not {"file", "folder:mlp", "loop"} & found.keys()


def test_a_file_is_read_once_and_again_when_it_changes(runs_folder, monkeypatch):
    read: list[str] = []

    def counting(function):
        def counted(file):
            read.append(file.id)
            return function(file)

        return counted

    monkeypatch.setattr(room, "_read_entry", counting(room._read_entry))
    monkeypatch.setattr(room, "_loaded", counting(room._loaded))
    library = Library(runs_folder)
    first = library.runs()
    assert library.runs() == first
    assert sorted(read) == sorted(entry.id for entry in first.entries)
    read.clear()
    os.utime(runs_folder / "damaged.safetensors")
    (runs_folder / "アヤメ の 分類.safetensors").unlink()
    assert library.runs().entries[0].id == "damaged"
    assert read == ["damaged"]
    read.clear()
    for _ in range(3):
        library.open(f"{SYSTEM_RUN}:mlp")
    assert read == [f"{SYSTEM_RUN}:mlp"]


def test_a_list_that_takes_long_is_given_out_unfinished_and_goes_on(runs_folder, monkeypatch):
    monkeypatch.setattr(room, "PATIENCE", -1)
    library = Library(runs_folder)
    assert (library.runs().complete, library.runs().total) == (False, 4)
    monkeypatch.setattr(room, "PATIENCE", 10)
    assert library.runs().complete
    monkeypatch.setattr(room, "PATIENCE", -1)
    assert library.runs().complete, "what was read before costs no patience"


def test_only_the_newest_are_listed_of_very_many(runs_folder, monkeypatch):
    monkeypatch.setattr(room, "MOST_LISTED", 2)
    runs = Library(runs_folder).runs()
    assert (len(runs.entries), runs.total, runs.complete) == (2, 4, True)


def test_a_long_header_is_read_only_when_its_recording_is_opened(runs_folder, monkeypatch):
    monkeypatch.setattr(room, "LARGEST_HEADER", 100)
    library = Library(runs_folder)
    found = {entry.id: entry for entry in library.runs().entries}
    assert found[f"{SYSTEM_RUN}:mlp"].kind == "unread"
    assert found[f"{SYSTEM_RUN}:mlp"].system == "mlp"
    opened = library.open(f"{SYSTEM_RUN}:mlp")
    assert opened is not None
    assert opened[0].kind == "recording"
    assert opened[0].metrics == {"test_accuracy": 0.9842, "test_loss": 0.0625}


def test_a_file_too_large_to_be_shown_is_refused_with_a_message(runs_folder, monkeypatch):
    monkeypatch.setattr(room, "LARGEST_OPENED", 100)
    with pytest.raises(FileError) as error:
        Library(runs_folder).open(f"{SYSTEM_RUN}:mlp")
    assert "too large to be shown here; use it from Python" in error.value.en
    assert "Python から使ってください" in error.value.ja


def test_a_fault_in_loading_a_recording_is_told_with_its_name(runs_folder, monkeypatch):
    def faulty(path):
        raise ZeroDivisionError("fault")

    monkeypatch.setattr("mieru.files.load", faulty)
    with pytest.raises(FileError) as error:
        Library(runs_folder).open(f"{SYSTEM_RUN}:mlp")
    told = f"{SYSTEM_RUN}/mlp cannot be read: ZeroDivisionError('fault')"
    assert error.value.en == told


def test_the_list_needs_neither_jax_nor_numpy(runs_folder):
    code = (
        "import sys; from pathlib import Path; from mieru.studio.library import Library; "
        f"runs = Library(Path({str(runs_folder)!r})).runs(); "
        "print(len(runs.entries), {'jax', 'numpy'} & set(sys.modules))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.split(maxsplit=1) == ["4", "set()\n"]


def live(folder: Path, name: str = "flowers.live.json", **changes) -> Path:
    told = Live(
        kind="mieru live",
        network="4, dense 3",
        data="iris",
        settings={"epochs": 50, "optimizer": {"kind": "adam", "rate": 0.01}},
        epochs=50,
        epoch=12.5,
        history={"epoch": [1, 2], "train_loss": [1.5, None], "validation_loss": [1.6, 1.25]},
        loss=0.75,
        seconds=3.0,
        seconds_left=9.0,
        compiled=True,
        process=os.getpid(),
        host=platform.node(),
        when="2026-11-21T10:00:00+00:00",
    )
    path = folder / name
    path.write_bytes(msgspec.json.encode(msgspec.structs.replace(told, **changes)))
    return path


def test_a_run_under_way_is_listed_with_how_far_it_is(runs_folder):
    live(runs_folder)
    entry = entries(runs_folder)["flowers"]
    assert (entry.kind, entry.name, entry.data) == ("live", "flowers", "iris")
    assert entry.under_way == UnderWay(12.5, 50, 0.75, 9.0, True)
    assert entry.metrics == {"train_loss": None, "validation_loss": 1.25}


def test_a_run_whose_process_has_gone_is_told_as_broken_off(runs_folder):
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    path = live(runs_folder, process=gone.pid)
    assert entries(runs_folder)["flowers"].kind == "broken"
    live(runs_folder, host="another-machine", process=gone.pid)
    assert entries(runs_folder)["flowers"].kind == "live"
    os.utime(path, (1e9, 1e9))
    assert entries(runs_folder)["flowers"].kind == "broken"


def test_a_run_keeps_its_id_from_under_way_to_recording(runs_folder):
    before = entries(runs_folder)
    path = live(runs_folder / SYSTEM_RUN, "mlp.live.json")
    assert entries(runs_folder).keys() == before.keys()
    assert entries(runs_folder)[f"{SYSTEM_RUN}:mlp"].kind == "live"
    path.unlink()
    assert entries(runs_folder) == before


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"kind":"x"}', b"[" * 100_000, b"\xff"])
def test_a_damaged_file_of_a_run_under_way_is_told(runs_folder, content):
    (runs_folder / "x.live.json").write_bytes(content)
    entry = entries(runs_folder)["x"]
    assert entry.kind == "damaged"
    assert entry.problem is not None
    assert "does not tell of a run under way" in entry.problem.en
    assert "実行中の記録ではありません" in entry.problem.ja


def test_runs_are_compared_in_the_order_asked(runs_folder, run):
    live(runs_folder)
    ids = ["flowers", "none", f"{REPORT_RUN}:report.html", "damaged", f"{SYSTEM_RUN}:mlp"]
    first, second = Library(runs_folder).compare([*ids, "flowers"]).runs
    assert (first.entry.id, second.entry.id) == ("flowers", f"{SYSTEM_RUN}:mlp")
    assert first.history["validation_loss"] == (1.6, 1.25)
    assert NamedValue("optimizer.rate", "0.01") in first.settings
    assert second.history["train_loss"] == tuple(row["train_loss"] for row in run.history)
    assert NamedValue("optimizer.rate", "0.02") in second.settings


def test_what_is_compared_has_a_bound(runs_folder, monkeypatch):
    monkeypatch.setattr(room, "MOST_COMPARED", 1)
    found = Library(runs_folder).compare([f"{SYSTEM_RUN}:mlp", "アヤメ~20の~20分類"])
    assert len(found.runs) == 1


def test_several_may_ask_at_once(runs_folder):
    library = Library(runs_folder)
    answers: list[object] = []

    def look():
        answers.append(library.runs())
        opened = library.open(f"{SYSTEM_RUN}:mlp")
        assert opened is not None

    threads = [threading.Thread(target=look) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 8
    assert all(answer == answers[0] for answer in answers)


def test_only_a_recording_of_this_folder_is_opened(runs_folder):
    library = Library(runs_folder)
    for name in ("", "..", "nothing", f"{REPORT_RUN}:report.html", f"{SYSTEM_RUN}/mlp", "~00"):
        assert library.open(name) is None


@given(st.lists(st.binary(min_size=1, max_size=6), min_size=1, max_size=2))
def test_different_files_have_different_ids_that_are_one_part_of_an_address(parts):
    names = [os.fsdecode(part.replace(b"/", b"~").replace(b"\0", b":")) for part in parts]
    if {".", ".."} & set(names):
        return
    path = Path(*names)
    found = run_id(path)
    assert not set(found) & set("/\\?#%\0 ")
    found.encode()
    other = Path(*(name.replace("~", "~7E").replace(":", "~3A") for name in names))
    assert other == path or run_id(other) != found
