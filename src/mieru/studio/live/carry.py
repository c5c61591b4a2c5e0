"""``/api/live/…``: a network kept in a file, opened again, and taken away as text."""

import secrets
import tempfile
from collections.abc import Callable
from pathlib import Path

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mieru.playground.live import Live
from mieru.studio.live.sessions import Sessions
from mieru.studio.messages import Text
from mieru.studio.replies import problem_reply, reply
from mieru.words import FileError, language, speaking

LARGEST_FILE = 64_000_000  # bytes
BINARY = "application/octet-stream"
NO_SESSION = Text(
    "this network is no longer here; load the page again",
    "このネットワークはもうありません。ページを再読み込みしてください",
)
TOO_LARGE = Text(
    f"the file has more than {LARGEST_FILE // 1_000_000} MB; the playground writes smaller ones",
    f"ファイルが {LARGEST_FILE // 1_000_000} MB を超えています。"
    "プレイグラウンドの記録はもっと小さいはずです",
)


class OpenedFile(msgspec.Struct, frozen=True):
    """The session that a file was opened as."""

    session: str


class Kept(msgspec.Struct, frozen=True):
    """Where a recording was kept, within the runs folder."""

    path: str


def routes(sessions: Sessions, folder: Path) -> list[Route]:
    """The routes of this part; ``folder`` is the runs folder."""

    def save(live: Live, request: Request) -> Response:
        from mieru.playground.recordings import file_name, save_live

        with tempfile.TemporaryDirectory() as kept:
            content = save_live(live, Path(kept) / "run.safetensors").read_bytes()
        return _download(content, f"{file_name(live)}.safetensors", BINARY)

    def keep(live: Live, request: Request) -> Response:
        from mieru.playground.recordings import file_name, save_live

        place = _new_folder(folder, file_name(live))
        save_live(live, place / "run.safetensors")
        return reply(Kept(f"{place.name}/run.safetensors"))

    def code(live: Live, request: Request) -> Response:
        from mieru.playground.carried import source_of

        asked = request.query_params.get("lang")
        with speaking("ja" if asked == "ja" else "en" if asked == "en" else language()):
            text = source_of(live, request.path_params["kind"])
        return Response(text, media_type="text/plain")

    def data(live: Live, request: Request) -> Response:
        from mieru.playground.carried import csv_of

        # The mark tells spreadsheets that it is UTF-8.
        content = ("\ufeff" + csv_of(live)).encode("utf-8", "replace")
        return _download(content, f"{live.experiment.data or 'data'}.csv", "text/csv")

    def onnx(live: Live, request: Request) -> Response:
        from mieru.playground.onnx_form import onnx_of_live
        from mieru.playground.recordings import file_name

        content = onnx_of_live(live).SerializeToString()
        return _download(content, f"{file_name(live)}.onnx", BINARY)

    async def open_file(request: Request) -> Response:
        content = await _body(request)
        if content is None:
            return problem_reply(413, TOO_LARGE)
        return await run_in_threadpool(lambda: _opened(sessions, content))

    def of_session(act: Callable[[Live, Request], Response]) -> Callable[[Request], Response]:
        def handle(request: Request) -> Response:
            live = sessions.get(request.path_params["session"])
            return problem_reply(404, NO_SESSION) if live is None else act(live, request)

        return handle

    return [
        Route("/api/live/open", open_file, methods=["POST"]),
        Route("/api/live/{session}/save", of_session(save)),
        Route("/api/live/{session}/keep", of_session(keep), methods=["POST"]),
        Route("/api/live/{session}/code/{kind}", of_session(code)),
        Route("/api/live/{session}/data.csv", of_session(data)),
        Route("/api/live/{session}/network.onnx", of_session(onnx)),
    ]


def _opened(sessions: Sessions, content: bytes) -> Response:
    from mieru.playground.recordings import live_of

    with tempfile.TemporaryDirectory() as kept:
        path = Path(kept) / "recording.safetensors"
        path.write_bytes(content)
        try:
            live = live_of(path, sessions.tables)
        except FileError as error:
            # The reader knows the file by another name than ours.
            plain = f"{kept}/"
            raise FileError(
                en=error.en.replace(plain, ""), ja=error.ja.replace(plain, "")
            ) from error
    return reply(OpenedFile(sessions.add(live).name))


async def _body(request: Request) -> bytes | None:
    """What was sent; None as soon as it is too much."""
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > LARGEST_FILE:
            return None
    return bytes(content)


def _new_folder(folder: Path, name: str) -> Path:
    """A folder that was not there before. Raises FileError where nothing can be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        place = folder / name
        while place.exists():
            place = folder / f"{name}-{secrets.token_hex(2)}"
        place.mkdir()
    except OSError as error:
        raise FileError(
            en=f"nothing can be written to the runs folder: {error.strerror or error}",
            ja=f"実行フォルダに書き込めません: {error.strerror or error}",
        ) from error
    return place


def _download(content: bytes, name: str, kind: str) -> Response:
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "-_.") else "-" for c in name)
    headers = {"content-disposition": f'attachment; filename="{plain}"'}
    return Response(content, media_type=kind, headers=headers)
