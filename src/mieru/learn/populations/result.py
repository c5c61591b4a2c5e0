"""What a population learned: a recording for each member, and histories side by side."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from mieru.files import Run, versions
from mieru.learn.learner import shortest_decimals
from mieru.learn.populations.forms import Form
from mieru.learn.populations.group import Group
from mieru.learn.populations.members import Member
from mieru.learn.target_scale import AS_THEY_ARE, TargetScale
from mieru.words import DivergenceError


@dataclass(frozen=True, eq=False)
class Part:
    """What one group has learned, on the host; the parameters as the group's form lays them."""

    members: tuple[Member, ...]
    form: Form
    history: dict[str, np.ndarray]
    parameters: Any
    state: Any
    best: tuple[Any, Any] | None
    best_epoch: np.ndarray
    epochs: np.ndarray
    steps: np.ndarray
    finite: np.ndarray
    stopped: np.ndarray


class Population:
    """Many networks that learned at once.

    ``members`` says what each is; ``run(i)`` is its recording, the one that
    :func:`mieru.learn.fit` would have returned for it alone; ``history(column)`` is
    (members, epochs), NaN where a member had ended; ``errors[i]`` says why a member diverged.
    """

    def __init__(
        self,
        members: tuple[Member, ...],
        parts: list[Part],
        source: dict[str, Any],
        seconds: float,
        scale: TargetScale = AS_THEY_ARE,
    ) -> None:
        self.members, self.seconds, self._scale = members, seconds, scale
        self._source = source
        self._place = {
            member.number: (part, index)
            for part in parts
            for index, member in enumerate(part.members)
        }

    def __len__(self) -> int:
        return len(self.members)

    def history(self, column: str) -> np.ndarray:
        """``train_loss``, ``train_accuracy``, ``validation_loss``, ... (members, epochs)."""
        longest = max(member.settings.epochs for member in self.members)
        found = np.full((len(self), longest), np.nan, np.float32)
        for number, (part, index) in self._place.items():
            row = part.history[column][index]
            found[number, : len(row)] = row
        return found

    def last(self, column: str) -> np.ndarray:
        """The value of the last epoch that each member finished, (members,); NaN where none."""
        history = self.history(column)
        epochs = np.array([self.epochs(number) for number in range(len(self))])
        values = np.take_along_axis(history, np.maximum(epochs - 1, 0)[:, None], axis=1)[:, 0]
        return np.where(epochs > 0, values, np.float32(np.nan))

    def epochs(self, number: int) -> int:
        """How many epochs a member finished."""
        part, index = self._place[number]
        return int(part.epochs[index])

    @property
    def errors(self) -> dict[int, DivergenceError]:
        """By number, why a member stopped being made of finite numbers; {} where all went well."""
        found = {number: self._error(number) for number in range(len(self))}
        return {number: error for number, error in found.items() if error}

    def ended(self, number: int) -> str:
        """finished, stopped (early), diverged or interrupted."""
        part, index = self._place[number]
        if not part.finite[index]:
            return "diverged"
        if part.stopped[index]:
            return "stopped"
        done = part.epochs[index] >= self.members[number].settings.epochs
        return "finished" if done else "interrupted"

    def run(self, number: int) -> Run:
        """The recording of a member."""
        member, (part, index) = self.members[number], self._place[number]
        ended, form = self.ended(number), part.form
        to_best = member.settings.stopping or ended in ("interrupted", "diverged")
        use_best = bool(part.best and to_best and part.best_epoch[index] > 0)
        parameters, state = part.best if use_best and part.best else (part.parameters, part.state)
        names = member.network.initial_state()
        fold = {} if member.fold is None else {"fold": member.fold}
        return Run(
            network=member.network,
            loss=member.loss,
            parameters=self._scale.own(member.network, form.alone(parameters, index)),
            state={name: _at(tree, index) for name, tree in state.items() if name in names},
            settings=member.settings.to_json(),
            history=self._rows(number),
            kept_epoch=int(part.best_epoch[index] if use_best else part.epochs[index]),
            ended=ended,
            seconds=round(self.seconds, 3),
            data=self._source | fold,
            versions=versions(),
        )

    def _rows(self, number: int) -> list[dict[str, Any]]:
        part, index = self._place[number]
        epochs, loss = int(part.epochs[index]), self.members[number].loss
        columns: dict[str, list[Any]] = {"epoch": list(range(1, epochs + 1))}
        shown = ["train_loss", "validation_loss", "train_accuracy", "validation_accuracy", "rate"]
        for name in shown:
            judged = part.best is not None or not name.startswith("validation")
            if judged and (loss.classifies or not name.endswith("accuracy")):
                columns[name] = shortest_decimals(part.history[name][index], epochs)
        return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]

    def _error(self, number: int) -> DivergenceError | None:
        part, index = self._place[number]
        if part.finite[index]:
            return None
        step, epoch = int(part.steps[index]) + 1, int(part.epochs[index]) + 1
        rate = self.members[number].settings.optimizer.rate
        shown = f"{rate:g}" if isinstance(rate, float) else rate.kind
        error = DivergenceError(
            en=f"member {number} diverged at step {step} (epoch {epoch}): a loss or a weight "
            f"stopped being a finite number there; try a learning rate of a tenth (it is {shown}), "
            "or clip=1",
            ja=f"メンバー {number} の学習が第 {step} ステップ (エポック {epoch}) で発散しました: "
            "損失または重みが有限の数でなくなりました。"
            f"学習率 (現在 {shown}) を 10 分の 1 にするか、clip=1 を試してください",
        )
        error.step = step
        return error


def part_of(group: Group) -> Part:
    """What the group has learned by now."""
    carry = group.carry
    best = carry.best
    return Part(
        members=group.members,
        form=group.form,
        history={name: column.copy() for name, column in group.history.items()},
        parameters=_host(carry.learned.parameters),
        state=_host(carry.learned.state),
        best=None if best is None else (_host(best.parameters), _host(best.state)),
        best_epoch=np.asarray(carry.epochs if best is None else best.epoch),
        epochs=np.asarray(carry.epochs),
        steps=np.asarray(carry.steps),
        finite=np.asarray(carry.finite),
        stopped=np.asarray(carry.stopped),
    )


def _host(tree: Any) -> Any:
    if isinstance(tree, dict):
        return {name: _host(branch) for name, branch in tree.items()}
    return np.asarray(tree)


def _at(tree: Any, index: int) -> Any:
    if isinstance(tree, dict):
        return {name: _at(branch, index) for name, branch in tree.items()}
    return np.array(tree[index])
