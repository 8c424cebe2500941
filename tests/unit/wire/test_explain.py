"""`twinline explain` prints a line for every fact, and a sentence for what is no JSON."""

import io
import json
import sys
from pathlib import Path

import pytest

from twinline.wire.explain import main

FIXTURES = Path(__file__).parent / "fixtures"
KEYS = [
    "file",
    "fact",
    "field",
    "phone_number_id",
    "waba_id",
    "wamid",
    "contact",
    "direction",
    "origin",
    "said_at",
    "text",
    "unknown_keys",
]


def explain(capsys, *names):
    code = main([str(name) for name in names])
    out, err = capsys.readouterr()
    return code, [json.loads(line) for line in out.splitlines()], err


def test_a_line_has_exactly_these_keys_in_this_order(capsys):
    path = FIXTURES / "text.json"
    code, (line,), err = explain(capsys, path)
    assert (code, err, list(line)) == (0, "", KEYS)
    assert line == {
        "file": str(path),
        "fact": "MessageReceived",
        "field": "messages",
        "phone_number_id": "100200300400500",
        "waba_id": "811200340045001",
        "wamid": "wamid.IN.text",
        "contact": {"phone": "4915112345678", "user_id": "DE.20481230587711"},
        "direction": "inbound",
        "origin": "customer",
        "said_at": "2025-10-09T08:55:00Z",
        "text": "Hallo",
        "unknown_keys": [],
    }


def test_a_fact_without_a_customer_has_an_empty_contact(capsys):
    code, (line,), _ = explain(capsys, FIXTURES / "field_we_do_not_know.json")
    assert (code, line["fact"], line["contact"]) == (0, "Unrecognised", {"phone": None, "user_id": None})


def test_files_come_in_their_order_and_facts_in_the_bodys(capsys):
    code, lines, _ = explain(capsys, FIXTURES / "batch_3_2_2.json", FIXTURES / "text.json")
    assert code == 0
    assert [line["wamid"] for line in lines][-2:] == ["wamid.322", "wamid.IN.text"]


@pytest.mark.parametrize("content", [b"", b"no", b"{", b"[NaN]", b"\xff\xfe", b'{\n "a": [\n "b"\n'])
def test_no_json_is_one_sentence_and_the_other_files_are_explained(capsys, tmp_path, content):
    bad = tmp_path / "bad.json"
    bad.write_bytes(content)
    code, lines, err = explain(capsys, bad, FIXTURES / "text.json")
    assert (code, len(lines)) == (2, 1)
    assert err.count("\n") == 1
    assert str(bad) in err


@pytest.mark.parametrize("name", ["missing.json", ".", "a\0b"])
def test_a_file_that_cannot_be_read_is_one_sentence(capsys, tmp_path, name):
    code, lines, err = explain(capsys, f"{tmp_path}/{name}", FIXTURES / "text.json")
    assert (code, len(lines), err.count("\n")) == (2, 1, 1)
    assert "cannot be read" in err


def test_lines_of_bodies_are_read_one_by_one(capsys, tmp_path):
    body = json.dumps(json.loads((FIXTURES / "text.json").read_text()))
    path = tmp_path / "bodies.jsonl"
    path.write_text(f"{body}\n\n{body}\nbroken\n{body}\n")
    code, lines, err = explain(capsys, path)
    assert (code, len(lines)) == (2, 3)
    assert "line 4" in err


def test_standard_input_is_a_file_too(capsys, monkeypatch):
    body = (FIXTURES / "text.json").read_bytes()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(body)))
    code, (line,), _ = explain(capsys, "-")
    assert (code, line["file"], line["text"]) == (0, "-", "Hallo")


def test_an_output_without_utf_8_gets_escapes(monkeypatch):
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii"))
    assert main([str(FIXTURES / "reaction.json")]) == 0
    sys.stdout.flush()
    assert json.loads(raw.getvalue())["text"] == "👍"


def test_deep_nesting_is_no_traceback(capsys, tmp_path):
    path = tmp_path / "deep.json"
    path.write_bytes(b"[" * 10_000 + b"]" * 10_000)
    code, (line,), err = explain(capsys, path)
    assert (code, line["fact"], err) == (0, "Unrecognised", "")


def test_without_a_file_it_says_how(capsys):
    assert main([]) == 2
    assert main(["--help"]) == 0
    assert "usage" in capsys.readouterr().out
