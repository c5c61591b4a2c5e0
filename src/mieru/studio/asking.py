"""What is read of a request: JSON of a kind, bytes up to a number, whole numbers of the address."""

from collections.abc import Callable
from typing import TypeVar

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from mieru.studio.describe import clean
from mieru.studio.messages import Text
from mieru.studio.replies import problem_reply
from mieru.words import MieruError

Asked = TypeVar("Asked")

LONGEST_MESSAGE = 64_000  # bytes of JSON
LONGEST_PROBLEM = 2_000
TOO_LONG = Text("the message is too long for this address", "メッセージが長すぎます")


async def answered(
    request: Request, kind: type[Asked], answer: Callable[[Asked], Response]
) -> Response:
    """The answer to a JSON message of ``kind``, worked out in a thread."""
    content = await content_of(request, LONGEST_MESSAGE)
    if content is None:
        return problem_reply(413, TOO_LONG)
    try:
        asked = msgspec.json.decode(content, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        said = str(error)[:300].encode("utf-8", "replace").decode()
        return problem_reply(
            400, Text(f"the request cannot be read: {said}", f"要求を読み取れません: {said}")
        )
    try:
        return await run_in_threadpool(answer, asked)
    except MieruError as error:
        return problem_reply(422, told(error))


async def content_of(request: Request, most: int) -> bytes | None:
    """What was sent; None where it is longer than ``most``, of which no more is read."""
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > most:
            return None
        parts.append(part)
    return b"".join(parts)


def whole(request: Request, name: str) -> int:
    """A number of the address, 0 … 10⁹; 0 for anything else."""
    text = request.query_params.get(name, "")
    return int(text) if len(text) < 10 and text.isascii() and text.isdigit() else 0


def wholes(request: Request, name: str) -> list[int]:
    """Such numbers with commas between; none where one of them is anything else."""
    words = request.query_params.get(name, "").split(",")[:1_000]
    good = all(len(word) < 10 and word.isascii() and word.isdigit() for word in words)
    return [int(word) for word in words] if good else []


def told(error: MieruError) -> Text:
    """The error's sentence in both languages, cleaned of what JSON cannot carry."""
    return Text(clean(error.en, LONGEST_PROBLEM), clean(error.ja, LONGEST_PROBLEM))
