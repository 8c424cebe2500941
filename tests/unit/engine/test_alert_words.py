"""Every alert has its words in every language, and a name cannot put a line of its own into a mail."""

from __future__ import annotations

from typing import get_args

from twinline.engine.alert_words import WORDS, Language, Letter, hand_on, letter
from twinline.engine.vitality import Ailment

TOPICS = {*get_args(Ailment), "webhook_gone", "webhook_failing", "owner_remind", "owner_urgent"}


def test_every_alert_has_words_in_every_language_and_no_two_languages_share_them() -> None:
    assert set(WORDS) == set(get_args(Language))
    for language in WORDS.values():
        assert set(language) == TOPICS
    for kind in TOPICS:
        assert len({WORDS[language][kind] for language in WORDS}) == len(WORDS)
    assert "ß" not in str(WORDS)


def test_a_mail_names_the_number_and_leads_to_it() -> None:
    assert letter("en", "token", "Zürich", "Casa Nova", "https://chat.example.org/casa-nova/whatsapp/1") == Letter(
        "Zürich: the access token ends soon or is refused",
        "Zürich (Casa Nova): the access token ends soon or is refused.\n\n"
        "Connect the number once more through Meta: that gives a new token.\n\n"
        "https://chat.example.org/casa-nova/whatsapp/1",
    )


def test_a_name_of_several_lines_stays_on_one() -> None:
    written = letter("de", "removed", "Zürich\r\nBcc: eve@example.org", "Casa\nNova", None)
    assert written.subject == "Zürich Bcc: eve@example.org: getrennt"
    assert written.body.startswith("Zürich Bcc: eve@example.org (Casa Nova): getrennt.")


def test_whoever_has_the_phone_and_no_account_is_named_to_those_who_can_tell_them() -> None:
    assert hand_on("en", " Anna\nKeller ") == "Anna Keller has the phone and no account here: please hand this on."
    assert hand_on("it", " ") == "Lo faccia sapere a chi ha il telefono."
    assert len({hand_on(language, "Anna") for language in WORDS}) == len(WORDS)
    written = letter("en", "phone_remind", "Zürich", "Casa Nova", "https://x.example", hand_on("en", "Anna"))
    assert written.body.endswith("please hand this on.\n\nhttps://x.example")
