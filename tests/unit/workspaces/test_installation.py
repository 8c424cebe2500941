"""What the operator may write for the proxies in front, and for those who may frame the page."""

import pytest

from twinline.workspaces.installation import Installation, Misconfigured

LEAST = {"DATABASE_URL": "postgresql://owner:secret@127.0.0.1/twinline", "TWINLINE_SECRET": "ab" * 32}


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("", ()),
        ("10.0.0.1", ("10.0.0.1",)),
        (" 10.0.0.0/8 , ::1,", ("10.0.0.0/8", "::1")),
    ],
)
def test_proxies_are_addresses_and_networks(said, meant, tmp_path):
    environment = LEAST | {"TWINLINE_HOME": str(tmp_path), "TWINLINE_PROXIES": said}
    assert Installation.from_environment(environment).proxies == meant


@pytest.mark.parametrize("said", ["*", "proxy.example", "10.0.0.1/8"])
def test_anything_else_is_refused_with_the_word_itself(said, tmp_path):
    environment = LEAST | {"TWINLINE_HOME": str(tmp_path), "TWINLINE_PROXIES": said}
    with pytest.raises(Misconfigured, match="TWINLINE_PROXIES"):
        Installation.from_environment(environment)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("", ()),
        ("https://tour.example.org", ("https://tour.example.org",)),
        ("http://127.0.0.1:8080/, https://a.example", ("http://127.0.0.1:8080", "https://a.example")),
    ],
)
def test_who_may_frame_the_page_is_named_by_whole_origins(said, meant, tmp_path):
    environment = LEAST | {"TWINLINE_HOME": str(tmp_path), "TWINLINE_FRAMED_BY": said}
    assert Installation.from_environment(environment).framed_by == meant


@pytest.mark.parametrize(
    "said", ["*", "https://*.example.org", "example.org", "https://a.example; script-src *", "data:"]
)
def test_nothing_that_widens_the_policy_gets_into_it(said, tmp_path):
    environment = LEAST | {"TWINLINE_HOME": str(tmp_path), "TWINLINE_FRAMED_BY": said}
    with pytest.raises(Misconfigured, match="TWINLINE_FRAMED_BY"):
        Installation.from_environment(environment)
