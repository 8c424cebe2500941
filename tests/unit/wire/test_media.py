"""What goes as which kind of file, and how large it may be."""

import pytest

from twinline.wire.media import TooLarge, WrongType, fault, kind_for_mime, limit_for

MB, KB = 1024 * 1024, 1024


@pytest.mark.parametrize(
    ("mime", "kind"),
    [
        ("image/jpeg", "image"),
        ("IMAGE/PNG", "image"),
        ("image/webp", "sticker"),
        ("image/gif", "document"),
        ("video/mp4", "video"),
        ("video/3gpp", "video"),
        ("video/webm", "document"),
        ("audio/ogg; codecs=opus", "audio"),
        ("audio/aac", "audio"),
        ("audio/wav", "document"),
        ("application/pdf", "document"),
        ("", "document"),
    ],
)
def test_a_type_goes_as_its_kind(mime, kind):
    assert kind_for_mime(mime) == kind


LIMITS = [
    ("image", "image/png", 5 * MB, False),
    ("video", "video/mp4", 16 * MB, False),
    ("audio", "audio/ogg; codecs=opus", 16 * MB, False),
    ("document", "anything/at-all", 100 * MB, False),
    ("sticker", "image/webp", 100 * KB, False),
    ("sticker", "image/webp", 500 * KB, True),
]


@pytest.mark.parametrize(("kind", "mime", "limit", "animated"), LIMITS)
def test_a_file_may_be_as_large_as_its_limit_and_no_larger(kind, mime, limit, animated):
    assert limit_for(kind, animated=animated) == limit
    assert fault(kind, mime, limit, animated=animated) is None
    assert fault(kind, mime, limit + 1, animated=animated) == TooLarge(kind, limit)


@pytest.mark.parametrize(
    ("kind", "mime"), [("image", "image/gif"), ("audio", "video/mp4"), ("sticker", "image/png"), ("video", "")]
)
def test_a_type_that_meta_does_not_take_is_named(kind, mime):
    assert fault(kind, mime, 1) == WrongType(kind, mime)
