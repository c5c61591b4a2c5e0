"""Many networks of one experiment at once: grids of settings, many seeds, cross-validation."""

from mieru.playground.populations.growing import Growing, News
from mieru.playground.populations.plan import Cell, Plan, Varied, cells

__all__ = ["Cell", "Growing", "News", "Plan", "Varied", "cells"]
