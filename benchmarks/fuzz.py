"""A studio under bad inputs: ``./run bench fuzz [--inputs 100000] [--seed 0]``.

Half of them go to the WebSocket, by several lines at once, half are HTTP requests. None may end
the studio, hang it, or be answered with an internal error (a status of 500 and above, a line that
is closed by 1011 or without a word); and its memory must not grow: what it holds after the whole is
compared with what it held after the first tenth.
"""

import argparse
import asyncio
import json
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException

from bad_inputs import Bad
from studio_process import Studio, studio
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

LINES = 4
ROUND = 500  # inputs between two looks at its health
LONGEST_ANSWER = 60.0  # seconds
INTERNAL_ERROR = 1011
LAST = "the last one"  # a message that nobody knows, so that its answer comes last


@dataclass
class Found:
    """What came of the inputs."""

    answers: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    slowest: float = 0.0
    slowest_path: str = ""


async def send_messages(at: Studio, bad: Bad, count: int, found: Found) -> None:
    """Sends ``count`` messages over one line, opened anew where the studio closes it."""
    left = count
    while left > 0:
        async with _line(at) as line:
            ended = asyncio.Event()
            hearing = asyncio.create_task(_hear(line, found, ended))
            try:
                while left > 0:
                    left -= 1
                    message = bad.message()
                    if isinstance(message, str):
                        message = message.encode("utf-8", "replace").decode()
                    await asyncio.wait_for(line.send(message), LONGEST_ANSWER)
                await line.send(json.dumps({"type": LAST}))
                await asyncio.wait_for(ended.wait(), LONGEST_ANSWER)
            except TimeoutError:
                found.faults.append(f"no answer within {LONGEST_ANSWER} s")
            except ConnectionClosed as closed:
                if not closed.rcvd or closed.rcvd.code == INTERNAL_ERROR:
                    found.faults.append(f"closed ({closed}) by or before {message!r:.500}")
            finally:
                hearing.cancel()


async def _hear(line: ClientConnection, found: Found, ended: asyncio.Event) -> None:
    async for answer in line:
        if isinstance(answer, str):
            if LAST in answer:
                ended.set()
            found.answers[json.loads(answer)["type"]] += 1
        else:
            found.answers["frame"] += 1
            length = int.from_bytes(answer[:4], "little")
            head = json.loads(answer[4 : 4 + length])
            await line.send(json.dumps({"type": "seen", "frame": head["frame"]}))


def send_requests(at: Studio, bad: Bad, count: int, found: Found) -> None:
    """Sends ``count`` requests, one after another."""
    connection = HTTPConnection(at.host, at.port, timeout=LONGEST_ANSWER)
    for _ in range(count):
        method, path, body = bad.request()
        began = time.monotonic()
        try:
            connection.request(method, path, body, {"Cookie": at.cookie})
            answer = connection.getresponse()
            answer.read()
            found.answers[f"HTTP {answer.status}"] += 1
            if answer.status >= 500:
                found.faults.append(f"{answer.status} for {method} {path:.500} {body!r:.300}")
        except TimeoutError:
            found.faults.append(f"no answer to {method} {path:.500} {body!r:.300}")
            connection.close()
        except (HTTPException, OSError):
            found.answers["HTTP refused"] += 1  # no request that a server could answer
            connection.close()
        seconds = time.monotonic() - began
        if seconds > found.slowest:
            found.slowest, found.slowest_path = seconds, path[:200]
    connection.close()


async def is_well(at: Studio) -> str:
    """Opens a session and waits for its first frame; gives the session's name."""
    async with _line(at) as line:
        await line.send('{"type": "open"}')
        opened = json.loads(await asyncio.wait_for(line.recv(), LONGEST_ANSWER))
        await asyncio.wait_for(line.recv(), LONGEST_ANSWER)
        return str(opened["session"])


def _line(at: Studio) -> connect:
    return connect(
        at.live,
        additional_headers={"Cookie": at.cookie},
        max_size=None,
        compression=None,
        ping_timeout=None,
        open_timeout=LONGEST_ANSWER,
    )


async def one_round(at: Studio, seed: int, count: int, found: Found) -> None:
    """So many inputs, then a look whether the studio is well."""
    session = await is_well(at)
    sending = [
        send_messages(at, Bad(LINES * seed + i, session), count // 2 // LINES, found)
        for i in range(LINES)
    ]
    await asyncio.gather(*sending)
    requests = Bad(-seed - 1, session)
    await asyncio.to_thread(send_requests, at, requests, count - count // 2, found)


def main() -> None:
    parser = argparse.ArgumentParser(prog="fuzz")
    parser.add_argument("--inputs", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    found, rounds = Found(), max(1, asked.inputs // ROUND)
    early = 0.0
    with studio() as at:
        for number in range(rounds):
            asyncio.run(one_round(at, asked.seed + number, ROUND, found))
            if number == rounds // 10:
                early = at.memory
            if number % 10 == 0:
                print(f"{(number + 1) * ROUND} inputs, {at.memory:.0f} MB", flush=True)
        asyncio.run(is_well(at))
        late = at.memory
    print(f"| inputs | {rounds * ROUND} |")
    print(f"| faults | {len(found.faults)} |")
    print(f"| slowest request (s) | {found.slowest:.2f}, {found.slowest_path} |")
    print(f"| memory after a tenth and at the end (MB) | {early:.0f}, {late:.0f} |")
    for name, count in sorted(found.answers.items()):
        print(f"| answered by {name} | {count} |")
    print(*found.faults[:20], sep="\n")
    sys.exit(bool(found.faults))


if __name__ == "__main__":
    main()
