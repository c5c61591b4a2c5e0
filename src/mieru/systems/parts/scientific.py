"""Numbers of any size as LaTeX."""


def scientific(value: float) -> str:
    """0, 3.24, 22, but 1.4 × 10^18 and 1.7 × 10^−15."""
    if value == 0 or 1e-3 <= abs(value) < 1e4:
        return f"{value:.3g}" if abs(value) < 1000 else f"{value:.0f}"
    mantissa, exponent = f"{value:.1e}".split("e")
    return f"{mantissa} \\times 10^{{{int(exponent)}}}"
