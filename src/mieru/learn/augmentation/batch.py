"""A batch augmented inside the compiled step, and what is said before where that cannot be."""

from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from mieru.learn.augmentation.mixing import MixedLoss, mixed
from mieru.learn.augmentation.moves import moved
from mieru.learn.augmentation.values import Augmentation, Cutout, Mixup, Move
from mieru.nn import Context, Loss, Network
from mieru.nn.shapes import shape_text
from mieru.words import SettingError

Augmentations = tuple[Augmentation, ...]
# Layers draw from the step's key by their numbers, which stay below this one.
_OWN_KEY = 2**31 - 1


class Learned(NamedTuple):
    """What is learned from: inputs, targets, and the loss that takes them."""

    x: Array
    t: Any
    loss: Loss


def augmented(augment: Augmentations, loss: Loss, x: Array, t: Array, context: Context) -> Learned:
    """The batch x (N, …), t with every augmentation: first the moves, then cutout, then mixup.

    What is drawn depends on the step's key and on each example's place in the batch alone, so that
    padding, and going on from a checkpoint, change nothing.
    """
    if not augment or context.key is None:
        return Learned(x, t, loss)
    step = jax.random.fold_in(context.key, _OWN_KEY)
    places = jnp.arange(len(x), dtype=jnp.uint32)
    keys = [jax.random.fold_in(step, number) for number in range(len(augment))]

    def by_example(key: Array) -> Array:
        return jax.vmap(jax.random.fold_in, in_axes=(None, 0))(key, places)

    drawn = list(zip(augment, keys, strict=True))
    x = moved([(one, by_example(key)) for one, key in drawn if isinstance(one, Move)], x)
    for one, key in drawn:
        if isinstance(one, Cutout):
            hides = jax.vmap(one.hidden, in_axes=(0, None, None))
            hidden = hides(by_example(key), x.shape[1], x.shape[2])
            x = jnp.where(hidden, jnp.zeros((), x.dtype), x)
    for one, key in drawn:
        if isinstance(one, Mixup):
            present = jnp.ones(len(x), bool) if context.present is None else context.present
            x, shared = mixed(one, key, x, t, present)
            return Learned(x, shared, MixedLoss(loss))
    return Learned(x, t, loss)


def check_augmentation(augment: Augmentations, network: Network, dtype: np.dtype[Any]) -> None:
    """Raises SettingError where the data are nothing that could be augmented so."""
    for one in augment:
        if isinstance(one, Mixup):
            if dtype == np.int32:
                raise SettingError(
                    en="mixup lays numbers over each other, but the network takes tokens; leave it "
                    "out of augment",
                    ja="mixup は数値を重ね合わせるもので、トークンには使えません。"
                    "augment から外してください",
                )
        elif len(network.input_shape) != 3:
            raise SettingError(
                en=f"{one.kind} augments pictures (height x width x channels), but an example is "
                f"{shape_text(network.input_shape)}; begin the network with the pictures' shape, "
                "such as 28x28x1, flatten, or leave augment out",
                ja=f"{one.kind} は画像 (高さ x 幅 x チャネル) のデータ拡張ですが、データの 1 点は "
                f"{shape_text(network.input_shape)} です。ネットワークを 28x28x1, flatten のように"
                "画像の形状で始めるか、augment を外してください",
            )
