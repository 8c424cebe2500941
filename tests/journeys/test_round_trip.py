"""One number, two ends: what either end does, the other sees. Twinline and Bothends over real HTTP."""

from __future__ import annotations

from typing import Any

from tests.fixtures.connected import Connected


def newest(connected: Connected, conversation: str) -> Any:
    return connected.alice.messages(conversation)[-1]


def test_a_customer_writes_the_agent_answers_on_the_phone_and_a_colleague_on_the_page(connected: Connected) -> None:
    connected.customer("ines").say("Ist die Wohnung noch frei?")
    conversation = connected.conversation_with("Ines Roth")
    assert conversation["last"]["preview"] == "Ist die Wohnung noch frei?"
    assert conversation["unread"] == 1
    assert conversation["window"]["open"] is True

    connected.phone("ines").say("Ja, sie ist noch frei.")
    echo = connected.eventually(
        lambda: (m := newest(connected, conversation["id"])) and m["text"] == "Ja, sie ist noch frei." and m
    )
    assert (echo["direction"], echo["origin"], echo["presumed"]) == ("outbound", "phone", "Anna")

    answer = connected.bob.send(conversation["id"], text="Möchten Sie sie am Freitag sehen?")
    assert answer.status_code == 202, answer.text
    assert answer.json()["origin"] == "person"
    assert answer.json()["author"]["name"] == "Bob"
    arrived = connected.eventually(
        lambda: [m for m in connected.customer("ines").messages() if m["content"].get("body", "").startswith("Möchten")]
    )
    assert arrived[0]["origin"] == "api"
    assert connected.phone("ines").messages()[-1]["wamid"] == arrived[0]["wamid"]

    connected.customer("ines").do("open")
    connected.eventually(lambda: newest(connected, conversation["id"])["state"] == "read")
    assert len(connected.alice.messages(conversation["id"])) == 3
