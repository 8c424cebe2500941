"""The history of a phone as webhooks: phases, chunks, threads, and media that follow (Meta: `history` reference).

What was said before onboarding, by customers and in the app, is the history; what the API sent the platform knows
itself, and groups are left out. A chunk names media only by a placeholder; those of the last 14 days follow one by one
under the same wamid.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from bothends.meta.bodies import Item, encoded, payload
from bothends.play import media_store, phones, shapes
from bothends.play.drafts import MEDIA_TYPES
from bothends.sandbox import Sandbox
from bothends.world import Chat, Customer, Message, Number

Json = dict[str, Any]
DAY = 86400.0
PHASE_DAYS = (1, 90, 180)
MEDIA_DAYS = 14
STATUSES = {
    "pending": "PENDING",
    "sent": "SENT",
    "delivered": "DELIVERED",
    "read": "READ",
    "played": "PLAYED",
    "failed": "ERROR",
}
DECLINED = "History sync is turned off by the business from the WhatsApp Business App"


def declined(number: Number) -> Item:
    """The owner said no when the phone was connected."""
    error = {
        "code": 2593109,
        "title": DECLINED,
        "message": DECLINED,
        "error_data": {"details": "History sharing is turned off by the business"},
    }
    return _item(number, "declined", {"errors": [error]})


def told(sandbox: Sandbox, number: Number) -> list[Item]:
    """Every chunk in its order, then the media that follow."""
    threads = [_Thread(sandbox, number, chat) for chat in sandbox.world.chats.values() if chat.number_id == number.id]
    chunks = [(phase, chunk) for phase in range(len(PHASE_DAYS)) for chunk in _chunks(number, threads, phase)]
    total, seen, items = sum(chunk.count for _, chunk in chunks), 0, []
    order = [0] * len(PHASE_DAYS)
    for phase, chunk in chunks:
        seen, order[phase] = seen + chunk.count, order[phase] + 1
        place = {"phase": phase, "chunk_order": order[phase], "progress": seen * 100 // total}
        items.append(_item(number, "chunk", {"metadata": place, "threads": chunk.threads}))
    return [*items, *(item for thread in threads for item in thread.media())]


def _item(number: Number, kind: str, chunk: Json) -> Item:
    return Item(
        waba_id=number.waba_id,
        number_id=number.id,
        customer_id="",
        field="history",
        kind=kind,
        value=shapes.metadata(number),
        key="history",
        item=chunk,
    )


def phase_of(age: float) -> int | None:
    """Of something said so many seconds before onboarding; None is too old for any phase."""
    return next((phase for phase, days in enumerate(PHASE_DAYS) if 0 < age <= days * DAY), None)


@dataclass(slots=True)
class _Chunk:
    """Threads that fill up to a number of messages and of bytes."""

    threads: list[Json] = field(default_factory=list)
    count: int = 0
    size: int = 0


def _chunks(number: Number, threads: list["_Thread"], phase: int) -> Iterator[_Chunk]:
    # The longest numbers that may stand in the metadata, so that the envelope is never larger than counted.
    place = {"phase": phase, "chunk_order": 10**6, "progress": 100}
    room = number.sync.body_bytes - _size(payload([_item(number, "chunk", {"metadata": place, "threads": []})]))
    chunk = _Chunk()
    for thread in threads:
        part: Json | None = None
        for line in thread.lines(phase):
            size = _size(line) + 1
            full = chunk.count == number.sync.chunk_messages or chunk.size + size + thread.head_size > room
            if full and chunk.count:
                yield chunk
                chunk, part = _Chunk(), None
            if part is None:
                part = {**thread.head, "messages": []}
                chunk.threads.append(part)
                chunk.size += thread.head_size
            part["messages"].append(line)
            chunk.count, chunk.size = chunk.count + 1, chunk.size + size
    if chunk.count:
        yield chunk


def _size(body: Json) -> int:
    return len(encoded(body))


class _Thread:
    """One chat, seen from the number's phone at the hour of onboarding."""

    def __init__(self, sandbox: Sandbox, number: Number, chat: Chat) -> None:
        self.sandbox, self.number = sandbox, number
        self.customer = sandbox.world.customer(chat.customer_id)
        self.hidden = shapes.hides_phone(sandbox, number, self.customer)
        self.head = _head(sandbox, self.customer, hidden=self.hidden)
        self.head_size = _size({**self.head, "messages": []}) + 1
        self.messages = [message for message in chat.messages if self._belongs(message)]
        self.by_phase: list[list[Json]] = [[] for _ in PHASE_DAYS]
        for at, line in sorted(self._all_lines(), key=lambda pair: pair[0]):
            phase = self._phase(at)
            if phase is not None:
                self.by_phase[phase].append(line)

    def _belongs(self, message: Message) -> bool:
        """What was deleted for everyone is not on the phone any more."""
        own = message.origin in ("customer", "app") and message.revoked_at is None
        return own and self._phase(message.at) is not None

    def _phase(self, at: float) -> int | None:
        return phase_of(self.number.onboarded_at - at)

    def lines(self, phase: int) -> list[Json]:
        return self.by_phase[phase]

    def _all_lines(self) -> Iterator[tuple[float, Json]]:
        for message in self.messages:
            yield message.at, self._line(message)
            for at, part in _edits(message):
                wamid = phones.new_wamid(self.sandbox, self.customer, message.side)
                yield at, {**self._by(message), "id": wamid, "timestamp": str(int(at)), "type": "edit", **part}

    def _line(self, message: Message) -> Json:
        known: Json = {**self._by(message), "id": message.wamid, "timestamp": str(int(message.at))}
        known |= self._context(message)
        status = {"history_context": {"status": STATUSES[message.status]}}
        if message.type in MEDIA_TYPES:
            return {**known, "type": "media_placeholder", **status}
        return {**known, "type": message.type, **phones.part_of(_as_first_said(message)), **status}

    def _by(self, message: Message) -> Json:
        """Who wrote: the customer with a user id, or the business, which names the customer in `to`."""
        if message.side == "customer":
            return shapes.person(
                self.sandbox, self.customer, ("from", "from_user_id", "from_parent_user_id"), hidden=self.hidden
            )
        return {"from": self.number.phone} if self.hidden else {"from": self.number.phone, "to": self.customer.phone}

    def _context(self, message: Message) -> Json:
        context = phones.context(self.sandbox, message)
        if self.hidden and context.get("context", {}).get("from") == self.customer.phone:
            return {"context": {"id": message.quote}}
        return context

    def media(self) -> Iterator[Item]:
        """The webhooks that follow the placeholders: the message itself, of the field `history`."""
        for message in self.messages:
            media = self.sandbox.world.media.get(message.media_id or "")
            young = self.number.onboarded_at - message.at <= MEDIA_DAYS * DAY
            if media is None or not young or message.type not in MEDIA_TYPES:
                continue
            own = media_store.for_webhook(self.sandbox, media, self.number.id)
            part = media_store.webhook_object(self.sandbox, own, _as_first_said(message).content)
            # In hex here, as in Meta's sample; live messages have it in base64.
            part = {message.type: {**part, "sha256": own.sha256.hex()}}
            make = shapes.inbound if message.side == "customer" else shapes.echo
            item = make(
                self.sandbox,
                self.number,
                self.customer,
                message.wamid,
                message.at,
                message.type,
                part,
                self._context(message),
            )
            yield replace(item, field="history", kind="media", customer_id="")


def _head(sandbox: Sandbox, customer: Customer, *, hidden: bool) -> Json:
    context = shapes.person(sandbox, customer, ("wa_id", "user_id", "parent_user_id"), hidden=hidden)
    if customer.username:
        context["username"] = customer.username
    return {"context": context} if hidden else {"id": customer.phone, "context": context}


def _as_first_said(message: Message) -> Message:
    return replace(message, content=message.versions[0]["content"]) if message.versions else message


def _edits(message: Message) -> Iterator[tuple[float, Json]]:
    """Each later wording, as a line of its own. Meta's page shows no edits in history; platforms are ready for them."""
    later = [*message.versions[1:], {"content": message.content, "at": message.edited_at}] if message.versions else []
    for version in later:
        inner = {"type": message.type, message.type: version["content"]}
        part = {"edit": {"original_message_id": message.wamid, "message": inner}}
        yield float(version["at"]), {**part, "history_context": {"status": STATUSES[message.status]}}
