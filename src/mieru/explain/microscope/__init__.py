"""The microscope: one example's way through a dense network and back, number by number.

Each number is told with its formula in symbols, the same with the numbers filled in, and what it
was made of; at the end stands what the batch changes. The notation is the course's: u = Σwz + b is
what goes into the activation function, z = f(u), δ = ∂e/∂u. All is computed in NumPy in float64, so
that looking costs no compiler; tests hold it to :mod:`mieru.nn.trace`.
"""

from mieru.explain.microscope.chain import Chain, Level, chain_of
from mieru.explain.microscope.learning import Learning, Update, update
from mieru.explain.microscope.look import Look, Step
from mieru.explain.microscope.passing import Passed, passed
from mieru.explain.microscope.quantity import Place, Quantity, Used
from mieru.explain.microscope.whole import matrix_form, unit_formulas, whole_formula

__all__ = [
    "Chain",
    "Learning",
    "Level",
    "Look",
    "Passed",
    "Place",
    "Quantity",
    "Step",
    "Update",
    "Used",
    "chain_of",
    "matrix_form",
    "passed",
    "unit_formulas",
    "update",
    "whole_formula",
]
