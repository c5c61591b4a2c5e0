"""Where a number that is not finite came from: the step is found, and done again under watch."""

from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
from jax import Array

from mieru.learn.augmentation import augmented
from mieru.learn.compiled import Carry, batch_at, learned_from, step_key
from mieru.learn.learner import Learner
from mieru.nn import Context, Layer, Parameters, Watcher, backpropagate
from mieru.words import DivergenceError


class _Culprit(NamedTuple):
    """The first thing that was not finite, in words, and the layer it belongs to."""

    layer: str
    en: str
    ja: str


def divergence(learner: Learner, before: Carry) -> DivergenceError:
    """The error that names layer and step; puts the learner back to just before that step.

    ``before`` is the carry at the start of the chunk in which a loss or weight stopped being one.
    """
    steps = _steps_between(before, learner.carry)
    last_good = _last_good(learner, before, steps)
    given = _unfit_leaf(last_good.parameters)
    culprit = given or _in_the_passes(learner, last_good) or _in_the_update(learner, last_good)
    learner.carry = last_good
    step, epoch = int(last_good.step) + 1, int(last_good.epoch) + 1
    rate = learner.settings.optimizer.rate
    shown = f"{rate:g}" if isinstance(rate, float) else rate.kind
    error = DivergenceError(
        en=f"learning diverged at step {step} (epoch {epoch}): {culprit.en} stopped being a finite "
        f"number there; try a learning rate of a tenth (it is {shown}), or clip=1",
        ja=f"学習が第 {step} ステップ (エポック {epoch}) で発散しました: {culprit.ja}が"
        f"有限の数でなくなりました。学習率 (現在 {shown}) を 10 分の 1 にするか、"
        "clip=1 を試してください",
    )
    if given:
        error = DivergenceError(
            en=f"learning cannot begin: {culprit.en} is not a finite number in the parameters to "
            "start from; give others",
            ja=f"学習を始められません: 初期値として与えられた {culprit.ja}に"
            "有限でない数があります。別の値を与えてください",
        )
    error.layer = culprit.layer
    error.step = step
    return error


def _steps_between(before: Carry, after: Carry) -> int:
    return (int(after.step) - int(before.step)) % 2**32


def _last_good(learner: Learner, before: Carry, steps: int) -> Carry:
    """The carry after the last step that left everything finite, found by halving.

    From the same carry the same numbers come out again, however the steps are cut into chunks.
    """
    good, bad_after = before, steps
    while bad_after > 1:
        half = bad_after // 2
        found = _after(learner, good, half)
        if found.finite:
            good, bad_after = found, bad_after - half
        else:
            bad_after = half
    return good


def _after(learner: Learner, carry: Carry, steps: int) -> Carry:
    learner.carry = carry
    while learner.carry.finite and (done := _steps_between(carry, learner.carry)) < steps:
        learner.advance(steps - done)
    return learner.carry


class _FirstNotFinite(Watcher):
    """Remembers the first layer, forward and then back, whose numbers are not finite."""

    def __init__(self) -> None:
        self.forth: _Culprit | None = None
        self.back: _Culprit | None = None

    def forward(self, path: str, layer: Layer, x: Array, output: Array) -> None:
        if self.forth is None and not _finite(output):
            self.forth = _Culprit(path, f"the output of {path}", f"{path} の出力")

    def backward(self, path: str, delta: Array, delta_x: Array, gradients: Parameters) -> None:
        if self.back is not None:
            return
        for name, gradient in gradients.items():
            if not isinstance(gradient, dict) and not _finite(gradient):
                en, ja = f"the gradient of {path}'s {name}", f"{path} の {name} の勾配"
                self.back = _Culprit(path, en, ja)
                return
        if not _finite(delta_x):
            en, ja = f"δ on its way back through {path}", f"{path} を逆に通る δ"
            self.back = _Culprit(path, en, ja)


def _in_the_passes(learner: Learner, carry: Carry) -> _Culprit | None:
    order = learner.batch_order()
    batch, present = batch_at(learner.program, learner.knobs, order, learner.train, carry.position)
    watcher = _FirstNotFinite()
    context = Context(
        training=True,
        key=step_key(learner.knobs, carry),
        present=present,
        weights=batch.weights,
        state=carry.state,
        watcher=watcher,
        frozen=learner.program.frozen,
    )
    learned = learned_from(learner.loss, learner.knobs)
    x, t, loss = augmented(learner.knobs.augment, learned, batch.x, batch.t, context)
    found = backpropagate(
        learner.network,
        carry.parameters,
        x,
        t,
        loss,
        context=context,
        l2=learner.knobs.l2,
    )
    if watcher.forth:
        return watcher.forth
    if not _finite(found.loss):
        kind = learner.loss.kind
        return _Culprit("loss", f"the loss ({kind})", f"損失 ({kind}) ")
    return watcher.back


def _in_the_update(learner: Learner, carry: Carry) -> _Culprit:
    after = _after(learner, carry, 1)
    for tree, en, ja in (
        (after.parameters, "the updated ", "更新後の "),
        (after.optimizer, "what the optimizer remembers of ", "最適化手法が記憶する "),
        (after.state, "the running state ", "移動統計量 "),
    ):
        unfit = _unfit_leaf(tree)
        if unfit:
            return _Culprit(unfit.layer, en + unfit.en, ja + unfit.ja)
    # A step compiled whole rounds otherwise than one layer by layer, at the edge of float32.
    return _Culprit("loss", "the loss", "損失")


def _unfit_leaf(tree: Any) -> _Culprit | None:
    for path, leaf in jax.tree_util.tree_leaves_with_path(tree):
        if jnp.issubdtype(leaf.dtype, jnp.inexact) and not _finite(leaf):
            names = [key.key for key in path if isinstance(key, jax.tree_util.DictKey)]
            layer, name = ".".join(names[:-1]), names[-1]
            return _Culprit(layer, f"{layer}'s {name}", f"{layer} の {name} ")
    return None


def _finite(values: Array) -> bool:
    return bool(jnp.all(jnp.isfinite(values)))
