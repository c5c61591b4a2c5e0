"""Surfaces and the optimizers that race on them: what the page asks, worked out by ``explain``."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from mieru.explain.descent import (
    SURFACES,
    Racer,
    Relief,
    Surface,
    descend,
    heights,
    relief,
    steps_to,
)
from mieru.playground.formula import parse_formula
from mieru.playground.formula_forms import latex, values
from mieru.playground.formula_slopes import slopes
from mieru.studio.lessons.messages import (
    RaceAsked,
    RacerTold,
    RaceTold,
    SurfaceAsked,
    SurfaceTold,
)
from mieru.words import SettingError

OWN = "own"
SIDE = 121  # places along each side of a surface's map
MOST_RACERS = 7
MOST_STEPS = 2_000
_OWN_EXTENT = (-5.0, 5.0, -5.0, 5.0)
_FINE = 1000  # contours are told in thousandths of the extent


def surface_told(asked: SurfaceAsked) -> SurfaceTold:
    """How a surface looks. Raises SettingError for one that is none."""
    return _told(asked.name, asked.formula if asked.name == OWN else "")


@lru_cache(maxsize=32)
def _told(name: str, formula: str) -> SurfaceTold:
    surface = surface_of(SurfaceAsked(name, formula))
    seen = relief(heights(surface, SIDE, SIDE))
    return SurfaceTold(
        name=surface.name,
        formula=surface.formula,
        latex=surface.latex,
        extent=surface.extent,
        start=surface.start,
        minima=surface.minima,
        columns=SIDE,
        rows=SIDE,
        shades=tuple(seen.shades.ravel().tolist()),
        contours=pieces(seen),
    )


def pieces(seen: Relief) -> tuple[int, ...]:
    """The lines of a map, four numbers a piece, in thousandths of its sides."""
    rows, columns = seen.shades.shape
    shares = seen.lines / (columns - 1, rows - 1)
    return tuple(np.rint(_FINE * shares).astype(int).ravel().tolist())


def surface_of(asked: SurfaceAsked) -> Surface:
    """The surface asked for. Raises SettingError for a name or formula that is none."""
    if asked.name != OWN:
        if asked.name not in SURFACES:
            known = ", ".join([*SURFACES, OWN])
            raise SettingError(
                en=f"there is no surface {asked.name[:60]!r}; known: {known}",
                ja=f"曲面 {asked.name[:60]!r} はありません。使えるもの: {known}",
            )
        return SURFACES[asked.name]
    tree = parse_formula(asked.formula)

    def value(x: NDArray[np.float64]) -> NDArray[np.float64]:
        return values(tree, x.reshape(2, -1).T).reshape(x.shape[1:])

    def gradient(x: NDArray[np.float64]) -> NDArray[np.float64]:
        return slopes(tree, x.reshape(2, -1).T).T.reshape(x.shape)

    return Surface(
        OWN, asked.formula, "f = " + latex(tree), value, gradient, _OWN_EXTENT, (-3.5, 3.0)
    )


def raced(asked: RaceAsked) -> RaceTold:
    """The paths of all racers. Raises SettingError for numbers out of range."""
    if not 1 <= len(asked.racers) <= MOST_RACERS:
        raise SettingError(
            en=f"from 1 to {MOST_RACERS} optimizers race at once, not {len(asked.racers)}",
            ja=f"一度に競走できるのは 1 から {MOST_RACERS} 個までです "
            f"({len(asked.racers)} 個ではなく)",
        )
    if asked.steps > MOST_STEPS:
        raise SettingError(
            en=f"a race has at most {MOST_STEPS} steps, not {asked.steps}",
            ja=f"競走のステップ数は {MOST_STEPS} までです ({asked.steps} ではなく)",
        )
    surface = surface_of(asked.surface)
    return RaceTold(tuple(_raced(surface, asked, one.optimizer, one.rate) for one in asked.racers))


def _raced(surface: Surface, asked: RaceAsked, optimizer: str, rate: float) -> RacerTold:
    path = descend(
        surface,
        Racer(optimizer, rate, asked.momentum),
        asked.start,
        asked.steps,
        noise=asked.noise,
        seed=asked.seed,
    )
    known = surface.minima and not asked.noise
    return RacerTold(
        optimizer=optimizer,
        rate=rate,
        x=tuple(path.points[:, 0].tolist()),
        y=tuple(path.points[:, 1].tolist()),
        f=finite(path.values),
        left=bool(path.left),
        reached=steps_to(path, surface) if known else None,
    )


def finite(numbers: NDArray[np.float64]) -> tuple[float | None, ...]:
    """As JSON can say them: null for what is not finite."""
    flat = numbers.ravel()
    good = np.isfinite(flat)
    return tuple(v if ok else None for v, ok in zip(flat.tolist(), good.tolist(), strict=True))
