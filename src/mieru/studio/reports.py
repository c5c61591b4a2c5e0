"""Reports: files of the runs folder, shown as they are, in a box from which they can do nothing."""

from pathlib import Path

from starlette.responses import Response

LARGEST = 64_000_000  # bytes
KINDS = {
    ".csv": "text/csv; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
}
# A report comes from a file, perhaps from somebody else: no scripts, no requests, an origin that
# is not this server's.
REPORT_POLICY = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; "
    "style-src 'unsafe-inline'; img-src data:; font-src data:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)


def report_reply(folder: Path, inside: str) -> Response | None:
    """The file ``inside`` (a path as in an address) of ``folder``; None where there is none."""
    path = _file(folder, inside)
    if path is None:
        return None
    try:
        content = path.read_bytes()
    except OSError:
        return None
    return Response(
        content,
        media_type=KINDS[path.suffix],
        headers={"content-security-policy": REPORT_POLICY},
    )


def _file(folder: Path, inside: str) -> Path | None:
    parts = inside.split("/")
    # Hidden files, "..", an absolute path, a Windows drive or separator, and a NUL.
    if any(not part or part[0] == "." or set(part) & set("\\:\0") for part in parts):
        return None
    try:
        root = folder.resolve(strict=True)
        path = root.joinpath(*parts).resolve(strict=True)
        within = path.is_relative_to(root) and path.is_file() and path.suffix in KINDS
        return path if within and path.stat().st_size <= LARGEST else None
    except (OSError, RuntimeError, ValueError):  # a name too long, a loop of links, a surrogate
        return None
