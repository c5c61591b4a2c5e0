"""Reports are shown in a box, and nothing outside the runs folder ever is."""

import os

import pytest
from hypothesis import given, strategies as st

from mieru.studio import reports
from mieru.studio.reports import REPORT_POLICY, report_reply
from tests.studio.asking import ask
from tests.studio.conftest import REPORT, SYSTEM_RUN


def test_a_report_is_shown_as_it_is_without_any_rights(studio):
    answer = ask(studio, f"/report/{SYSTEM_RUN}/report.html")
    assert (answer.status, answer.text) == (200, REPORT)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["content-security-policy"] == REPORT_POLICY
    assert "sandbox" in REPORT_POLICY
    assert "script" not in REPORT_POLICY
    assert "allow-same-origin" not in REPORT_POLICY


def test_the_numbers_beside_it_are_shown_too(studio):
    answer = ask(studio, f"/report/{SYSTEM_RUN}/result.json")
    assert answer.headers["content-type"] == "application/json"
    assert answer.json()["name"] == "mlp"


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        ".",
        "..",
        "../secret.html",
        f"{SYSTEM_RUN}/../../secret.html",
        f"{SYSTEM_RUN}//report.html",
        f"/{SYSTEM_RUN}/report.html",
        f"{SYSTEM_RUN}/report.html/",
        f"{SYSTEM_RUN}\\report.html",
        f"{SYSTEM_RUN}/report.html\0",
        f"{SYSTEM_RUN}/report.html:stream",
        "C:/secret.html",
        SYSTEM_RUN,
        f"{SYSTEM_RUN}/mlp.safetensors",
        f"{SYSTEM_RUN}/.hidden.html",
        f"{SYSTEM_RUN}/nothing.html",
        "linked/secret.html",
        "linked.html",
        "loop.html",
        "pipe.html",
        "x" * 5_000,
        "\ud800.html",
    ],
)
def test_whatever_is_not_a_report_in_the_folder_is_not_found(studio, runs_folder, path):
    outside = runs_folder.parent / "outside"
    outside.mkdir()
    for secret in (runs_folder.parent / "secret.html", outside / "secret.html"):
        secret.write_text("secret")
    (runs_folder / SYSTEM_RUN / ".hidden.html").write_text("secret")
    (runs_folder / "linked").symlink_to(outside)
    (runs_folder / "linked.html").symlink_to(outside / "secret.html")
    (runs_folder / "loop.html").symlink_to(runs_folder / "loop.html")
    os.mkfifo(runs_folder / "pipe.html")
    answer = ask(studio, f"/report/{path}")
    assert answer.status == 404
    assert b"secret</" not in answer.body
    assert "見つかりません" in answer.text


def test_a_page_too_large_is_not_shown(runs_folder, monkeypatch):
    assert report_reply(runs_folder, f"{SYSTEM_RUN}/report.html")
    monkeypatch.setattr(reports, "LARGEST", 10)
    assert report_reply(runs_folder, f"{SYSTEM_RUN}/report.html") is None


def test_without_a_runs_folder_there_is_no_report(tmp_path):
    assert report_reply(tmp_path / "none", "x/report.html") is None


@given(
    st.lists(st.sampled_from(["..", ".", "", "a", "/", "\\", "\0", "%2e%2e", "etc"]), max_size=8)
)
def test_no_path_leads_out_of_the_folder(recorded, parts):
    path = reports._file(recorded, "/".join(parts))
    assert path is None or path.is_relative_to(recorded.resolve())
