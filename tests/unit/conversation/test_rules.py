"""What may be written, and how files and places in lists are told. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twinline.features.conversation import rules
from twinline.features.conversation.rules import Span
from twinline.features.conversation.shapes import Compose, Place
from twinline.wire.errors import Retry, SlowDown, Stop, TellAPerson, Wait
from twinline.workspaces.refused import Forbidden, Refused
from twinline.workspaces.rules import Role

SOME = UUID("00000000-0000-7000-8000-000000000001")
PLACE = Place(latitude=47.0, longitude=8.3, name="Office", address=None)


def draft(kind: str, **more: object) -> Compose:
    return Compose.model_validate({"id": SOME, "kind": kind, **more})


GOOD = [
    draft("text", text="Hi"),
    draft("image", media_id=SOME),
    draft("location", location=PLACE),
    draft("reaction", target=SOME, emoji="👍"),
    draft("reaction", quoted=SOME, emoji=""),
]
BAD = [
    draft("text"), draft("text", text=" \n"), draft("image"), draft("sticker"), draft("location"),
    draft("reaction", emoji="👍"), draft("reaction", target=SOME),
]  # fmt: skip


@pytest.mark.parametrize("one", GOOD, ids=lambda one: one.kind)
def test_a_draft_with_what_its_kind_needs_is_taken(one: Compose) -> None:
    rules.check_draft(one)


@pytest.mark.parametrize("one", BAD, ids=lambda one: one.kind)
def test_a_draft_that_lacks_something_is_refused_with_a_sentence(one: Compose) -> None:
    with pytest.raises(Refused) as no:
        rules.check_draft(one)
    assert (no.value.code, no.value.action) == ("invalid", "fix")
    assert no.value.sentence.endswith(".")


@pytest.mark.parametrize(
    ("verdict", "action"),
    [("window_closed", "stop"), ("number_removed", "tell_a_person")],
)
def test_a_closed_door_says_why_and_what_helps(verdict: rules.Verdict, action: str) -> None:
    rules.check_open("send")
    with pytest.raises(Refused) as no:
        rules.check_open(verdict)
    assert (no.value.code, no.value.action) == (verdict, action)


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (draft("text", text="Hi"), {"type": "text", "text": {"preview_url": False, "body": "Hi"}}),
        (
            draft("text", text="See https://example.org"),
            {"type": "text", "text": {"preview_url": True, "body": "See https://example.org"}},
        ),
        (
            draft("location", location=PLACE),
            {"type": "location", "location": {"latitude": "47.0", "longitude": "8.3", "name": "Office"}},
        ),
        (
            draft("reaction", target=SOME, emoji=""),
            {"type": "reaction", "reaction": {"message_id": "wamid.A", "emoji": ""}},
        ),
        (
            draft("document", media_id=SOME, text="Plan"),
            {"type": "document", "document": {"id": rules.UPLOADED_LATER, "caption": "Plan", "filename": "a.pdf"}},
        ),
        (
            draft("audio", media_id=SOME, voice=True),
            {"type": "audio", "audio": {"id": rules.UPLOADED_LATER, "voice": True}},
        ),
    ],
    ids=lambda one: one.kind if isinstance(one, Compose) else "",
)
def test_a_draft_in_the_words_of_the_send_api(one: Compose, said: dict[str, object]) -> None:
    content = rules.content_of(one, "wamid.A", "a.pdf")
    assert rules.description_of(content) == said


def test_what_whatsapp_would_not_take_is_refused_with_its_limit() -> None:
    with pytest.raises(Refused, match="4096") as no:
        rules.description_of(rules.content_of(draft("text", text="x" * 4097), None, None))
    assert no.value.code == "message_unsendable"
    with pytest.raises(Refused, match="no caption"):
        rules.description_of(rules.content_of(draft("sticker", media_id=SOME, text="x"), None, None))


@pytest.mark.parametrize(
    ("mime", "size", "kind"),
    [("image/jpeg", 5 * 1024 * 1024, "image"), ("image/svg+xml", 10, "document"), ("application/pdf", 1, "document")],
)
def test_a_file_goes_as_the_kind_that_meta_shows(mime: str, size: int, kind: str) -> None:
    assert rules.check_file(mime, size) == kind


@pytest.mark.parametrize(
    ("mime", "size", "code"),
    [
        ("image/jpeg", 5 * 1024 * 1024 + 1, "too_large"),
        ("video/mp4", 17 * 1024 * 1024, "too_large"),
        ("text/plain", 0, "invalid"),
    ],
)
def test_a_file_beyond_a_limit_is_refused(mime: str, size: int, code: str) -> None:
    with pytest.raises(Refused) as no:
        rules.check_file(mime, size)
    assert no.value.code == code


@pytest.mark.parametrize(
    ("mime", "head", "good"),
    [
        ("image/jpeg", b"\xff\xd8\xff\xe0", True), ("image/jpeg", b"<svg onload", False),
        ("image/png", b"\x89PNG\r\n\x1a\n", True), ("image/png", b"GIF89a", False),
        ("image/webp", b"RIFF....WEBP", True), ("application/pdf", b"anything", True),
    ],
)  # fmt: skip
def test_a_picture_must_begin_as_one(mime: str, head: bytes, good: bool) -> None:
    if good:
        rules.check_content(mime, head)
    else:
        with pytest.raises(Refused, match="not what its name says"):
            rules.check_content(mime, head)


@pytest.mark.parametrize(
    ("mime", "head", "shown"),
    [
        ("image/jpeg", b"\xff\xd8\xff\xe0", "image/jpeg"), ("image/png", b"\x89PNG\r\n\x1a\n", "image/png"),
        ("image/webp", b"RIFF\1\2\n\4WEBP", "image/webp"), ("image/gif", b"GIF89a", "image/gif"),
        ("audio/ogg; codecs=opus", b"OggS", "audio/ogg"), ("video/mp4", b"\0\0\0\x18ftypmp42", "video/mp4"),
        ("audio/mpeg", b"ID3\4", "audio/mpeg"), ("audio/aac", b"\xff\xf1\x50", "audio/aac"),
        ("audio/amr", b"#!AMR\n", "audio/amr"), ("video/webm", b"\x1aE\xdf\xa3", "video/webm"),
        ("image/jpeg", b"<html>", None), ("image/jpeg", b"GIF89a", None), ("image/webp", b"RIFF\1\2\3\4WAVE", None),
        ("video/mp4", b"<svg>", None), ("image/svg+xml", b"<svg>", None), ("text/html", b"\xff\xd8\xff", None),
        ("application/pdf", b"%PDF", None), ("video/mp4\r\nX: y", b"\0\0\0\x18ftyp", None), ("", b"", None),
    ],
)  # fmt: skip
def test_only_what_cannot_run_is_shown_and_only_as_what_it_is(mime: str, head: bytes, shown: str | None) -> None:
    assert rules.shown_inline_as(mime, head) == shown


MINE, HERS = uuid4(), uuid4()


@pytest.mark.parametrize(
    ("role", "now", "to", "may"),
    [
        (Role.AGENT, None, MINE, True), (Role.AGENT, HERS, MINE, True), (Role.AGENT, MINE, None, True),
        (Role.AGENT, None, None, True), (Role.AGENT, HERS, None, False), (Role.AGENT, MINE, HERS, False),
        (Role.AGENT, None, HERS, False), (Role.SUPERVISOR, HERS, None, True), (Role.SUPERVISOR, None, HERS, True),
        (Role.ADMINISTRATOR, MINE, HERS, True), (Role.OWNER, HERS, uuid4(), True),
    ],
)  # fmt: skip
def test_one_takes_and_releases_for_oneself_and_supervisors_give(
    role: Role, now: UUID | None, to: UUID | None, may: bool
) -> None:
    if may:
        rules.check_assign(role, MINE, now, to)
        return
    with pytest.raises(Forbidden):
        rules.check_assign(role, MINE, now, to)


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("079 111 22 33", "791112233"), ("+41 79", "4179"), ("0041 (79)", "4179"), ("Anna", ""), ("Anna 7", ""),
        ("", ""), ("000", ""),
    ],
)  # fmt: skip
def test_digits_are_looked_for_as_phones_are_dialled(text: str, digits: str) -> None:
    assert rules.digits_of(text) == digits


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("plan.pdf", "plan.pdf"), ("../../etc/passwd", "passwd"), ("C:\\x\\y.txt", "y.txt"), (None, None), ("", None),
        ("a\r\nSet-Cookie: b", "aSet-Cookie: b"), ("...", None), ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
        ("Grüße.pdf", "Grüße.pdf"),
    ],
)  # fmt: skip
def test_a_filename_is_a_name_and_nothing_else(name: str | None, kept: str | None) -> None:
    assert rules.filename_of(name) == kept


@pytest.mark.parametrize(
    ("header", "span"),
    [
        (None, None), ("", None), ("bytes=0-", Span(0, 100)), ("bytes=0-9", Span(0, 10)),
        ("bytes=90-900", Span(90, 100)),
        ("bytes=-10", Span(90, 100)), ("bytes=-900", Span(0, 100)), ("bytes=-", None), ("bytes=1-2,4-5", None),
        ("items=0-1", None), ("bytes=99-99", Span(99, 100)),
    ],
)  # fmt: skip
def test_the_wanted_part_of_a_file(header: str | None, span: Span | None) -> None:
    assert rules.span_of(header, 100) == span


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=5-4", "bytes=-0"])
def test_a_part_that_is_not_there_is_refused(header: str) -> None:
    with pytest.raises(Refused) as no:
        rules.span_of(header, 100)
    assert no.value.code == "range"


@given(
    st.datetimes(timezones=st.just(UTC)),
    st.datetimes(timezones=st.just(UTC)),
    st.uuids(),
)
def test_a_cursor_leads_back_to_its_place(said: datetime, heard: datetime, row: UUID) -> None:
    assert rules.place_of(rules.cursor_of(said, heard, row)) == (said, heard, row)


@given(st.text(max_size=200))
def test_any_other_text_is_no_cursor(text: str) -> None:
    with pytest.raises(Refused, match="moved on"):
        rules.place_of(text)


def test_a_cursor_without_a_time_zone_is_refused() -> None:
    naive = datetime(2026, 1, 1) + timedelta(seconds=1)  # noqa: DTZ001 - that is the point
    with pytest.raises(Refused):
        rules.place_of(rules.cursor_of(naive, naive, uuid4()))


def test_every_decision_about_a_failure_has_something_that_a_person_can_do() -> None:
    assert [
        rules.action_for(one) for one in (Retry("x"), Wait("x", 1), SlowDown("x", "pair"), Stop("x"), TellAPerson("x"))
    ] == ["retry", "retry", "slow_down", "stop", "tell_a_person"]
