"""All addresses of the playground: the WebSocket, and what stands beside it."""

from pathlib import Path

from starlette.routing import BaseRoute, WebSocketRoute

from mieru.studio.live import carry, doctor, microscope, populations, tables
from mieru.studio.live.sessions import Sessions
from mieru.studio.live.socket import Lines


def routes(sessions: Sessions, folder: Path) -> list[BaseRoute]:
    """The routes of ``sessions``; recordings go into the runs ``folder``."""
    return [
        WebSocketRoute("/live", Lines(sessions).serve),
        *tables.routes(sessions.tables),
        *doctor.routes(sessions),
        *microscope.routes(sessions),
        *carry.routes(sessions, folder),
        *populations.routes(sessions.tables),
    ]
