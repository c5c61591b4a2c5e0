"""Choosing between networks and settings by cross-validation, and the curves that explain it."""

from mieru.evaluate.selection.candidates import Candidate, every_combination, some_combinations
from mieru.evaluate.selection.curves import Course, learning_curve, validation_curve
from mieru.evaluate.selection.rows import Row
from mieru.evaluate.selection.search import Advanced, Selection, select

__all__ = [
    "Advanced",
    "Candidate",
    "Course",
    "Row",
    "Selection",
    "every_combination",
    "learning_curve",
    "select",
    "some_combinations",
    "validation_curve",
]
