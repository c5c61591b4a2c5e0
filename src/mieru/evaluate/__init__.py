"""Judging what was learned: metrics on examples that learning has not seen."""

from mieru.evaluate.answers import Answers, answers, as_answers
from mieru.evaluate.classes import (
    AVERAGES,
    ByClass,
    brier_score,
    by_class,
    class_metrics,
    log_loss,
    top_k_accuracy,
)
from mieru.evaluate.curves import (
    Calibration,
    Curve,
    average_precision,
    calibration,
    expected_calibration_error,
    precision_recall_curve,
    roc_auc,
    roc_curve,
    told_calibration,
)
from mieru.evaluate.folds import Fold, k_folds
from mieru.evaluate.metrics import (
    Judgement,
    answered_classes,
    confusion_matrix,
    judge,
    mae,
    mse,
    r2,
    rmse,
    value_metrics,
)
from mieru.evaluate.openings import noted, opened_once_more, openings_of

__all__ = [
    "AVERAGES",
    "Answers",
    "ByClass",
    "Calibration",
    "Curve",
    "Fold",
    "Judgement",
    "answered_classes",
    "answers",
    "as_answers",
    "average_precision",
    "brier_score",
    "by_class",
    "calibration",
    "class_metrics",
    "confusion_matrix",
    "expected_calibration_error",
    "judge",
    "k_folds",
    "log_loss",
    "mae",
    "mse",
    "noted",
    "opened_once_more",
    "openings_of",
    "precision_recall_curve",
    "r2",
    "rmse",
    "roc_auc",
    "roc_curve",
    "told_calibration",
    "top_k_accuracy",
    "value_metrics",
]
