"""The course as code: one file for each system, written with the rooms below.

``run_system("worked-example")`` runs one and writes its report; :data:`SYSTEMS` lists them. Names
are loaded when first used, so that the list takes no time.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from mieru.systems.catalogue import CHAPTERS, SYSTEMS, System, chapter_title, find

if TYPE_CHECKING:
    from mieru.systems.frame import Finished, Stage, run_system
    from mieru.systems.report.values import Result, Section, Table

_HOME_OF = {
    "Finished": "frame",
    "Stage": "frame",
    "run_system": "frame",
    "Result": "report.values",
    "Section": "report.values",
    "Table": "report.values",
}

__all__ = [
    "CHAPTERS",
    "SYSTEMS",
    "Finished",
    "Result",
    "Section",
    "Stage",
    "System",
    "Table",
    "chapter_title",
    "find",
    "run_system",
]


def __getattr__(name: str) -> Any:
    if name in _HOME_OF:
        return getattr(import_module(f"mieru.systems.{_HOME_OF[name]}"), name)
    raise AttributeError(f"module 'mieru.systems' has no attribute {name!r}")
