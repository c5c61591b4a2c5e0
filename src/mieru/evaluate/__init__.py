"""Judging what was learned: metrics on examples that learning has not seen."""

from mieru.evaluate.metrics import Judgement, answered_classes, confusion_matrix, judge, r2, rmse

__all__ = ["Judgement", "answered_classes", "confusion_matrix", "judge", "r2", "rmse"]
