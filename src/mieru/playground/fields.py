"""Which control an error is about, so that the page can point at it."""

from collections.abc import Iterator
from contextlib import contextmanager

from mieru.words import MieruError, SettingError


class FieldError(SettingError):
    """What was asked cannot be; ``field`` names the field of the Experiment."""

    def __init__(self, field: str = "", *, en: str, ja: str) -> None:
        super().__init__(en=en, ja=ja)
        self.field = field


@contextmanager
def about(field: str) -> Iterator[None]:
    """What goes wrong in here is about ``field``."""
    try:
        yield
    except FieldError:
        raise
    except MieruError as error:
        raise FieldError(field, en=error.en, ja=error.ja) from error
