"""Requests we accept, answers we give and webhooks we post, against Meta's own OpenAPI file.

META_OPENAPI names the file (facebook/openapi, business-messaging-api_v23.0.yaml). Where it contradicts Meta's newer
pages the contradiction is listed here with its reason; a contradiction that is gone fails, so the list stays true.
"""

import os
import re
from functools import cache
from pathlib import Path

import pytest

PHONE, HOTLINE, WABA = "100200300400500", "100200300400501", "811200340045001"
FILE = os.environ.get("META_OPENAPI", "")
pytestmark = pytest.mark.skipif(
    not FILE, reason="META_OPENAPI names no file: Meta's OpenAPI description is not compared with the sandbox."
)

NUMBER, WABAS = "/{Version}/{Phone-Number-ID}", "/{Version}/{WABA-ID}"
KNOWN = {
    "get /{Version}/{Media-ID}: file_size: 3 is not of type 'string'": (
        "a string in the file's syntax, a number in the samples of Meta's media page"
    ),
    "get /{Version}/{WABA-ID}/phone_numbers: data.#: 'status' is a required property": (
        "no default field on Meta's phone numbers page; it comes when `fields` asks for it"
    ),
    "send location: latitude: 47.37 is not of type 'string'": "the file's own examples are numbers; both are accepted",
    "send location: longitude: 8.54 is not of type 'string'": "the file's own examples are numbers; both are accepted",
    "send template: language: 'policy' is a required property": "Meta's newer pages know no policy any more",
    "webhook message location: : 'address' is a required property": "Meta's page sends it for places only, not pins",
    "webhook message unsupported: #: 'type' is a required property": (
        "Meta's newer page has the type beside the errors, in `unsupported`"
    ),
}


@cache
def document():
    yaml = pytest.importorskip("yaml")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    # Dates stay strings, as they are in JSON.
    loader.yaml_implicit_resolvers = {
        key: [(tag, pattern) for tag, pattern in resolvers if "timestamp" not in tag]
        for key, resolvers in loader.yaml_implicit_resolvers.items()
    }
    return yaml.load(Path(FILE).read_text(), loader)


@cache
def registry():
    referencing = pytest.importorskip("referencing")
    jsonschema = referencing.jsonschema
    resource = referencing.Resource(document(), jsonschema.DRAFT202012)
    return referencing.Registry().with_resource("urn:meta", resource)


def errors(schema, value):
    """Every deviation as `path: what`, the deepest of alternatives first."""
    jsonschema = pytest.importorskip("jsonschema")
    validator = jsonschema.Draft202012Validator(absolute(schema), registry=registry())
    found = []
    for error in validator.iter_errors(value):
        deepest = jsonschema.exceptions.best_match([error])
        path = ".".join(re.sub(r"^\d+$", "#", str(part)) for part in deepest.absolute_path)
        found.append(f"{path}: {deepest.message[:160]}")
    return found


def absolute(schema):
    if isinstance(schema, dict):
        return {
            key: f"urn:meta{value}" if key == "$ref" and value.startswith("#") else absolute(value)
            for key, value in schema.items()
        }
    return [absolute(item) for item in schema] if isinstance(schema, list) else schema


def answer_schema(path, method, status="200"):
    responses = document()["paths"][path][method]["responses"]
    response = responses[status]
    while "$ref" in response:
        *_, name = response["$ref"].split("/")
        response = document()["components"]["responses"][name]
    return response["content"]["application/json"]["schema"]


def content_schema(name, kind):
    """The object under the type's name: the file closes the parts of a message against each other by mistake
    (additionalProperties: false inside allOf), so that no whole message fits, Meta's own examples included.
    """
    message = document()["components"]["schemas"][name]
    parts = [part["properties"] for part in message["allOf"] if kind in part.get("properties", {})]
    return parts[0][kind]


# In webhooks the file points at the messages to send; these are the ones it wrote for receiving.
RECEIVED = {
    "text": "TextMessage_2",
    "contacts": "ContactSharingMessage",
    "button": "ButtonMessage",
    "interactive": "InteractiveMessageReply",
    "system": "SystemMessage",
}


def webhook_deviations(value):
    """The value without its messages, then each message's own object."""
    name = f"webhook {kind_of(value)}"
    if "statuses" in value:
        return deviations(name, {"$ref": "#/components/schemas/StatusMessageValue"}, value)
    message = value["messages"][0]
    kind = message["type"]
    around = "IncomingMessageValueSystem" if kind == "system" else "IncomingMessageValueGeneral"
    found = deviations(name, {"$ref": f"#/components/schemas/{around}"}, {**value, "messages": []})
    if kind == "unsupported":
        return found | deviations(name, content_schema("UnsupportedMessage", "errors"), message["errors"])
    schema = content_schema(RECEIVED.get(kind, f"{kind.capitalize()}Message_1"), kind)
    return found | deviations(name, schema, message[kind])


def deviations(name, schema, value):
    return {f"{name}: {found}" for found in errors(schema, value)}


def answers(play):
    """Each endpoint of the file that the sandbox has: its address in the file, the method, our answer."""
    headers = {"Authorization": f"Bearer {play.token}"}
    files, fields = {"file": ("a.png", b"png", "image/png")}, {"messaging_product": "whatsapp"}
    url = f"{play.url}/v23.0/{PHONE}/media"
    uploaded = play.http.post(url, data=fields, files=files, headers=headers)
    media = uploaded.json()["id"]
    yield NUMBER + "/media", "post", uploaded
    yield "/{Version}/{Media-ID}", "get", play.graph("GET", media)
    yield "/{Version}/{Media-ID}", "delete", play.graph("DELETE", media)
    yield NUMBER, "get", play.graph("GET", PHONE)
    yield (
        NUMBER,
        "get",
        play.graph("GET", f"{PHONE}?fields=name_status,status,account_mode,is_official_business_account"),
    )
    yield NUMBER + "/messages", "post", play.send()
    events = "id,message_id,events{delivery_status,timestamp,webhook_update_state,application,webhook_uri}"
    yield NUMBER + "/message_history", "get", play.graph("GET", f"{PHONE}/message_history?fields={events}")
    yield NUMBER + "/register", "post", play.graph("POST", f"{HOTLINE}/register", {"pin": "123456"})
    yield NUMBER + "/deregister", "post", play.graph("POST", f"{HOTLINE}/deregister")
    yield NUMBER + "/whatsapp_business_profile", "get", play.graph("GET", f"{PHONE}/whatsapp_business_profile")
    yield WABAS, "get", play.graph("GET", WABA)
    yield WABAS + "/phone_numbers", "get", play.graph("GET", f"{WABA}/phone_numbers")
    yield WABAS + "/message_templates", "get", play.graph("GET", f"{WABA}/message_templates")
    yield WABAS + "/subscribed_apps", "get", play.graph("GET", f"{WABA}/subscribed_apps")
    yield WABAS + "/subscribed_apps", "post", play.graph("POST", f"{WABA}/subscribed_apps")
    yield WABAS + "/subscribed_apps", "delete", play.graph("DELETE", f"{WABA}/subscribed_apps")


def refusals(play):
    yield NUMBER, "get", play.graph("GET", "123456")
    yield NUMBER, "get", play.http.get(f"{play.url}/v23.0/{PHONE}")
    yield NUMBER + "/deregister", "post", play.graph("POST", f"{PHONE}/deregister")


def test_our_answers_fit_the_file_but_for_the_known_contradictions(play):
    play.writes()
    found = set()
    for path, method, answer in answers(play):
        assert answer.status_code == 200, answer.text
        found |= deviations(f"{method} {path}", answer_schema(path, method), answer.json())
    for path, method, answer in refusals(play):
        schema = answer_schema(path, method, str(answer.status_code))
        found |= deviations(f"{method} {path} {answer.status_code}", schema, answer.json())
    assert found == {known for known in KNOWN if known.startswith(("get", "post", "delete"))}


BUTTONS = {"buttons": [{"type": "reply", "reply": {"id": "y", "title": "Ja"}}]}
LIST = {"button": "Wählen", "sections": [{"title": "A", "rows": [{"id": "1", "title": "a", "description": "b"}]}]}
CARD = {"name": {"formatted_name": "Bob", "first_name": "Bob"}, "phones": [{"phone": "+41", "type": "HOME"}]}
BODIES = {
    "text": {"body": "Guten Tag", "preview_url": False},
    "image": {"link": "https://a.example/b.png", "caption": "c"},
    "video": {"link": "https://a.example/b.mp4"},
    "audio": {"link": "https://a.example/b.ogg"},
    "document": {"link": "https://a.example/b.pdf", "filename": "b.pdf"},
    "sticker": {"link": "https://a.example/b.webp"},
    "location": {"latitude": 47.37, "longitude": 8.54, "name": "Büro", "address": "Seeweg 1"},
    "contacts": [CARD],
    "interactive": {"type": "button", "body": {"text": "?"}, "action": BUTTONS},
    "template": {"name": "hello_world", "language": {"code": "en_US"}},
}


def test_what_we_accept_fits_the_file_but_for_the_known_contradictions(play):
    wamid = play.writes()["wamid"]
    play.api("PATCH", "/settings", {"fetch_links": False})
    found = set()
    bodies = [*BODIES.items(), ("reaction", {"message_id": wamid, "emoji": "👍"})]
    bodies.append(("interactive", {"type": "list", "body": {"text": "?"}, "action": LIST}))
    for kind, content in bodies:
        body = {"messaging_product": "whatsapp", "recipient_type": "individual", "to": "41791234567"}
        body |= {"type": kind, kind: content}
        assert play.graph("POST", f"{PHONE}/messages", body).status_code == 200
        found |= deviations(f"send {kind}", content_schema(f"{kind.capitalize()}Message", kind), content)
    assert found == {known for known in KNOWN if known.startswith("send")}


def acts(play):
    chat = f"/customers/ines/chats/{PHONE}"
    wamid = play.writes("Hallo", forwarded=1)["wamid"]
    play.writes("Und noch", quote=wamid)
    for kind, mime_type in (("image", "image/png"), ("audio", "audio/ogg"), ("video", "video/mp4")):
        play.api("POST", f"{chat}/messages", {"type": kind, "data": "AAAA", "mime_type": mime_type})
    play.api("POST", f"{chat}/messages", {"type": "document", "data": "AAAA", "filename": "a.pdf"})
    play.api("POST", f"{chat}/messages", {"type": "sticker", "data": "AAAA", "mime_type": "image/webp"})
    play.api("POST", f"{chat}/messages", {"type": "location", "latitude": 1, "longitude": 2, "name": "x"})
    play.api("POST", f"{chat}/messages", {"type": "contacts", "contacts": [CARD]})
    play.api("POST", f"{chat}/messages", {"type": "button", "text": "Ja"})
    play.api("POST", f"{chat}/messages", {"type": "unsupported", "unsupported": "poll_creation"})
    play.api("POST", f"{chat}/reactions", {"message": wamid, "emoji": "👍"})
    sent = play.send(type="interactive", interactive=BODIES["interactive"]).json()["messages"][0]["id"]
    play.api("POST", f"{chat}/replies", {"message": sent, "id": "y"})
    play.turn(5)
    play.api("POST", f"{chat}/open", {})
    play.api("POST", "/customers/ines/number-change", {"phone": "+41797654321"})
    play.turn(25 * 3600)
    play.send(to="41797654321")
    play.turn(5)


def kind_of(value):
    if "statuses" in value:
        return f"status {value['statuses'][0]['status']}"
    return f"message {value['messages'][0]['type']}"


def test_our_webhooks_fit_the_file_but_for_the_known_contradictions(play):
    acts(play)
    found, kinds = set(), set()
    for body in play.callback.bodies:
        change = body["entry"][0]["changes"][0]
        if change["field"] == "messages":
            value = change["value"]
            kinds.add(kind_of(value))
            found |= webhook_deviations(value)
    assert len(kinds) == 17
    assert found == {known for known in KNOWN if known.startswith("webhook")}
