"""Routes that are loaded when they are first asked for: the first page waits for no NumPy."""

import threading
from collections.abc import Callable, Sequence
from functools import cached_property

from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send


class LateRoutes(BaseRoute):
    """The routes that ``make`` gives, for paths that begin with one of ``prefixes``."""

    def __init__(self, prefixes: Sequence[str], make: Callable[[], Sequence[BaseRoute]]) -> None:
        self._prefixes, self._make = tuple(prefixes), make
        self._lock = threading.Lock()

    @cached_property
    def routes(self) -> Sequence[BaseRoute]:
        """The routes, made now if they were not before."""
        return self._make()

    def load(self) -> None:
        """Makes the routes; for a thread that has time to wait."""
        with self._lock:
            self.routes  # noqa: B018

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        if scope["type"] == "lifespan" or not scope["path"].startswith(self._prefixes):
            return Match.NONE, {}
        self.load()
        partial: tuple[Match, Scope] = (Match.NONE, {})
        for route in self.routes:
            match, child = route.matches(scope)
            if match is Match.NONE:
                continue
            found = match, {**child, "late": route}
            if match is Match.FULL:
                return found
            partial = found
        return partial

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        await scope["late"].handle(scope, receive, send)
