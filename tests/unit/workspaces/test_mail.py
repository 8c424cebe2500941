"""What the operator may write for mail, and what leaves unencrypted: nothing but to this machine itself."""

from __future__ import annotations

import pytest

from twinline.workspaces.installation import Installation, Misconfigured
from twinline.workspaces.mail import Mail, parse_mail

FROM = "twinline@example.org"


@pytest.mark.parametrize(
    ("url", "meant"),
    [
        ("", None),
        ("smtp://mail.example.org", Mail("mail.example.org", 587, "", "", starttls=True, tls=False, sender=FROM)),
        ("smtp://anna%40x:p%3Aw@mail.example.org:2525",
         Mail("mail.example.org", 2525, "anna@x", "p:w", starttls=True, tls=False, sender=FROM)),
        ("smtps://mail.example.org/", Mail("mail.example.org", 465, "", "", starttls=False, tls=True, sender=FROM)),
        ("smtp://127.0.0.1:1025", Mail("127.0.0.1", 1025, "", "", starttls=False, tls=False, sender=FROM)),
    ],
)  # fmt: skip
def test_a_server_is_written_as_an_address(url: str, meant: Mail | None) -> None:
    assert parse_mail(url, FROM) == meant


@pytest.mark.parametrize(
    ("url", "sender", "sentence"),
    [
        ("mail.example.org", FROM, "TWINLINE_MAIL must"),
        ("http://mail.example.org", FROM, "TWINLINE_MAIL must"),
        ("smtp://", FROM, "TWINLINE_MAIL must"),
        ("smtp://mail.example.org/inbox", FROM, "TWINLINE_MAIL must"),
        ("smtp://mail.example.org", "", "TWINLINE_MAIL_FROM must"),
        ("smtp://mail.example.org", "a@b.example\nBcc: c@d.example", "TWINLINE_MAIL_FROM must"),
    ],
)
def test_anything_else_is_refused_with_what_to_write(url: str, sender: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        parse_mail(url, sender)


def test_a_password_is_in_no_print_of_it() -> None:
    assert "p:w" not in repr(parse_mail("smtp://anna:p%3Aw@mail.example.org", FROM))


def test_the_operators_words_are_read_and_a_wrong_one_stops_the_start(tmp_path: object) -> None:
    least = {
        "DATABASE_URL": "postgresql://o:s@127.0.0.1/t",
        "TWINLINE_SECRET": "ab" * 32,
        "TWINLINE_HOME": str(tmp_path),
    }
    assert Installation.from_environment(least).mail is None
    wanted = least | {"TWINLINE_MAIL": "smtp://127.0.0.1:1025", "TWINLINE_MAIL_FROM": FROM}
    assert Installation.from_environment(wanted).mail == parse_mail("smtp://127.0.0.1:1025", FROM)
    with pytest.raises(Misconfigured, match="TWINLINE_MAIL_FROM"):
        Installation.from_environment(least | {"TWINLINE_MAIL": "smtp://127.0.0.1:1025"})
