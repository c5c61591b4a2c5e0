"""Save and load: one ``.safetensors`` file for a run, never pickle."""

from mieru.files.history import columns_of, rows_of
from mieru.files.recording import Run, load, save, versions
from mieru.files.tensors import (
    description_errors,
    read_tensors,
    remove_leftovers,
    write_atomically,
    write_tensors,
)
from mieru.files.trees import check_numbers, flat, ordered, tree_of

__all__ = [
    "Run",
    "check_numbers",
    "columns_of",
    "description_errors",
    "flat",
    "load",
    "ordered",
    "read_tensors",
    "remove_leftovers",
    "rows_of",
    "save",
    "tree_of",
    "versions",
    "write_atomically",
    "write_tensors",
]
