"""Populations over a real WebSocket: begin, look, stop, begin again; and whatever is sent."""

import json
import socket
import struct
import threading
import time
from collections.abc import Iterator
from typing import Any

import msgspec
import numpy as np
import pytest
import uvicorn
from hypothesis import given, settings, strategies as st
from starlette.applications import Starlette
from websockets.sync.client import ClientConnection, connect

from mieru.playground import address
from mieru.playground.experiment import Experiment
from mieru.playground.live import Live
from mieru.playground.populations import Plan, Varied, link
from mieru.playground.tables import Tables
from mieru.studio.live.populations import routes

SMALL = Plan(choices=(Varied("rate", (0.01, 0.1)), Varied("units", (1, 2, 3))), epochs=20)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        app = Starlette(routes=routes(Tables(tmp_path_factory.mktemp("tables"))))
        config = uvicorn.Config(
            app, log_level="warning", ws="websockets-sansio", ws_per_message_deflate=False
        )
        running = uvicorn.Server(config)
        thread = threading.Thread(target=running.run, kwargs={"sockets": [listening]})
        thread.start()
        yield f"ws://127.0.0.1:{listening.getsockname()[1]}/populations"
        running.should_exit = True
        thread.join(10)


@pytest.fixture
def line(server: str) -> Iterator[ClientConnection]:
    with connect(server, compression=None, max_size=None) as found:
        yield found


def ask(line: ClientConnection, **message: Any) -> None:
    line.send(msgspec.json.encode(message).decode())


def heard(line: ClientConnection) -> Any:
    """The next message; of a frame its head, with the pictures under "pixels"."""
    content = line.recv(timeout=20)
    if isinstance(content, str):
        return json.loads(content)
    (length,) = struct.unpack("<I", content[:4])
    head = json.loads(content[4 : 4 + length])
    assert (4 + length) % 4 == 0
    ask(line, type="seen", frame=head["frame"])
    return head | {"pixels": content[4 + length :]}


def frames(line: ClientConnection) -> list[Any]:
    """All frames until the population is done."""
    found: list[Any] = []
    while not found or found[-1]["running"]:
        found.append(heard(line))
        assert found[-1]["type"] == "population"
    return found


def test_a_plan_is_learned_and_told_to_its_end(line):
    ask(line, type="start", plan=SMALL)
    planned = heard(line)
    assert planned["type"] == "planned"
    assert planned["link"] == "vary=rate:.01,.1&and=units:1,2,3&until=20"
    assert planned["values"][:4] == [[0.01, 1], [0.01, 2], [0.01, 3], [0.1, 1]]
    told = frames(line)
    assert [frame["frame"] for frame in told] == list(range(1, len(told) + 1))
    assert told[-1]["done"] == pytest.approx(1)
    rows = [row for frame in told for row in frame["rows"]]
    assert len(rows) == 6 * len(planned["marks"])
    last = {row[0]: row for row in rows}
    for number in range(6):
        assert last[number][1] == 20
    picture = planned["size"] ** 2
    for frame in told:
        assert len(frame["pixels"]) == len(frame["drawn"]) * picture

    ask(line, type="look", number=4)
    network = heard(line)
    assert network["type"] == "network"
    live = Live(address.parse(network["address"]))
    live.advance_epochs(20)
    assert last[4][2:6] == [
        live.judged.train_loss,
        live.judged.test_loss,
        live.judged.train_accuracy,
        live.judged.test_accuracy,
    ]


def test_a_page_opens_with_a_link_of_its_own_or_of_the_playground(line):
    ask(line, type="open", plan="population=seeds&networks=3&until=5&data=xor")
    planned = heard(line)
    assert planned["plan"]["kind"] == "seeds"
    assert planned["plan"]["experiment"]["data"] == "xor"
    assert planned["notes"] == []
    told = frames(line)
    assert told[-1]["bands"] == 3
    assert len(told[-1]["pixels"]) == (len(told[-1]["drawn"]) + 3) * planned["size"] ** 2
    assert told[-1]["loss"]["least"] <= told[-1]["loss"]["mean"] <= told[-1]["loss"]["most"]

    ask(line, type="open", address="/playground?data=spiral&rate=.1")
    planned = heard(line)
    assert planned["plan"]["experiment"]["data"] == "spiral"
    assert planned["playground"] == "/playground?data=spiral&rate=.1"
    ask(line, type="stop")


def test_cross_validation_tells_folds_and_one_pooled_estimate(line):
    ask(line, type="open", plan="population=folds&parts=4&until=30&data=moons")
    planned = heard(line)
    last = frames(line)[-1]
    train = len(planned["train"]["x1"])
    assert np.sum(last["pooled"]["confusion"]) == train
    assert 0 <= last["pooled"]["accuracy"] <= 1


def test_it_stops_when_told_to_and_begins_anew(line):
    long = msgspec.structs.replace(SMALL, epochs=20_000, kind="seeds", seeds=300)
    ask(line, type="start", plan=long)
    assert heard(line)["type"] == "planned"
    heard(line)
    ask(line, type="stop")
    last = frames(line)[-1]
    assert 0 < last["done"] < 1
    ask(line, type="start", plan=long)
    assert heard(line)["type"] == "planned"
    began = time.monotonic()
    ask(line, type="start", plan=SMALL)
    while (found := heard(line))["type"] != "planned":
        pass
    assert len(found["values"]) == 6
    assert time.monotonic() - began < 3


def test_a_page_that_looks_away_is_sent_two_frames_and_no_more(line):
    ask(line, type="start", plan=msgspec.structs.replace(SMALL, epochs=20_000))
    time.sleep(1.5)
    ask(line, type="look", number=0)
    kinds = []
    while "network" not in kinds:
        content = line.recv(timeout=10)
        kinds.append("frame" if isinstance(content, bytes) else json.loads(content)["type"])
    assert kinds.count("frame") <= 2


@pytest.mark.parametrize(
    ("message", "field", "en"),
    [
        (
            {"type": "start", "plan": {"kind": "seeds", "seeds": 1}},
            "seeds",
            "seeds must be from 2 to 500, not 1",
        ),
        (
            {"type": "start", "plan": {"experiment": {"batch_size": 0}}},
            "batch_size",
            "batch_size must be from 1 to 20000, not 0",
        ),
        ({"type": "look", "number": 99}, None, "there is no network 99; the population has 6"),
    ],
)
def test_what_cannot_be_is_told_and_the_population_stays(line, message, field, en):
    ask(line, type="start", plan=SMALL)
    heard(line)
    frames(line)
    ask(line, **message)
    problem = heard(line)
    assert problem["type"] == "problem"
    assert problem["field"] == field
    assert problem["text"]["en"] == en
    assert problem["text"]["ja"] != en
    ask(line, type="look", number=0)
    assert heard(line)["type"] == "network"


def test_a_network_that_is_too_large_is_told_while_it_learns(line):
    ask(line, type="open", plan="vary=layers:3&network=200,200,200&until=2")
    assert heard(line)["type"] == "planned"
    told = [heard(line), heard(line)]
    problem = next(message for message in told if message["type"] == "problem")
    assert problem["field"] == "layers"
    assert "at most 20,000" in problem["text"]["en"]


def test_looking_before_anything_is_open_is_a_problem(line):
    ask(line, type="look", number=0)
    assert heard(line)["text"]["en"].startswith("no session is open yet")


PIECES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4)
    ),
    max_leaves=12,
)
MESSAGES = (
    st.binary(max_size=60)
    | st.text(max_size=60)
    | PIECES.map(lambda value: json.dumps(value, default=str))
    | st.builds(
        lambda kind, rest: json.dumps({**rest, "type": kind}, default=str),
        st.sampled_from(["open", "start", "stop", "look", "seen"]),
        st.dictionaries(
            st.sampled_from(["plan", "address", "number", "frame"]), PIECES, max_size=3
        ),
    )
)


@settings(max_examples=60)
@given(st.lists(MESSAGES, min_size=1, max_size=8))
def test_no_message_ends_the_line(server, messages):
    with connect(server, compression=None, max_size=None) as line:
        for message in messages:
            line.send(message)
        ask(line, type="start", plan={"kind": "grid", "choices": [["rate", [0.1]]], "epochs": 1})
        while True:
            found = heard(line)
            if found["type"] in ("planned", "problem") and "JSON" not in str(found):
                break


@given(
    st.sampled_from(["grid", "seeds", "folds"]),
    st.lists(st.sampled_from([1e-5, 0.001, 0.25, 1.0, 30.0]), min_size=1, max_size=4),
    st.lists(st.sampled_from(["tanh", "relu"]), min_size=1, max_size=2),
    st.integers(1, 20_000),
    st.integers(2, 50),
    st.sampled_from(
        [
            Experiment(),
            Experiment(data="xor", features=("x1", "x1^2+x2")),
            Experiment(mode="original", data="spiral", seed="0.5"),
        ]
    ),
)
def test_every_plan_is_read_back_from_its_link(kind, rates, activations, epochs, count, experiment):
    plan = Plan(
        experiment,
        kind,
        (Varied("rate", tuple(rates)), Varied("activation", tuple(activations))),
        count,
        count,
        epochs,
    )
    found, notes = link.read(link.write(plan))
    assert notes == ()
    assert msgspec.to_builtins(found) == msgspec.to_builtins(plan)


@given(st.text(max_size=80) | st.text("population=gridvy:&,.0123456789%ué", max_size=80))
def test_any_text_at_all_is_read_as_a_plan(text):
    plan, _ = link.read(text)
    assert isinstance(plan, Plan)


def test_what_is_wrong_in_a_link_is_told_and_the_rest_is_read():
    plan, notes = link.read(
        "population=herd&vary=speed:1&and=units:1,x&until=ten&data=xor&networks=7"
    )
    assert (plan.kind, plan.choices, plan.epochs) == ("grid", Plan().choices, Plan().epochs)
    assert (plan.experiment.data, plan.seeds) == ("xor", 7)
    assert [note.en for note in notes] == [
        "population in the link: 'herd' cannot be read",
        "vary in the link: 'speed:1' cannot be read",
        "and in the link: 'units:1,x' cannot be read",
        "until in the link: 'ten' cannot be read",
    ]
