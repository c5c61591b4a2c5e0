"""The studio as a process: it prints its link, comes at once, and takes what is thrown at it."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import pytest

import mieru
from mieru.kernels.small.library import BuildNote
from mieru.studio import serving
from mieru.words import SettingError, speaking

SOURCES = Path(mieru.__file__).parents[1]


@contextmanager
def started(folder: Path, **settings: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The process and the link that it printed."""
    code = f"from mieru.studio import serve; serve(open_browser=False, folder={str(folder)!r})"
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(SOURCES), **settings},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )
    try:
        assert process.stdout
        link = re.search(r"http://\S+", process.stdout.readline())
        assert link
        yield process, link.group()
    finally:
        process.kill()
        process.communicate()


@pytest.fixture(scope="module")
def served(recorded: Path) -> Iterator[str]:
    with started(recorded) as (_, link):
        yield link


def test_the_printed_link_opens_the_studio(served):
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/\?token=[\w-]{32}", served)
    with httpx.Client(follow_redirects=True) as client:
        assert client.get(served).url.query == b""
        base = served.split("?")[0]
        assert client.get(f"{base}api/runs").json()["total"] == 4
    assert httpx.get(f"{base}api/runs").status_code == 401


def test_the_server_does_not_say_what_it_is(served):
    assert "server" not in httpx.get(served).headers


def test_the_first_page_does_not_wait_for_heavy_libraries(recorded, pages):
    code = f"""
import sys
from pathlib import Path
from tests.studio.asking import TOKEN, ask
from mieru.studio.app import create_app
from mieru.studio.guard import Access
app = create_app(Path({str(recorded)!r}), Access(token=TOKEN), Path({str(pages)!r}))
assert ask(app, "/").status == 200
assert ask(app, "/api/systems").status == 200
print(*sys.modules)
"""
    told = subprocess.run(
        [sys.executable, "-c", code],
        cwd=Path(__file__).parents[2],
        env={**os.environ, "PYTHONPATH": f"{SOURCES}:."},
        capture_output=True,
        text=True,
        check=True,
    )
    assert set(told.stdout.split()).isdisjoint(
        {"jax", "matplotlib", "numpy", "optax", "scipy", "sklearn"}
    )


def test_the_first_page_comes_at_once(recorded):
    best = 60.0
    for _ in range(3):  # the best of three: other work on the machine is not the studio's
        began = time.perf_counter()
        with started(recorded) as (_, link), httpx.Client(follow_redirects=True) as client:
            client.get(link)
        best = min(best, time.perf_counter() - began)
    assert best < 2, f"{best:.2f} s from starting Python to the page"


def test_ctrl_c_ends_it_quietly(recorded):
    with started(recorded) as (process, link):
        httpx.get(link)
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=10)
        assert process.returncode == 0
        assert "Traceback" not in output


def test_it_speaks_the_readers_language(recorded):
    with started(recorded, MIERU_LANG="ja") as (process, _):
        assert process.stdout
        assert process.stdout.readline() == "(Ctrl-C で終了します)\n"


def test_a_second_studio_takes_the_next_port(served, recorded):
    with started(recorded) as (_, other):
        assert httpx.URL(other).port != httpx.URL(served).port
        with httpx.Client(follow_redirects=True) as client:
            # Both in one browser: a cookie for each.
            client.get(other)
            client.get(served)
            assert len(client.cookies) == 2
            assert client.get(other.split("?")[0] + "api/systems").status_code == 200


def test_bytes_that_are_no_http_do_not_bring_it_down(served):
    url = httpx.URL(served)
    for content in (
        b"",
        b"\0" * 100,
        b"GET",
        b"GET / HTTP/9\r\n\r\n",
        b"x" * 200_000,
        b"\r\n" * 999,
    ):
        with closing(socket.create_connection((url.host, url.port or 80), timeout=5)) as connection:
            connection.sendall(content)
    line = b"GET /%00%ff%2e%2e/ HTTP/1.1\r\nhost: \xff\r\ncookie: \xff=;;=\r\n\r\n"
    with closing(socket.create_connection((url.host, url.port or 80), timeout=5)) as connection:
        connection.sendall(line)
        assert re.match(rb"HTTP/1.1 4\d\d ", connection.recv(100))
    assert httpx.get(served).status_code == 303


def test_a_taken_port_is_said_with_what_to_do():
    with closing(serving.listen("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SettingError) as error:
            serving.listen("127.0.0.1", port)
    assert error.value.en.startswith(f"cannot listen on 127.0.0.1:{port}: Address already in use")
    assert error.value.en.endswith("choose another port or host")
    assert "別のポートまたはホストを指定してください" in error.value.ja


def test_missing_native_code_is_said_in_the_terminal(capsys, monkeypatch):
    note = BuildNote("slower here: install it again", "遅くなります。もう一度入れてください")
    monkeypatch.setattr("mieru.kernels.small.build_note", lambda: note)
    serving._tell_what_is_slow()
    with speaking("ja"):
        serving._tell_what_is_slow()
    assert capsys.readouterr().out == f"{note.en}\n{note.ja}\n"
    monkeypatch.setattr("mieru.kernels.small.build_note", lambda: None)
    serving._tell_what_is_slow()
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("port", [-1, 65_536])
def test_a_port_that_is_none_is_refused(port):
    with pytest.raises(SettingError) as error:
        serving.listen("127.0.0.1", port)
    assert error.value.en == f"port {port} is not between 0 and 65535"
    assert "0 から 65535 の間" in error.value.ja


@pytest.mark.parametrize("host", ["no such host", "192.0.2.1", "x" * 300])
def test_a_host_that_is_not_this_machine_is_refused(host):
    with pytest.raises(SettingError) as error:
        serving.listen(host, 0)
    assert host in error.value.en
    assert host in error.value.ja


def test_opening_the_studio_to_others_is_said(capsys):
    serving._announce("http://lab:8765/?token=x", private=False)
    assert "Other machines can reach it too; whoever has the link sees your runs." in (
        capsys.readouterr().out
    )
    with speaking("ja"):
        serving._announce("http://lab:8765/?token=x", private=False)
    assert "他のマシンからも開けます" in capsys.readouterr().out
    serving._announce("http://127.0.0.1:8765/?token=x", private=True)
    assert "Other machines" not in capsys.readouterr().out


def test_a_link_names_a_host_that_a_browser_can_open():
    assert serving.host_in_link("127.0.0.1") == "127.0.0.1"
    assert serving.host_in_link("::1") == "[::1]"
    assert serving.host_in_link("0.0.0.0") == socket.gethostname()
