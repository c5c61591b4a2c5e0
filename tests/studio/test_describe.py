"""What a recording says reaches the page whole, and hostile content does not."""

import dataclasses
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, strategies as st

from mieru.files import columns_of
from mieru.files.recording import described as as_header
from mieru.nn import Network
from mieru.studio import describe
from mieru.studio.describe import clean, described, history, kept_metrics, number
from mieru.studio.messages import Entry, Recording

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None)),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)
ENTRY = Entry("id", "recording", "name", "when")


def test_a_recording_is_described_whole(run):
    found = described(ENTRY, run, Path("runs/a.safetensors"))
    assert found.path == "runs/a.safetensors"
    assert found.input_shape == (6, 6, 1)
    assert [(row.name, row.kind, row.shape, row.parameters) for row in found.layers] == [
        ("flatten1", "flatten", (36,), 0),
        ("dense1", "dense", (5,), 36 * 5 + 5),
        ("sigmoid1", "activation", (5,), 0),
        ("dense2", "dense", (2,), 5 * 2 + 2),
    ]
    assert (found.parameters, found.multiplications) == (197, 36 * 5 + 5 * 2)
    assert found.forward_pass == str(run.network)
    assert (found.loss, found.ended) == ("cross_entropy", run.ended)
    assert (found.kept_epoch, found.epochs) == (run.kept_epoch, len(run.history))
    assert found.history["epoch"] == tuple(range(1, len(run.history) + 1))
    assert found.history["train_loss"] == tuple(row["train_loss"] for row in run.history)
    assert (found.classes, found.features) == (("upper", "lower"), ())
    assert found.weights == ("dense1/weight", "dense2/weight")
    settings = {value.name: value.value for value in found.settings}
    assert settings["epochs"] == "30"
    assert (settings["optimizer"], settings["optimizer.rate"]) == ("adam", "0.02")
    assert settings["stopping.patience"] == "25"
    assert "mieru" in {value.name for value in found.versions}
    assert msgspec.json.decode(msgspec.json.encode(found), type=Recording) == found


def test_layers_inside_a_layer_stand_below_it_and_deeper(run):
    network = Network.parse("4, residual(dense 4, relu), dense 2")
    other = dataclasses.replace(run, network=network, parameters={})
    rows = described(ENTRY, other, Path("x")).layers
    assert [(row.name, row.depth) for row in rows] == [
        ("residual1", 0),
        ("layers/dense1", 1),
        ("layers/relu1", 1),
        ("dense1", 0),
    ]


def test_a_long_history_is_thinned_and_keeps_its_end(monkeypatch):
    monkeypatch.setattr(describe, "MOST_EPOCHS", 10)
    rows = [{"epoch": i, "train_loss": 1 / i} for i in range(1, 26)]
    assert history(columns_of(rows))["epoch"] == (1, 4, 7, 10, 13, 16, 19, 22, 25)
    assert history(columns_of(rows[:10]))["epoch"] == tuple(range(1, 11))
    assert history({}) == {"epoch": ()}


def test_the_metrics_of_a_run_without_any_are_empty(run):
    unmeasured = dataclasses.replace(run, metrics={})
    for other in (
        dataclasses.replace(unmeasured, history=[]),
        dataclasses.replace(unmeasured, kept_epoch=-1),
    ):
        assert kept_metrics(as_header(other)) == {}


def test_text_is_cut_and_can_be_sent():
    assert clean("x" * 1_000, 10) == "x" * 9 + "…"
    assert clean("\ud800") == "?"
    assert clean(None) == "None"


@pytest.mark.parametrize("value", [True, "1", None, float("nan"), float("-inf"), 10**400, [1]])
def test_what_is_no_finite_number_is_none(value):
    assert number(value) is None


@given(st.dictionaries(st.text(st.characters(codec=None)), JSON, max_size=5))
def test_whatever_a_file_says_of_itself_can_be_sent(run, said):
    hostile = dataclasses.replace(
        run, settings=said, history=[said], versions=said, data=said, ended=str(said), metrics=said
    )
    found = described(ENTRY, hostile, Path("x"))
    assert msgspec.json.decode(msgspec.json.encode(found), type=Recording) == found
    kept_metrics(as_header(hostile))


def test_settings_within_settings_end_somewhere(run):
    deep: dict = {}
    inner = deep
    for _ in range(900):
        inner["a"] = {}
        inner = inner["a"]
    found = described(ENTRY, dataclasses.replace(run, settings=deep), Path("x"))
    assert [(value.name, value.value) for value in found.settings] == [("a.a.a.a", "…")]
