"""The command as a process of its own: what a shell and a script see."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

MIERU = [sys.executable, "-m", "mieru"]


def run(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*MIERU, *words],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=os.environ | environment,
        timeout=300,
        check=False,
    )


def test_python_m_mieru_is_the_command():
    done = run("--version")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("mieru ")


def test_a_japanese_locale_is_answered_in_japanese():
    done = run("list", LC_ALL="ja_JP.UTF-8")
    assert "ニューロンとネットワーク" in done.stdout
    done = run("lst", LANG="ja_JP.UTF-8", LC_ALL="", LC_MESSAGES="")
    assert done.returncode == 2
    assert "'list' のことですか?" in done.stderr


def test_a_terminal_without_japanese_does_not_stop_it():
    done = run("list", "--lang", "ja", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert done.returncode == 0
    assert "mlp" in done.stdout


def test_a_reader_who_goes_away_is_no_error():
    # More than a pipe holds, so that the writer is still writing.
    script = (
        "import sys\nfrom mieru.cli import listing, main\nfrom mieru.cli.answer import Answer\n"
        "listing.list_systems = lambda asked: Answer('x\\n' * 10**6, {})\nsys.exit(main(['list']))"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert child.stdout is not None
    assert child.stderr is not None
    child.stdout.read(10)
    child.stdout.close()
    assert child.stderr.read() == b""
    assert child.wait(60) == 141
    child.stderr.close()


def test_a_closed_standard_output_is_no_error():
    done = subprocess.run(
        ["sh", "-c", '"$0" -m mieru list >&-', sys.executable], capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.slow
def test_the_json_of_a_run_is_all_that_stands_on_standard_output(tmp_path: Path):
    done = run("run", "worked-example", "--json", "--out", str(tmp_path / "run"))
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["metrics"]["E"] == 9
    done = run("train", "4-3", "--data", "iris", "--json", "--out", str(tmp_path / "r"))
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["ended"] == "finished"
    assert "epoch 10/10" in done.stderr


@pytest.mark.slow
def test_ctrl_c_ends_training_with_the_best_weights_kept(tmp_path: Path):
    words = ["train", "4-8-3", "--data", "iris", "--epochs", "1000000", "--json"]
    child = subprocess.Popen(
        [*MIERU, *words, "--out", str(tmp_path / "r")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert child.stderr is not None
    for line in child.stderr:
        if line.startswith("epoch"):
            break
    time.sleep(0.2)
    child.send_signal(signal.SIGINT)
    out, err = child.communicate(timeout=60)
    assert child.returncode == 0, err
    assert json.loads(out)["ended"] == "interrupted"
    assert (tmp_path / "r.safetensors").is_file()
    assert "Traceback" not in err


@pytest.mark.slow
def test_the_shell_can_complete_commands_and_systems():
    found = run(
        _MIERU_COMPLETE="bash_complete", COMP_WORDS="mieru tra", COMP_CWORD="1"
    ).stdout.splitlines()
    assert found == ["plain,train"]
    found = run(
        _MIERU_COMPLETE="bash_complete", COMP_WORDS="mieru run worked", COMP_CWORD="2"
    ).stdout.splitlines()
    assert found == ["plain,worked-example"]


@pytest.mark.slow
def test_the_studio_prints_its_link_and_ends_with_ctrl_c():
    child = subprocess.Popen(
        [*MIERU, "--no-browser"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    assert "http://127.0.0.1:" in child.stdout.readline()
    time.sleep(1)
    child.send_signal(signal.SIGINT)
    _, err = child.communicate(timeout=60)
    assert (child.returncode, err) == (0, "")
