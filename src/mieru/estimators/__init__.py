"""Networks as scikit-learn's estimators: for its pipelines, searches and cross-validation."""

from mieru.estimators.classifier import MieruClassifier
from mieru.estimators.regressor import MieruRegressor

__all__ = ["MieruClassifier", "MieruRegressor"]
