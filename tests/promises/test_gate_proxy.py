"""What is not the gate's own goes to web and back as it came, and nothing of the gate's own ever does."""

import http.client
import json
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from socketserver import ThreadingUnixStreamServer

import pytest

from tests.fixtures.databases import Database
from tests.promises.gate_process import Gate, running_gate


class Handler(BaseHTTPRequestHandler):
    """A web that says what it was asked, and has a few ways of its own."""

    protocol_version = "HTTP/1.1"
    server: "Web"

    def address_string(self) -> str:
        return "gate"

    def log_message(self, *_arguments: object) -> None:
        pass

    def answer(self) -> None:
        self.server.asked.append((self.command, self.path))
        ways = {"/stream": self.stream, "/redirect": self.redirect, "/break": self.break_off, "/none": self.none}
        ways.get(self.path, self.say)()

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_OPTIONS = answer  # noqa: N815 - its names

    def body(self) -> bytes:
        if self.headers.get("Transfer-Encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        pieces = []
        while size := int(self.rfile.readline(), 16):
            pieces.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(pieces)

    def say(self) -> None:
        body = self.body()
        said = {"method": self.command, "path": self.path, "headers": self.headers.items(), "size": len(body)}
        self.finish_with(200, json.dumps(said | {"start": body[:20].decode("latin-1")}).encode())

    def finish_with(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Set-Cookie", "a=1; Path=/")
        self.send_header("Set-Cookie", "b=2; Path=/")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def stream(self) -> None:
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        try:
            for n in range(1000):
                self.wfile.write(b"6\r\n%05d\n\r\n" % n)
                self.wfile.flush()
                self.server.streamed = n
                time.sleep(0.02)
        except OSError:
            self.server.broken.set()

    def redirect(self) -> None:
        self.send_response(302)
        self.send_header("Location", "http://127.0.0.1:1/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def none(self) -> None:
        self.send_response(304)
        self.send_header("Content-Length", "100")
        self.end_headers()

    def break_off(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.wfile.write(b"half")
        self.close_connection = True


class Web(ThreadingUnixStreamServer):
    daemon_threads = True

    def __init__(self, path: str) -> None:
        self.asked: list[tuple[str, str]] = []
        self.streamed = 0
        self.broken = threading.Event()
        super().__init__(path, Handler)
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    def get_request(self):
        line, _ = self.socket.accept()
        return line, ("gate", 0)


@pytest.fixture
def gate(database: Database, tmp_path) -> Iterator[Gate]:
    with running_gate(tmp_path) as running:
        yield running


@pytest.fixture
def web(gate: Gate) -> Iterator[Web]:
    server = Web(gate.environment["TWINLINE_WEB_SOCKET"])
    yield server
    server.shutdown()
    server.server_close()


def headers_at_web(gate: Gate, **headers: str) -> dict[str, list[str]]:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    found: dict[str, list[str]] = {}
    for name, value in json.loads(gate.ask("GET", "/", headers=sent).body)["headers"]:
        found.setdefault(name.lower(), []).append(value)
    return found


def test_a_request_arrives_as_it_was_sent(gate, web):
    said = json.loads(gate.ask("PATCH", "/api/me?a=1&b=%20%C3%BC", b'{"language":"fr"}').body)
    assert (said["method"], said["path"]) == ("PATCH", "/api/me?a=1&b=%20%C3%BC")
    assert (said["size"], said["start"]) == (17, '{"language":"fr"}')


def test_web_hears_the_true_client_and_the_asked_host(gate, web):
    headers = headers_at_web(
        gate,
        Host="twinline.example:8443",
        X_Forwarded_For="6.6.6.6",
        X_Forwarded_Proto="https",
        X_Forwarded_Host="evil.example",
        Forwarded="for=6.6.6.6",
        X_Real_IP="6.6.6.6",
    )
    assert headers["host"] == ["twinline.example:8443"]
    assert headers["x-forwarded-for"] == ["127.0.0.1"]
    assert headers["x-forwarded-proto"] == ["http"]
    assert not {"x-forwarded-host", "forwarded", "x-real-ip"} & headers.keys()


def test_a_proxy_that_the_operator_named_is_believed(database: Database, tmp_path):
    with running_gate(tmp_path, TWINLINE_PROXIES="192.0.2.0/24, 127.0.0.1") as gate:
        server = Web(gate.environment["TWINLINE_WEB_SOCKET"])
        headers = headers_at_web(gate, X_Forwarded_For="6.6.6.6, 203.0.113.9, 192.0.2.8", X_Forwarded_Proto="https")
        server.shutdown()
        server.server_close()
    # What stands left of the first stranger is that stranger's own word.
    assert headers["x-forwarded-for"] == ["203.0.113.9"]
    assert headers["x-forwarded-proto"] == ["https"]


def test_an_answer_comes_back_whole(gate, web):
    connection = http.client.HTTPConnection("127.0.0.1", gate.port)
    connection.request("GET", "/")
    answer = connection.getresponse()
    cookies = answer.headers.get_all("Set-Cookie")
    assert (answer.status, cookies) == (200, ["a=1; Path=/", "b=2; Path=/"])
    assert len(answer.read()) == int(answer.headers["Content-Length"])
    assert answer.headers.get_all("Server") is None
    assert len(answer.headers.get_all("Date")) == 1
    # The connection is kept: a page loads dozens of files.
    connection.request("HEAD", "/")
    answer = connection.getresponse()
    assert (answer.status, answer.read()) == (200, b"")
    connection.request("GET", "/none")
    answer = connection.getresponse()
    assert (answer.status, answer.read()) == (304, b"")
    connection.close()


def test_no_cookie_is_kept_from_one_client_to_the_next(gate, web):
    gate.ask("GET", "/")
    assert "cookie" not in headers_at_web(gate)


def test_a_redirect_is_the_clients_to_follow(gate, web):
    answer = gate.ask("GET", "/redirect")
    assert (answer.status, answer.headers["location"]) == (302, "http://127.0.0.1:1/elsewhere")
    assert web.asked == [("GET", "/redirect")]


def test_large_bodies_stream_through(gate, web):
    size = 30 * 1024 * 1024
    said = json.loads(gate.ask("POST", "/api/media", b"x" * size).body)
    assert said["size"] == size


def test_a_body_in_pieces_streams_through(gate, web):
    with socket.create_connection(("127.0.0.1", gate.port)) as line:
        line.sendall(b"POST /api/media HTTP/1.1\r\nhost: here\r\ntransfer-encoding: chunked\r\n\r\n")
        for _ in range(50):
            line.sendall(b"2710\r\n" + b"x" * 10_000 + b"\r\n")
        line.sendall(b"0\r\n\r\n")
        heard = b""
        while b'"size": 500000' not in heard and (piece := line.recv(65536)):
            heard += piece
    assert b'"size": 500000' in heard


def test_an_answer_streams_and_ends_with_its_reader(gate, web):
    connection = http.client.HTTPConnection("127.0.0.1", gate.port)
    connection.request("GET", "/stream")
    answer = connection.getresponse()
    begun = time.monotonic()
    assert answer.read(6) == b"00000\n"
    assert time.monotonic() - begun < 2
    answer.close()
    connection.close()
    assert web.broken.wait(5)
    assert web.streamed < 900


def test_an_answer_that_breaks_off_is_not_taken_for_whole(gate, web):
    with pytest.raises(http.client.IncompleteRead):
        gate.ask("GET", "/break")
    assert gate.ask("GET", "/").status == 200


TRICKS = [
    "/hooks/meta/1",
    "/hooks",
    "//hooks/meta/1",
    "/%68ooks/meta/1",
    "/x/../hooks/meta/1",
    "/x/%2e%2e/hooks/meta/1",
    "/HOOKS/meta/1",
    "/live/",
    "//live",
    "/%6cive",
    "/./live",
    "/live;x",
    "/readyz/..",
    "http://elsewhere/hooks/meta/1",
]


def test_hooks_and_live_never_reach_web_whatever_they_are_called(gate, web):
    gate.wait_for_status("/hooks/meta/1", 404)
    for path in TRICKS:
        for method in ("GET", "POST"):
            assert gate.ask(method, path).status == 404, path
    assert gate.ask("GET", "/live").status == 401
    assert web.asked == []


def test_a_request_that_could_mean_two_things_is_refused(gate, web):
    with socket.create_connection(("127.0.0.1", gate.port)) as line:
        line.sendall(
            b"POST / HTTP/1.1\r\nhost: here\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n"
        )
        assert line.recv(1000).startswith(b"HTTP/1.1 400")
    assert web.asked == []


def test_without_web_a_page_says_so_and_webhooks_are_still_taken(gate):
    answer = gate.ask("GET", "/", headers={"Accept": "text/html"})
    assert (answer.status, answer.headers["retry-after"], answer.headers["refresh"]) == (503, "2", "2")
    assert b"Try again" in answer.body
    answer = gate.ask("GET", "/api/me", headers={"Accept": "application/json"})
    assert (answer.status, json.loads(answer.body)["action"]) == (503, "retry")
    gate.wait_for_status("/hooks/meta/1", 404)
    assert gate.ask("GET", "/healthz").status == 200


def test_ready_only_when_everything_answers(gate, web):
    gate.wait_for_status("/readyz", 200)
    assert json.loads(gate.ask("GET", "/readyz").body) == {"database": True, "writer": True, "web": True}
    web.shutdown()
    web.server_close()
    answer = gate.ask("GET", "/readyz")
    assert (answer.status, json.loads(answer.body)["web"]) == (503, False)
