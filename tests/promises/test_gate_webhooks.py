"""Only what Meta signed is taken; what is taken is durable; whatever else comes gets the right status."""

import json
import re
import socket
import threading
import time
from collections.abc import Iterator

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fixtures.databases import Database
from tests.promises.gate_process import (
    APP,
    SECRET,
    TOKEN,
    Gate,
    add_app,
    running_gate,
    signature,
    stored,
)
from twinline.gate.hooks import BODY_CAP

HOOK = f"/hooks/meta/{APP}"
BODY = b'{"object":"whatsapp_business_account","entry":[]}'


@pytest.fixture
def gate(database: Database, tmp_path) -> Iterator[Gate]:
    add_app(database.installation)
    with running_gate(tmp_path) as running:
        running.wait_until_apps_are_known()
        yield running


def post(gate: Gate, body: bytes, **headers: str) -> int:
    return gate.ask("POST", HOOK, body, {name.replace("_", "-"): value for name, value in headers.items()}).status


# --- what is signed is kept, whatever it is

ODD = {
    "a webhook": BODY,
    "nothing at all": b"",
    "not JSON": b"{",
    "not UTF-8": b"\xff\xfe\x00\x80" * 10,
    "a number": b"17",
    "deeply nested": b"[" * 200_000 + b"]" * 200_000,
    "deeply nested objects": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "an unknown object": b'{"object":"page","entry":[{"id":"1"}]}',
    "null bytes": b"\0" * 1000,
    "Meta's largest": b"x" * 3 * 1024 * 1024,
    "the cap": b"y" * BODY_CAP,
    "a lone surrogate": b'{"text":"\\ud800"}',
}


def test_every_signed_body_is_stored_as_it_came(gate, database):
    for body in ODD.values():
        assert gate.deliver(body).status == 200
    assert stored(database.installation) == list(ODD.values())


def test_a_body_that_comes_in_pieces_is_stored_whole(gate, database):
    pieces = [b'{"entry":', b"[", b" " * 100_000, b"]}"]
    head = (
        f"POST {HOOK} HTTP/1.1\r\nhost: here\r\ntransfer-encoding: chunked\r\n"
        f"x-hub-signature-256: {signature(b''.join(pieces), SECRET)}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", gate.port)) as line:
        line.sendall(head.encode())
        for piece in pieces:
            line.sendall(b"%x\r\n%s\r\n" % (len(piece), piece))
            time.sleep(0.02)
        line.sendall(b"0\r\n\r\n")
        assert line.recv(1000).startswith(b"HTTP/1.1 200")
    assert stored(database.installation) == [b"".join(pieces)]


def test_nothing_readable_lies_in_the_database(gate, database):
    gate.deliver(b'{"text":"a canary sings"}')
    with database.connect("owner") as owner:
        (sealed,) = owner.execute("select sealed from views.intake").fetchone()
    assert b"canary" not in sealed


# --- what is not signed is refused

RIGHT = signature(BODY, SECRET)
FORGED = [
    "",
    "sha256=",
    "sha256",
    "=",
    RIGHT[:-1],
    RIGHT + "0",
    RIGHT.upper(),
    RIGHT.replace("sha256=", "SHA256="),
    RIGHT.replace("sha256=", "sha1="),
    RIGHT.replace("sha256=", ""),
    RIGHT.replace("sha256=", "sha256=="),
    RIGHT + ",",
    RIGHT + " " + RIGHT,
    f"{RIGHT},{RIGHT}",
    f"{RIGHT};",
    "sha256=" + "0" * 64,
    "sha256=" + "f" * 64,
    "sha256=" + "g" * 64,
    "sha256=" + RIGHT[7:39],
    "sha256=" + RIGHT[7:] * 2,
    "sha256=ü" + RIGHT[8:],
    "sha256=\xb2" + RIGHT[8:],
    "sha256=" + " " * 64,
    "sha256=None",
    "sha256=null",
    "none",
    signature(BODY, b""),
    signature(BODY, b"None"),
    signature(BODY, SECRET + b" "),
    signature(BODY, SECRET[:-1]),
    signature(BODY, SECRET.upper()),
    signature(BODY, SECRET.hex().encode()),
    signature(BODY, APP.encode()),
    signature(BODY, TOKEN.encode()),
    signature(BODY + b"\n", SECRET),
    signature(BODY[:-1], SECRET),
    signature(b"", SECRET),
    signature(BODY.replace(b'":', b'": '), SECRET),
    signature(json.dumps(json.loads(BODY)).encode(), SECRET),
    signature(BODY.upper(), SECRET),
    signature(BODY[::-1], SECRET),
    *(RIGHT[:place] + ("0" if RIGHT[place] != "0" else "1") + RIGHT[place + 1 :] for place in (7, 20, 40, 70)),
]


def test_at_least_forty_wrong_signatures_are_refused_and_nothing_of_them_is_stored(gate, database):
    assert len(set(FORGED)) >= 40
    answers = {
        header: gate.ask("POST", HOOK, BODY, {"X-Hub-Signature-256": header.encode("latin-1")}).status
        for header in FORGED
    }
    assert set(answers.values()) == {401}
    assert post(gate, BODY) == 401
    assert post(gate, BODY, X_Hub_Signature=RIGHT) == 401
    assert gate.deliver(BODY).status == 200
    assert stored(database.installation) == [BODY]


def test_a_signature_given_twice_is_no_signature(gate):
    head = f"POST {HOOK} HTTP/1.1\r\nhost: here\r\ncontent-length: {len(BODY)}\r\n"
    twice = f"x-hub-signature-256: {RIGHT}\r\n" * 2
    assert spoken(gate, head.encode() + twice.encode() + b"\r\n" + BODY).startswith(b"HTTP/1.1 401")


def test_any_flipped_bit_of_the_body_is_refused(gate, database):
    @settings(max_examples=60)
    @given(st.integers(0, len(BODY) * 8 - 1))
    def flip(bit: int) -> None:
        changed = bytearray(BODY)
        changed[bit // 8] ^= 1 << bit % 8
        assert post(gate, bytes(changed), X_Hub_Signature_256=RIGHT) == 401

    flip()
    assert stored(database.installation) == []


# --- sizes and half requests


def test_a_body_over_the_cap_is_refused_although_signed(gate, database):
    assert gate.deliver(b"x" * (BODY_CAP + 1)).status == 413
    assert gate.deliver(b"x" * 2 * BODY_CAP).status == 413
    assert stored(database.installation) == []


def test_the_cap_holds_without_a_content_length(gate, database):
    piece = b"x" * 65536
    head = f"POST {HOOK} HTTP/1.1\r\nhost: here\r\ntransfer-encoding: chunked\r\n\r\n"
    with socket.create_connection(("127.0.0.1", gate.port)) as line:
        line.sendall(head.encode())
        for _ in range(BODY_CAP // len(piece) + 1):
            line.sendall(b"%x\r\n%s\r\n" % (len(piece), piece))
        line.sendall(b"0\r\n\r\n")
        assert line.recv(1000).startswith(b"HTTP/1.1 413")
    assert stored(database.installation) == []


def test_a_truncated_body_is_not_taken_and_hurts_nobody(gate, database):
    head = f"POST {HOOK} HTTP/1.1\r\nhost: here\r\nx-hub-signature-256: {RIGHT}\r\ncontent-length: 1000\r\n\r\n"
    for _ in range(20):
        with socket.create_connection(("127.0.0.1", gate.port)) as line:
            line.sendall(head.encode() + BODY)
    assert gate.deliver(BODY).status == 200
    assert stored(database.installation) == [BODY]


NO_HTTP = [
    b"\x16\x03\x01\x02\x00\x01\x00\x01",
    b"GET\r\n\r\n",
    b"POST /hooks/meta/1 HTTP/1.1\r\ncontent-length: -1\r\n\r\n",
    b"POST /hooks/meta/1 HTTP/1.1\r\ncontent-length: 1e3\r\n\r\n",
    b"POST /hooks/meta/1 HTTP/1.1\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nhello!",
    b"GET \xff\xfe HTTP/1.1\r\nhost: here\r\n\r\n",
    b"OPTIONS * HTTP/1.1\r\nhost: here\r\n\r\n",
    b"GET / HTTP/1.1\r\nhost: here\r\nname: a\0b\r\n\r\n",
]


def test_what_is_no_http_is_refused_and_the_gate_goes_on(gate):
    for request in NO_HTTP:
        assert re.match(rb"HTTP/1.1 40\d", spoken(gate, request)), request
    assert gate.deliver(BODY).status == 200


def test_a_head_that_never_ends_is_refused(gate):
    with socket.create_connection(("127.0.0.1", gate.port)) as line:
        line.sendall(b"GET / HTTP/1.1\r\nhost: here\r\n")
        with pytest.raises(ConnectionError):
            send_headers(line, 200)
    assert gate.deliver(BODY).status == 200


def test_a_dripping_client_is_let_go(gate):
    with socket.create_connection(("127.0.0.1", gate.port)) as line:
        line.sendall(b"GET / HTTP/1.1\r\n")
        line.settimeout(15)
        assert line.recv(1000).startswith(b"HTTP/1.1 408")


# --- apps and their secrets


def test_an_unknown_app_is_not_found(gate):
    assert gate.deliver(BODY, app_id="999").status == 404
    assert gate.deliver(BODY, app_id="999/..").status == 404


def test_an_app_without_a_secret_serves_nothing(gate, database):
    add_app(database.installation, secret=None, app_id="55")
    wait_for(lambda: gate.deliver(BODY, app_id="55").status == 503)
    assert gate.deliver(BODY, secret=b"", app_id="55").status == 503
    assert stored(database.installation) == []


def test_a_secret_that_does_not_open_serves_nothing(gate, database):
    with database.connect("owner") as owner:
        owner.execute("update config.meta_app set secret = '\\x00'")
        owner.execute("notify twinline_apps")
    wait_for(lambda: gate.deliver(BODY).status == 503)


def test_while_a_secret_is_changed_no_valid_webhook_is_refused(gate, database):
    """Old secret, then both, then the new one; Meta changes over somewhere in between."""
    changed, stop, refused = threading.Event(), threading.Event(), []

    def deliver() -> None:
        while not stop.is_set():
            secret = b"the new secret" if changed.is_set() else SECRET
            if (status := gate.deliver(BODY, secret).status) != 200:
                refused.append((secret, status))

    thread = threading.Thread(target=deliver)
    thread.start()
    time.sleep(0.3)
    add_app(database.installation, b"the new secret", previous=SECRET)
    wait_for(lambda: gate.deliver(BODY, b"the new secret").status == 200)
    changed.set()
    time.sleep(0.3)
    stop.set()
    thread.join()
    assert refused == []
    add_app(database.installation, b"the new secret")
    wait_for(lambda: gate.deliver(BODY, SECRET).status == 401)


def test_the_handshake_answers_the_challenge_to_the_right_token_only(gate):
    asked = f"{HOOK}?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token="
    answer = gate.ask("GET", asked + TOKEN.replace(" ", "%20"))
    assert (answer.status, answer.body) == (200, b"1158201444")
    assert answer.headers["content-type"].startswith("text/plain")
    assert gate.ask("GET", asked + "wrong").status == 403
    assert gate.ask("GET", asked).status == 403
    assert gate.ask("GET", HOOK).status == 403
    assert gate.ask("PUT", HOOK).status == 405


# --- several gates


def test_two_gates_that_meet_a_new_hour_share_its_key(gate, database, tmp_path):
    with running_gate_beside(tmp_path) as other:
        bodies = [b'{"n":%d}' % n for n in range(40)]
        threads = [
            threading.Thread(target=lambda body=body, at=at: at.deliver(body))
            for body, at in zip(bodies, [gate, other] * 20, strict=True)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(stored(database.installation)) == sorted(bodies)
    with database.connect("owner") as owner:
        assert owner.execute("select count(*) <= 2 from keys.hour").fetchone() == (True,)


def test_the_gate_may_only_add_to_intake(database):
    with database.connect("gate") as connection:
        for forbidden in (
            "select sealed from views.intake",
            "delete from views.intake",
            "update views.intake set sealed = ''",
            "select * from log.entry",
            "select * from config.number",
            'select password from config."user"',
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(forbidden)


def running_gate_beside(tmp_path):
    folder = tmp_path / "other"
    folder.mkdir()
    context = running_gate(folder)

    class Ready:
        def __enter__(self):
            other = context.__enter__()
            other.wait_until_apps_are_known()
            return other

        def __exit__(self, *error):
            context.__exit__(*error)

    return Ready()


def send_headers(line: socket.socket, number: int) -> None:
    for _ in range(number):
        line.sendall(b"x-more: " + b"y" * 8000 + b"\r\n")
        time.sleep(0.001)


def spoken(gate: Gate, request: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", gate.port), timeout=5) as line:
        line.sendall(request)
        return line.recv(4000)


def wait_for(question, seconds: float = 5) -> None:
    deadline = time.monotonic() + seconds
    while not question():
        assert time.monotonic() < deadline, "not in time"
        time.sleep(0.02)
