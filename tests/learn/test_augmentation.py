"""What augmentation may change of an example, and what it must leave alone."""

from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings as tries, strategies as st
from scipy import ndimage

from mieru.data import DataSet, Examples
from mieru.learn import (
    AUGMENTATIONS,
    Augmentation,
    Checkpoint,
    Cutout,
    EpochEnded,
    Flip,
    GradientDescent,
    Learner,
    Mixup,
    Rotate,
    Settings,
    Shift,
    Zoom,
    fit,
    population,
    resume,
)
from mieru.learn.augmentation import augmentation_text, augmented, parse_augmentation
from mieru.learn.augmentation.moves import moved
from mieru.learn.augmentation.values import Motion, Move
from mieru.nn import Context, CrossEntropy, Network
from mieru.words import SettingError

LOSS = CrossEntropy()
KEY = jax.random.key(3)
PICTURES = np.random.default_rng(0).integers(1, 256, (40, 7, 9, 3)).astype(np.uint8)
LABELS = np.arange(40, dtype=np.int32) % 4
NETWORK = Network.parse("7x9x3, flatten, dense 4")
ALL = "shift 2, flip, rotate 10, zoom 0.1, cutout 3, mixup 0.4"
OTHER = "shift 1, flip 0.2, rotate 30, zoom 0.3, cutout 5, mixup 1"


def seen(
    *augment: Augmentation, x: np.ndarray = PICTURES, t: np.ndarray = LABELS, **context: Any
) -> tuple[np.ndarray, Any, Any]:
    losses = []

    @jax.jit
    def all_at_once(x: jax.Array, t: jax.Array) -> tuple[jax.Array, Any]:
        found = augmented(augment, LOSS, x, t, Context(training=True, key=KEY, **context))
        losses.append(found.loss)
        return found.x, found.t

    after, targets = all_at_once(x, t)
    return np.asarray(after), targets, losses[0]


def shifted(picture: np.ndarray, down: int, right: int) -> np.ndarray:
    """By slices, with zeros coming in."""
    around = np.pad(picture, ((9, 9), (9, 9), (0, 0)))
    height, width, _ = picture.shape
    return around[9 - down : 9 - down + height, 9 - right : 9 - right + width]


@pytest.mark.parametrize("dtype", [np.uint8, np.float32])
def test_a_shift_carries_every_pixel_whole_by_every_number_up_to_its_own(dtype):
    pictures = np.concatenate([PICTURES] * 10).astype(dtype)
    x, t, _ = seen(Shift(2), x=pictures, t=np.concatenate([LABELS] * 10))
    assert x.dtype == dtype
    np.testing.assert_array_equal(t, np.concatenate([LABELS] * 10))
    by = [(down, right) for down in range(-2, 3) for right in range(-2, 3)]
    found = [
        [b for b in by if np.array_equal(after, shifted(before, *b))]
        for before, after in zip(pictures, x, strict=True)
    ]
    assert all(len(one) == 1 for one in found)
    assert {one[0] for one in found} == set(by)


def test_a_flip_exchanges_left_and_right_in_its_share_of_the_examples():
    np.testing.assert_array_equal(seen(Flip(1.0))[0], PICTURES[:, :, ::-1])
    np.testing.assert_array_equal(seen(Flip(0.0))[0], PICTURES)
    half = seen(Flip())[0]
    turned = [np.array_equal(a, b[:, ::-1]) for a, b in zip(half, PICTURES, strict=True)]
    assert 10 < sum(turned) < 30
    kept = [np.array_equal(a, b) for a, b in zip(half, PICTURES, strict=True)]
    assert np.all(np.not_equal(turned, kept))


class _Fixed(Move):
    """The same motion for every example."""

    whole_pixels = False

    def __init__(self, turn: np.ndarray, offset: np.ndarray) -> None:
        object.__setattr__(self, "_motion", Motion(jnp.asarray(turn), jnp.asarray(offset)))

    def motion(self, key: jax.Array) -> Motion:
        found: Motion = self.__dict__["_motion"]
        return found


@tries(max_examples=20)
@given(st.floats(-3.2, 3.2), st.floats(0.5, 2.0), st.tuples(st.floats(-4, 4), st.floats(-4, 4)))
def test_turning_and_zooming_agrees_with_scipy(angle, size, offset):
    cos, sin = np.cos(angle) / size, np.sin(angle) / size
    turn = np.array([[cos, -sin], [sin, cos]], np.float32)
    shift = np.array(offset, np.float32)
    pictures = PICTURES[:3].astype(np.float32) / 255
    keys = jax.random.split(KEY, 3)
    found = moved([(_Fixed(turn, shift), keys)], jnp.asarray(pictures))
    centre = (np.array(pictures.shape[1:3]) - 1) / 2
    start = centre + shift - turn @ centre
    for before, after in zip(pictures, np.asarray(found), strict=True):
        for channel in range(3):
            # grid-constant: beyond the border are zeros, also for what lies half outside.
            wanted = ndimage.affine_transform(
                before[..., channel], turn, start, order=1, mode="grid-constant"
            )
            np.testing.assert_allclose(after[..., channel], wanted, atol=2e-4)


def test_moves_of_no_strength_leave_pictures_as_they_are():
    x, _, _ = seen(Shift(0), Flip(0), Rotate(0), Zoom(0))
    np.testing.assert_allclose(x, PICTURES / np.float32(255), rtol=1e-6)
    np.testing.assert_array_equal(seen(Shift(0), Cutout(0))[0], PICTURES)


def test_several_moves_are_the_one_after_the_other():
    both = seen(Shift(2), Flip(1.0))[0]
    alone = seen(Shift(2))[0][:, :, ::-1]  # the first draws as it does alone
    np.testing.assert_array_equal(both, alone)


def test_cutout_blacks_out_one_square_and_nothing_else():
    x, _, _ = seen(Cutout(3))
    hidden = (x == 0).all(axis=3)
    np.testing.assert_array_equal(x[~hidden], PICTURES[~hidden])
    for one in hidden:
        rows, columns = np.flatnonzero(one.any(axis=1)), np.flatnonzero(one.any(axis=0))
        assert one.sum() == len(rows) * len(columns)  # a rectangle, cut by the border at most
        assert 1 <= len(rows) <= 3
        assert 1 <= len(columns) <= 3
    assert hidden.any(axis=0).all()  # anywhere


def test_mixup_is_the_cross_entropy_with_mixed_one_hot_targets():
    x, t, loss = seen(Mixup(0.5))
    part = float(t.part)
    assert 0 < part < 1
    one, other = np.asarray(t.one), np.asarray(t.other)
    pictures = PICTURES.astype(np.float32) / 255
    rest = (x - part * pictures) / (1 - part)
    partner = [int(np.argmin(np.abs(pictures - left).sum(axis=(1, 2, 3)))) for left in rest]
    np.testing.assert_allclose(rest, pictures[partner], atol=1e-4)
    np.testing.assert_array_equal(other, one[partner])
    logits = jnp.asarray(np.random.default_rng(1).normal(size=(40, 4)), jnp.float32)
    targets = part * np.eye(4)[one] + (1 - part) * np.eye(4)[other]
    wanted = -(targets * np.asarray(jax.nn.log_softmax(logits))).sum(axis=1)
    np.testing.assert_allclose(loss.by_example(logits, t), wanted, rtol=1e-5)
    gradient = jax.grad(lambda y: loss.by_example(y, t).sum())(logits)
    np.testing.assert_allclose(loss.delta(logits, t), gradient, atol=1e-6)
    np.testing.assert_allclose(seen(Mixup(0))[0], pictures, rtol=1e-6)


def test_what_only_fills_a_batch_up_is_nobodys_partner():
    filled = np.concatenate([PICTURES[:5], np.full((3, 7, 9, 3), 255, np.uint8)])
    labels = np.array([0, 1, 2, 3, 0, 9, 9, 9], np.int32)
    present = jnp.arange(8) < 5
    for key in range(20):
        how = Context(training=True, key=jax.random.key(key), present=present)
        found = augmented((Mixup(1.0),), LOSS, jnp.asarray(filled), jnp.asarray(labels), how)
        assert set(np.asarray(found.t.other)[:5].tolist()) <= {0, 1, 2, 3}
    alone = Context(training=True, key=KEY, present=jnp.arange(8) < 1)
    x = augmented((Mixup(1.0),), LOSS, jnp.asarray(filled), jnp.asarray(labels), alone).x
    np.testing.assert_allclose(x[0], PICTURES[0] / 255, rtol=1e-5)


def test_what_is_drawn_depends_on_the_place_in_the_batch_and_not_on_its_size():
    moves = [Shift(2), Flip(), Rotate(), Zoom(), Cutout(3)]
    whole = seen(*moves)[0]
    few = seen(*moves, x=PICTURES[:11], t=LABELS[:11])[0]
    np.testing.assert_allclose(few, whole[:11], atol=1e-6)


def data(judged: int = 12) -> DataSet:
    return DataSet(
        "pictures",
        Examples(PICTURES, LABELS),
        Examples(PICTURES[:judged], LABELS[:judged]),
        classes=("a", "b", "c", "d"),
    )


def test_validation_is_judged_on_the_pictures_as_they_are():
    still: dict[str, Any] = {"epochs": 3, "batch_size": 8, "optimizer": GradientDescent(0.0)}
    plain, moving = fit(NETWORK, data(), **still), fit(NETWORK, data(), augment=ALL, **still)
    for name in ("validation_loss", "validation_accuracy"):
        assert [r[name] for r in moving.history] == [r[name] for r in plain.history]
    losses = [row["train_loss"] for row in moving.history]
    assert len({*losses, plain.history[0]["train_loss"]}) == 4  # drawn anew each epoch
    assert moving.settings["augment"] == (
        "shift 2, flip 0.5, rotate 10, zoom 0.1, cutout 3, mixup 0.4"
    )


def test_a_resumed_run_has_the_bits_of_one_that_never_stopped(tmp_path: Path):
    class Breakdown(Exception):
        pass

    def breakdown(event: object) -> None:
        if isinstance(event, EpochEnded) and event.row["epoch"] == 2:
            raise Breakdown

    how: dict[str, Any] = {
        "epochs": 5,
        "batch_size": 8,
        "augment": ALL,
        "optimizer": GradientDescent(0.1),
    }
    in_peace = fit(NETWORK, data(), **how)
    checkpoint = Checkpoint(tmp_path / "checkpoint", seconds=0)
    with pytest.raises(Breakdown):
        fit(NETWORK, data(), checkpoint=checkpoint, listeners=[breakdown], **how)
    again = resume(checkpoint, data())
    np.testing.assert_equal(again.parameters, in_peace.parameters)
    assert again.settings == in_peace.settings
    assert [r["train_loss"] for r in again.history] == [r["train_loss"] for r in in_peace.history]


def test_turning_a_strength_compiles_nothing_and_changes_what_is_learned(programs):
    def learner() -> Learner:
        return Learner(
            NETWORK,
            LOSS,
            data().train,
            data().validation,
            Settings(batch_size=8, optimizer=GradientDescent(0.1)).changed(augment=ALL),
        )

    turned, as_it_was = learner(), learner()
    as_it_was.advance(8)
    traces = programs()
    turned.turn(turned.settings.changed(augment=OTHER))
    turned.advance(8)
    assert programs() == traces
    weights = [a.carry.parameters["dense1"]["weight"] for a in (turned, as_it_was)]
    assert not np.array_equal(*weights)


def test_a_member_of_a_population_learns_what_it_would_learn_alone():
    each = [Settings(epochs=2, batch_size=8, augment=(Shift(p),)) for p in (0, 2)]
    many = population(NETWORK, data().train, [one.changed(seed=4) for one in each])
    for place, one in enumerate(each):
        alone = fit(NETWORK, data().train, one, seed=4)
        np.testing.assert_allclose(
            many.run(place).parameters["dense1"]["weight"],
            alone.parameters["dense1"]["weight"],
            rtol=1e-4,
            atol=1e-6,
        )


@pytest.mark.parametrize("kind", AUGMENTATIONS.values(), ids=AUGMENTATIONS)
def test_every_kind_comes_back_from_its_text(kind):
    assert parse_augmentation(augmentation_text((kind(),))) == (kind(),)
    assert parse_augmentation(kind.kind) == (kind(),)
    settings = Settings(augment=(kind(),))
    assert Settings.from_json(settings.to_json()) == settings


def test_none_is_none():
    assert Settings(augment="none") == Settings(augment="") == Settings()  # type: ignore[arg-type]
    assert Settings().to_json()["augment"] is None
    assert augmentation_text(()) == "none"


@pytest.mark.parametrize(
    ("augment", "message"),
    [
        ("shrift 2", "there is no augmentation 'shrift'; known: shift, flip, rotate, zoom, cutout"),
        ("shift two", "shift takes one number, its pixels, such as shift 2, not 'two'"),
        ("shift 1 2", "shift takes one number, its pixels, such as shift 2, not '1 2'"),
        ("shift 1.5", "shift takes one number, its pixels, such as shift 2, not '1.5'"),
        ("shift -1", "pixels must be a whole number from 0 to 1024, not -1"),
        ("rotate 1e3", "Rotate: degrees must be a number ≥ 0, ≤ 180, not 1000.0"),
        ("flip nan", "Flip: share must be a number ≥ 0, ≤ 1, not nan"),
        ("shift 2,, flip", "there is no augmentation ''"),
        ("flip, flip 0.2", "augment has flip more than once; give it once"),
        (7, 'augment must be values such as (Shift(2), Flip()) or a text such as "shift 2, flip"'),
        (["flip"], "augment must be values such as (Shift(2), Flip())"),
    ],
)
def test_what_is_wrong_is_said(augment, message):
    with pytest.raises(SettingError) as caught:
        Settings(augment=augment)
    assert caught.value.en.startswith(message)
    assert caught.value.ja != caught.value.en


def test_only_pictures_are_moved_and_only_numbers_are_mixed():
    x, t = np.zeros((8, 4), np.float32), np.zeros(8, np.int32)
    flat = Network.parse("4, dense 2")
    with pytest.raises(SettingError, match=r"shift augments pictures .* but an example is 4"):
        fit(flat, (x, t), augment="mixup 0.2, shift 2")
    Learner(flat, LOSS, Examples(x, t), None, Settings(augment=Mixup()))  # type: ignore[arg-type]
    words = Network.parse("4, embedding 9 3, flatten, dense 2")
    with pytest.raises(SettingError, match="mixup lays numbers over each other"):
        fit(words, (x.astype(np.int32), t), augment="mixup 0.2")
    with pytest.raises(SettingError, match="flip augments pictures"):
        population(flat, (x, t), Settings(augment="flip"))  # type: ignore[arg-type]
