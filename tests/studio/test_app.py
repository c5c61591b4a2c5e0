"""Every address answers, and no request of any content brings the studio down."""

import re

import msgspec
import pytest
from hypothesis import given, settings, strategies as st

from mieru.studio.app import create_app
from mieru.studio.guard import Access
from mieru.studio.messages import Compared, Recording, Runs, Systems
from mieru.systems import SYSTEMS
from tests.studio.asking import COOKIE, HOST, TOKEN, ask
from tests.studio.conftest import SYSTEM_RUN

RUN = f"/api/runs/{SYSTEM_RUN}:mlp"


def test_the_page_and_its_files_are_served(studio):
    page = ask(studio, "/")
    assert (page.status, page.text) == (200, "<!doctype html><title>Mieru</title>")
    assert page.headers["cache-control"] == "no-store"
    script = ask(studio, "/assets/index-abc.js")
    assert script.headers["content-type"] == "text/javascript; charset=utf-8"
    assert "immutable" in script.headers["cache-control"]


@pytest.mark.parametrize("path", ["/index.html", "/.built-from", "/assets", "/assets/../x", "/<b>"])
def test_an_address_where_nothing_is_says_so(studio, path):
    answer = ask(studio, path)
    assert answer.status == 404
    assert "There is nothing at" in answer.text
    assert "には何もありません" in answer.text
    assert "<b>" not in answer.text


def test_without_built_pages_the_studio_says_how_to_build_them(runs_folder, tmp_path):
    answer = ask(create_app(runs_folder, Access(token=TOKEN), tmp_path), "/")
    assert answer.status == 503
    assert "./run studio" in answer.text
    assert "画面がまだ作られていません" in answer.text


def test_all_systems_are_listed_by_chapter_in_both_languages(studio):
    found = msgspec.json.decode(ask(studio, "/api/systems").body, type=Systems)
    listed = [system for chapter in found.chapters for system in chapter.systems]
    assert [system.name for system in listed] == [system.name for system in SYSTEMS]
    for system, known in zip(listed, SYSTEMS, strict=True):
        assert (system.title.en, system.title.ja) == (known.en, known.ja)
        assert (system.about.en, system.about.ja) == (known.about_en, known.about_ja)
    assert re.fullmatch(r"\d+\.\d+.*", found.version)


def test_runs_and_one_of_them_are_told(studio):
    runs = msgspec.json.decode(ask(studio, "/api/runs").body, type=Runs)
    assert len(runs.entries) == 4
    found = msgspec.json.decode(ask(studio, RUN).body, type=Recording)
    assert found.entry == next(entry for entry in runs.entries if entry.id == f"{SYSTEM_RUN}:mlp")


def test_runs_are_compared(studio):
    found = ask(studio, "/api/compared", query=f"ids=none,{SYSTEM_RUN}:mlp".encode())
    (one,) = msgspec.json.decode(found.body, type=Compared).runs
    assert one.entry.id == f"{SYSTEM_RUN}:mlp"
    assert ask(studio, "/api/compared").json() == {"runs": []}


def test_a_recording_with_a_japanese_name_is_opened(studio):
    assert ask(studio, "/api/runs/アヤメ~20の~20分類").status == 200


def test_weights_are_told_as_bytes(studio):
    answer = ask(studio, f"{RUN}/weights/dense1/weight")
    assert answer.headers["content-type"] == "application/octet-stream"
    size = int.from_bytes(answer.body[:4], "little")
    assert len(answer.body) == 4 + size + 5 * 36


@pytest.mark.parametrize("path", ["/api/runs/none", "/api/runs/none/weights/dense1/weight"])
def test_a_recording_that_is_not_there_is_told_in_both_languages(studio, path):
    answer = ask(studio, path)
    assert answer.status == 404
    assert answer.json() == {
        "en": "there is no such recording in the runs folder; it may have been moved or deleted",
        "ja": "その記録は実行フォルダにありません。移動または削除された可能性があります",
    }


def test_weights_that_are_not_there_are_told_in_both_languages(studio):
    answer = ask(studio, f"{RUN}/weights/dense9/weight")
    assert answer.status == 404
    assert answer.json()["en"] == (
        "the recording has no weights named 'dense9/weight' that could be drawn"
    )
    assert "dense9/weight" in answer.json()["ja"]


def test_a_damaged_recording_is_refused_with_its_message(studio):
    answer = ask(studio, "/api/runs/damaged")
    assert answer.status == 422
    assert "damaged" in answer.json()["en"]
    assert "壊れて" in answer.json()["ja"]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "x"])
@pytest.mark.parametrize("path", ["/", "/api/runs", RUN, "/report/x"])
def test_nothing_can_be_sent_to_the_studio(studio, path, method):
    answer = ask(studio, path, method=method)
    assert answer.status == 405
    assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD"}
    assert "refuses this request" in answer.json()["en"]
    assert "受け付けられません" in answer.json()["ja"]


KNOWN = ("api", "runs", "systems", "weights", "report", "report.html", "dense1", "damaged")
STRANGE = ("", "..", "~", "%00", "%2e%2e")
TEXT = st.text(st.characters(codec=None), max_size=12)
PARTS = st.sampled_from([*KNOWN, *STRANGE, SYSTEM_RUN, f"{SYSTEM_RUN}:mlp"]) | TEXT
PATHS = st.lists(PARTS, max_size=6).map(lambda parts: "/" + "/".join(parts))
HEADERS = st.lists(
    st.tuples(
        st.sampled_from([b"host", b"cookie", b"origin", b"range", b"accept", b"sec-fetch-site"]),
        st.binary(max_size=40),
    ),
    max_size=3,
)


@settings(max_examples=400)
@given(PATHS, st.binary(max_size=40), HEADERS, st.booleans())
def test_no_request_brings_the_studio_down(steady_studio, path, query, headers, known):
    known_to_it = (HOST, COOKIE) if known else ()
    answer = ask(steady_studio, path, *known_to_it, *headers, query=query, known=False)
    assert answer.status in ((200, 303, 403, 404, 421, 422) if known else (303, 401, 403, 421))
    answer.body.decode("utf-8", "strict" if "json" in answer.headers["content-type"] else "replace")


@settings(max_examples=60)
@given(st.data())
def test_no_file_brings_the_studio_down(recorded, tmp_path_factory, data):
    whole = (recorded / SYSTEM_RUN / "mlp.safetensors").read_bytes()
    content = bytearray(whole[: data.draw(st.sampled_from([len(whole), 8, 200, len(whole) - 1]))])
    for _ in range(data.draw(st.integers(1, 5))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    folder = tmp_path_factory.mktemp("damaged")
    (folder / "x.safetensors").write_bytes(content)
    app = create_app(folder, Access(token=TOKEN))
    (entry,) = msgspec.json.decode(ask(app, "/api/runs").body, type=Runs).entries
    opened = ask(app, "/api/runs/x")
    # The list reads the header; damage among the arrays shows when the recording is opened.
    assert opened.status in ((422,) if entry.kind == "damaged" else (200, 422))
    if opened.status == 200:
        for name in msgspec.json.decode(opened.body, type=Recording).weights:
            assert ask(app, f"/api/runs/x/weights/{name}").status == 200
