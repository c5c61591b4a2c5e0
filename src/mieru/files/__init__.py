"""Save and load: one ``.safetensors`` file for a run, never pickle.

The names below are loaded when first used: what a list needs of a file (``header``, ``live``) is
read without JAX.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mieru.files.foreign import import_weights, weighted_layers
    from mieru.files.header import Header, read_header
    from mieru.files.history import columns_of, rows_of
    from mieru.files.live import LIVE, Live, read_live
    from mieru.files.recording import Run, load, save, versions
    from mieru.files.tensors import (
        description_errors,
        read_tensors,
        remove_leftovers,
        write_atomically,
        write_tensors,
    )
    from mieru.files.trees import check_numbers, flat, ordered, tree_of

_HOMES = {
    "foreign": "import_weights weighted_layers",
    "header": "Header read_header",
    "history": "columns_of rows_of",
    "live": "LIVE Live read_live",
    "recording": "Run load save versions",
    "tensors": ("description_errors read_tensors remove_leftovers write_atomically write_tensors"),
    "trees": "check_numbers flat ordered tree_of",
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names.split()}

__all__ = [
    "LIVE",
    "Header",
    "Live",
    "Run",
    "check_numbers",
    "columns_of",
    "description_errors",
    "flat",
    "import_weights",
    "load",
    "ordered",
    "read_header",
    "read_live",
    "read_tensors",
    "remove_leftovers",
    "rows_of",
    "save",
    "tree_of",
    "versions",
    "weighted_layers",
    "write_atomically",
    "write_tensors",
]


def __getattr__(name: str) -> Any:
    if name in _HOME_OF:
        return getattr(import_module(f"mieru.files.{_HOME_OF[name]}"), name)
    raise AttributeError(f"module 'mieru.files' has no attribute {name!r}")
