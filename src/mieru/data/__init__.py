"""What a network learns from: named sets, your own tables and pictures, and sealed test parts."""

from mieru.data.arrays import from_arrays
from mieru.data.catalogue import Description, Entry, describe, names
from mieru.data.columns import Columns
from mieru.data.csv.table import read_examples, read_rows
from mieru.data.examples import DataSet, Examples, Note, Sealed
from mieru.data.home import data_folder
from mieru.data.loading import load
from mieru.data.photograph import Photograph
from mieru.data.pixels import Pixels
from mieru.data.preparation import AsIs, Preparation
from mieru.data.recorded import load_recorded
from mieru.data.split import Parts, split

__all__ = [
    "AsIs",
    "Columns",
    "DataSet",
    "Description",
    "Entry",
    "Examples",
    "Note",
    "Parts",
    "Photograph",
    "Pixels",
    "Preparation",
    "Sealed",
    "data_folder",
    "describe",
    "from_arrays",
    "load",
    "load_recorded",
    "names",
    "read_examples",
    "read_rows",
    "split",
]
