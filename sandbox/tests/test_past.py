"""The past of a phone: the same seed, the same past, in four languages, visible on both phones."""

import pytest

from bothends.play.past_words import WORDS

PHONE, HOTLINE = "100200300400500", "100200300400501"
START, DAY = 1_790_000_000, 86400


def past(play, number=PHONE, **wanted):
    return play.api("POST", f"/numbers/{number}/past", wanted)


def chats(play, number=PHONE):
    return play.api("GET", f"/numbers/{number}/chats")["data"]


def talk(play, customer, number=PHONE):
    return play.api("GET", f"/numbers/{number}/chats/{customer}?limit=10000")["messages"]


def everything(play):
    return {chat["customer_id"]: talk(play, chat["customer_id"]) for chat in chats(play)}


def without_links(talks):
    """Media ids are drawn from the sandbox's own seed, and their addresses hang on the clock."""
    bare = [
        {**message, "media": None, "content": {**message["content"], "url": None}} for talk in talks for message in talk
    ]
    return [{**message, "content": {k: v for k, v in message["content"].items() if k != "id"}} for message in bare]


def test_the_same_seed_gives_the_same_past_and_another_seed_another(hall):
    def made(sandbox_seed, seed):
        play = hall.play(sandbox_seed)
        past(play, seed=seed, chats=8, messages=200)
        return (
            list(everything(play)),
            without_links(everything(play).values()),
            play.api("GET", f"/numbers/{PHONE}/contacts"),
        )

    assert made(1, 5) == made(2, 5)
    assert made(1, 5)[0] != made(1, 6)[0]


def test_the_past_is_as_long_as_wanted_and_ends_before_onboarding(play):
    made = past(play, chats=12, messages=300, days=30)
    found = [message for talk in everything(play).values() for message in talk]
    ages = [START - message["at"] for message in found]
    assert (len(found), len(everything(play))) == (300, 12) == (made["messages"], made["chats"])
    assert 0 < min(ages) < DAY < max(ages) <= 30 * DAY
    assert {message["from"] for message in found} == {"customer", "business"}
    assert {message["origin"] for message in found} == {"customer", "app"}
    kinds = {message["type"] for message in found}
    assert {"text", "image", "document", "unsupported"} <= kinds
    assert sum(bool(message["versions"]) for message in found) == made["edits"] > 0


def test_each_language_speaks_for_itself(play):
    past(play, chats=4, messages=200, media_share=0)
    languages = {c["id"]: c["language"] for c in play.api("GET", "/customers")["data"]}
    for customer, messages in everything(play).items():
        words = WORDS[languages[customer]]
        said = {m["content"]["body"] for m in messages if m["type"] == "text" and not m["versions"]}
        assert said <= {*words.asked, *words.answered}
    assert sorted(languages[customer] for customer in everything(play)) == ["de", "en", "fr", "it"]


def test_only_the_wanted_languages_are_spoken(play):
    past(play, chats=4, messages=20, languages=["it"])
    people = play.api("GET", "/customers")["data"][4:]
    assert [person["phone"][:2] for person in people] == ["39"] * 4


def test_the_contact_book_knows_some_of_them_and_marks_a_few_as_private(play):
    made = past(play, chats=40, messages=40)
    book = {contact["phone"]: contact["full_name"] for contact in play.api("GET", f"/numbers/{PHONE}/contacts")["data"]}
    people = {c["phone"]: c["name"] for c in play.api("GET", "/customers")["data"] if c["id"] in made["customers"]}
    assert len(book) == made["contacts"]
    assert set(book) < set(people)
    assert len([name for name in book.values() if name.startswith("Privat ")]) == 5
    assert any(book[phone] != people[phone] and not book[phone].startswith("Privat ") for phone in book)


def test_both_phones_show_the_past_newest_chat_first(play):
    play.writes("Ich bin schon da")
    [customer, *_] = past(play, chats=3, messages=60)["customers"]
    newest = [chat["last_at"] for chat in chats(play)]
    assert newest == sorted(newest, reverse=True)
    hers = play.api("GET", f"/customers/{customer}/chats/{PHONE}")["messages"]
    assert hers == talk(play, customer)
    assert hers == sorted(hers, key=lambda message: message["at"])


def test_a_past_opens_no_window_and_tells_nobody(play):
    [customer, *_] = past(play, chats=2, messages=20)["customers"]
    play.settle()
    assert play.callback.changes() == []
    [chat] = [chat for chat in chats(play) if chat["customer_id"] == customer]
    assert chat["window_open_until"] is None


def test_people_of_the_past_write_on(play):
    [customer, *_] = past(play, chats=2, messages=20)["customers"]
    play.writes("Ich bin's wieder", customer=customer)
    play.settle()
    [message] = play.callback.items("messages")
    assert message["text"] == {"body": "Ich bin's wieder"}


def test_media_of_the_past_can_be_looked_at(play):
    past(play, chats=2, messages=200, media_share=1)
    seen = {}
    for messages in everything(play).values():
        for message in messages:
            if message["media"]:
                seen[message["type"]] = play.http.get(play.url + message["media"]["url"]).content
    assert seen["image"].startswith(b"\x89PNG")
    assert seen["document"].startswith(b"%PDF")
    assert seen["audio"].startswith(b"OggS")


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ({"colour": "red"}, "unknown_parameter"),
        ({"days": 181}, "bad_days"),
        ({"chats": 0}, "bad_chats"),
        ({"chats": 20, "messages": 19}, "bad_messages"),
        ({"languages": ["de", "rm"]}, "bad_languages"),
        ({"media_share": 1.1}, "bad_media_share"),
        ({"seed": "one"}, "bad_seed"),
    ],
)
def test_an_impossible_past_is_refused(play, wanted, code):
    assert play.api("POST", f"/numbers/{PHONE}/past", wanted, status=400)["error"]["code"] == code
    assert chats(play) == []


def test_a_past_comes_once_for_each_seed_and_only_to_a_phone(play):
    past(play, seed=3, chats=2, messages=20)
    again = play.api("POST", f"/numbers/{PHONE}/past", {"seed": 3, "chats": 2, "messages": 20}, status=409)
    assert again["error"]["code"] == "past_exists"
    past(play, seed=4, chats=2, messages=20)
    assert play.api("POST", f"/numbers/{HOTLINE}/past", {}, status=409)["error"]["code"] == "no_app"
