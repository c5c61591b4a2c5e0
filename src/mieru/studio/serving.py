"""``serve()``: a free port, a link with a token, a browser, and a server until Ctrl-C."""

import socket
import sys
import threading
import time
import webbrowser
from contextlib import closing, suppress
from pathlib import Path

from mieru.words import SettingError, say

USUAL_PORT = 8765
PORTS_TRIED = 50
LARGEST_PORT = 65_535
LARGEST_MESSAGE = 1_000_000  # bytes
WARM_AFTER = 5.0  # seconds


def serve(
    host: str = "127.0.0.1",
    port: int = 0,
    *,
    open_browser: bool = True,
    folder: str | Path = "runs",
    new_token: bool = False,
) -> None:
    """Serves the studio until Ctrl-C, and prints the link that opens it.

    ``port`` 0 means the one that the studio of ``folder`` had last, else 8765, or the next one that
    is free. ``host`` other than this machine's own address lets other machines in, whoever has the
    link. ``folder`` holds the runs that are shown. The token in the link stays the same, so that an
    open page finds its server again; ``new_token`` makes another one, and old links open no more.
    Raises SettingError where the port is taken or the host is none of this machine's.
    """
    # Loaded here, so that a command that only names serve() does not wait for a web server.
    import uvicorn

    from mieru.studio.app import create_app
    from mieru.studio.guard import LOOPBACK, Access
    from mieru.studio.remembered import Remembered

    runs, remembered = Path(folder), Remembered(new_token=new_token)
    with closing(listen(host, port, remembered.port(runs))) as listening:
        taken = int(listening.getsockname()[1])
        remembered.keep(runs, taken)
        # Cookies do not tell ports apart; two studios on one machine must.
        name = host_in_link(host)
        private = name in LOOPBACK
        access = Access(
            token=remembered.token,
            cookie=f"mieru-{taken}",
            hosts=LOOPBACK if private else None,
        )
        link = f"http://{name}:{taken}/?token={access.token}"
        _announce(link, private=private)
        for aside in (_tell_what_is_slow, _warm):
            threading.Thread(target=aside, daemon=True).start()
        server = uvicorn.Server(
            uvicorn.Config(
                create_app(runs, access),
                log_level="warning",
                access_log=False,
                server_header=False,
                ws="websockets-sansio",
                ws_per_message_deflate=False,
                ws_max_size=LARGEST_MESSAGE,
                timeout_graceful_shutdown=2,
            )
        )
        if open_browser:
            # The socket already listens: a browser that comes before the server waits in its queue.
            threading.Thread(target=webbrowser.open, args=(link,), daemon=True).start()
        with suppress(KeyboardInterrupt):
            server.run(sockets=[listening])


def listen(host: str, port: int, first: int | None = None) -> socket.socket:
    """A listening socket; where any ``port`` will do, ``first`` first. Raises SettingError."""
    if not 0 <= port <= LARGEST_PORT:
        raise SettingError(
            en=f"port {port} is not between 0 and {LARGEST_PORT}",
            ja=f"ポート {port} は使えません。0 から {LARGEST_PORT} の間で指定してください",
        )
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (OSError, UnicodeError) as error:
        raise SettingError(
            en=f"{host!r} is no address of this machine; use 127.0.0.1, or 0.0.0.0 for all",
            ja=f"{host!r} はこのマシンのアドレスではありません。"
            "127.0.0.1、またはすべてを表す 0.0.0.0 を指定してください",
        ) from error
    usual = [*range(USUAL_PORT, USUAL_PORT + PORTS_TRIED), 0]
    ports = [port] if port else [first, *usual] if first else usual
    for candidate in ports:
        listening = socket.socket(family, kind)
        if sys.platform != "win32":  # there, it would let two servers share the port
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((address[0], candidate, *address[2:]))
            listening.listen(128)
        except OSError as error:
            listening.close()
            problem = error
        else:
            return listening
    raise SettingError(
        en=f"cannot listen on {host}:{port}: {problem.strerror}; choose another port or host",
        ja=f"{host}:{port} で待ち受けできません: {problem.strerror}。"
        "別のポートまたはホストを指定してください",
    ) from problem


def host_in_link(host: str) -> str:
    """The host as it stands in a link: a name for "all addresses", brackets around IPv6."""
    if host in ("0.0.0.0", "::", ""):
        return socket.gethostname()
    return f"[{host}]" if ":" in host else host


def _announce(link: str, *, private: bool) -> None:
    lines = [
        say(
            en=f"Mieru studio: {link}\n(Ctrl-C ends it)",
            ja=f"Mieru スタジオ: {link}\n(Ctrl-C で終了します)",
        )
    ]
    if not private:
        lines.append(
            say(
                en="Other machines can reach it too; whoever has the link sees your runs.",
                ja="他のマシンからも開けます。リンクを知っている人は誰でも実行結果を見られます。",
            )
        )
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


def _warm() -> None:
    """A while after the first picture, so that it is not held up."""
    time.sleep(WARM_AFTER)
    from mieru.playground.named import warm

    warm()


def _tell_what_is_slow() -> None:
    """Aside, because it needs NumPy, and the link should not wait for it."""
    from mieru.kernels.small import build_note

    note = build_note()
    if note:
        sys.stdout.write(f"{note}\n")
        sys.stdout.flush()
