"""What each end does is seen by the other, and told to the callback in Meta's shapes."""

import json

from bothends.meta.bodies import encoded

PHONE = "100200300400500"


def test_a_customers_text_reaches_the_callback_in_metas_envelope(play):
    sent = play.writes("Ist die Wohnung noch frei? – Grüße")
    play.settle()
    assert play.callback.bodies == [
        {
            "object": "whatsapp_business_account",
            "entry": [
                {
                    "id": "811200340045001",
                    "changes": [
                        {
                            "value": {
                                "messaging_product": "whatsapp",
                                "metadata": {"display_phone_number": "41445550101", "phone_number_id": PHONE},
                                "contacts": [
                                    {
                                        "profile": {"name": "Ines Roth", "username": "@inesroth"},
                                        "wa_id": "41791234567",
                                        "user_id": play.sandbox.world.customers["ines"].user_id,
                                    }
                                ],
                                "messages": [
                                    {
                                        "from": "41791234567",
                                        "from_user_id": play.sandbox.world.customers["ines"].user_id,
                                        "id": sent["wamid"],
                                        "timestamp": "1790000000",
                                        "type": "text",
                                        "text": {"body": "Ist die Wohnung noch frei? – Grüße"},
                                    }
                                ],
                            },
                            "field": "messages",
                        }
                    ],
                }
            ],
        }
    ]
    assert b"\\u2013 Gr\\u00fc\\u00dfe" in play.callback.raw[0]


def test_slashes_are_escaped_so_that_only_the_raw_bytes_verify():
    assert encoded({"url": "https://a/b", "back": "\\/"}) == b'{"url":"https:\\/\\/a\\/b","back":"\\\\\\/"}'
    assert json.loads(encoded({"back": "\\/"})) == {"back": "\\/"}


def test_an_agents_text_in_the_app_is_echoed_without_the_customers_name(play):
    sent = play.agent_writes("Ich rufe gleich zurück")
    play.turn(5)
    [value] = play.callback.changes("smb_message_echoes")
    assert value["message_echoes"] == [
        {
            "from": "41445550101",
            "to": "41791234567",
            "to_user_id": play.sandbox.world.customers["ines"].user_id,
            "id": sent["wamid"],
            "timestamp": "1790000000",
            "type": "text",
            "text": {"body": "Ich rufe gleich zurück"},
        }
    ]
    assert value["contacts"][0]["profile"] == {"username": "@inesroth"}
    assert play.callback.items("statuses") == []
    chat = play.api("GET", f"/customers/ines/chats/{PHONE}")
    assert [(m["origin"], m["status"]) for m in chat["messages"]] == [("app", "delivered")]


def test_a_send_appears_on_both_phones_and_its_ticks_are_told_with_its_callback_data(play):
    play.writes()
    answer = play.send("Ja, noch frei", biz_opaque_callback_data="try-1").json()
    wamid = answer["messages"][0]["id"]
    assert answer["contacts"] == [{"input": "41791234567", "wa_id": "41791234567"}]
    play.turn(5)
    play.api("POST", f"/customers/ines/chats/{PHONE}/open", {})
    play.settle()
    statuses = play.callback.items("statuses")
    assert [s["status"] for s in statuses] == ["sent", "delivered", "read"]
    assert {s["biz_opaque_callback_data"] for s in statuses} == {"try-1"}
    assert {s["id"] for s in statuses} == {wamid}
    assert statuses[0]["pricing"] == {
        "billable": False,
        "pricing_model": "PMP",
        "category": "service",
        "type": "free_customer_service",
    }
    assert "pricing" in statuses[1]
    assert "pricing" not in statuses[2]
    for path in (f"/customers/ines/chats/{PHONE}", f"/numbers/{PHONE}/chats/ines"):
        assert play.api("GET", path)["messages"][-1]["wamid"] == wamid


def test_an_open_chat_turns_blue_by_itself(play):
    play.writes()
    play.api("POST", f"/customers/ines/chats/{PHONE}/open", {})
    play.send()
    play.turn(10)
    assert [s["status"] for s in play.callback.items("statuses")] == ["sent", "delivered", "read"]


def test_a_phone_that_is_off_gets_its_messages_when_it_is_back(play):
    play.writes()
    play.api("PATCH", "/customers/ines", {"online": False})
    play.send()
    play.turn(3600)
    assert [s["status"] for s in play.callback.items("statuses")] == ["sent"]
    play.api("PATCH", "/customers/ines", {"online": True})
    play.turn(5)
    assert [s["status"] for s in play.callback.items("statuses")] == ["sent", "delivered"]


def test_quotes_reactions_edits_and_deletions_of_both_ends(play):
    hers = play.writes("Ist sie frei?")["wamid"]
    his = play.agent_writes("Ja", quote=hers)["wamid"]
    customer, app = f"/customers/ines/chats/{PHONE}", f"/numbers/{PHONE}/chats/ines"
    play.api("POST", f"{customer}/reactions", {"message": his, "emoji": "👍"})
    play.api("POST", f"{customer}/reactions", {"message": his, "emoji": ""})
    play.api("POST", f"{app}/reactions", {"message": hers, "emoji": "❤️"})
    play.api("POST", f"{customer}/edits", {"message": hers, "text": "Ist die Wohnung frei?"})
    play.api("POST", f"{app}/edits", {"message": his, "text": "Ja!"})
    play.api("POST", f"{app}/revocations", {"message": his})
    play.api("POST", f"{customer}/revocations", {"message": hers})
    play.settle()
    inbound, echoes = play.callback.items("messages"), play.callback.items("message_echoes")
    assert [m["type"] for m in inbound] == ["text", "reaction", "reaction", "edit", "revoke"]
    assert [m["type"] for m in echoes] == ["text", "reaction", "edit", "revoke"]
    assert echoes[0]["context"] == {"from": "41791234567", "id": hers}
    assert inbound[1]["reaction"] == {"message_id": his, "emoji": "👍"}
    assert inbound[2]["reaction"] == {"message_id": his}
    edited = {"type": "text", "text": {"body": "Ist die Wohnung frei?"}}
    assert inbound[3]["edit"] == {"original_message_id": hers, "message": edited}
    quoting = {"context": {"id": hers}, "type": "text", "text": {"body": "Ja!"}}
    assert echoes[2]["edit"] == {"original_message_id": his, "message": quoting}
    assert inbound[4]["revoke"] == {"original_message_id": hers}
    assert len({m["id"] for m in inbound + echoes}) == 9
    [first, second] = play.api("GET", customer)["messages"]
    assert first["revoked_at"]
    assert second["revoked_at"]
    assert first["reactions"] == {"business": "❤️"}


def test_edits_end_after_15_minutes_and_deletions_after_two_days(play):
    wamid = play.writes()["wamid"]
    chat = f"/customers/ines/chats/{PHONE}"
    play.turn(15 * 60 + 1)
    refused = play.api("POST", f"{chat}/edits", {"message": wamid, "text": "x"}, status=409)
    assert refused["error"]["code"] == "too_late"
    play.turn(2 * 86400)
    assert play.api("POST", f"{chat}/revocations", {"message": wamid}, status=409)["error"]["code"] == "too_late"
    other = play.api("POST", f"/numbers/{PHONE}/chats/ines/edits", {"message": wamid, "text": "x"}, status=409)
    assert other["error"]["code"] == "not_own"


def test_a_number_on_the_cloud_api_only_has_no_app_and_tells_no_edits(play):
    hotline = "100200300400501"
    refused = play.api("POST", f"/numbers/{hotline}/chats/ines/messages", {"text": "x"}, status=409)
    assert refused["error"]["code"] == "no_app"
    wamid = play.writes(number=hotline)["wamid"]
    play.api("POST", f"/customers/ines/chats/{hotline}/edits", {"message": wamid, "text": "anders"})
    play.api("POST", f"/customers/ines/chats/{hotline}/revocations", {"message": wamid})
    play.settle()
    first, second = play.callback.items("messages")
    assert first["type"] == "text"
    assert second["type"] == "unsupported"
    assert second["unsupported"] == {"type": "edit"}
    assert second["errors"][0]["code"] == 131051


def test_buttons_and_rows_are_pressed_on_the_phone(play):
    play.writes()
    action = {"buttons": [{"type": "reply", "reply": {"id": "yes", "title": "Ja"}}]}
    interactive = {"type": "button", "body": {"text": "Termin?"}, "action": action}
    sent = play.send(type="interactive", interactive=interactive).json()["messages"][0]["id"]
    pressed = play.api("POST", f"/customers/ines/chats/{PHONE}/replies", {"message": sent, "id": "yes"})
    play.settle()
    answer = play.callback.items("messages")[-1]
    assert answer["interactive"] == {"type": "button_reply", "button_reply": {"id": "yes", "title": "Ja"}}
    assert answer["context"] == {"from": "41445550101", "id": sent}
    assert pressed["quote"] == sent


def test_a_template_is_filled_and_its_button_comes_back(play):
    template = {
        "name": "viewing",
        "language": "de",
        "body": "Guten Tag {{1}}",
        "buttons": [{"type": "QUICK_REPLY", "text": "Ok"}],
    }
    play.api("POST", "/templates", template)
    parameters = [{"type": "text", "text": "Ines"}]
    body = {"name": "viewing", "language": {"code": "de"}, "components": [{"type": "body", "parameters": parameters}]}
    answer = play.send(type="template", template=body).json()
    assert answer["messages"][0]["message_status"] == "accepted"
    sent = answer["messages"][0]["id"]
    [shown] = play.api("GET", f"/customers/ines/chats/{PHONE}")["messages"]
    assert shown["content"]["rendered"]["body"] == "Guten Tag Ines"
    play.api("POST", f"/customers/ines/chats/{PHONE}/replies", {"message": sent, "id": "Ok"})
    play.settle()
    assert play.callback.items("messages")[0]["button"] == {"payload": "Ok", "text": "Ok"}
    few = {**body, "components": []}
    assert play.send(type="template", template=few).json()["error"]["code"] == 132000
    unknown = {"name": "nope", "language": {"code": "de"}}
    assert play.send(type="template", template=unknown).status_code == 404


def test_mark_as_read_turns_the_customers_ticks_blue_and_shows_typing_for_25_seconds(play):
    wamid = play.writes()["wamid"]
    body = {
        "messaging_product": "whatsapp",
        "status": "read",
        "message_id": wamid,
        "typing_indicator": {"type": "text"},
    }
    assert play.graph("POST", f"{PHONE}/messages", body).json() == {"success": True}
    chat = play.api("GET", f"/customers/ines/chats/{PHONE}")
    assert chat["messages"][0]["status"] == "read"
    assert chat["chat"]["typing_business"]
    play.turn(26)
    assert not play.api("GET", f"/customers/ines/chats/{PHONE}")["chat"]["typing_business"]


def test_a_customer_whose_phone_changes_is_announced_to_every_number_that_knows_her(play):
    play.writes()
    old = play.sandbox.world.customers["ines"].user_id
    play.api("POST", "/customers/ines/number-change", {"phone": "+41 79 765 43 21"})
    play.settle()
    system = play.callback.items("messages")[-1]
    assert system["from"] == "41791234567"
    assert system["system"]["wa_id"] == "41797654321"
    assert "contacts" not in play.callback.changes("messages")[-1]
    [update] = play.callback.items("user_id_update")
    assert update["user_id"] == {"previous": old, "current": system["system"]["user_id"]}
    assert play.send(to="+41797654321").status_code == 200
