"""Whatever is typed, the answer is an answer or a complaint, never a traceback."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

import mieru as library
from mieru.cli import bench, main, train
from mieru.cli.answer import Answer
from tests.cli.conftest import Command

COMMANDS = [
    "list",
    "run",
    "train",
    "evaluate",
    "predict",
    "show",
    "import",
    "data",
    "where",
    "bench",
]
WORDS = [
    *COMMANDS,
    *("--json", "--lang", "ja", "en", "--help", "-h", "--version", "--seed", "--out", "--set"),
    *("--data", "--target", "--validation", "--epochs", "--optimizer", "--rate", "--schedule"),
    *("--momentum", "--every", "--resume", "--top", "--list-settings", "--data-option"),
    *("worked-example", "iris", "circle", "4-3", "2-1 tanh", "784, dense 10", "adam", "cosine"),
    *("0", "1", "-1", "0.5", "1e400", "x=1", "=", "--", "-", "", ".", "/", "none.csv", "a.json"),
    *("run.safetensors", "学習", "\udcff", "--rate=-1", "--lang=ja", "--jsn", "9" * 5000),
]
command_lines = st.lists(
    st.one_of(st.sampled_from(WORDS), st.text(st.characters(exclude_characters="\0"), max_size=8)),
    max_size=6,
)


@pytest.fixture(autouse=True)
def nothing_that_takes_long(monkeypatch: pytest.MonkeyPatch) -> None:
    from mieru import studio

    monkeypatch.setattr(studio, "serve", lambda **_: None)
    monkeypatch.setattr(bench, "bench", lambda asked: Answer("fast", {}, asked.json))
    # Everything up to the learning itself, and from there as if Ctrl-C were pressed.
    monkeypatch.setattr(train, "_listeners", _interrupt)


def _interrupt(*_: object):
    raise KeyboardInterrupt


@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=command_lines)
def test_any_command_line_is_answered_or_explained(
    words: list[str], capsys: pytest.CaptureFixture[str]
):
    check(words, capsys)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(command=st.sampled_from(COMMANDS), words=command_lines)
def test_any_words_after_a_command_are_answered_or_explained(
    command: str, words: list[str], capsys: pytest.CaptureFixture[str]
):
    check([command, *words], capsys)


def check(words: list[str], capsys: pytest.CaptureFixture[str]):
    capsys.readouterr()
    code = main(words)
    out, err = capsys.readouterr()
    assert code in (0, 1, 2, 130), err
    assert "Traceback" not in err, err
    if code == 2 or (code == 1 and "--json" not in words):
        assert out == ""
        assert "mieru: " in err
    asks_for_json = "--json" in words and not {"--help", "-h", "--version"} & set(words)
    if code == 0 and asks_for_json and out:
        assert isinstance(json.loads(out), dict)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=300), name=st.sampled_from(["x.safetensors", "x.json", "x.csv"]))
@pytest.mark.parametrize("command", ["show", "evaluate", "predict", "train"])
def test_any_file_is_answered_or_refused(
    command: str, content: bytes, name: str, capsys: pytest.CaptureFixture[str], iris: Path
):
    Path(name).write_bytes(content)
    lines = {
        "show": ["show", name],
        "evaluate": ["evaluate", str(iris), "--data", name],
        "predict": ["predict", str(iris), name],
        "train": ["train", name if name != "x.csv" else "2-1", "--data", "x.csv"],
    }
    check(lines[command], capsys)


def test_the_vocabulary_reaches_every_way_to_end(mieru: Command):
    assert mieru("list").code == 0
    assert mieru("show", "none").code == 1
    assert mieru("lst").code == 2
    assert mieru("train", "4-3", "--data", "iris").code == 130


plain = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-5, 2**70), st.floats(), st.text(max_size=5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner)
    ),
    max_leaves=5,
)
names = st.sampled_from(["iris", "wine", "circle", "x.csv", "none", 3, None])
loaded = st.fixed_dictionaries(
    {},
    optional={
        "name": st.one_of(names, plain),
        "target": plain,
        "validation": plain,
        "options": plain,
        "seed": plain,
    },
)
told_of_data = st.fixed_dictionaries(
    {},
    optional={
        "name": st.one_of(names, plain),
        "loaded": st.one_of(loaded, plain),
        "classes": plain,
        "features": plain,
        "preparation": st.one_of(st.just({"kind": "none", "shape": [4]}), plain),
        "openings": plain,
    },
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=told_of_data, more=st.dictionaries(st.sampled_from(["seed", "optimizer", "x"]), plain))
@pytest.mark.parametrize("command", ["show", "evaluate", "predict", "train"])
def test_a_recording_that_says_odd_things_is_answered_or_refused(
    command: str,
    data: dict[str, object],
    more: dict[str, object],
    iris: Path,
    capsys: pytest.CaptureFixture[str],
):
    run = library.load(iris)
    odd = replace(run, data=data, settings=run.settings | more)
    Path("x.csv").write_text("a,b,c,d\n1,2,3,4\n")
    try:
        library.save("odd.safetensors", odd)
    except library.MieruError:
        return  # cannot even be said in a file
    words = {"predict": ["predict", "odd.safetensors", "x.csv"]}
    check(words.get(command, [command, "odd.safetensors"]), capsys)
