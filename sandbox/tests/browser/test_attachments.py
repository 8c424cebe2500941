"""Everything that is not text, from a chooser, a form or the microphone to the other end."""

import struct
import zlib

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def png() -> bytes:
    """One red pixel, after the PNG specification."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    pixel = zlib.compress(b"\x00\xff\x00\x00")
    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixel) + chunk(b"IEND", b"")


def choose(chatting, phone, kind, name, mime, data):
    with chatting.page.expect_file_chooser() as chosen:
        chatting.attach(phone, kind)
    chosen.value.set_files({"name": name, "mimeType": mime, "buffer": data})


def test_a_picture_with_its_caption_crosses_over(sandbox, chatting):
    choose(chatting, chatting.customer, "Picture", "flat.png", "image/png", png())
    chatting.customer.get_by_label("Caption").fill("My sofa")
    chatting.customer.get_by_role("dialog").get_by_role("button", name="Send").click()

    picture = chatting.message(chatting.agent, "My sofa").get_by_role("img", name="Picture: My sofa")
    expect(picture).to_be_visible()
    assert picture.evaluate("img => img.decode().then(() => img.naturalWidth)") == 1
    picture.click()
    large = chatting.agent.get_by_role("dialog", name="Picture: My sofa")
    expect(large).to_be_visible()
    chatting.page.keyboard.press("Escape")
    expect(large).to_have_count(0)
    assert sandbox.chat()["messages"][-1]["media"]["mime_type"] == "image/png"


def test_a_document_keeps_its_name(chatting):
    choose(chatting, chatting.agent, "Document", "plan.pdf", "application/pdf", b"%PDF-1.4 invented")
    chatting.agent.get_by_role("dialog").get_by_role("button", name="Send").click()
    link = chatting.customer.get_by_role("link", name="plan.pdf")
    expect(link).to_be_visible()
    assert chatting.page.request.get(link.evaluate("a => a.href")).body() == b"%PDF-1.4 invented"


def test_a_place_is_sent_as_numbers(sandbox, chatting):
    chatting.attach(chatting.customer, "Location")
    chatting.customer.get_by_label("Latitude").fill("46.948")
    chatting.customer.get_by_role("dialog").get_by_role("button", name="Send").click()
    expect(chatting.agent.get_by_role("link", name="46.948, 8.5417")).to_be_visible()
    assert sandbox.chat()["messages"][-1]["content"]["latitude"] == 46.948


def test_a_contact_card_shows_name_and_number(chatting):
    chatting.attach(chatting.customer, "Contact card")
    chatting.customer.get_by_label("Name").fill("Charlie Casutt")
    chatting.customer.get_by_role("dialog").get_by_role("button", name="Send").click()
    card = chatting.message(chatting.agent, "Charlie Casutt")
    expect(card).to_contain_text("+41 79 555 02 02")


def check_ogg(data: bytes) -> None:
    """Pages one after the other, OpusHead, OpusTags, and at the end a clock past half a second (RFC 7845)."""
    bodies, at, granule = [], 0, 0
    while at < len(data):
        assert data[at : at + 5] == b"OggS\x00"
        granule = int.from_bytes(data[at + 6 : at + 14], "little")
        segments = data[at + 27 : at + 27 + data[at + 26]]
        start = at + 27 + len(segments)
        bodies.append(data[start : start + sum(segments)])
        at = start + sum(segments)
    assert bodies[0].startswith(b"OpusHead")
    assert bodies[1].startswith(b"OpusTags")
    assert granule > 24_000


def test_a_voice_message_is_recorded_and_can_be_played(sandbox, chatting):
    chatting.customer.get_by_role("button", name="Record a voice message").click()
    expect(chatting.customer.get_by_role("status")).to_contain_text("Recording")
    chatting.page.wait_for_timeout(1200)
    chatting.customer.get_by_role("button", name="Send the recording").click()

    play = chatting.agent.get_by_role("button", name="Play: Voice message")
    expect(play).to_be_visible()
    media = sandbox.chat()["messages"][-1]["media"]
    assert media["voice"] is True
    assert media["mime_type"] == "audio/ogg; codecs=opus"
    check_ogg(chatting.page.request.get(sandbox.url + media["url"]).body())
    play.click()
    expect(chatting.agent.get_by_role("button", name="Pause: Voice message")).to_be_visible()


def test_a_recording_can_be_thrown_away(sandbox, chatting):
    before = len(sandbox.chat()["messages"])
    chatting.customer.get_by_role("button", name="Record a voice message").click()
    chatting.customer.get_by_role("button", name="Throw the recording away").click()
    expect(chatting.customer.get_by_role("textbox", name="Message")).to_be_visible()
    assert len(sandbox.chat()["messages"]) == before


def test_without_a_recorder_the_button_asks_for_an_audio_file(page, sandbox):
    page.add_init_script("delete window.MediaRecorder")
    sandbox.agent_sends(type="text", text="Hello")
    page.goto(f"{sandbox.url}/phones/ines?chat=100200300400500")
    with page.expect_file_chooser() as chosen:
        page.get_by_role("button", name="Send an audio file").click()
    chosen.value.set_files({"name": "note.ogg", "mimeType": "audio/ogg", "buffer": b"OggS invented"})
    expect(page.locator(".message.mine .voice")).to_be_visible()
    assert sandbox.chat()["messages"][-1]["media"]["voice"] is False


def test_a_picture_that_is_pasted_is_sent(chatting):
    paste = """(box, bytes) => {
      const data = new DataTransfer();
      data.items.add(new File([new Uint8Array(bytes)], "shot.png", { type: "image/png" }));
      box.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
    }"""
    chatting.agent.get_by_role("textbox", name="Message").evaluate(paste, list(png()))
    chatting.agent.get_by_role("dialog").get_by_role("button", name="Send").click()
    expect(chatting.customer.locator(".message .picture img")).to_be_visible()


def test_what_the_sandbox_refuses_is_said_and_the_text_is_kept(chatting, complaints):
    refusal = {"error": {"code": "invented", "message": "That is not possible today."}}
    chatting.page.route("**/messages", lambda route: route.fulfill(status=400, json=refusal))
    chatting.write(chatting.agent, "Do not lose me")
    expect(chatting.agent.get_by_role("alert")).to_contain_text("That is not possible today.")
    expect(chatting.agent.get_by_role("textbox", name="Message")).to_have_value("Do not lose me")
    assert "400" in complaints.pop()
