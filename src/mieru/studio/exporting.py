"""A recording given to the browser as a file: one of the forms of export, or its model card."""

import io
import tempfile
import zipfile
from pathlib import Path

from starlette.responses import Response

from mieru.files import Run
from mieru.words import language, speaking

CARD = "card"


def exported(run: Run, name: str, form: str, lang: str | None) -> Response:
    """``run`` in the form called ``form``, or ``card``; several files come as one zip file.

    Raises SettingError for another form, and for a layer that it cannot write.
    """
    from mieru.carry import card, export

    plain = _plain(name)
    with speaking("ja" if lang == "ja" else "en" if lang == "en" else language()):
        if form == CARD:
            return download(card(run, plain).encode(), f"{plain}.card.md", "text/markdown")
        with tempfile.TemporaryDirectory() as folder:
            paths = export(run, Path(folder) / plain, form)
            content = {path.name: path.read_bytes() for path in paths}
    files = {name: part for name, part in content.items() if not name.endswith(".card.md")}
    if len(files) == 1:
        (only,) = files
        return download(files[only], only)
    return download(_zipped(content), f"{plain}.zip")


def download(content: bytes, name: str, kind: str = "application/octet-stream") -> Response:
    """A file for the browser to keep under ``name``."""
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=kind, headers=headers)


def _zipped(files: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in files.items():
            zipped.writestr(name, content)
    return made.getvalue()


def _plain(name: str) -> str:
    """As a file may be called, and a module be imported."""
    kept = "".join(c if c.isascii() and c.isalnum() else "_" for c in name).strip("_")[:60]
    return kept if kept and not kept[0].isdigit() else f"run_{kept}"
