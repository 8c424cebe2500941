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


def test_meta_is_where_meta_is_unless_the_operator_says_otherwise(tmp_path):
    here = Installation.from_environment(LEAST | {"TWINLINE_HOME": str(tmp_path)})
    assert here.signup_script == "https://connect.facebook.net/en_US/sdk.js"
    assert "https://www.facebook.com" in here.signup_origins
    there = {"TWINLINE_META_SDK": "http://127.0.0.1:9/sdk.js", "TWINLINE_META_ORIGINS": "http://127.0.0.1:9"}
    here = Installation.from_environment(LEAST | {"TWINLINE_HOME": str(tmp_path)} | there)
    assert (here.signup_script, here.signup_origins) == ("http://127.0.0.1:9/sdk.js", ("http://127.0.0.1:9",))


@pytest.mark.parametrize(("said", "meant"), [(None, None), ("", ()), ("ng, ZA", ("NG", "ZA")), ("CH", ("CH",))])
def test_countries_are_closed_by_their_codes(said, meant, tmp_path):
    more = {} if said is None else {"TWINLINE_CLOSED_COUNTRIES": said}
    assert Installation.from_environment(LEAST | {"TWINLINE_HOME": str(tmp_path)} | more).closed_countries == meant


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("TWINLINE_META_SDK", "sdk.js"),
        ("TWINLINE_META_SDK", "https://a.example/sdk.js; script-src *"),
        ("TWINLINE_META_SDK", "https://a.example"),
        ("TWINLINE_META_ORIGINS", "https://*.facebook.com"),
        ("TWINLINE_CLOSED_COUNTRIES", "Nigeria"),
    ],
)
def test_what_is_none_of_these_is_refused_by_its_name(name, said, tmp_path):
    with pytest.raises(Misconfigured, match=name):
        Installation.from_environment(LEAST | {"TWINLINE_HOME": str(tmp_path), name: said})
