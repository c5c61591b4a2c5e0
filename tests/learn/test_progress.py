import io

import numpy as np
import pytest

from mieru.data import DataSet, Examples
from mieru.learn import Advanced, Compiled, Ended, EpochEnded, Progress, Settings, Started, fit
from mieru.learn.progress import duration
from mieru.nn import Network
from mieru.words import speaking

NETWORK = Network.parse("2-1")
ROW = {"train_loss": 0.25, "validation_loss": 0.5, "train_accuracy": 0.75, "rate": 0.1}


class Terminal(io.StringIO):
    def isatty(self):
        return True


def started(epochs: int, epoch: int = 0) -> Started:
    return Started(NETWORK, Settings(epochs=epochs), 100, 4, epoch)


def told(progress: Progress, reason: str = "finished") -> None:
    progress(started(3))
    progress(Compiled(1.25))
    for epoch in (1, 2, 3):
        progress(Advanced(4 * epoch - 2, epoch - 0.5, 0.3, 12345.6, 65))
        progress(EpochEnded({"epoch": epoch, **ROW, "seconds": 2.0}))
    progress(Ended(reason, 3, 2, 123.4))


def test_without_a_terminal_there_is_a_line_an_epoch(monkeypatch):
    monkeypatch.setattr("mieru.learn.progress._SECONDS_BETWEEN_LINES", 0)
    stream = io.StringIO()
    told(Progress(stream))
    losses = "training loss 0.25  validation loss 0.5  training accuracy 75.00%"
    assert stream.getvalue().splitlines() == [
        "compiled in 1.2 s",
        f"epoch 1/3  {losses}",
        f"epoch 2/3  {losses}",
        f"epoch 3/3  {losses}",
        f"finished: {losses}  (0:02:03, weights of epoch 2 kept)",
    ]


def test_the_lines_speak_japanese(monkeypatch):
    monkeypatch.setattr("mieru.learn.progress._SECONDS_BETWEEN_LINES", 0)
    stream = io.StringIO()
    with speaking("ja"):
        told(Progress(stream), "stopped")
    losses = "訓練損失 0.25  検証損失 0.5  訓練正解率 75.00%"
    assert stream.getvalue().splitlines() == [
        "コンパイル 1.2 秒",
        f"エポック 1/3  {losses}",
        f"エポック 2/3  {losses}",
        f"エポック 3/3  {losses}",
        f"早期終了: {losses}  (0:02:03、エポック 2 の重みを保持)",
    ]


def test_thousands_of_epochs_a_second_do_not_give_thousands_of_lines():
    stream = io.StringIO()
    progress = Progress(stream)
    progress(started(5000))
    for epoch in range(1, 5001):
        progress(EpochEnded({"epoch": epoch, **ROW}))
    lines = stream.getvalue().splitlines()
    assert len(lines) < 20
    assert lines[0].startswith("epoch 1/5000  ")
    assert lines[-1].startswith("epoch 5000/5000  ")


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("interrupted", "stopped by you: training loss"),
        ("diverged", "diverged: training loss"),
        ("failed", "broken off: training loss"),
    ],
)
def test_each_end_has_its_words(reason, words):
    stream = io.StringIO()
    told(Progress(stream), reason)
    last = stream.getvalue().splitlines()[-1]
    assert last.startswith(words)
    assert ("kept" in last) == (reason != "failed")


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (
            "en",
            ["compiling…", "epoch 2.5/3", "training loss 0.25", "12,346 examples/s", "65 s left"],
        ),
        ("ja", ["コンパイル中…", "エポック 2.5/3", "訓練損失 0.25", "12,346 点/秒", "残り 65 秒"]),
    ],
)
def test_in_a_terminal_there_is_a_bar(code, words, monkeypatch):
    for name, value in (("TERM", "xterm"), ("COLUMNS", "200")):
        monkeypatch.setenv(name, value)
    stream = Terminal()
    with speaking(code):
        told(Progress(stream))
    shown = stream.getvalue()
    for word in words:
        assert word in shown
    assert "━" in shown
    assert ("finished: " if code == "en" else "終了: ") in shown.splitlines()[-1]


def test_one_progress_can_watch_one_fit_after_another():
    stream = io.StringIO()
    progress = Progress(stream)
    told(progress)
    progress(started(3))
    progress(Ended("finished", 0, 0, 0.1))
    assert stream.getvalue().splitlines()[-1] == "finished (0.1 s, weights of epoch 0 kept)"


def test_fit_shows_its_progress():
    stream = io.StringIO()
    part = Examples(np.ones((4, 2)), np.array([0, 1, 1, 0]))
    fit(NETWORK, DataSet("four", part, part), epochs=2, listeners=[Progress(stream)])
    lines = stream.getvalue().splitlines()
    assert lines[0].startswith("compiled in ")
    assert lines[1].startswith("epoch 1/2  training loss ")
    assert lines[-1].startswith("finished: training loss ")
    assert "validation accuracy 50.00%" in lines[-1]


def test_durations_are_short_for_short_times():
    assert [duration(s) for s in (0.04, 9.94, 9.96, 99.4, 100, 3723, 90_000)] == [
        *("0.0 s", "9.9 s", "10 s", "99 s"),
        *("0:01:40", "1:02:03", "25:00:00"),
    ]
