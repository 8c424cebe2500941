"""Which place a path leads to, as a table."""

import pytest

from twinline.gate.routes import Place, app_id_of, place_of

PLACES = [
    (b"/hooks/meta/1029384756", Place.HOOK),
    (b"/live", Place.LIVE),
    (b"/healthz", Place.ALIVE),
    (b"/readyz", Place.READY),
    (b"/", Place.WEB),
    (b"/api/me", Place.WEB),
    (b"/conversation/liver", Place.WEB),
    (b"/hooksmith", Place.WEB),
    (b"/alive", Place.WEB),
    (b"/api/hooks", Place.WEB),
    (b"/_app/immutable/chunks/live.js", Place.WEB),
    (b"/a%20name/%E2%82%AC", Place.WEB),
    (b"/100%", Place.WEB),
    (b"/..", Place.WEB),
    # What is no app id, or no path at all.
    (b"/hooks/meta/", Place.NOWHERE),
    (b"/hooks/meta/1/2", Place.NOWHERE),
    (b"/hooks/meta/1%32", Place.NOWHERE),
    (b"/hooks/meta/" + b"1" * 65, Place.NOWHERE),
    (b"/hooks/meta", Place.NOWHERE),
    (b"/hooks", Place.NOWHERE),
    (b"*", Place.NOWHERE),
    (b"", Place.NOWHERE),
    # What another server might take for a door of the gate.
    (b"/live/", Place.NOWHERE),
    (b"/live/more", Place.NOWHERE),
    (b"//live", Place.NOWHERE),
    (b"/./live", Place.NOWHERE),
    (b"/LIVE", Place.NOWHERE),
    (b"/Hooks/meta/1", Place.NOWHERE),
    (b"//hooks/meta/1", Place.NOWHERE),
    (b"/%68ooks/meta/1", Place.NOWHERE),
    (b"/%2568ooks/meta/1", Place.NOWHERE),
    (b"/%2e/hooks/meta/1", Place.NOWHERE),
    (b"/x/../hooks/meta/1", Place.NOWHERE),
    (b"/x/%2e%2e/hooks/meta/1", Place.NOWHERE),
    (b"/x/..%2fhooks/meta/1", Place.NOWHERE),
    (b"/hooks/../api/me", Place.NOWHERE),
    (b"/..;/hooks/meta/1", Place.NOWHERE),
    (b"/live;a=b", Place.NOWHERE),
    (b"/live%00", Place.NOWHERE),
    (b"/live%20", Place.NOWHERE),
    (b"\\live", Place.NOWHERE),
    (b"/\\live", Place.NOWHERE),
    (b"/%5clive", Place.NOWHERE),
    (b"/" + b"%25" * 20 + b"68ooks", Place.WEB),
    (b"/%" + b"25" * 20 + b"68ooks", Place.NOWHERE),
    (b"/healthz/x", Place.NOWHERE),
]


@pytest.mark.parametrize(("path", "place"), PLACES)
def test_a_path_leads_to_its_place(path, place):
    assert place_of(path) is place


def test_the_app_id_is_what_follows():
    assert app_id_of(b"/hooks/meta/1029384756") == "1029384756"
