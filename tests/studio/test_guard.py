"""Nobody gets in without the token, and nothing that comes out can be misused."""

import asyncio

import pytest
from hypothesis import given, strategies as st

from mieru.studio.guard import LOOPBACK, SAFE, Access, Guard, host_name
from tests.studio.asking import COOKIE, HOST, TOKEN, ask


def test_the_link_turns_the_token_into_a_cookie_and_leaves_the_address(studio):
    answer = ask(studio, "/", HOST, query=f"token={TOKEN}&x=1".encode(), known=False)
    assert answer.status == 303
    assert answer.headers["location"] == "/?x=1"
    assert answer.headers["set-cookie"] == f"mieru={TOKEN}; HttpOnly; Path=/; SameSite=strict"
    assert ask(studio, "/", HOST, COOKIE, known=False).status == 200


def test_the_link_never_leads_to_another_host(studio):
    for path in ("//evil.example/x", "/\\evil.example", "///evil.example"):
        answer = ask(studio, path, HOST, query=f"token={TOKEN}".encode(), known=False)
        assert answer.status == 303
        assert answer.headers["location"].startswith("/evil.example")


@pytest.mark.parametrize("path", ["/", "/assets/index-abc.js", "/report/x/report.html", "/nowhere"])
def test_without_the_token_there_is_a_page_that_says_what_to_do(studio, path):
    answer = ask(studio, path, HOST, known=False)
    assert answer.status == 401
    assert "This studio is locked" in answer.text
    assert "スタジオは保護されています" in answer.text
    assert "http-equiv" not in answer.text
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("path", ["/api/systems", "/api/runs", "/api/nothing"])
def test_without_the_token_data_are_refused_in_both_languages(studio, path):
    answer = ask(studio, path, HOST, known=False)
    assert answer.status == 401
    assert answer.json() == {
        "en": "open the studio by the link that it printed when it started",
        "ja": "起動時に表示されたリンクからスタジオを開いてください",
    }


def test_a_link_followed_from_another_site_is_loaded_once_more_with_the_cookie(studio):
    answer = ask(studio, "/", HOST, (b"sec-fetch-site", b"cross-site"), known=False)
    assert answer.status == 401
    assert '<meta http-equiv="refresh" content="0">' in answer.text


@pytest.mark.parametrize("wrong", ["", "the-toke", "the-token2", "THE-TOKEN", "é" * 300, "\ud800"])
def test_a_wrong_token_opens_nothing(studio, wrong):
    assert not Access(token=TOKEN).opens(wrong)
    query = b"token=" + wrong.encode("utf-8", "surrogatepass")
    assert ask(studio, "/", HOST, query=query, known=False).status == 401
    cookie = b"mieru=" + wrong.encode("utf-8", "surrogatepass")
    assert ask(studio, "/", HOST, (b"cookie", cookie), known=False).status == 401


def test_tokens_are_long_and_never_the_same_and_not_shown():
    first, second = Access(), Access()
    assert first.token != second.token
    assert len(first.token) >= 32
    assert first.token not in repr(first)


@pytest.mark.parametrize(
    "host", ["127.0.0.1:8765", "localhost:8765", "LOCALHOST", "[::1]:8765", "[::1]"]
)
def test_the_names_of_this_machine_are_answered(studio, host):
    assert ask(studio, "/", (b"host", host.encode()), COOKIE, known=False).status == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example:8765", "", "[::1", "localhost:8765:1", ":8765"]
)
def test_another_name_that_points_here_is_refused_even_with_the_token(studio, host):
    answer = ask(studio, "/", (b"host", host.encode()), COOKIE, known=False)
    assert answer.status == 421
    assert answer.json()["en"].startswith("this studio does not answer to that host name")


def test_a_studio_opened_to_others_answers_to_any_name_but_keeps_the_token():
    async def inner(scope, receive, send):
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    app = Guard(inner, Access(token=TOKEN, hosts=None))
    name = (b"host", b"lab.example:8765")
    assert ask(app, "/", name, COOKIE, known=False).status == 204
    assert ask(app, "/", name, known=False).status == 401


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        (b"http://127.0.0.1:8765", 200),
        (b"https://127.0.0.1:8765", 200),
        (b"http://evil.example", 403),
        (b"http://127.0.0.1:9999", 403),
        (b"null", 403),
        (b"", 403),
    ],
)
def test_only_pages_of_this_server_may_ask(studio, origin, status):
    assert ask(studio, "/api/systems", (b"origin", origin)).status == status


@pytest.mark.parametrize(
    "path", ["/", "/assets/index-abc.js", "/api/runs", "/api/runs/none", "/nowhere"]
)
def test_every_answer_is_safe_to_show(studio, path):
    for known in (True, False):
        headers = ask(studio, path, *([] if known else [HOST]), known=known).headers
        for name in SAFE.keys() - {"cache-control", "content-security-policy"}:
            assert headers[name] == SAFE[name]
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"].split("style-src")[0]


def test_a_websocket_without_the_token_is_closed():
    def said(*headers):
        messages = []

        async def inner(scope, receive, send):
            await send({"type": "websocket.accept"})

        async def send(message):
            messages.append(message)

        scope = {"type": "websocket", "path": "/", "query_string": b"", "headers": list(headers)}
        app = Guard(inner, Access(token=TOKEN))

        async def receive():
            return {}

        async def asked():
            await app(scope, receive, send)

        asyncio.run(asked())
        return messages

    assert said(HOST) == [{"type": "websocket.close", "code": 1008}]
    assert said(HOST, COOKIE, (b"origin", b"http://evil.example"))[0]["type"] == "websocket.close"
    assert said(HOST, COOKIE) == [{"type": "websocket.accept"}]


@given(st.text(max_size=30))
def test_a_host_name_is_read_without_complaint(host):
    assert host_name(host) in LOOPBACK or host_name(host) == host_name(host).lower()
