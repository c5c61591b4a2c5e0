r"""A trace as LaTeX: the forward pass and the backward pass, with the numbers filled in.

The notation of the course: x = z⁽⁰⁾, u⁽ˡ⁾ = W⁽ˡ⁾ᵀz⁽ˡ⁻¹⁾ + b⁽ˡ⁾, z⁽ˡ⁾ = f(u⁽ˡ⁾) and δ⁽ˡ⁾ = ∂E/∂u⁽ˡ⁾.
Of several examples the first is written out, and ∂E/∂W as the sum over all of them. What is written
is within the LaTeX that KaTeX sets without packages.
"""

import numpy as np

from mieru.nn.trace import Trace
from mieru.nn.typeset.arrays import as_matrix, matrix, number, of_first
from mieru.nn.typeset.backward import Arriving, Backward, below
from mieru.nn.typeset.forward import forward_lines, line
from mieru.nn.typeset.levels import Level, levels
from mieru.nn.typeset.loss import loss_latex


def latex(trace: Trace) -> str:
    r"""One ``aligned`` environment: x, each u and z, E, then each δ and ∂E/∂W, with numbers.

    Of an array with more than six entries along an axis only the first and last are written.
    """
    chain = levels(trace)
    lines = [line("z^{(0)} = x", of_first(trace.layers[0].input))]
    for level in chain:
        lines += forward_lines(level)
    arriving, loss_lines = _loss(trace, chain[-1])
    lines += [*loss_lines, *Backward(len(trace.x)).lines(chain, arriving)]
    lines.append(_input_line(trace, chain[0]))
    body = " \\\\\n".join(lines)
    return f"\\begin{{aligned}}\n{body}\n\\end{{aligned}}"


def _loss(trace: Trace, last: Level) -> tuple[Arriving, list[str]]:
    """E, and ∂E/∂z of the last level, where the way back begins."""
    n = len(trace.x)
    error, share = ("E", "") if n == 1 else ("e_1", rf"\frac{{1}}{{{n}}} ")
    written = loss_latex(trace.loss, last.z, np.asarray(trace.result.outputs[0]), trace.t[0])
    e_1 = number(float(trace.result.losses[0]))
    lines = [*written.before, line(error, written.error, written.error_numbers, e_1)]
    if n > 1:
        mean = rf"\frac{{1}}{{{n}}} \sum_{{n=1}}^{{{n}}} e_n"
        lines.append(line("E", mean, number(trace.error)))
    formulas = [
        text and share + (rf"\left( {text} \right)" if share else text)
        for text in (written.delta, written.delta_numbers)
    ]
    symbol = rf"\frac{{\partial E}}{{\partial {last.z}}}"
    delta = last.last.delta_output
    lines.append(line(symbol, *formulas, of_first(delta)))
    return Arriving(symbol, (as_matrix(delta[0]),)), lines


def _input_line(trace: Trace, first: Level) -> str:
    left = r"\frac{\partial E}{\partial x}"
    found = matrix(as_matrix(np.asarray(trace.result.delta_x)[0]))
    return line(
        left, first.delta if first.layer is None else below(first, first.layer).symbol, found
    )
