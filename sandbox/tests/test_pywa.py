"""Conformance with a public client that none of us wrote: pywa sends every type through the sandbox over real HTTP,
and its own server receives and reads every webhook of the sandbox.

pywa has Meta's address built in; a transport leads it to the sandbox, nothing else about it is changed.
"""

import time

import httpx
import pytest
from starlette.applications import Starlette

pywa = pytest.importorskip("pywa")
from pywa import WhatsApp, handlers, types  # noqa: E402
from pywa.types.templates import BodyText, TemplateLanguage  # noqa: E402

PHONE, WABA, APP = "100200300400500", "811200340045001", "1029384756"
INES = "41791234567"
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 64
SECTION = types.Section(title="Termine", rows=[types.SectionRow(title="Montag", callback_data="mo")])
CARDS = [
    types.ImageCarouselCard(
        body=f"Wohnung {n}", image="https://a.example/b.png", buttons=types.URLButton("Sehen", "https://a.example")
    )
    for n in (1, 2)
]


class Detour(httpx.HTTPTransport):
    """graph.facebook.com is the sandbox here."""

    def __init__(self, url):
        super().__init__()
        self.base = httpx.URL(url)

    def handle_request(self, request):
        if request.url.host == "graph.facebook.com":
            request.url = request.url.copy_with(scheme="http", host=self.base.host, port=self.base.port)
        return super().handle_request(request)


class Client:
    """pywa's client and server, and all it has heard."""

    def __init__(self, play, serve):
        self.heard, self.play = [], play
        app, server = play.sandbox.world.apps[APP], Starlette()
        with httpx.Client(transport=Detour(play.url)) as bare:
            helper = WhatsApp(token=play.token, session=bare)
            app_token = helper.get_app_access_token(int(APP), app.secret)
        assert app_token == f"{APP}|{app.secret}"
        self.session = httpx.Client(transport=Detour(play.url))
        self.wa = WhatsApp(
            phone_id=PHONE,
            token=play.token,
            session=self.session,
            server=server,
            verify_token=app.verify_token,
            app_id=int(APP),
            app_secret=app.secret,
            waba_id=WABA,
            webhook_endpoint="/pywa",
        )
        self._listen()
        self.served = serve(server)
        done = self.wa.set_app_callback_url(
            int(APP), app_token, f"{self.served.url}/pywa", app.verify_token, ("messages", "smb_message_echoes")
        )
        assert done

    def _listen(self):
        kinds = (
            handlers.MessageHandler,
            handlers.EditedMessageHandler,
            handlers.DeletedMessageHandler,
            handlers.OutgoingMessageHandler,
            handlers.OutgoingEditedMessageHandler,
            handlers.OutgoingDeletedMessageHandler,
            handlers.CallbackButtonHandler,
            handlers.CallbackSelectionHandler,
            handlers.MessageStatusHandler,
            handlers.PhoneNumberChangeHandler,
        )
        self.wa.add_handlers(*(kind(lambda _, update: self.heard.append(update)) for kind in kinds))

    def next(self, kind, many=1):
        """The next updates of this class; pywa's handlers run after its answer, so this waits a moment."""
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            found = [update for update in self.heard if type(update) is kind]
            if len(found) >= many:
                for update in found:
                    self.heard.remove(update)
                return found if many > 1 else found[0]
            time.sleep(0.01)
        raise AssertionError(f"pywa heard {self.heard} and no {kind.__name__}")

    def close(self):
        self.session.close()
        self.served.stop()


@pytest.fixture
def client(play, serves):
    made = Client(play, serves)
    play.writes()
    made.next(types.Message)
    yield made
    made.close()


SENDS = {
    "text": lambda wa, quoted: wa.send_message(INES, "Guten Tag", preview_url=True, tracker="t1"),
    "reply": lambda wa, quoted: wa.send_message(INES, "Ja", reply_to_message_id=quoted),
    "buttons": lambda wa, quoted: wa.send_message(INES, "?", header="h", footer="f", buttons=[types.Button("Ja", "y")]),
    "list": lambda wa, quoted: wa.send_message(INES, "?", buttons=types.SectionList("Wählen", [SECTION])),
    "link button": lambda wa, quoted: wa.send_message(INES, "?", buttons=types.URLButton("Auf", "https://a.example")),
    "ask for contact": lambda wa, quoted: wa.send_message(INES, "?", buttons=types.ContactInfoRequestButton()),
    "flow": lambda wa, quoted: wa.send_message(
        INES, "?", buttons=types.FlowButton(title="Los", flow_id="1", flow_token="t")
    ),
    "image": lambda wa, quoted: wa.send_image(INES, PNG, caption="c", mime_type="image/png"),
    "video": lambda wa, quoted: wa.send_video(INES, b"0" * 9, mime_type="video/mp4"),
    "audio": lambda wa, quoted: wa.send_audio(INES, b"0" * 9, mime_type="audio/mpeg"),
    "voice": lambda wa, quoted: wa.send_voice(INES, b"0" * 9, mime_type="audio/ogg"),
    "document": lambda wa, quoted: wa.send_document(
        INES, b"%PDF-", filename="a.pdf", caption="c", mime_type="application/pdf"
    ),
    "sticker": lambda wa, quoted: wa.send_sticker(INES, b"RIFF", mime_type="image/webp"),
    "reaction": lambda wa, quoted: wa.send_reaction(INES, "👍", quoted),
    "reaction removed": lambda wa, quoted: wa.remove_reaction(INES, quoted),
    "location": lambda wa, quoted: wa.send_location(INES, 47.37, 8.54, name="Büro", address="Seeweg 1"),
    "ask for location": lambda wa, quoted: wa.request_location(INES, "Wo?"),
    "contact": lambda wa, quoted: wa.send_contact(
        INES, types.Contact(name=types.Contact.Name(formatted_name="Bob", first_name="Bob"))
    ),
    "catalog": lambda wa, quoted: wa.send_catalog(INES, "Katalog"),
    "product": lambda wa, quoted: wa.send_product(INES, "1", "sku"),
    "products": lambda wa, quoted: wa.send_products(
        INES, "1", [types.ProductsSection(title="A", skus=["a"])], "Titel", "b"
    ),
    "carousel": lambda wa, quoted: wa.send_carousel(INES, body="b", cards=CARDS),
    "template": lambda wa, quoted: wa.send_template(
        INES, "viewing_reminder", TemplateLanguage.GERMAN, [BodyText.params("Ines", "10 Uhr")]
    ),
}


@pytest.mark.parametrize("case", SENDS)
def test_pywa_sends(client, case):
    quoted = client.play.api("GET", f"/customers/ines/chats/{PHONE}")["messages"][0]["wamid"]
    client.play.api("PATCH", "/settings", {"fetch_links": False})
    sent = SENDS[case](client.wa, quoted)
    assert sent.id.startswith("wamid.")
    client.play.turn(5)
    first, second = client.next(types.MessageStatus, many=2)
    assert {first.id, second.id} == {sent.id}
    assert {first.status.value, second.status.value} == {"sent", "delivered"}
    if case == "text":
        assert first.tracker == "t1"
        assert first.pricing.category.value == "service"


def test_pywa_reads_what_a_failure_says(client):
    # pywa wants `contacts` beside every status; Meta's page on user ids says that a failed one has none.
    client.play.api("PATCH", "/settings", {"contacts_on_failed": True})
    client.play.turn(25 * 3600)
    sent = client.wa.send_message(INES, "zu spät")
    client.play.turn(5)
    status = client.next(types.MessageStatus)
    assert (status.id, status.status.value, status.error.code) == (sent.id, "failed", 131047)


def test_pywa_raises_metas_errors(client):
    with pytest.raises(pywa.errors.WhatsAppError) as refused:
        client.wa.send_message(INES, "x" * 5000)
    assert refused.value.code == 100
    client.play.chaos("storm_130429", count=1)
    with pytest.raises(pywa.errors.WhatsAppError) as storm:
        client.wa.send_message(INES, "x")
    assert storm.value.code == 130429


def test_pywa_marks_as_read_and_shows_typing(client):
    quoted = client.play.api("GET", f"/customers/ines/chats/{PHONE}")["messages"][0]["wamid"]
    assert client.wa.mark_message_as_read(quoted)
    assert client.wa.indicate_typing(quoted)
    assert client.play.api("GET", f"/customers/ines/chats/{PHONE}")["chat"]["typing_business"]


@pytest.mark.parametrize(
    ("kind", "more", "mime_type"),
    [
        ("image", {"caption": "c"}, "image/png"),
        ("video", {}, "video/mp4"),
        ("audio", {"voice": True}, "audio/ogg; codecs=opus"),
        ("audio", {"voice": False}, "audio/mpeg"),
        ("document", {"filename": "plan.pdf"}, "application/pdf"),
        ("sticker", {}, "image/webp"),
    ],
)
def test_pywa_receives_media_from_both_ends_and_downloads_it(client, kind, more, mime_type):
    body = {"type": kind, "data": "AAECAw==", "mime_type": mime_type, **more}
    client.play.api("POST", f"/customers/ines/chats/{PHONE}/messages", body)
    client.play.api("POST", f"/numbers/{PHONE}/chats/ines/messages", body)
    for update in (client.next(types.Message), client.next(types.OutgoingMessage)):
        media = getattr(update, kind)
        assert media.mime_type == mime_type
        assert media.get_bytes() == b"\x00\x01\x02\x03"
        found = client.wa.get_media_url(media.id)
        assert client.wa.get_media_bytes(found.url) == b"\x00\x01\x02\x03"
        assert client.wa.delete_media(media.id)


def test_pywa_receives_every_other_thing_a_customer_does(client):
    chat, play = f"/customers/ines/chats/{PHONE}", client.play
    hers = play.writes("Hallo", forwarded=7)["wamid"]
    message = client.next(types.Message)
    assert (message.text, message.from_user.name, message.forwarded_many_times) == ("Hallo", "Ines Roth", True)
    assert message.from_user.username
    play.api("POST", f"{chat}/messages", {"type": "location", "latitude": 47.3, "longitude": 8.5, "name": "Büro"})
    assert client.next(types.Message).location.name == "Büro"
    card = {"name": {"formatted_name": "Bob", "first_name": "Bob"}, "phones": [{"phone": "+41"}]}
    play.api("POST", f"{chat}/messages", {"type": "contacts", "contacts": [card]})
    assert client.next(types.Message).contacts[0].name.formatted_name == "Bob"
    play.api("POST", f"{chat}/messages", {"type": "unsupported", "unsupported": "poll_creation"})
    assert client.next(types.Message).error.code == 131051
    sent = client.wa.send_message(INES, "?", buttons=[types.Button("Ja", "y")])
    play.api("POST", f"{chat}/replies", {"message": sent.id, "id": "y"})
    pressed = client.next(types.CallbackButton)
    assert (pressed.data, pressed.title, pressed.reply_to_message.id) == ("y", "Ja", sent.id)
    sent = client.wa.send_message(INES, "?", buttons=types.SectionList("Wählen", [SECTION]))
    play.api("POST", f"{chat}/replies", {"message": sent.id, "id": "mo"})
    assert client.next(types.CallbackSelection).data == "mo"
    play.api("POST", f"{chat}/reactions", {"message": sent.id, "emoji": "🎉"})
    assert client.next(types.Message).reaction.emoji == "🎉"
    play.api("POST", f"{chat}/reactions", {"message": sent.id, "emoji": ""})
    assert client.next(types.Message).reaction.is_removed
    play.api("POST", f"{chat}/edits", {"message": hers, "text": "Guten Tag"})
    assert client.next(types.EditedMessage).original_message_id == hers
    play.api("POST", f"{chat}/revocations", {"message": hers})
    assert client.next(types.DeletedMessage).original_message_id == hers
    play.api("POST", "/customers/ines/number-change", {"phone": "+41797654321"})
    assert client.next(types.PhoneNumberChange).new_wa_id == "41797654321"


def test_pywa_receives_every_other_thing_the_agent_does(client):
    app, play = f"/numbers/{PHONE}/chats/ines", client.play
    his = play.agent_writes("Guten Tag")["wamid"]
    assert client.next(types.OutgoingMessage).text == "Guten Tag"
    play.api("POST", f"{app}/messages", {"type": "location", "latitude": 47.3, "longitude": 8.5})
    assert client.next(types.OutgoingMessage).location.latitude == 47.3
    play.api("POST", f"{app}/edits", {"message": his, "text": "Grüezi"})
    edited = client.next(types.OutgoingEditedMessage)
    assert (edited.original_message_id, edited.message.text) == (his, "Grüezi")
    play.api("POST", f"{app}/revocations", {"message": his})
    assert client.next(types.OutgoingDeletedMessage).original_message_id == his


def test_pywa_reads_the_number_and_its_waba(client):
    number = client.wa.get_business_phone_number()
    assert number.display_phone_number == "+41 44 555 01 01"
    assert {n.id for n in client.wa.get_business_phone_numbers()} == {PHONE, "100200300400501"}
