"""A number's phone is installed anew, connected again, disconnected: what Meta tells, and what sends are answered."""

import pytest

from bothends.play.lifecycle import Reason

PHONE, HOTLINE, WABA = "100200300400500", "100200300400501", "811200340045001"
START = 1_790_000_000


def happens(play, what, body=None, number=PHONE, **more):
    return play.api("POST", f"/numbers/{number}/{what}", body or {}, **more)


def told(play):
    """Of account events: the entry's id and time, and the value."""
    play.settle()
    entries = [entry for body in play.callback.bodies for entry in body["entry"]]
    changes = [(entry["id"], entry["time"], change) for entry in entries for change in entry["changes"]]
    return [(id_, at, change["value"]) for id_, at, change in changes if change["field"] == "account_update"]


def test_a_phone_that_is_set_up_anew_is_offboarded_and_comes_back(play):
    assert happens(play, "offboard")["registered"] is False
    refused = play.send()
    assert (refused.status_code, refused.json()["error"]["code"]) == (400, 133010)
    happens(play, "reconnect")
    assert play.send().status_code == 200
    assert told(play) == [
        (WABA, START, {"event": "ACCOUNT_OFFBOARDED"}),
        (WABA, START, {"event": "ACCOUNT_RECONNECTED"}),
    ]


@pytest.mark.parametrize("reason", Reason.__args__)
def test_a_disconnection_names_its_reason_and_who_began_it(play, reason):
    happens(play, "disconnect", {"reason": reason})
    by = "SYSTEM" if reason in ("COMPANION_INACTIVITY", "PRIMARY_INACTIVITY") else "USER"
    info = {"reason": reason, "initiated_by": by}
    assert told(play) == [
        (WABA, START, {"phone_number": "41445550101", "event": "PARTNER_REMOVED", "disconnection_info": info})
    ]
    assert play.send().status_code == 400


def test_the_other_page_of_meta_puts_the_event_under_the_portfolio(play):
    happens(play, "disconnect", {"reason": "CHANGE_NUMBER", "shape": "waba"})
    waba_info = {"waba_id": WABA, "owner_business_id": "700600500400300"}
    info = {"reason": "CHANGE_NUMBER", "initiated_by": "USER"}
    assert told(play) == [
        ("700600500400300", START, {"event": "PARTNER_REMOVED", "disconnection_info": info, "waba_info": waba_info})
    ]


def test_the_reason_may_be_missing(play):
    happens(play, "disconnect", {"shape": "bare"})
    assert told(play) == [(WABA, START, {"phone_number": "41445550101", "event": "PARTNER_REMOVED"})]


def test_what_cannot_happen_is_refused(play):
    assert happens(play, "offboard", number=HOTLINE, status=409)["error"]["code"] == "no_app"
    assert happens(play, "reconnect", status=409)["error"]["code"] == "not_now"
    assert happens(play, "disconnect", {"reason": "BOREDOM"}, status=400)["error"]["code"] == "bad_reason"
    happens(play, "disconnect")
    assert happens(play, "reconnect", status=409)["error"]["code"] == "removed"
    assert happens(play, "disconnect", status=409)["error"]["code"] == "not_connected"


def test_after_a_disconnection_contacts_and_history_may_be_asked_for_once_more(play):
    ask = {"messaging_product": "whatsapp", "sync_type": "history"}
    assert play.graph("POST", f"{PHONE}/smb_app_data", ask).status_code == 200
    assert play.graph("POST", f"{PHONE}/smb_app_data", ask).json()["error"]["code"] == 2593107
    happens(play, "disconnect")
    assert play.sandbox.world.number(PHONE).synced == set()
