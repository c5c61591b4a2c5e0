"""How a studio bears many pages at once: ``./run bench load [--clients 40] [--minutes 10]``.

Each client opens the default experiment and plays it, as the page does when it is opened, with all
pictures; it says that it has seen a frame as soon as it has read it. The studio stamps each frame
with the time at which it was due; the delay of a frame is from then until the client, a process on
the same machine, has it whole. A stall is a second without a frame.
"""

import argparse
import asyncio
import json
import multiprocessing
import statistics
import struct
import time
from dataclasses import dataclass, field

from studio_process import Studio, studio
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

WARM_SECONDS = 5.0
STALL_SECONDS = 1.0


@dataclass
class Seen:
    """What one client saw after the first seconds."""

    frames: int = 0
    megabytes: float = 0.0
    epochs: int = 0
    stalls: int = 0
    dropped: bool = False
    delays: list[float] = field(default_factory=list)


async def client(live: str, cookie: str, speed: float | None, until: float) -> Seen:
    """Plays until the clock says ``until``."""
    seen, warm = Seen(), until - 1e9
    try:
        async with connect(
            live, additional_headers={"Cookie": cookie}, max_size=None, compression=None
        ) as line:
            await line.send('{"type": "open"}')
            await line.send(json.dumps({"type": "play", "epochs_per_second": speed}))
            warm = last = time.monotonic() + WARM_SECONDS
            while time.monotonic() < until:
                content = await asyncio.wait_for(line.recv(), 30)
                now = time.monotonic()
                if isinstance(content, str):
                    continue
                (length,) = struct.unpack_from("<I", content)
                head = json.loads(content[4 : 4 + length])
                await line.send(f'{{"type": "seen", "frame": {head["frame"]}}}')
                if now < warm:
                    continue
                seen.frames += 1
                seen.megabytes += len(content) / 1e6
                seen.epochs = head["epoch"]
                seen.delays.append(now - head["due"])
                seen.stalls += now - last > STALL_SECONDS
                last = now
    except (ConnectionClosed, TimeoutError, OSError):
        seen.dropped = True
    return seen


def clients(live: str, cookie: str, count: int, speed: float | None, seconds: float) -> list[Seen]:
    """So many clients in this process."""

    async def all_of_them() -> list[Seen]:
        until = time.monotonic() + seconds
        return await asyncio.gather(*(client(live, cookie, speed, until) for _ in range(count)))

    return asyncio.run(all_of_them())


def report(seen: list[Seen], seconds: float, early: float, found: Studio) -> None:
    """A table of what was measured."""
    delays = sorted(1_000 * delay for one in seen for delay in one.delays)
    rates = [one.frames / (seconds - WARM_SECONDS) for one in seen]
    cuts = statistics.quantiles(delays, n=100)
    frames, megabytes = (sum(getattr(one, of) for one in seen) for of in ("frames", "megabytes"))
    busy = 1_000 * found.processor_seconds / frames
    rows = {
        "clients": len(seen),
        "dropped": sum(one.dropped for one in seen),
        "stalls of a second": sum(one.stalls for one in seen),
        "frames a second, least and median": f"{min(rates):.1f}, {statistics.median(rates):.1f}",
        "frame delay p50, p95, p99 (ms)": f"{cuts[49]:.0f}, {cuts[94]:.0f}, {cuts[98]:.0f}",
        "longest delay (ms)": f"{delays[-1]:.0f}",
        "megabytes a second": f"{megabytes / (seconds - WARM_SECONDS):.0f}",
        "processor time of the studio by frame (ms)": f"{busy:.2f}",
        "memory of the studio, from a third on (MB)": f"{early:.0f} to {found.memory:.0f}",
    }
    for name, value in rows.items():
        print(f"| {name} | {value} |")


def main() -> None:
    parser = argparse.ArgumentParser(prog="load")
    parser.add_argument("--clients", type=int, default=40)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--epochs-per-second", type=float, default=60, help="0: as fast as it goes")
    asked = parser.parse_args()
    seconds = asked.minutes * 60 + WARM_SECONDS
    with studio() as found, multiprocessing.get_context("spawn").Pool(1) as pool:
        early, seen = _watched(found, pool, asked, seconds)
        report(seen, seconds, early, found)


def _watched(
    found: Studio, pool: "multiprocessing.pool.Pool", asked: argparse.Namespace, seconds: float
) -> tuple[float, list[Seen]]:
    """The studio's memory after a third of the time, and what the clients saw.

    By then, at 60 epochs a second and in ten minutes, what is kept of each past is full.
    """
    speed = asked.epochs_per_second or None
    result = pool.apply_async(clients, (found.live, found.cookie, asked.clients, speed, seconds))
    result.wait(WARM_SECONDS + seconds / 3)
    early = found.memory
    return early, result.get()


if __name__ == "__main__":
    main()
