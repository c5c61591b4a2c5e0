"""Many networks that learn at once: settings, seeds and folds as one more axis of the arrays."""

from mieru.learn.populations.members import Member, grid
from mieru.learn.populations.result import Population
from mieru.learn.populations.train import PopulationAdvanced, PopulationListener, population

__all__ = ["Member", "Population", "PopulationAdvanced", "PopulationListener", "grid", "population"]
