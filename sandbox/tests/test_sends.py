"""What a send must look like, whom it reaches, and what Meta says when it does not go."""

import pytest

PHONE, HOTLINE = "100200300400500", "100200300400501"
LONG = "x" * 4097


def buttons(*titles):
    return {"buttons": [{"type": "reply", "reply": {"id": title, "title": title}} for title in titles]}


def rows(count):
    return {
        "button": "Wählen",
        "sections": [{"title": "A", "rows": [{"id": str(n), "title": str(n)} for n in range(count)]}],
    }


def interactive(kind, action, **more):
    return {"type": "interactive", "interactive": {"type": kind, "body": {"text": "b"}, "action": action, **more}}


NO_URL = {"name": "cta_url", "parameters": {"display_text": "a"}}
TWO_FLOWS = {"parameters": {"flow_cta": "a", "flow_id": "1", "flow_name": "b"}}
REFUSED = {
    "a text without a body": ({"text": {}}, 131008),
    "a text that is too long": ({"text": {"body": LONG}}, 100),
    "no messaging product": ({"messaging_product": "sms"}, 100),
    "nobody to send to": ({"to": None}, 100),
    "an unknown type": ({"type": "poll", "poll": {}}, 131051),
    "a type without its object": ({"type": "image"}, 131008),
    "an image with id and link": ({"type": "image", "image": {"id": "1", "link": "https://a/b"}}, 131009),
    "an image nobody uploaded": ({"type": "image", "image": {"id": "1"}}, 131009),
    "a link that is no address": ({"type": "image", "image": {"link": "ftp://a"}}, 131009),
    "a caption that is too long": ({"type": "image", "image": {"link": "https://a", "caption": LONG}}, 131009),
    "a place off the globe": ({"type": "location", "location": {"latitude": "91", "longitude": 1}}, 131009),
    "a place without numbers": ({"type": "location", "location": {"latitude": "x", "longitude": 1}}, 131009),
    "a card without a name": ({"type": "contacts", "contacts": [{"phones": []}]}, 131008),
    "no cards": ({"type": "contacts", "contacts": []}, 131008),
    "a reaction to nothing": ({"type": "reaction", "reaction": {"message_id": "wamid.x", "emoji": "👍"}}, 131009),
    "four buttons": (interactive("button", buttons("1", "2", "3", "4")), 131009),
    "a long button": (interactive("button", buttons("x" * 21)), 131009),
    "two buttons alike": (interactive("button", buttons("a", "a")), 131009),
    "eleven rows": (interactive("list", rows(11)), 131009),
    "a list with a picture": (interactive("list", rows(1), header={"type": "image", "image": {"id": "1"}}), 131009),
    "a long header": (interactive("button", buttons("a"), header={"type": "text", "text": "x" * 61}), 131009),
    "a link button without address": (
        interactive("cta_url", NO_URL),
        131008,
    ),
    "a carousel of one": (interactive("carousel", {"cards": [{"body": {"text": "a"}, "action": {}}]}), 131009),
    "a flow with id and name": (
        interactive("flow", TWO_FLOWS),
        131009,
    ),
    "an unknown interactive": (interactive("wheel", {}), 131009),
    "callback data that is too long": ({"biz_opaque_callback_data": "x" * 513}, 131009),
    "a message to itself": ({"to": "41445550101"}, 131021),
    "a group": ({"recipient_type": "group"}, 131009),
    "a number too short": ({"to": "12"}, 100),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused_with_metas_code(play, case):
    body, code = REFUSED[case]
    answer = play.send(**body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, code)
    assert answer.json()["error"]["type"] == "OAuthException"
    assert play.api("GET", "/book/counts")["accepted"] == 0
    [line] = play.api("GET", "/sends")["data"]
    assert (line["outcome"], line["code"]) == ("refused", code)


ACCEPTED = {
    "text": {"text": {"body": "x" * 4096, "preview_url": True}},
    "location": {"type": "location", "location": {"latitude": "52.52", "longitude": "13.40", "name": "B"}},
    "contacts": {"type": "contacts", "contacts": [{"name": {"formatted_name": "Bob"}, "phones": [{"phone": "+41"}]}]},
    "buttons": interactive("button", buttons("Ja", "Nein"), footer={"text": "f"}),
    "list": interactive("list", rows(10)),
    "link": interactive("cta_url", {"name": "cta_url", "parameters": {"display_text": "a", "url": "https://a"}}),
    "ask for the place": interactive("location_request_message", {"name": "send_location"}),
    "ask for the number": interactive("request_contact_info", {"name": "request_contact_info"}),
    "flow": interactive("flow", {"name": "flow", "parameters": {"flow_cta": "Los", "flow_id": "1"}}),
    "carousel": interactive("carousel", {"cards": [{"card_index": n, "action": {"name": "cta_url"}} for n in (0, 1)]}),
    "template": {"type": "template", "template": {"name": "hello_world", "language": {"code": "en_US"}}},
}  # fmt: skip


@pytest.mark.parametrize("case", ACCEPTED)
def test_accepted(play, case):
    answer = play.send(**ACCEPTED[case])
    assert answer.status_code == 200, answer.text
    assert answer.json()["messages"][0]["id"].startswith("wamid.")
    assert play.api("GET", "/book/counts")["accepted"] == 1


def test_outside_the_window_a_send_fails_later_or_at_once_and_a_template_goes(play):
    wamid = play.send("zu spät").json()["messages"][0]["id"]
    play.turn(5)
    [failed] = play.callback.items("statuses")
    assert (failed["id"], failed["status"], failed["errors"][0]["code"]) == (wamid, "failed", 131047)
    assert "contacts" not in play.callback.changes("messages")[0]
    play.api("PATCH", "/settings", {"window": "sync"})
    refused = play.send("zu spät")
    assert (refused.status_code, refused.json()["error"]["code"]) == (400, 131047)
    assert play.send(**ACCEPTED["template"]).status_code == 200
    play.writes()
    assert play.send("jetzt").status_code == 200
    play.turn(24 * 3600 + 1)
    assert play.send("zu spät").json()["error"]["code"] == 131047


def test_what_the_agent_writes_in_the_app_opens_no_window(play):
    play.agent_writes()
    play.api("PATCH", "/settings", {"window": "sync"})
    assert play.send().json()["error"]["code"] == 131047


def test_a_number_that_nobody_has_is_accepted_and_undeliverable(play):
    play.api("PATCH", "/settings", {"window": "off"})
    answer = play.send(to="+41 79 999 99 99").json()
    assert answer["contacts"] == [{"input": "+41 79 999 99 99", "wa_id": "41799999999"}]
    play.turn(5)
    assert play.callback.items("statuses")[0]["errors"][0]["code"] == 131026
    assert play.api("GET", f"/numbers/{PHONE}/chats")["data"] == []


@pytest.mark.parametrize(
    ("typed", "wa_id"),
    [("+55 62 98765 4321", "556287654321"), ("+52 55 1234 5678", "5215512345678"), ("541123456789", "5491123456789")],
)
def test_the_answer_names_the_registered_form_of_a_number(play, typed, wa_id):
    made = play.api("POST", "/customers", {"id": "bob", "name": "Bob", "phone": typed})
    assert made["phone"] == wa_id
    play.writes(customer="bob")
    for form in (typed, wa_id):
        answer = play.send(to=form).json()
        assert answer["contacts"] == [{"input": form, "wa_id": wa_id}]
    assert len(play.api("GET", f"/customers/bob/chats/{PHONE}")["messages"]) == 3


def test_a_user_id_is_enough_and_the_phone_wins_over_it(play):
    play.writes()
    user_id = play.sandbox.world.customers["ines"].user_id
    body = {"messaging_product": "whatsapp", "recipient": user_id, "type": "text", "text": {"body": "x"}}
    answer = play.graph("POST", f"{PHONE}/messages", body).json()
    assert answer["contacts"] == [{"input": user_id, "user_id": user_id}]
    both = play.graph("POST", f"{PHONE}/messages", {**body, "to": "41782345678"}).json()
    assert both["contacts"] == [{"input": "41782345678", "wa_id": "41782345678"}]


def test_a_reaction_of_the_api_has_ticks_but_no_bubble(play):
    wamid = play.writes()["wamid"]
    sent = play.send(type="reaction", reaction={"message_id": wamid, "emoji": "🎉"}).json()["messages"][0]["id"]
    play.turn(5)
    [message] = play.api("GET", f"/customers/ines/chats/{PHONE}")["messages"]
    assert message["reactions"] == {"business": "🎉"}
    assert [(s["id"], s["status"]) for s in play.callback.items("statuses")] == [(sent, "sent"), (sent, "delivered")]


def test_a_body_that_is_no_json_object_is_refused(play):
    headers = {"Authorization": f"Bearer {play.token}", "Content-Type": "application/json"}
    for raw in (b"{", b"[]", b"[" * 100_000):
        answer = play.http.post(f"{play.url}/v25.0/{PHONE}/messages", content=raw, headers=headers)
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, 100)


ODD_PART = {"type": "body", "parameters": 1}
ODD_TEMPLATE = {"name": "hello_world", "language": {"code": "en_US"}, "components": [ODD_PART]}
ODD_BUTTONS = {"type": "button", "body": {"text": "x"}, "action": {"buttons": [1]}}


@pytest.mark.parametrize(
    "more",
    [
        {"context": "wamid.x"},
        {"type": "template", "template": ODD_TEMPLATE},
        {"type": "interactive", "interactive": ODD_BUTTONS},
    ],
)
def test_values_of_the_wrong_kind_are_invalid_parameters(play, more):
    answer = play.send(**more)
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] in (100, 131008)
    assert play.api("GET", "/book/counts")["accepted"] == 0
