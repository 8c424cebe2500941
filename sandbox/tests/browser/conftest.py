"""Bothends as a process of its own, and Chromium in front of it."""

import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

# A busy machine draws late; only what never comes is a fault.
expect.set_options(timeout=20_000)

CHROMIUM = "/usr/bin/chromium"
NUMBER = "100200300400500"
CLOUD_ONLY = "100200300400501"
PAGE = Path(__file__).parents[2] / "src" / "bothends" / "page"


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    quiet = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
    quiet += ["--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"]
    microphone = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    return {"executable_path": CHROMIUM, "chromium_sandbox": False, "args": [*quiet, *microphone]}


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, Any]:
    return {"locale": "en-GB", "viewport": {"width": 1440, "height": 900}}


class Server:
    """`bothends serve` on a port of its own; it can be stopped and started again on the same one."""

    def __init__(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "bothends", "serve", "--port", str(self.port), "--seed", "1"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        assert "Bothends is on" in self.process.stdout.readline()

    def stop(self) -> None:
        self.process.terminate()
        self.process.communicate(timeout=20)


class Sandbox:
    """The control API and the Graph API of one running Bothends."""

    def __init__(self, server: Server) -> None:
        self.server, self.url = server, server.url
        self.client = httpx.Client(base_url=server.url, timeout=20)

    def ask(self, method: str, path: str, **body: Any) -> Any:
        answer = self.client.request(method, f"/sandbox/api{path}", json=body if method != "GET" else None)
        assert answer.is_success, answer.text
        return answer.json()

    def post(self, path: str, **body: Any) -> Any:
        return self.ask("POST", path, **body)

    def customer_sends(self, customer: str = "ines", number: str = NUMBER, **body: Any) -> Any:
        return self.post(f"/customers/{customer}/chats/{number}/messages", **body)

    def agent_sends(self, customer: str = "ines", number: str = NUMBER, **body: Any) -> Any:
        return self.post(f"/numbers/{number}/chats/{customer}/messages", **body)

    def chat(self, customer: str = "ines", number: str = NUMBER) -> Any:
        return self.ask("GET", f"/customers/{customer}/chats/{number}")

    def api_sends(self, to: str = "41791234567", number: str = NUMBER, **body: Any) -> Any:
        token = self.ask("GET", "/state")["tokens"][0]["token"]
        headers = {"Authorization": f"Bearer {token}"}
        message = {"messaging_product": "whatsapp", "to": to, **body}
        answer = self.client.post(f"/v25.0/{number}/messages", headers=headers, json=message)
        assert answer.is_success, answer.text
        return answer.json()


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.stop()


@pytest.fixture
def sandbox(server: Server) -> Iterator[Sandbox]:
    sandbox = Sandbox(server)
    sandbox.post("/reset")
    yield sandbox
    sandbox.client.close()


@pytest.fixture(autouse=True)
def complaints(page: Page) -> Iterator[list[str]]:
    """What the browser complained of: a refused style, a script error. A test may take out what it expected."""
    heard: list[str] = []
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("console", lambda message: heard.append(message.text) if message.type in ("error", "warning") else None)
    yield heard
    assert not heard


class Phones:
    """Both phones on the first page, each with Ines and Kiosk Nord's chat open."""

    def __init__(self, page: Page, sandbox: Sandbox) -> None:
        page.goto(f"{sandbox.url}/")
        self.page = page
        self.customer = page.get_by_role("region", name="Ines Roth’s phone")
        self.agent = page.get_by_role("region", name="Business app of Kiosk Nord")

    def open_both(self) -> None:
        for phone in (self.agent, self.customer):
            phone.locator(".chat-row").filter(has_text=re.compile("Ines Roth|Kiosk Nord")).first.click()

    def message(self, phone: Locator, text: str) -> Locator:
        return phone.locator(".message").filter(has_text=text)

    def write(self, phone: Locator, text: str) -> None:
        phone.get_by_role("textbox", name="Message").fill(text)
        phone.get_by_role("button", name="Send", exact=True).click()

    def act(self, phone: Locator, text: str, action: str) -> None:
        message = self.message(phone, text)
        message.hover()
        message.locator(".bubble-menu").click()
        phone.get_by_role("dialog").get_by_role("button", name=action).click()

    def attach(self, phone: Locator, kind: str) -> None:
        phone.get_by_role("button", name="Attach").click()
        phone.get_by_role("dialog").get_by_role("button", name=kind).click()


@pytest.fixture
def phones(page: Page, sandbox: Sandbox) -> Phones:
    return Phones(page, sandbox)


@pytest.fixture
def chatting(page: Page, sandbox: Sandbox) -> Phones:
    """Ines has written, and both ends look at it."""
    sandbox.customer_sends(type="text", text="Is the flat still free?")
    phones = Phones(page, sandbox)
    phones.open_both()
    return phones
