"""What each number of a chain is called in LaTeX."""

from dataclasses import dataclass

from mieru.explain.microscope.chain import Chain
from mieru.explain.microscope.formulas import is_sum


@dataclass(frozen=True)
class Symbols:
    """The names of the numbers of ``chain``; ``labels`` are the inputs' as LaTeX, () for x₁, ….

    Levels are counted from 0, the inputs; units from 0, and written from 1.
    """

    chain: Chain
    labels: tuple[str, ...] = ()

    def z(self, level: int, unit: int) -> str:
        """What a unit gives: an input's label, z, or the answer y."""
        if level == 0:
            text = self.input(unit)
            return rf"({text})" if is_sum(text) else text
        if level == len(self.chain.levels):
            return self.answer(unit)
        return f"z^{{({level})}}_{{{unit + 1}}}"

    def input(self, unit: int) -> str:
        """An input's label."""
        return self.labels[unit] if self.labels else f"x_{{{unit + 1}}}"

    def answer(self, unit: int) -> str:
        """y, or yₖ where there are several."""
        return f"y_{{{unit + 1}}}" if self.chain.sizes[-1] > 1 else "y"

    def target(self, unit: int) -> str:
        """t, or tₖ where there are several."""
        return f"t_{{{unit + 1}}}" if self.chain.sizes[-1] > 1 else "t"

    def u(self, level: int, unit: int) -> str:
        """What goes into the function."""
        return f"u^{{({level})}}_{{{unit + 1}}}"

    def delta(self, level: int, unit: int) -> str:
        """∂e/∂u."""
        return rf"\delta^{{({level})}}_{{{unit + 1}}}"

    def weight(self, level: int, unit: int, source: int) -> str:
        """Unit first, then where it comes from, as in the matrix W."""
        between = "," if max(unit, source) >= 9 else ""
        return f"w^{{({level})}}_{{{unit + 1}{between}{source + 1}}}"

    def bias(self, level: int, unit: int) -> str:
        """The bias of a unit."""
        return f"b^{{({level})}}_{{{unit + 1}}}"

    def factor(self, level: int, unit: int) -> str:
        """What dropout multiplies by."""
        return f"r^{{({level})}}_{{{unit + 1}}}"


def by(what: str, under: str) -> str:
    """A partial derivative."""
    return rf"\frac{{\partial {what}}}{{\partial {under}}}"
