"""Targets scaled alike for all that is compared, in the folds as in learning again."""

from collections.abc import Sequence
from dataclasses import replace

from mieru.data import DataSet, Examples
from mieru.evaluate.selection.candidates import Candidate
from mieru.learn import usual_loss
from mieru.learn.target_scale import target_scale


def scaled_alike(
    candidates: Sequence[Candidate], data: DataSet | Examples, examples: Examples
) -> tuple[Candidate, ...]:
    """The candidates, each told whether its targets are scaled where it left that open: all of
    them or none, since losses in different units cannot be compared.
    """
    if examples.task == "classification":
        return tuple(candidates)
    networks = [candidate.network for candidate in candidates]
    loss = candidates[0].settings.loss or usual_loss(networks[0], examples)
    usual = bool(target_scale(networks, loss, data, examples, None))
    return tuple(
        replace(one, settings=one.settings.changed(scale_targets=usual))
        if one.settings.scale_targets is None
        else one
        for one in candidates
    )
