"""Picture files that readers have sent, kept while the server runs: links bring them back."""

import hashlib
import threading
from collections import OrderedDict

MOST_FILES = 32
MOST_BYTES = 64_000_000


class Uploads:
    """The newest files, by what they hold. Safe to ask from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, bytes] = OrderedDict()

    def keep(self, content: bytes) -> str:
        """Keeps a file; its name in a link."""
        digest = hashlib.sha256(content).hexdigest()[:32]
        with self._lock:
            self._kept[digest] = content
            self._kept.move_to_end(digest)
            while len(self._kept) > 1 and (
                len(self._kept) > MOST_FILES or sum(map(len, self._kept.values())) > MOST_BYTES
            ):
                self._kept.popitem(last=False)
        return digest

    def get(self, digest: str) -> bytes | None:
        """The file of that name; None where it is not kept."""
        with self._lock:
            if digest in self._kept:
                self._kept.move_to_end(digest)
            return self._kept.get(digest)
