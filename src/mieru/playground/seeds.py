"""Seeds: any text in a link, a number for generators."""

import hashlib
import secrets

LARGEST = 2**32 - 1


def seed_number(text: str) -> int:
    """The seed ``text`` as a number 0…2³²−1: itself where it is one, else from its digest.

    >>> seed_number("7")
    7
    """
    if text.isascii() and text.isdecimal() and len(text) <= 10 and int(text) <= LARGEST:
        return int(text)
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:4], "little")


def new_seed() -> str:
    """A seed that was not used before, short enough for a link."""
    return f"0.{secrets.randbelow(100_000):05d}"
