"""The loss of one example as LaTeX: its formula, the same with numbers, and where δ begins."""

from collections.abc import Callable
from typing import NamedTuple

import jax.numpy as jnp
import numpy as np

from mieru.nn.losses import Loss
from mieru.nn.typeset.arrays import as_matrix, matrix, number, summand

# Sums of more terms are not written out.
_TERMS = 4


class LossLatex(NamedTuple):
    """How a loss is written. Formulas come with the numbers filled in, None where too many."""

    before: list[str]  # lines that come first: the target, the probabilities
    error: str
    error_numbers: str | None
    delta: str  # ∂e/∂z
    delta_numbers: str | None


def loss_latex(loss: Loss, z: str, output: np.ndarray, t: np.ndarray) -> LossLatex:
    """One example's ``output`` (called ``z``) against its target ``t``."""
    return _WRITERS.get(loss.kind, _any_loss)(loss, z, output, t)


def _any_loss(loss: Loss, z: str, output: np.ndarray, t: np.ndarray) -> LossLatex:
    name = loss.kind.replace("_", "")
    delta = rf"\frac{{\partial}}{{\partial {z}}} \operatorname{{{name}}}({z}, t)"
    return LossLatex([_target(t)], rf"\operatorname{{{name}}}({z}, t)", None, delta, None)


def _squared_error(loss: Loss, z: str, output: np.ndarray, t: np.ndarray) -> LossLatex:
    sum_formula = rf"\sum_k \left( {z}_k - t_k \right)^2"
    whole = _squares(output, t)
    return LossLatex(
        [_target(t)],
        rf"\frac{{1}}{{2}} {sum_formula}",
        whole and rf"\frac{{1}}{{2}} {_bracketed(whole)}",
        f"{z} - t",
        _difference(output, t),
    )


def _mean_squared_error(loss: Loss, z: str, output: np.ndarray, t: np.ndarray) -> LossLatex:
    k, whole = output.size, _squares(output, t)
    share = "" if k == 1 else rf"\frac{{1}}{{{k}}} "
    factor = "2" if k == 1 else rf"\frac{{2}}{{{k}}}"
    return LossLatex(
        [_target(t)],
        rf"\frac{{1}}{{K}} \sum_k \left( {z}_k - t_k \right)^2",
        whole and share + (_bracketed(whole) if share else whole),
        rf"\frac{{2}}{{K}} \left( {z} - t \right)",
        rf"{factor} \left( {_difference(output, t)} \right)",
    )


def _huber(loss: Loss, z: str, output: np.ndarray, t: np.ndarray) -> LossLatex:
    c = number(loss.threshold)  # type: ignore[attr-defined]
    h = (
        rf"\begin{{cases}} \frac{{1}}{{2}} d^2 & |d| \le {c} \\ "
        rf"{c} \left( |d| - \frac{{1}}{{2}} \cdot {c} \right) & |d| > {c} \end{{cases}}"
    )
    clipped = rf"\frac{{1}}{{K}} \min \left( \max \left( {z} - t, -{c} \right), {c} \right)"
    error = rf"\frac{{1}}{{K}} \sum_k h \left( {z}_k - t_k \right)"
    return LossLatex([_target(t), f"h(d) &= {h}"], error, None, clipped, None)


def _cross_entropy(loss: Loss, z: str, output: np.ndarray, t: np.ndarray) -> LossLatex:
    p = _probabilities(loss, output)
    one_hot = np.eye(output.size)[int(t)]
    return LossLatex(
        [f"t &= {int(t)}", rf"p &= \operatorname{{softmax}}({z}) = {matrix(p)}"],
        r"-\log p_t",
        rf"-\log {number(p[int(t)])}",
        r"p - \operatorname{onehot}(t)",
        _difference(p, one_hot),
    )


def _binary_cross_entropy(loss: Loss, z: str, output: np.ndarray, t: np.ndarray) -> LossLatex:
    p = _probabilities(loss, output)
    likely = [number(v if yes else 1 - v) for v, yes in zip(p.ravel(), t.ravel(), strict=True)]
    written = " - ".join(rf"\log {v}" for v in likely) if len(likely) <= _TERMS else None
    return LossLatex(
        [_target(t), rf"p &= \sigma({z}) = {matrix(as_matrix(p))}"],
        r"-\sum_k \left\{ t_k \log p_k + (1 - t_k) \log (1 - p_k) \right\}",
        written and f"-{written}",
        "p - t",
        _difference(p, t),
    )


_WRITERS: dict[str, Callable[[Loss, str, np.ndarray, np.ndarray], LossLatex]] = {
    "squared_error": _squared_error,
    "mean_squared_error": _mean_squared_error,
    "huber": _huber,
    "cross_entropy": _cross_entropy,
    "binary_cross_entropy": _binary_cross_entropy,
}


def _probabilities(loss: Loss, output: np.ndarray) -> np.ndarray:
    p: np.ndarray = np.asarray(loss.predict(jnp.asarray(output)[None]))[0]
    return p


def _target(t: np.ndarray) -> str:
    return f"t &= {matrix(as_matrix(t))}"


def _difference(left: np.ndarray, right: np.ndarray) -> str:
    return f"{matrix(as_matrix(left))} - {summand(right)}"


def _squares(output: np.ndarray, t: np.ndarray) -> str | None:
    if output.size > _TERMS:
        return None
    pairs = zip(output.ravel(), t.ravel(), strict=True)
    return " + ".join(
        rf"\left( {number(y)} - {summand(np.asarray(wanted))} \right)^2" for y, wanted in pairs
    )


def _bracketed(text: str) -> str:
    return rf"\left\{{ {text} \right\}}" if " + " in text else text
