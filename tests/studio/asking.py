"""Asks the studio's application directly, with whatever a client might send."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

import msgspec
from starlette.types import ASGIApp

TOKEN = "the-token"
COOKIE = (b"cookie", f"mieru={TOKEN}".encode())
HOST = (b"host", b"127.0.0.1:8765")


@dataclass
class Answer:
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def text(self) -> str:
        return self.body.decode()

    def json(self) -> Any:
        return msgspec.json.decode(self.body)


def ask(
    app: ASGIApp,
    path: str,
    *headers: tuple[bytes, bytes],
    query: bytes = b"",
    method: str = "GET",
    known: bool = True,
) -> Answer:
    """What the application answers; ``known``: asked with the cookie, by the right host name."""
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode("utf-8", "replace"),
        "query_string": query,
        "root_path": "",
        "headers": [*([HOST, COOKIE] if known else []), *headers],
        "client": ("127.0.0.1", 50_000),
        "server": ("127.0.0.1", 8765),
    }
    answer = Answer()

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            assert not answer.status
            answer.status = message["status"]
            answer.headers = {k.decode().lower(): v.decode() for k, v in message["headers"]}
        else:
            answer.body += message.get("body", b"")

    async def asked() -> None:
        await app(scope, receive, send)

    asyncio.run(asked())
    return answer
