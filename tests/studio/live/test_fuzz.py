"""Bad messages and requests, some hundreds: `./run bench fuzz` sends a hundred thousand."""

import http.client
import json
from collections.abc import Iterator
from contextlib import closing

import httpx
import pytest

from benchmarks.bad_inputs import Bad
from tests.studio.live.line import Line, Moment, line_to
from tests.studio.test_serving import started


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with started(tmp_path_factory.mktemp("studio") / "runs") as (_, link):
        yield link


def drain(line: Line, last: str) -> None:
    """Reads all that comes, up to the answer to a message of a kind that there is not."""
    line.send(last)
    while True:
        found = line.next(60)
        if isinstance(found, Moment):
            assert len(found.weights) == found.head["weights"]
        elif found["type"] == "problem" and last in found["text"]["en"]:
            return


@pytest.mark.parametrize("seed", range(3))
def test_no_message_ends_the_line_or_the_studio(studio, seed):
    with line_to(studio) as line:
        bad = Bad(seed, line.open()["session"])
        for _ in range(150):
            message = bad.message()
            if isinstance(message, str):
                message = message.encode("utf-8", "replace").decode()
            line.socket.send(message)
        drain(line, "the last one")
    with line_to(studio) as line:
        line.open()
        assert line.frame().head["epoch"] == 0


@pytest.mark.parametrize("seed", range(3))
def test_no_request_is_answered_with_an_internal_error(studio, seed):
    with line_to(studio) as line:
        bad = Bad(-1 - seed, line.open()["session"])
    url = httpx.URL(studio)
    with httpx.Client() as client:
        client.get(studio)
        cookies = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    for _ in range(100):
        method, path, body = bad.request()
        with closing(http.client.HTTPConnection(url.host, url.port or 80, timeout=60)) as at:
            try:
                at.request(method, path, body, {"Cookie": cookies})
            except http.client.HTTPException:
                continue  # not even a client sends it
            answer = at.getresponse()
            content = answer.read()
        assert answer.status < 500, (method, path, body)
        if answer.status == 422 and method != "HEAD":
            assert json.loads(content)["ja"]


def test_the_same_seed_gives_the_same_bad_inputs():
    a, b = Bad(7), Bad(7)
    assert [a.message() for _ in range(50)] == [b.message() for _ in range(50)]
    assert [a.request() for _ in range(50)] == [b.request() for _ in range(50)]
