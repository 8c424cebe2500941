"""The phone's contact book: each change is told in Meta's shape, and the whole of it when it is asked for."""

import pytest

PHONE, HOTLINE = "100200300400500", "100200300400501"
METADATA = {"display_phone_number": "41445550101", "phone_number_id": PHONE}


def told(play):
    play.settle()
    return play.callback.changes("smb_app_state_sync")


def write(play, phone, full_name, **more):
    return play.api("PUT", f"/numbers/{PHONE}/contacts/{phone}", {"full_name": full_name, **more})


def test_a_new_contact_a_new_name_and_a_removal_are_told_as_meta_does(play):
    write(play, "4917698765432", "Ines Roth", first_name="Ines")
    play.turn(10)
    write(play, "4917698765432", "Ines Roth-Meier", first_name="Ines")
    write(play, "4917698765432", "Ines Roth-Meier", first_name="Ines")
    play.turn(10)
    play.api("DELETE", f"/numbers/{PHONE}/contacts/4917698765432")
    names = [{"full_name": "Ines Roth", "first_name": "Ines"}, {"full_name": "Ines Roth-Meier", "first_name": "Ines"}]
    assert told(play) == [
        {
            "messaging_product": "whatsapp",
            "metadata": METADATA,
            "state_sync": [
                {
                    "type": "contact",
                    "contact": {**name, "phone_number": "4917698765432"},
                    "action": action,
                    "metadata": {"timestamp": timestamp},
                }
            ],
        }
        for name, action, timestamp in (
            (names[0], "add", "1790000000"),
            (names[1], "add", "1790000010"),
            ({}, "remove", "1790000020"),
        )
    ]


def test_the_envelope_has_no_time_and_the_whatsapp_account_as_its_id(play):
    write(play, "4917698765432", "Ines Roth")
    play.settle()
    [body] = play.callback.bodies
    [entry] = body["entry"]
    assert (body["object"], sorted(entry), entry["id"]) == (
        "whatsapp_business_account",
        ["changes", "id"],
        "811200340045001",
    )
    assert [change["field"] for change in entry["changes"]] == ["smb_app_state_sync"]


def test_a_contact_who_is_on_whatsapp_has_a_user_id_and_one_who_hides_the_number_has_nothing_else(play):
    ines = play.api("GET", "/state")["customers"][0]
    write(play, ines["phone"], "Frau Roth (Seeweg)", first_name="Frau")
    play.api("PATCH", "/customers/ines", {"hide_phone": True})
    play.api("DELETE", f"/numbers/{PHONE}/contacts/{ines['phone']}")
    known = {"user_id": ines["user_id"], "username": "@inesroth"}
    contacts = [entry["contact"] for value in told(play) for entry in value["state_sync"]]
    named = {"full_name": "Frau Roth (Seeweg)", "first_name": "Frau", "phone_number": "41791234567"}
    assert contacts == [{**named, **known}, known]


def test_names_in_the_book_and_names_of_customers_are_independent(play):
    write(play, "41791234567", "Vermieterin")
    assert play.api("GET", f"/numbers/{PHONE}/contacts")["data"] == [
        {"phone": "41791234567", "full_name": "Vermieterin", "first_name": "Vermieterin", "since": 1_790_000_000.0}
    ]
    assert play.api("GET", "/customers")["data"][0]["name"] == "Ines Roth"


@pytest.mark.parametrize("how", ["offboard", "disconnect"])
def test_a_phone_that_is_not_connected_tells_nobody(play, how):
    play.api("POST", f"/numbers/{PHONE}/{how}", {})
    write(play, "4917698765432", "Ines Roth")
    play.api("DELETE", f"/numbers/{PHONE}/contacts/4917698765432")
    assert told(play) == []


@pytest.mark.parametrize(
    ("method", "number", "phone", "body", "status", "code"),
    [
        ("PUT", PHONE, "41791234567", {}, 400, "missing_full_name"),
        ("PUT", PHONE, "41791234567", {"full_name": " "}, 400, "missing_full_name"),
        ("PUT", PHONE, "12", {"full_name": "Ines"}, 400, "bad_phone"),
        ("PUT", HOTLINE, "41791234567", {"full_name": "Ines"}, 409, "no_app"),
        ("DELETE", PHONE, "41791234567", None, 404, "no_such_contact"),
    ],
)
def test_what_is_no_contact_is_refused(play, method, number, phone, body, status, code):
    answer = play.api(method, f"/numbers/{number}/contacts/{phone}", body, status=status)
    assert answer["error"]["code"] == code
    assert told(play) == []
