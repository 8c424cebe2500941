"""`/hooks/meta/<app id>`: Meta's handshake, and webhooks that are answered once they are durable.

Meta: Webhooks, getting started (handshake, X-Hub-Signature-256), messages reference (at most 3 MB a body).
"""

import hmac
from typing import Final
from urllib.parse import parse_qs

from twinline.gate.apps import Apps, MetaApp
from twinline.gate.asgi import CLOSE, NOT_FOUND, Answer, Receive, Scope, Send, header
from twinline.gate.body import Budget, Full, Gone, TooLarge, hear_out, read
from twinline.gate.routes import app_id_of
from twinline.gate.writer import Overloaded, Unavailable, Writer
from twinline.wire.signature import verify

BODY_CAP: Final = 4 * 1024 * 1024
CHALLENGE_CAP: Final = 1024
READING_CAP: Final = 128 * 1024 * 1024

TAKEN = Answer(200, "")
REFUSED_TOKEN = Answer(403, "The verify token is not the one entered for this app.\n")
UNSIGNED = Answer(401, "X-Hub-Signature-256 is missing or does not fit the body and the app secret.\n")
TOO_LARGE = Answer(413, f"A webhook may have {BODY_CAP} bytes.\n", [CLOSE])
WRONG_METHOD = Answer(405, "A webhook is a POST, a handshake a GET.\n", [(b"allow", b"GET, POST"), CLOSE])
NO_SECRET = Answer(503, "This app has no secret yet: nothing can be verified.\n", [(b"retry-after", b"60"), CLOSE])
UNAVAILABLE = Answer(503, "Not stored; send it again.\n", [(b"retry-after", b"1")])
OVERLOADED = Answer(503, "Too much is waiting to be stored; send it again.\n", [(b"retry-after", b"2")])


class Hooks:
    """The ASGI application for the webhooks of all apps."""

    def __init__(self, apps: Apps, writer: Writer) -> None:
        self._apps = apps
        self._writer = writer
        self._reading = Budget(READING_CAP)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app_id = app_id_of(scope["raw_path"])
        app = self._apps.get(app_id)
        if app is None:
            answer = NOT_FOUND if self._apps.loaded else UNAVAILABLE
        elif scope["method"] == "POST":
            answer = await self._take(app_id, app, scope, receive)
        elif scope["method"] == "GET":
            answer = handshake(app, scope["query_string"])
        else:
            answer = WRONG_METHOD
        await answer(send)

    async def _take(self, app_id: str, app: MetaApp, scope: Scope, receive: Receive) -> Answer:
        signature = header(scope, b"x-hub-signature-256")
        if not app.secrets:
            return NO_SECRET
        try:
            body = await read(scope, receive, BODY_CAP, self._reading)
            if not verify(signature, body, app.secrets):
                return UNSIGNED
            await self._writer.submit(app_id, body)
        except TooLarge as error:
            if error.more:
                await hear_out(receive)
            return TOO_LARGE
        except (Overloaded, Full):
            return OVERLOADED
        except (Unavailable, Gone):
            return UNAVAILABLE
        return TAKEN


def handshake(app: MetaApp, query: bytes) -> Answer:
    """Meta's verification request: the challenge goes back when mode and token are right."""
    try:
        asked = parse_qs(query.decode("latin-1"), max_num_fields=16)
    except ValueError:
        return REFUSED_TOKEN
    mode, token, challenge = (one(asked, name) for name in ("hub.mode", "hub.verify_token", "hub.challenge"))
    if mode != "subscribe" or not app.verify_token or len(challenge) > CHALLENGE_CAP:
        return REFUSED_TOKEN
    if not hmac.compare_digest(token.encode(), app.verify_token):
        return REFUSED_TOKEN
    return Answer(200, challenge)


def one(asked: dict[str, list[str]], name: str) -> str:
    """The only value of a query field; empty where it is missing or repeated."""
    values = asked.get(name, [])
    return values[0] if len(values) == 1 else ""
