"""The WebSocket ``/populations``: one page, one population, told a few times a second."""

import asyncio
import contextlib
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import msgspec
from starlette.routing import BaseRoute, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from mieru.data import Note
from mieru.playground import address
from mieru.playground.experiment import Experiment
from mieru.playground.fields import FieldError
from mieru.playground.populations import Growing, Plan, link
from mieru.playground.tables import Tables
from mieru.studio.live import population_messages as m
from mieru.studio.live.asked import LONGEST, not_open
from mieru.studio.live.population_told import frame_of, planned
from mieru.studio.messages import Text
from mieru.words import DataError, MieruError, SettingError

T = TypeVar("T")

WORKERS = 2
AT_ONCE = 4  # populations; further ones wait their turn
FRAME_SECONDS = 0.12
UNSEEN_FRAMES = 2
# The pictures of all networks together, in bytes: fewer networks have finer ones.
MOST_BYTES = 1_200_000
FINE, COARSE = 64, 24

_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(m.AskedOfPopulation)


def routes(tables: Tables) -> list[BaseRoute]:
    """The one route; tables of one's own are found in ``tables``."""
    return [WebSocketRoute("/populations", Populations(tables).serve)]


class Populations:
    """All open pages of populations, and the threads in which their networks learn."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.workers = ThreadPoolExecutor(WORKERS, thread_name_prefix="population")
        # One for each population that learns: it hands out the work, and waits.
        self.leaders = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="populations")

    async def serve(self, websocket: WebSocket) -> None:
        """One page, until it goes."""
        await websocket.accept()
        await _Page(self, websocket).serve()


class _Page:
    def __init__(self, populations: Populations, websocket: WebSocket) -> None:
        self._populations, self._websocket = populations, websocket
        self._growing: Growing | None = None
        self._stop = threading.Event()
        self._learning: asyncio.Task[None] | None = None
        self._frame, self._seen = 0, 0
        self._wake = asyncio.Event()

    async def serve(self) -> None:
        try:
            with contextlib.suppress(WebSocketDisconnect, RuntimeError):
                while True:
                    message = await self._websocket.receive()
                    if message["type"] == "websocket.disconnect":
                        return
                    await self._hear(message.get("text") or message.get("bytes") or "")
        finally:
            await self._end()

    async def _hear(self, content: str | bytes) -> None:
        try:
            await self._do(decoded(content))
        except MieruError as error:
            await self._problem(error)

    async def _do(self, asked: m.AskedOfPopulation) -> None:
        match asked:
            case m.PopulationOpen():
                await self._begin(*read(asked))
            case m.PopulationStart(plan):
                await self._begin(plan)
            case m.PopulationStop():
                self._stop.set()
            case m.PopulationLook(number):
                await self._look(number)
            case m.PopulationSeen(frame):
                self._seen = max(self._seen, min(frame, self._frame))
                self._wake.set()

    async def _begin(self, plan: Plan, notes: tuple[Note, ...] = ()) -> None:
        tables = self._populations.tables
        try:
            growing = await in_thread(lambda: Growing(plan, tables, picture_size(plan)))
        except MieruError as error:
            if self._growing:
                raise  # the one before stays as it is
            notes = (*notes, Note(error.en, error.ja))
            growing = await in_thread(lambda: Growing(Plan(), tables))
        await self._end()
        self._growing, self._stop = growing, threading.Event()
        told = await in_thread(lambda: _ENCODER.encode(planned(growing, notes)))
        await self._websocket.send_text(told.decode())
        self._learning = asyncio.create_task(self._learn(growing, self._stop))

    async def _learn(self, growing: Growing, stop: threading.Event) -> None:
        """Has it learn in the threads, and tells of it until that is over."""
        workers, leaders = self._populations.workers, self._populations.leaders
        work = asyncio.get_running_loop().run_in_executor(leaders, growing.learn, workers, stop)
        try:
            over = False
            while not over:
                await asyncio.wait([work], timeout=FRAME_SECONDS)
                await self._all_but_seen()
                over = work.done()
                await self._tell(growing, running=not over)
            await work
        except MieruError as error:
            await self._problem(error)
        except (WebSocketDisconnect, RuntimeError):
            pass  # the page has gone
        finally:
            stop.set()
            with contextlib.suppress(MieruError):
                await asyncio.shield(work)

    async def _all_but_seen(self) -> None:
        while self._frame - self._seen >= UNSEEN_FRAMES:
            self._wake.clear()
            await self._wake.wait()

    async def _tell(self, growing: Growing, running: bool) -> None:
        self._frame += 1
        frame = self._frame
        content = await in_thread(lambda: frame_of(growing, frame, running))
        await self._websocket.send_bytes(content)

    async def _look(self, number: int) -> None:
        growing = self._growing
        if growing is None:
            raise not_open()
        if not 0 <= number < len(growing.cells):
            raise SettingError(
                en=f"there is no network {number}; the population has {len(growing.cells)}",
                ja=f"ネットワーク {number} はありません。"
                f"この集団には {len(growing.cells)} 個あります",
            )
        found = growing.cells[number].experiment
        told = m.NetworkTold(number, found, address_of(found))
        await self._websocket.send_text(_ENCODER.encode(told).decode())

    async def _end(self) -> None:
        """Stops what learns, and waits until it has."""
        self._stop.set()
        learning, self._learning = self._learning, None
        if learning:
            learning.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await learning

    async def _problem(self, error: MieruError) -> None:
        field = error.field if isinstance(error, FieldError) else None
        problem = m.PopulationProblem(Text(error.en[:2_000], error.ja[:2_000]), field)
        with contextlib.suppress(WebSocketDisconnect, RuntimeError):
            await self._websocket.send_text(_ENCODER.encode(problem).decode())


def decoded(content: str | bytes) -> m.AskedOfPopulation:
    """A message as a value. Raises DataError saying what is wrong in it."""
    if len(content) > LONGEST:
        raise DataError(
            en=f"the message has {len(content):,} characters; at most {LONGEST:,} are read",
            ja=f"メッセージが {len(content):,} 文字あります。{LONGEST:,} 文字まで読み取れます",
        )
    try:
        found: m.AskedOfPopulation = _DECODER.decode(content)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        told = str(error)[:300]
        raise DataError(
            en=f"the message cannot be read: {told}",
            ja=f"メッセージを読み取れません: {told}",
        ) from error
    return found


def read(asked: m.PopulationOpen) -> tuple[Plan, tuple[Note, ...]]:
    """The plan that a page opens with."""
    if asked.plan is not None or asked.address is None:
        return link.read(asked.plan or "")
    experiment, notes = address.read(asked.address)
    return Plan(experiment=experiment), notes


def address_of(experiment: Experiment) -> str | None:
    """The playground's address of an experiment; None where a link cannot say it."""
    try:
        return address.write(experiment)
    except MieruError:
        return None


def picture_size(plan: Plan) -> int:
    """The side of the pictures: finer where there are few networks."""
    if plan.kind == "grid":
        count = 1
        for choice in plan.choices:
            count *= max(1, len(choice.values))
    else:
        count = plan.seeds if plan.kind == "seeds" else plan.folds
    side = int((MOST_BYTES / max(1, count)) ** 0.5)
    return max(COARSE, min(100 if plan.kind == "seeds" else FINE, side))


async def in_thread(work: Callable[[], T]) -> T:
    """What ``work`` gives, without keeping the other pages waiting."""
    return await asyncio.get_running_loop().run_in_executor(None, work)
