"""What is sent has Meta's shape and keeps Meta's limits; the bodies here are Meta's documented ones."""

import pytest

from twinline.wire.sending import (
    Accepted,
    Ask,
    Buttons,
    Cards,
    CardWithLink,
    Carousel,
    File,
    Form,
    Frame,
    Link,
    Menu,
    Option,
    Place,
    Reaction,
    Refused,
    Section,
    Template,
    Text,
    check,
    describe,
    mark_read,
    parse_answer,
    request,
)

FRAME = Frame(body="Which?")
CARD = {"name": {"formatted_name": "Max Frei", "first_name": "Max"}, "phones": [{"phone": "+41445550101"}]}
PICTURE = {"type": "image", "image": {"link": "https://example.com/a.jpg"}}
SLIDE = CardWithLink(header=PICTURE, label="Open", url="https://example.com", body="A\nB\nC")
YES = Option(id="yes", title="Yes")
DOCUMENTED = [
    (Text(body="Hallo", preview_url=True), {"type": "text", "text": {"preview_url": True, "body": "Hallo"}}),
    (File(kind="image", id="7", caption="Plan"), {"type": "image", "image": {"id": "7", "caption": "Plan"}}),
    (File(kind="video", link="https://example.com/v"), {"type": "video", "video": {"link": "https://example.com/v"}}),
    (File(kind="audio", id="7", voice=True), {"type": "audio", "audio": {"id": "7", "voice": True}}),
    (
        File(kind="document", id="7", filename="a.pdf"),
        {"type": "document", "document": {"id": "7", "filename": "a.pdf"}},
    ),
    (File(kind="sticker", id="7"), {"type": "sticker", "sticker": {"id": "7"}}),
    (
        Place(latitude=52.52, longitude=13.405, name="Kiosk"),
        {"type": "location", "location": {"latitude": "52.52", "longitude": "13.405", "name": "Kiosk"}},
    ),
    (Cards(contacts=(CARD,)), {"type": "contacts", "contacts": [CARD]}),
    (
        Reaction(wamid="wamid.1", emoji="👍"),
        {"type": "reaction", "reaction": {"message_id": "wamid.1", "emoji": "👍"}},
    ),
    (
        Buttons(frame=Frame(body="Ok?", header={"type": "text", "text": "H"}, footer="F"), buttons=(YES,)),
        {
            "type": "interactive",
            "interactive": {
                "type": "button",
                "header": {"type": "text", "text": "H"},
                "body": {"text": "Ok?"},
                "footer": {"text": "F"},
                "action": {"buttons": [{"type": "reply", "reply": {"id": "yes", "title": "Yes"}}]},
            },
        },
    ),
    (
        Menu(
            frame=FRAME,
            button="Choose",
            sections=(Section(title="A", rows=(Option(id="r1", title="R", description="D"), YES)),),
        ),
        {
            "type": "interactive",
            "interactive": {
                "type": "list",
                "body": {"text": "Which?"},
                "action": {
                    "button": "Choose",
                    "sections": [
                        {
                            "title": "A",
                            "rows": [{"id": "r1", "title": "R", "description": "D"}, {"id": "yes", "title": "Yes"}],
                        }
                    ],
                },
            },
        },
    ),
    (
        Link(frame=FRAME, label="Open", url="https://example.com"),
        {
            "type": "interactive",
            "interactive": {
                "type": "cta_url",
                "body": {"text": "Which?"},
                "action": {"name": "cta_url", "parameters": {"display_text": "Open", "url": "https://example.com"}},
            },
        },
    ),
    (
        Ask(body="Where?", what="location"),
        {
            "type": "interactive",
            "interactive": {
                "type": "location_request_message",
                "body": {"text": "Where?"},
                "action": {"name": "send_location"},
            },
        },
    ),
    (
        Ask(body="Your number?", what="phone"),
        {
            "type": "interactive",
            "interactive": {
                "type": "request_contact_info",
                "body": {"text": "Your number?"},
                "action": {"name": "request_contact_info"},
            },
        },
    ),
    (
        Form(frame=FRAME, flow_id="9", label="Start", parameters={"flow_token": "t"}),
        {
            "type": "interactive",
            "interactive": {
                "type": "flow",
                "body": {"text": "Which?"},
                "action": {
                    "name": "flow",
                    "parameters": {
                        "flow_message_version": "3",
                        "flow_id": "9",
                        "flow_cta": "Start",
                        "flow_token": "t",
                    },
                },
            },
        },
    ),
    (
        Template(name="reminder", language="de", components=({"type": "body", "parameters": []},)),
        {
            "type": "template",
            "template": {
                "name": "reminder",
                "language": {"code": "de"},
                "components": [{"type": "body", "parameters": []}],
            },
        },
    ),
    (
        Template(name="hello", language="de"),
        {"type": "template", "template": {"name": "hello", "language": {"code": "de"}}},
    ),
]


@pytest.mark.parametrize(("content", "body"), DOCUMENTED)
def test_a_content_has_metas_shape(content, body):
    check(content)
    assert describe(content) == body


def test_a_carousel_numbers_its_cards():
    content = Carousel(body="Look", cards=(SLIDE, CardWithLink(header=PICTURE, label="Open", url="http://example.com")))
    check(content)
    cards = describe(content)["interactive"]["action"]["cards"]
    assert [card["card_index"] for card in cards] == [0, 1]
    assert [card.get("body") for card in cards] == [{"text": "A\nB\nC"}, None]


def menu(**changes):
    return Menu(**{"frame": FRAME, "button": "B", "sections": (Section(rows=(YES,)),), **changes})


def options(number):
    return tuple(Option(id=str(place), title="T") for place in range(number))


TOO_MUCH = [
    (Text(body="x" * 4096), Text(body="x" * 4097), "text", 4096),
    (File(kind="image", id="1", caption="x" * 1024), File(kind="image", id="1", caption="x" * 1025), "caption", 1024),
    (Buttons(frame=FRAME, buttons=options(3)), Buttons(frame=FRAME, buttons=options(4)), "buttons", 3),
    (
        Buttons(frame=FRAME, buttons=(Option(id="x" * 256, title="t" * 20),)),
        Buttons(frame=FRAME, buttons=(Option(id="x" * 257, title="t"),)),
        "button.id",
        256,
    ),
    (
        Buttons(frame=Frame(body="x" * 1024), buttons=(YES,)),
        Buttons(frame=Frame(body="x" * 1025), buttons=(YES,)),
        "body",
        1024,
    ),
    (
        Buttons(frame=FRAME, buttons=(YES,)),
        Buttons(frame=FRAME, buttons=(Option(id="1", title="t" * 21),)),
        "button.title",
        20,
    ),
    (menu(frame=Frame(body="x" * 4096)), menu(frame=Frame(body="x" * 4097)), "body", 4096),
    (menu(button="b" * 20), menu(button="b" * 21), "button", 20),
    (menu(sections=(Section(rows=options(10)),)), menu(sections=(Section(rows=options(11)),)), "rows", 10),
    (
        menu(sections=tuple(Section(title="s", rows=(Option(id=str(n), title="T"),)) for n in range(10))),
        menu(sections=tuple(Section(title="s", rows=(Option(id=str(n), title="T"),)) for n in range(11))),
        "sections",
        10,
    ),
    (
        menu(sections=(Section(title="s" * 24, rows=(YES,)),)),
        menu(sections=(Section(title="s" * 25, rows=(YES,)),)),
        "section.title",
        24,
    ),
    (
        menu(sections=(Section(rows=(Option(id="i" * 200, title="t" * 24, description="d" * 72),)),)),
        menu(sections=(Section(rows=(Option(id="i" * 201, title="t"),)),)),
        "row.id",
        200,
    ),
    (menu(), menu(sections=(Section(rows=(Option(id="i", title="t" * 25),)),)), "row.title", 24),
    (
        menu(),
        menu(sections=(Section(rows=(Option(id="i", title="t", description="d" * 73),)),)),
        "row.description",
        72,
    ),
    (
        Link(
            frame=Frame(body="b", header={"type": "text", "text": "h" * 60}, footer="f" * 60),
            label="l",
            url="https://e",
        ),
        Link(frame=Frame(body="b", header={"type": "text", "text": "h" * 61}), label="l", url="https://e"),
        "header",
        60,
    ),
    (menu(), menu(frame=Frame(body="b", footer="f" * 61)), "footer", 60),
    (
        Link(frame=FRAME, label="l" * 20, url="https://e"),
        Link(frame=FRAME, label="l" * 21, url="https://e"),
        "label",
        20,
    ),
    (Carousel(body="b", cards=(SLIDE,) * 10), Carousel(body="b", cards=(SLIDE,) * 11), "cards", 10),
    (Reaction(wamid="w" * 128, emoji=""), Reaction(wamid="w" * 129, emoji=""), "reaction.message_id", 128),
    (Template(name="n" * 512, language="de"), Template(name="n" * 513, language="de"), "template.name", 512),
    (Place(latitude=90, longitude=180), Place(latitude=90.1, longitude=0), "latitude", 90),
    (Place(latitude=-90, longitude=-180), Place(latitude=0, longitude=-180.1), "longitude", 180),
]


@pytest.mark.parametrize(("most", "more", "part", "limit"), TOO_MUCH)
def test_a_limit_is_kept_exactly(most, more, part, limit):
    check(most)
    with pytest.raises(Refused) as refused:
        check(more)
    assert (refused.value.part, refused.value.limit) == (part, limit)
    assert str(limit) in str(refused.value)


IMPOSSIBLE = [
    (Text(body=""), "text"),
    (Text(body=" \n"), "text"),
    (File(kind="image"), "image"),
    (File(kind="image", id="1", link="https://e"), "image"),
    (File(kind="audio", id="1", caption="c"), "audio"),
    (File(kind="sticker", id="1", caption="c"), "sticker"),
    (File(kind="image", id="1", filename="a.jpg"), "image"),
    (File(kind="video", id="1", voice=True), "video"),
    (Place(latitude=float("nan"), longitude=0), "latitude"),
    (Cards(contacts=()), "contacts"),
    (Cards(contacts=({},)), "contacts.name.formatted_name"),
    (Cards(contacts=({"name": {"first_name": "Max"}},)), "contacts.name.formatted_name"),
    (Reaction(wamid="", emoji="👍"), "reaction.message_id"),
    (Buttons(frame=FRAME, buttons=()), "buttons"),
    (Buttons(frame=FRAME, buttons=(YES, YES)), "button.id"),
    (menu(sections=()), "sections"),
    (menu(sections=(Section(rows=()),)), "rows"),
    (menu(sections=(Section(rows=(YES, YES)),)), "row.id"),
    (menu(sections=(Section(rows=options(1)), Section(title="B", rows=(YES,)))), "section.title"),
    (menu(sections=(Section(title="A", rows=()), Section(title="B", rows=(YES,)))), "rows"),
    (Link(frame=FRAME, label="Open", url="javascript:alert(1)"), "url"),
    (Form(frame=FRAME, flow_id="", label="Start"), "flow_id"),
    (Carousel(body="b", cards=(SLIDE,)), "cards"),
    (
        Carousel(body="b", cards=(SLIDE, CardWithLink(header=PICTURE, label="l", url="https://e", body="\n\n\n"))),
        "card.body",
    ),
    (Template(name="Reminder", language="de"), "template.name"),
    (Template(name="reminder", language=""), "template.language"),
]


@pytest.mark.parametrize(("content", "part"), IMPOSSIBLE)
def test_what_cannot_be_sent_is_refused_with_its_part(content, part):
    with pytest.raises(Refused) as refused:
        check(content)
    assert refused.value.part == part


def test_a_request_says_whom_and_what():
    body = request(describe(Text(body="Hi")), phone="49", user_id="DE.1", quoted_wamid="wamid.1", attempt="a")
    assert body == {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": "49",
        "recipient": "DE.1",
        "context": {"message_id": "wamid.1"},
        "biz_opaque_callback_data": "a",
        "type": "text",
        "text": {"preview_url": False, "body": "Hi"},
    }


def test_a_request_may_go_to_a_user_id_or_a_group_alone():
    description = describe(Text(body="Hi"))
    assert "to" not in request(description, user_id="DE.1")
    assert request(description, phone="G1", group=True)["recipient_type"] == "group"


def test_a_request_without_anybody_is_refused():
    with pytest.raises(Refused, match="to"):
        request(describe(Text(body="Hi")))


def test_an_attempt_has_room_for_512_characters():
    description = describe(Text(body="Hi"))
    assert request(description, phone="49", attempt="a" * 512)["biz_opaque_callback_data"] == "a" * 512
    with pytest.raises(Refused, match="512"):
        request(description, phone="49", attempt="a" * 513)


def test_reading_may_show_that_we_type():
    read = {"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.1"}
    assert mark_read("wamid.1") == read
    assert mark_read("wamid.1", typing=True) == {**read, "typing_indicator": {"type": "text"}}


@pytest.mark.parametrize(
    ("answer", "accepted"),
    [
        (
            {
                "contacts": [{"input": "+4915", "wa_id": "4915"}],
                "messages": [{"id": "w", "message_status": "accepted"}],
            },
            Accepted(wamid="w", wa_id="4915", message_status="accepted"),
        ),
        (
            {"contacts": [{"input": "DE.1", "user_id": "DE.1"}], "messages": [{"id": "w"}]},
            Accepted(wamid="w", user_id="DE.1"),
        ),
        ({"messages": [{"id": "w"}], "contacts": [None]}, Accepted(wamid="w")),
        ({"messages": [{"id": ""}]}, None),
        ({"messages": [{"id": 5}]}, None),
        ({"messages": []}, None),
        ({"messages": ["w"]}, None),
        ({"success": True}, None),
        ([], None),
        (None, None),
    ],
)
def test_an_answer_says_under_which_wamid_or_nothing(answer, accepted):
    assert parse_answer(answer) == accepted
