"""Media both ways: sizes and types, addresses of five minutes, ids that die."""

import base64
import hashlib

PHONE = "100200300400500"
DATA = b"\x89PNG" + b"1" * 100


def upload(play, data=DATA, mime_type="image/png", name="a.png", **more):
    files = {"file": (name, data, mime_type)}
    headers = {"Authorization": f"Bearer {play.token}"}
    fields = {"messaging_product": "whatsapp", **more}
    return play.http.post(f"{play.url}/v25.0/{PHONE}/media", data=fields, files=files, headers=headers)


def fetch(play, url, token=None):
    headers = {"Authorization": f"Bearer {token or play.token}"}
    return play.http.get(url, headers=headers)


def test_what_is_uploaded_can_be_sent_seen_fetched_and_deleted(play):
    play.writes()
    media_id = upload(play).json()["id"]
    sent = play.send(type="image", image={"id": media_id, "caption": "Küche"})
    assert sent.status_code == 200
    bubble = play.api("GET", f"/customers/ines/chats/{PHONE}")["messages"][-1]
    assert play.http.get(play.url + bubble["media"]["url"]).content == DATA
    node = play.graph("GET", media_id).json()
    assert node["sha256"] == hashlib.sha256(DATA).hexdigest()
    assert (node["mime_type"], node["file_size"], node["messaging_product"]) == ("image/png", len(DATA), "whatsapp")
    assert fetch(play, node["url"]).content == DATA
    assert play.graph("DELETE", media_id).json() == {"success": True}
    assert play.graph("GET", media_id).status_code == 400
    assert play.send(type="image", image={"id": media_id}).json()["error"]["code"] == 131009


def test_an_address_needs_the_token_and_lives_five_minutes(play):
    media_id = upload(play).json()["id"]
    url = play.graph("GET", media_id).json()["url"]
    assert play.http.get(url).status_code == 401
    assert fetch(play, url, "nope").status_code == 401
    play.turn(301)
    assert fetch(play, url).status_code == 404
    assert fetch(play, play.graph("GET", media_id).json()["url"]).status_code == 200
    assert fetch(play, url.replace("hash=", "hash=0")).status_code == 404


def test_ids_of_webhooks_live_seven_days_and_uploaded_ones_thirty(play):
    uploaded = upload(play).json()["id"]
    data = base64.b64encode(DATA).decode()
    body = {"type": "image", "data": data, "mime_type": "image/png", "caption": "Bad"}
    play.api("POST", f"/customers/ines/chats/{PHONE}/messages", body)
    play.settle()
    image = play.callback.items("messages")[0]["image"]
    assert image["sha256"] == base64.b64encode(hashlib.sha256(DATA).digest()).decode()
    assert (image["caption"], image["mime_type"]) == ("Bad", "image/png")
    assert fetch(play, image["url"]).content == DATA
    play.turn(7 * 86400 + 1)
    assert play.graph("GET", image["id"]).status_code == 400
    assert play.graph("GET", uploaded).status_code == 200
    play.turn(23 * 86400)
    assert play.graph("GET", uploaded).status_code == 400


def test_types_and_sizes_of_metas_table(play):
    assert upload(play, b"x" * (5 * 1024**2 + 1)).json()["error"]["code"] == 131009
    assert upload(play, b"x", "image/tiff", "a.tiff").json()["error"]["code"] == 100
    assert upload(play, b"").json()["error"]["code"] == 131009
    assert upload(play, b"x", "application/pdf", "a.pdf").status_code == 200
    assert upload(play, b"x", "application/octet-stream", "a.ogg").status_code == 200
    assert upload(play, messaging_product="sms").json()["error"]["code"] == 100
    sticker = upload(play, b"x", "image/webp", "a.webp").json()["id"]
    assert play.send(type="audio", audio={"id": sticker}).json()["error"]["code"] == 131009


def test_503_on_demand(play):
    media_id = upload(play).json()["id"]
    url = play.graph("GET", media_id).json()["url"]
    play.chaos("media_503", count=2)
    assert play.graph("GET", media_id).status_code == 503
    assert fetch(play, url).status_code == 503
    assert fetch(play, url).status_code == 200


def test_a_link_is_fetched_or_the_send_fails_later(play):
    play.writes()
    play.send(type="image", image={"link": "http://127.0.0.1:9/a.png"})
    while not play.callback.items("statuses"):
        play.turn(1)
    assert play.callback.items("statuses")[0]["errors"][0]["code"] == 131053


def test_the_pages_bytes_are_harmless(play):
    files = {"file": ("a.html", b"<script>1</script>", "text/html")}
    made = play.http.post(f"{play.url}/sandbox/api/media", files=files).json()
    shown = play.http.get(play.url + made["url"])
    assert shown.headers["content-disposition"] == "attachment"
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in shown.headers["content-security-policy"]
    part = play.http.get(play.url + made["url"], headers={"Range": "bytes=1-3"})
    assert (part.status_code, part.content) == (206, b"scr")
