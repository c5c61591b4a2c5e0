"""The WebSocket ``/live``: one page, one session, frames as fast as both can bear."""

import asyncio
import contextlib
import math
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple, TypeVar

import msgspec
from msgspec import structs
from starlette.websockets import WebSocket, WebSocketDisconnect

from mieru.data import Note
from mieru.playground import address
from mieru.playground.experiment import Experiment
from mieru.playground.fields import FieldError
from mieru.playground.live import Live
from mieru.studio.live import messages as m
from mieru.studio.live.asked import act, decoded, no_session, not_open
from mieru.studio.live.frames import Heard, frame_of
from mieru.studio.live.opened import opened
from mieru.studio.live.sessions import Session, Sessions
from mieru.studio.messages import Text
from mieru.words import MieruError

T = TypeVar("T")

WORKERS = 2
FRAME_SECONDS = 1 / 30
BUSY_FRAME_SECONDS = 1 / 20
MANY = 8  # sessions that play; from then on all have fewer frames
SHARE_OF_FRAME = 0.7  # for learning; the rest is for pictures and for answering
UNSEEN_FRAMES = 2
LOOK_AGAIN = 0.1  # seconds, while a compiler is at work
QUICK = 0.003  # seconds; the next frame after one so quick is made without another thread

GONE = (WebSocketDisconnect, RuntimeError)
_ENCODER = msgspec.json.Encoder()


class Shown(NamedTuple):
    """What of a network was shown last."""

    moment: int
    version: int
    busy: Note | None


NOTHING_SHOWN = Shown(-1, -1, None)


def _state_of(live: Live) -> Shown:
    return Shown(live.moment, live.version, live.busy)


class Lines:
    """All open WebSockets and the threads in which their networks learn."""

    def __init__(self, sessions: Sessions) -> None:
        self.sessions = sessions
        self.pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="learning")

    async def serve(self, websocket: WebSocket) -> None:
        """One page, until it goes."""
        await websocket.accept()
        await _Line(self, websocket).serve()


class _Line:
    """One page. ``_listen`` hears what it asks, ``_show`` sends it frames; both share a session."""

    def __init__(self, lines: Lines, websocket: WebSocket) -> None:
        self._lines, self._websocket = lines, websocket
        self._session: Session | None = None
        self._look = m.Look()
        self._heard = Heard()
        self._seen = 0
        self._shown: Shown = NOTHING_SHOWN
        self._players = 0  # networks that learn at the same time, when last counted
        self._took = math.inf  # seconds, for the last frame of this network as it is
        self._wake = asyncio.Event()
        self._turn = asyncio.Lock()  # either something is done, or a frame is made

    async def serve(self) -> None:
        """Until the page goes."""
        tasks = [asyncio.create_task(self._listen()), asyncio.create_task(self._show())]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            self._leave()
            ended = await asyncio.gather(*tasks, return_exceptions=True)
        for error in ended:
            # A page that goes while it is sent something is no error.
            if isinstance(error, Exception) and not isinstance(error, GONE):
                raise error

    # --- What the page asks ---

    async def _listen(self) -> None:
        while True:
            message = await self._websocket.receive()
            if message["type"] == "websocket.disconnect":
                return
            try:
                asked = decoded(message)
                if isinstance(asked, m.Seen):
                    self._seen = max(self._seen, min(asked.frame, self._heard.frame))
                else:
                    async with self._turn:
                        await self._do(asked)
            except MieruError as error:
                await self._problem(error)
            for wake in tuple(self._session.watchers) if self._session else ():
                wake()

    async def _do(self, asked: m.Asked) -> None:
        if isinstance(asked, m.Open):
            found, notes = await self._in_thread(lambda: self._open(asked))
            self._leave()
            self._session = found
            self._lines.sessions.watch(found, self._wake.set)
            self._heard.forget()
            await self._tell(found, notes)
            return
        session = self._session
        if session is None:
            raise not_open()
        if isinstance(asked, m.Look):
            self._look, self._took = asked, math.inf
            self._shown = self._shown._replace(moment=-1)
            return
        self._took = math.inf  # what was changed may be slow
        await self._in_thread(lambda: act(session.live, asked))
        # Every change is answered, also one that changes nothing.
        if isinstance(asked, m.Change | m.Edit) or session.live.version != self._shown.version:
            await self._tell(session)

    def _open(self, asked: m.Open) -> tuple[Session, tuple[Note, ...]]:
        found = self._lines.sessions.find(asked.session) if asked.session else None
        if found:
            return found, ()
        notes: tuple[Note, ...] = ()
        experiment = asked.experiment
        if experiment is None:
            experiment, notes = address.read(asked.address or "")
        live, more = self._live(experiment)
        if asked.branch:
            past = self._lines.sessions.get(asked.branch.session)
            if past is None:
                raise no_session()
            live.go_on_from(past.past(asked.branch.epoch))
        return self._lines.sessions.add(live), (*notes, *more)

    def _live(self, experiment: Experiment) -> tuple[Live, tuple[Note, ...]]:
        """The network; what cannot be in its experiment is set back, and notes say why."""
        tables, notes = self._lines.sessions.tables, list[Note]()
        while True:
            try:
                return Live(experiment, tables), tuple(notes)
            except MieruError as error:
                notes.append(Note(error.en, error.ja))
                experiment = _mended(experiment, error)

    def _leave(self) -> None:
        if self._session:
            self._lines.sessions.leave(self._session, self._wake.set)
            self._session = None

    # --- What the page is shown ---

    async def _show(self) -> None:
        due = time.monotonic()
        while True:
            session = self._session
            if session is None or not self._something_new(session.live):
                await self._sleep(LOOK_AGAIN if session and session.live.busy else None)
                due = time.monotonic()
            elif self._heard.frame - self._seen >= UNSEEN_FRAMES:
                await self._sleep(None)
            else:
                due = await self._frame(due)

    async def _frame(self, due: float) -> float:
        """Waits until it is time, sends one frame, and says when the next one is due."""
        wait = due - time.monotonic()
        if wait > 0:
            await asyncio.sleep(wait)
        seconds = self._frame_seconds()
        due = max(due, time.monotonic() - seconds)
        async with self._turn:
            if self._session:
                await self._send_frame(self._session, due, seconds)
        return due + seconds

    async def _send_frame(self, session: Session, due: float, seconds: float) -> None:
        live = session.live
        if live.version != self._shown.version:
            await self._tell(session)
        players = max(1, self._players)
        budget = SHARE_OF_FRAME * seconds * min(1.0, WORKERS / players)

        def work() -> bytes | None:
            began = time.monotonic()
            live.advance(budget)
            self._lines.sessions.touch()
            with live.lock:
                if live.version != self._shown.version:
                    return None  # another page changed it: this one is told first
                self._shown = _state_of(live)
                content = frame_of(live, self._look, self._heard, due)
            self._took = time.monotonic() - began
            return content

        # Forty quick networks in threads spend more time on handing work over than on the work.
        if self._took <= QUICK and live.lock.acquire(blocking=False):
            try:
                content = work()
            finally:
                live.lock.release()
        else:
            content = await self._in_thread(work)
        if content:
            await self._websocket.send_bytes(content)

    def _something_new(self, live: Live) -> bool:
        return (live.playing and not live.busy) or _state_of(live) != self._shown

    def _frame_seconds(self) -> float:
        self._players = self._lines.sessions.active
        return FRAME_SECONDS if self._players <= MANY else BUSY_FRAME_SECONDS

    async def _sleep(self, seconds: float | None) -> None:
        self._wake.clear()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._wake.wait(), seconds)

    # --- Words ---

    async def _tell(self, session: Session, notes: tuple[Note, ...] = ()) -> None:
        live = session.live

        def told() -> bytes:
            with live.lock:
                self._took = math.inf
                self._shown = Shown(-1, live.version, None)
                return _ENCODER.encode(opened(session.name, live, notes))

        await self._websocket.send_text((await self._in_thread(told)).decode())

    async def _problem(self, error: MieruError) -> None:
        field = error.field if isinstance(error, FieldError) else None
        problem = m.Problem(Text(error.en, error.ja), field)
        await self._websocket.send_text(_ENCODER.encode(problem).decode())

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._lines.pool, work)


def _mended(experiment: Experiment, error: MieruError) -> Experiment:
    """The experiment with the field that the error names set back; else the default one."""
    field = error.field if isinstance(error, FieldError) else ""
    usual = getattr(Experiment(), field, None)
    if usual is None or getattr(experiment, field) == usual:
        return Experiment()
    return structs.replace(experiment, **{field: usual})
