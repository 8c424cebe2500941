"""What the demo stands on: a free port, a folder that it may empty, children that end; else a sentence."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from demo import ground
from demo.__main__ import main
from demo.guide.stage import Ends, Stage
from demo.halted import Halted


def test_a_port_that_was_asked_for_must_be_free(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = str(other.getsockname()[1])
        monkeypatch.setenv("TWINLINE_TOUR_PORT", taken)
        with pytest.raises(Halted, match=rf"TWINLINE_TOUR_PORT={taken} is no free port"):
            ground.port("TWINLINE_TOUR_PORT", 8080)
    monkeypatch.setenv("TWINLINE_TOUR_PORT", "many")
    with pytest.raises(Halted, match="no free port"):
        ground.port("TWINLINE_TOUR_PORT", 8080)


def test_another_port_is_found_where_the_usual_one_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TWINLINE_TOUR_PORT", raising=False)
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        assert ground.port("TWINLINE_TOUR_PORT", taken) != taken
    assert ground.port("TWINLINE_TOUR_PORT", taken) == taken


def test_what_an_earlier_demo_left_is_emptied(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with ground.emptied(home):
        (home / "run").mkdir()
        (home / "run" / "gate.pid").write_text("1")
    with ground.emptied(home):
        assert not (home / "run").exists()


def test_a_second_demo_does_not_empty_the_folder_of_the_first(tmp_path: Path) -> None:
    with ground.emptied(tmp_path):
        (tmp_path / "secret").write_text("of the first")
        with pytest.raises(Halted, match="A demo runs already"), ground.emptied(tmp_path):
            pass
        assert (tmp_path / "secret").exists()


def test_a_folder_of_somebody_is_never_emptied(tmp_path: Path) -> None:
    (tmp_path / "letters.txt").write_text("mine")
    with pytest.raises(Halted, match="holds something else"), ground.emptied(tmp_path):
        pass
    assert (tmp_path / "letters.txt").read_text() == "mine"


def test_the_home_of_a_real_twinline_is_never_emptied(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "up.lock").touch()
    with pytest.raises(Halted, match="holds something else"), ground.emptied(tmp_path):
        pass
    assert (tmp_path / "run" / "up.lock").exists()


def test_a_child_that_ended_is_told_with_its_last_words(tmp_path: Path) -> None:
    with ground.child("http.server", "no-port", log=tmp_path / "log") as one:
        one._process.wait(20)
        with pytest.raises(Halted, match=r"http\.server ended\.\n  Its last words:\n(.|\n)*no-port"):
            one.check()


def test_a_twinline_that_does_not_answer_in_time_ends_in_a_sentence() -> None:
    nobody = Stage(Ends(twinline="http://127.0.0.1:1", phones="http://127.0.0.1:1"), Path("nowhere"))
    with pytest.raises(Halted, match=r"within 0 s .*refused.*start the demo again"):
        nobody.begin(0)
    assert not nobody.ready


def test_a_demo_that_cannot_begin_says_why_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("demo.__main__.HOME", tmp_path / "home")
    monkeypatch.setenv("TWINLINE_TOUR_PORT", "none")
    assert main([]) == 1
    said = capsys.readouterr().err
    assert "TWINLINE_TOUR_PORT=none is no free port" in said
    assert "everything has stopped" in said
