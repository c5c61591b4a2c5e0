"""The sessions of this server: networks that learn, each known by a name that a page keeps."""

import re
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from mieru.playground.live import Live
from mieru.playground.tables import Tables
from mieru.studio.live.keeping import Keeper
from mieru.words import SettingError

MOST_SESSIONS = 200  # that are watched
MOST_IDLE = 32  # in memory; all others are on disk
KEEP_SECONDS = 2.0
SHARE_OF_KEEPING = 0.03  # of the time, at most, goes into writing sessions
IDLE_SECONDS = 600.0
Wake = Callable[[], None]
_NAME = re.compile(r"[A-Za-z0-9_-]{16}")


@dataclass(eq=False)
class Session:
    """A network, the pages that watch it (what wakes each), and what of it is on disk."""

    name: str
    live: Live
    watchers: set[Wake] = field(default_factory=set)
    used: float = field(default_factory=time.monotonic)
    kept_moment: int = -1
    keep_after: float = 0.0

    @property
    def changed(self) -> bool:
        """Whether it is not as it is on disk."""
        return self.live.moment != self.kept_moment


class Sessions:
    """All sessions, by name. Safe for several threads.

    They outlive their pages and, in ``.studio/sessions`` of the runs ``folder``, this process. Of
    those that nobody watches only a few stay in memory.
    """

    def __init__(self, folder: Path) -> None:
        self.tables = Tables(folder / ".studio" / "tables")
        self._keeper = Keeper(folder / ".studio" / "sessions", self.tables)
        self._sessions: dict[str, Session] = {}
        self._lock, self._reading = threading.Lock(), threading.Lock()
        self._changed = threading.Event()
        self._thread: threading.Thread | None = None

    def get(self, name: str) -> Live | None:
        """The network of a session, for routes beside the socket."""
        found = self.find(name)
        return found.live if found else None

    def find(self, name: str) -> Session | None:
        """The session of that name, brought back from disk if need be; None where there is none."""
        if not _NAME.fullmatch(name):
            return None
        with self._reading:
            found = self._sessions.get(name)
            if found is None:
                live = self._keeper.read(name)
                found = self._put(Session(name, live, kept_moment=live.moment)) if live else None
        if found:
            found.used = time.monotonic()
        return found

    def add(self, live: Live) -> Session:
        """A new session of ``live``. Raises SettingError where all that there may be are in use."""
        return self._put(Session(secrets.token_urlsafe(12), live))

    def watch(self, session: Session, wake: Wake) -> None:
        """One more page watches ``session``, which stays in memory for so long."""
        with self._lock:
            session.watchers.add(wake)
            self._sessions.setdefault(session.name, session)

    def leave(self, session: Session, wake: Wake) -> None:
        """One page less."""
        with self._lock:
            session.watchers.discard(wake)
            session.used = time.monotonic()

    def touch(self) -> None:
        """Some session may have changed: it will be kept."""
        if not self._changed.is_set():
            self._changed.set()
            if self._thread is None:
                self._thread = threading.Thread(target=self._keep_always, daemon=True)
                self._thread.start()

    def close(self) -> None:
        """Keeps all that changed."""
        for session in self._all():
            if session.changed:
                self._keep(session)

    @property
    def active(self) -> int:
        """How many networks play while somebody watches."""
        return sum(s.live.playing and bool(s.watchers) for s in self._all())

    def _all(self) -> list[Session]:
        with self._lock:
            return list(self._sessions.values())

    def _put(self, session: Session) -> Session:
        self._make_room()
        with self._lock:
            self._sessions[session.name] = session
        return session

    def _make_room(self) -> None:
        everyone = self._all()
        idle = sorted((s for s in everyone if not s.watchers), key=lambda s: s.used)
        watched = len(everyone) - len(idle)
        if watched >= MOST_SESSIONS:
            raise SettingError(
                en=f"{MOST_SESSIONS} pages are open already; close one of them",
                ja=f"すでに {MOST_SESSIONS} のページが開かれています。いずれかを閉じてください",
            )
        for session in idle[: max(0, len(idle) - MOST_IDLE + 1)]:
            self._forget(session)

    def _forget(self, session: Session) -> None:
        if session.changed:
            self._keep(session)
        with self._lock:
            self._sessions.pop(session.name, None)

    def _keep_always(self) -> None:
        while True:
            self._changed.wait()
            self._changed.clear()
            time.sleep(KEEP_SECONDS)
            now = time.monotonic()
            for session in self._all():
                if session.changed:
                    if now >= session.keep_after:
                        self._keep(session)
                    else:
                        self._changed.set()
                elif not session.watchers and now - session.used > IDLE_SECONDS:
                    self._forget(session)

    def _keep(self, session: Session) -> None:
        began = time.monotonic()
        session.kept_moment = session.live.moment
        self._keeper.write(session.name, session.live)
        ended = time.monotonic()
        session.keep_after = ended + len(self._sessions) * (ended - began) / SHARE_OF_KEEPING
