"""The built front end: read once at the start, so that a request never names a file of the disk."""

from pathlib import Path

from starlette.responses import Response

BUILT = Path(__file__).parent / "static"
KINDS = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".woff2": "font/woff2",
}
# A file under assets/ has a digest of its content in its name.
FOREVER = {"cache-control": "private, max-age=31536000, immutable"}


def read_pages(folder: Path = BUILT) -> dict[str, Response]:
    """Address and answer for each file; empty where the front end was not built."""
    if not (folder / "index.html").is_file():
        return {}
    found = {}
    for path in folder.rglob("*"):
        if path.suffix in KINDS and path.is_file():
            address = "/" + path.relative_to(folder).as_posix()
            headers = FOREVER if address.startswith("/assets/") else None
            found[address] = Response(
                path.read_bytes(), media_type=KINDS[path.suffix], headers=headers
            )
    found["/"] = found.pop("/index.html")
    return found
