"""The explorer, asked over HTTP: networks opened, pictures sent through, values explained."""

import io
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import msgspec
import numpy as np
import pytest
from PIL import Image

import mieru.data
from mieru.data import Examples
from mieru.explain.feature_maps import feature_maps
from mieru.files import load, save
from mieru.studio.explorer import looks
from mieru.studio.explorer.messages import (
    Explorables,
    Explored,
    ExplorerNow,
    HowMade,
    MadeByJoin,
    MadeByPool,
    MadeByScan,
    MadeBySum,
    PictureLook,
)
from mieru.studio.explorer.subjects import Subject
from mieru.studio.explorer.uploads import MOST_FILES, Uploads
from mieru.studio.images.messages import FeatureMaps, Pictures
from mieru.studio.messages import Text
from tests.studio.conftest import LENET
from tests.studio.test_images import begin, ended, headed, serving, wait

OF = "run:digits-1:lenet"


@pytest.fixture(scope="module")
def studio(explored_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    folder = shutil.copytree(explored_folder, tmp_path_factory.mktemp("studio") / "runs")
    with serving(folder) as client:
        yield client


def got(client: httpx.Client, path: str, kind: Any) -> Any:
    answer = client.get(f"/api/explorer/{path}")
    assert answer.status_code == 200, answer.text
    return msgspec.json.decode(answer.content, type=kind)


def look(client: httpx.Client, query: str, content: bytes = b"") -> tuple[Any, bytes]:
    answer = client.post(f"/api/explorer/look?{query}", content=content)
    assert answer.status_code == 200, answer.text
    return headed(answer.content, PictureLook)


def made(client: httpx.Client, kind: type, number: int, node: int, *place: int) -> Any:
    at = ",".join(map(str, place))
    found = got(client, f"made?look={number}&node={node}&at={at}", HowMade)
    assert isinstance(found, kind)
    return found


def validation() -> Examples:
    """The pictures that the network's data have for validation."""
    found = mieru.data.load("digits", seed=3).validation
    assert found is not None
    return found


def test_the_networks_are_listed_and_what_is_missing_says_what_to_do(studio):
    found = got(studio, "networks", Explorables).networks
    by_name = {one.of: one for one in found}
    assert by_name[OF].problem is None
    assert by_name["run:iris-1:net"].title.en == "iris-1/net"
    assert "train one there" in by_name["images"].problem.en
    published = by_name["published:squeezenet1.1"]
    if published.problem is not None:
        assert "squeezenet1_1.safetensors" in published.problem.en


def test_a_network_is_opened_with_its_graph_and_its_pictures(studio, lenet):
    found = got(studio, f"network?of={OF}", Explored)
    assert (found.picture, found.digits, found.loss) == ((8, 8, 1), True, "cross_entropy")
    assert found.classes == tuple("0123456789")
    assert found.examples == len(validation())
    assert found.parameters == lenet.network.parameter_count
    residual = next(node for node in found.nodes if node.path == "residual1")
    assert [found.nodes[i].path for i in residual.inputs] == ["residual1.layers.relu1", "maxpool1"]
    conv = found.nodes[1]
    assert (conv.window.size, conv.window.padding) == ((3, 3), ((1, 1), (1, 1)))
    assert sum(node.parameters for node in found.nodes) == found.parameters


def test_an_example_goes_through_and_every_layer_tells_its_maps(studio, lenet):
    head, content = look(studio, f"of={OF}&from=example&index=7")
    part = validation()
    said = lenet.predict(part.x[7:8])[0]
    assert head.label == part.t[7]
    assert head.ending.best[0].label == int(np.argmax(said))
    probabilities = [one.probability for one in head.ending.best]
    np.testing.assert_allclose(probabilities, np.sort(said)[::-1], rtol=1e-4, atol=1e-7)
    exponentials = np.array([one.exponential for one in head.ending.best])
    np.testing.assert_allclose(exponentials / head.ending.total, probabilities, rtol=1e-6)
    sizes = [one.count * one.height * one.width for one in head.layers]
    assert len(content) == 64 + sum(sizes)
    maps = feature_maps(lenet.network, lenet.parameters, part.x[7:8])
    start = 64 + sizes[0]
    conv = np.frombuffer(content[start : start + sizes[1]], np.uint8).reshape(4, 8, 8)
    shown = (conv.astype(float) - 128) / 127 * head.layers[1].scale
    wanted = maps.values["conv1"].transpose(2, 0, 1)
    np.testing.assert_allclose(shown, wanted, atol=head.layers[1].scale / 127)


def test_a_drawn_digit_is_read_and_each_value_is_explained(studio):
    drawing = np.zeros((112, 112), np.uint8)
    drawing[20:90, 50:62] = 255
    head, _ = look(studio, f"of={OF}&from=drawn&width=112&height=112", drawing.tobytes())
    assert head.label is None
    scan = made(studio, MadeByScan, head.look, 1, 0, 3, 2)
    assert scan.rows == (None, 0, 1)
    total = sum(part.total for part in scan.channels) + scan.rest + scan.bias
    assert total == pytest.approx(scan.value, abs=1e-5)
    pool = made(studio, MadeByPool, head.look, 3, 1, 1, 0)
    row, column = pool.chosen
    assert pool.window[row * 2 + column] == pytest.approx(pool.value)
    join = made(studio, MadeByJoin, head.look, 6, 0, 0, 0)
    assert sum(part.value for part in join.parts) == pytest.approx(join.value, abs=1e-6)
    unit = made(studio, MadeBySum, head.look, 8, 3)
    assert {p.source.path for p in unit.products} == {"residual1"}


def test_a_page_of_maps_is_as_large_as_the_layer(studio):
    head, _ = look(studio, f"of={OF}&from=example&index=0")
    answer = studio.get(f"/api/explorer/maps?look={head.look}&node=1&first=1&count=2")
    told, content = headed(answer.content, FeatureMaps)
    assert (told.first, told.count, told.total, told.height, told.step) == (1, 2, 4, 8, 1)
    assert len(content) == 2 * 64


def test_a_picture_file_is_taken_and_what_is_none_is_told(studio):
    content = io.BytesIO()
    Image.fromarray(np.full((30, 40), 200, np.uint8)).save(content, "PNG")
    head, first = look(studio, f"of={OF}&from=uploaded", content.getvalue())
    assert head.picture == Pictures(1, 8, 8, 1)
    again, _ = look(studio, f"of={OF}&from=pixels", bytes(64))
    assert again.kept is None
    assert again.look > head.look
    for query, body in [("from=uploaded", b"no picture"), ("from=pixels", b"123")]:
        answer = studio.post(f"/api/explorer/look?of={OF}&{query}", content=body)
        assert answer.status_code == 422, query
        assert answer.json()["ja"]
    # A link names the file by what it holds, and brings it back while it is kept.
    kept, pixels = look(studio, f"of={OF}&from=kept&digest={head.kept}")
    assert (kept.kept, kept.picture) == (head.kept, head.picture)
    assert pixels[:64] == first[:64]
    for digest in ("", "0" * 32, "../x"):
        answer = studio.post(f"/api/explorer/look?of={OF}&from=kept&digest={digest}")
        assert answer.status_code == 410
        assert "no longer kept" in answer.json()["en"]


def test_only_the_newest_files_are_kept():
    uploads = Uploads()
    names = [uploads.keep(bytes([i])) for i in range(MOST_FILES)]
    assert uploads.get(names[0]) == bytes([0])
    uploads.keep(b"one more")
    assert uploads.get(names[0]) is not None, "it was asked for"
    assert uploads.get(names[1]) is None
    assert uploads.keep(bytes([5])) == names[5]


def test_a_network_of_a_table_is_explored_by_its_examples(studio):
    found = got(studio, "network?of=run:iris-1:net", Explored)
    assert (found.picture, found.photographs, found.examples) == (None, (), 15)
    head, content = look(studio, "of=run:iris-1:net&from=example&index=2")
    assert (head.picture, len(content)) == (None, 4 + 3)
    refused = studio.post("/api/explorer/look?of=run:iris-1:net&from=pixels", content=b"1234")
    assert refused.status_code == 422


@pytest.mark.slow
def test_squeezenet_reads_a_photograph_and_each_value_is_explained(data_folder, tmp_path):
    if not (data_folder / "weights" / "squeezenet1_1.safetensors").is_file():
        pytest.skip("the weights of SqueezeNet are not in the data folder")
    with serving(tmp_path) as client:
        of = "of=published:squeezenet1.1"
        found = got(client, f"network?{of}", Explored)
        assert found.channels == ("blue", "green", "red")
        assert {"china", "coffee"} <= set(found.photographs)
        head, _ = look(client, f"{of}&from=photograph&name=coffee")
        assert found.classes[head.ending.best[0].label] == "espresso"
        assert head.layers[1].total == 64
        assert sum(one.count * one.height * one.width for one in head.layers) < 5_000_000
        join = next(i for i, node in enumerate(found.nodes) if node.kind == "parallel")
        [part] = made(client, MadeByJoin, head.look, join, 20, 30, 100).parts
        assert (part.path, part.place) == ("parallel1.branch2.relu1", (20, 30, 36))
        scan = made(client, MadeByScan, head.look, 1, 50, 60, 7)
        assert sum(c.total for c in scan.channels) + scan.bias == pytest.approx(
            scan.value, rel=1e-4
        )


@pytest.mark.slow
def test_efficientnet_reads_a_photograph_through_its_narrow_and_depthwise_layers(
    data_folder, tmp_path
):
    with serving(tmp_path) as client:
        of = "of=published:efficientnet-lite0"
        found = got(client, f"network?{of}", Explored)
        assert (found.channels, found.picture) == (("red", "green", "blue"), (224, 224, 3))
        head, _ = look(client, f"{of}&from=photograph&name=coffee")
        assert found.classes[head.ending.best[0].label] == "espresso"
        kinds = [node.kind for node in found.nodes]
        first = kinds.index("conv")
        scan = made(client, MadeByScan, head.look, first, 50, 60, 7)
        assert scan.bias is None  # batch normalization follows
        total = sum(channel.total for channel in scan.channels)
        assert total == pytest.approx(scan.value, rel=1e-4, abs=1e-5)
        depthwise = kinds.index("conv", first + 1)
        alone = made(client, MadeByScan, head.look, depthwise, 50, 60, 7)
        assert [channel.total for channel in alone.channels] == [
            pytest.approx(alone.value, rel=1e-4, abs=1e-5)
        ]
        join = made(client, MadeByJoin, head.look, kinds.index("residual"), 10, 12, 3)
        assert len(join.parts) == 2
        assert sum(part.value for part in join.parts) == pytest.approx(join.value, rel=1e-4)


def test_pictures_of_the_data_are_shown(studio):
    answer = studio.get(f"/api/explorer/pictures?of={OF}&index=0,5")
    head, content = headed(answer.content, Pictures)
    assert head == Pictures(2, 8, 8, 1)
    assert len(content) == 128
    thumbs, content = headed(studio.get("/api/explorer/photographs").content, Pictures)
    assert thumbs.count >= 2
    assert len(content) == thumbs.count * thumbs.height * thumbs.width * 3


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("network?of=run:nothing", 404),
        ("network?of=run:../../etc/passwd", 404),
        ("network?of=published:nothing", 422),
        ("network?of=images", 409),
        ("now?of=", 404),
        (f"pictures?of={OF}&index=99999", 404),
        (f"pictures?of={OF}&index=x", 404),
        ("maps?look=999999&node=0", 410),
        ("made?look=999999&node=0&at=0", 410),
    ],
)
def test_what_is_not_there_is_told(studio, path, status):
    answer = studio.get(f"/api/explorer/{path}")
    assert answer.status_code == status, answer.text
    assert answer.json()["en"]
    assert answer.json()["ja"]


def test_a_wrong_place_or_layer_is_told(studio):
    head, _ = look(studio, f"of={OF}&from=example&index=0")
    for rest, status in [("node=99&at=0", 404), ("node=1&at=9,9,9", 422), ("node=1&at=", 422)]:
        answer = studio.get(f"/api/explorer/made?look={head.look}&{rest}")
        assert answer.status_code == status, rest
    assert studio.get(f"/api/explorer/maps?look={head.look}&node=99").status_code == 404
    gone = studio.post(f"/api/explorer/look?of={OF}&from=photograph&name=../secret")
    assert gone.status_code == 404


def test_old_looks_make_room_for_new_ones(monkeypatch, lenet):
    monkeypatch.setattr(looks, "MOST_KEPT", 2)
    kept = looks.Looks()
    maps = feature_maps(lenet.network, lenet.parameters, np.zeros((1, 8, 8, 1)))
    subject = Subject("x", Text("x", "x"), "1", lenet)
    for _ in range(3):
        kept.add(looks.Seen(subject, None, None, maps))
    assert kept.get(1) is None
    assert kept.get(3) is not None


def test_the_network_that_learns_is_explored_while_it_learns(tmp_path):
    with serving(tmp_path) as client:
        begin(client, network=LENET.replace(" initial=he", ""), epochs=1000, batch_size=4)
        wait(client, lambda now: now.phase == "learning" and now.stamp > 0)
        found = got(client, "network?of=images", Explored)
        assert found.learning
        first, _ = look(client, "of=images&from=example&index=0")
        wait(client, lambda now: now.stamp > int(first.version.split(".")[1]))
        assert got(client, "now?of=images", ExplorerNow).version != first.version
        second, _ = look(client, "of=images&from=example&index=0")
        assert second.ending != first.ending
        client.post("/api/images/stop")
        ended(client)
        assert not got(client, "now?of=images", ExplorerNow).learning


def test_data_that_are_not_here_leave_the_other_pictures(tmp_path, lenet, monkeypatch):
    monkeypatch.setenv("MIERU_DATA", str(tmp_path / "none"))
    elsewhere = {"name": "mnist", "options": {}, "seed": 0}
    save(tmp_path / "runs" / "one", replace(lenet, data=lenet.data | {"loaded": elsewhere}))
    with serving(tmp_path / "runs") as client:
        found = got(client, "network?of=run:one", Explored)
        assert found.examples == 0
        assert "mieru data fetch mnist" in found.no_examples.en


def test_paths_in_a_recording_are_not_read_for_others(tmp_path, lenet):
    folder = {"name": str(tmp_path), "options": {}, "seed": 0}
    save(tmp_path / "runs" / "one", replace(lenet, data=lenet.data | {"loaded": folder}))
    assert load(tmp_path / "runs" / "one.safetensors").data["loaded"]["name"] == str(tmp_path)
    with serving(tmp_path / "runs", hosts=None) as client:
        found = got(client, "network?of=run:one", Explored)
        assert (found.examples, found.no_examples.en[:13]) == (0, "the recording")
