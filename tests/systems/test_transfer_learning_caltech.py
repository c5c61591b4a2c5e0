"""Transfer learning on photographs of Caltech101, seen by SqueezeNet."""

import pytest

from mieru.systems import run_system


@pytest.mark.slow
def test_caltech101_is_told_apart(data_folder, tmp_path):
    settings = {"per_class": "12", "way": "2", "epochs": "10"}
    found = run_system("transfer-learning", settings, out=tmp_path)
    assert found.result.metrics["features_test_accuracy"] >= 0.7  # 94 % with all the pictures
