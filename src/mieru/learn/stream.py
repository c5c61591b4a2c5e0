"""Inputs that are not kept on the device whole: a window of them at a time, read ahead.

An epoch takes its examples in an order that is known beforehand. While the device learns from one
window of that order, a thread copies the rows of the next one together and hands them over. The
numbers are those of learning from the whole: only where the inputs lie is another matter.
"""

import time
from concurrent.futures import Future, ThreadPoolExecutor
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from mieru.learn.compiled import Examples
from mieru.learn.orders import Orders

WINDOW = 2**26  # bytes; there are two or three windows at a time


class Place(NamedTuple):
    """Where a window begins: in the orders of which seed, in which epoch, at which position."""

    seed: int
    epoch: int
    position: int


class Stream:
    """The windows of inputs ``x`` (N, …) in the orders of ``orders``, with targets t (N, …).

    ``capacity`` is how many rows one step reads.
    """

    def __init__(self, x: np.ndarray, targets: Examples, orders: Orders, capacity: int) -> None:
        self._x, self._targets, self._orders, self._capacity = x, targets, orders, capacity
        by_window = max(2 * capacity, WINDOW // x[:1].nbytes)
        self._rows = min(by_window, len(x) + capacity)
        self._used: tuple[Place, Examples] | None = None
        self._next: tuple[Place, Future[jax.Array]] | None = None
        self._reader = ThreadPoolExecutor(1, "mieru-stream")
        self.waited = 0.0  # seconds in which there was nothing to learn from

    def at(self, place: Place, batch: int) -> tuple[Examples, int]:
        """The window that holds the step at ``place``, and how many steps of ``batch`` examples it
        holds from there on. The one after it is being read when this returns."""
        if self._used is None or not self._holds(self._used[0], place):
            self._used = place, self._read(place)
        began, window = self._used
        last = min(began.position + self._rows - self._capacity, len(self._x) - 1)
        steps = (last - place.position) // batch + 1
        after = place.position + steps * batch
        following = place._replace(position=after)
        if after >= len(self._x):
            following = Place(place.seed, place.epoch + 1, 0)
        if self._next is None or self._next[0] != following:
            order = self._orders.of(following.seed, following.epoch)
            copied = self._reader.submit(self._copied, order, following.position)
            self._next = following, copied
        return window, steps

    def _holds(self, window: Place, place: Place) -> bool:
        inside = place.position - window.position
        same = window._replace(position=0) == place._replace(position=0)
        return same and 0 <= inside <= self._rows - self._capacity

    def _read(self, place: Place) -> Examples:
        began = time.perf_counter()
        if self._next is not None and self._next[0] == place:
            x = self._next[1].result()
        else:
            x = self._copied(self._orders.of(place.seed, place.epoch), place.position)
        self._next = None
        self.waited += time.perf_counter() - began
        return self._targets._replace(x=x, first=jnp.int32(place.position))

    def _copied(self, order: np.ndarray, position: int) -> jax.Array:
        wanted = order[position : min(position + self._rows, len(self._x))]
        window = np.zeros((self._rows, *self._x.shape[1:]), self._x.dtype)
        # From front to back, as a disk likes to be read.
        sorting = np.argsort(wanted)
        window[sorting] = self._x[wanted[sorting]]
        return jnp.asarray(window)
