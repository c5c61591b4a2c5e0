"""The landscape of a loss: slices through the space of all weights, and the path of learning on it.

``plane = random_plane(network, parameters, seed=0)`` and ``losses_on(plane, …)`` are a slice around
trained weights; with ``snapshots`` and ``path_plane`` the slice is laid where learning went.
"""

from mieru.explain.landscape.planes import Plane, path_plane, random_plane
from mieru.explain.landscape.slices import along, losses_on, places_between
from mieru.explain.landscape.snapshots import Snapshots, snapshots

__all__ = [
    "Plane",
    "Snapshots",
    "along",
    "losses_on",
    "path_plane",
    "places_between",
    "random_plane",
    "snapshots",
]
