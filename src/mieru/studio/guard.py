"""Who may ask: whoever holds the token, from a page of this server, by this server's name.

Other people's pages run in the same browser and can send requests to 127.0.0.1. They know neither
the token nor the cookie that it is turned into (``SameSite=Strict``), the Origin gives them away,
and a name of theirs that points here (DNS rebinding) is no name of ours.
"""

import secrets
from dataclasses import dataclass, field
from urllib.parse import urlencode

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mieru.studio.messages import Text
from mieru.studio.replies import locked_page, problem_reply

LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})
LONGEST_TOKEN = 200

# What a page of this server may load: its own files, and pictures that it makes itself.
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data: blob:; font-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
SAFE = {
    "content-security-policy": PAGE_POLICY,
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(self), geolocation=(), microphone=()",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cache-control": "no-store",
}


@dataclass(frozen=True)
class Access:
    """What opens the studio. ``hosts`` are the names it answers to, None for any."""

    token: str = field(default_factory=lambda: secrets.token_urlsafe(24), repr=False)
    cookie: str = "mieru"
    hosts: frozenset[str] | None = LOOPBACK

    def opens(self, given: str | None) -> bool:
        """Whether ``given`` is the token; takes as long for a near miss as for a far one."""
        if not given or len(given) > LONGEST_TOKEN:
            return False
        return secrets.compare_digest(given.encode("utf-8", "replace"), self.token.encode())


class Guard:
    """Stands before the whole application: turns strangers away, makes every answer safe."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self.app = app
        self.access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        refused = self._refusal(scope)
        if scope["type"] == "websocket":
            if refused:
                await send({"type": "websocket.close", "code": 1008})
            else:
                await self.app(scope, receive, send)
            return
        await (refused or self.app)(scope, receive, _safely(send))

    def _refusal(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if self.access.hosts is not None and host_name(host) not in self.access.hosts:
            return problem_reply(
                421,
                Text(
                    "this studio does not answer to that host name; use the link that it printed",
                    "このホスト名ではスタジオを開けません。表示されたリンクを使ってください",
                ),
            )
        origin = headers.get("origin")
        if origin is not None and origin not in (f"http://{host}", f"https://{host}"):
            return problem_reply(
                403,
                Text(
                    "requests from other sites' pages are refused",
                    "他のサイトのページからの要求は受け付けません",
                ),
            )
        return self._check_token(Request({**scope, "type": "http"}))

    def _check_token(self, request: Request) -> Response | None:
        given = request.query_params.get("token")
        if given is not None and self.access.opens(given):
            return self._welcome(request)
        if self.access.opens(request.cookies.get(self.access.cookie)):
            return None
        if request.scope["path"].startswith("/api/"):
            return problem_reply(
                401,
                Text(
                    "open the studio by the link that it printed when it started",
                    "起動時に表示されたリンクからスタジオを開いてください",
                ),
            )
        # A link followed from another site comes without the cookie. Loading the page again from
        # itself brings it along.
        return locked_page(again=request.headers.get("sec-fetch-site") == "cross-site")

    def _welcome(self, request: Request) -> Response:
        """The same address without the token, which must not stay in the history; and a cookie."""
        rest = [(k, v) for k, v in request.query_params.multi_items() if k != "token"]
        # Not the path as given: "//elsewhere" would lead to another host.
        path = "/" + request.scope["path"].lstrip("/\\")
        reply = RedirectResponse(path + (f"?{urlencode(rest)}" if rest else ""), 303)
        reply.set_cookie(self.access.cookie, self.access.token, httponly=True, samesite="strict")
        return reply


def host_name(host: str) -> str:
    """``127.0.0.1`` of ``127.0.0.1:8765``, ``[::1]`` of ``[::1]:8765``."""
    name, colon, port = host.rpartition(":")
    return (name if colon and port.isdecimal() else host).lower()


def _safely(send: Send) -> Send:
    """``send`` with the headers of SAFE wherever the answer does not set its own."""

    async def safe(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in SAFE.items():
                headers.setdefault(name, value)
        await send(message)

    return safe
