"""The oracle: the state that a set of facts means, worked out naively from all of them at once. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import orjson

from twinline.log.ids import Ids
from twinline.log.recorded import Recorded
from twinline.projections.contacts import contact
from twinline.projections.evidence import Evidence, gather
from twinline.projections.people import People, join_persons
from twinline.projections.rows import Media, Message, Reaction, Version
from twinline.projections.tables import Row, State, message_values


def fold(ids: Ids, facts: Iterable[Recorded]) -> State:
    """The tables that these facts mean, whatever their order and however often each is given."""
    evidence = gather(ids, facts)
    people = _people(evidence)
    attempts = _attempts(evidence)
    messages = _messages(evidence, attempts)
    state = State()
    tables = state.tables
    tables["node"] = {(node,): _node(evidence, people, node) for node in evidence.nodes}
    tables["holder"] = {pair: (since,) for pair, since in evidence.holders.items()}
    tables["same_person"] = dict.fromkeys(evidence.links, ())
    tables["contact"] = _contacts(evidence, people)
    tables["sent_as"] = dict(evidence.sent_as.items())
    tables["content"] = _content(evidence, attempts)
    tables["media"] = {(key,): _media(row, attempts) for key, row in evidence.media.items()}
    tables["reaction"] = {key: _reaction(key[1], row, ids, people) for key, row in evidence.reactions.items()}
    tables["attention"] = _attention(evidence, people)
    tables["message"] = {(key,): _message(row, ids, people) for key, row in messages.items()}
    tables["conversation"] = _conversations(state, messages, evidence, people)
    return state


def _people(evidence: Evidence) -> People:
    users = {node: node for node, row in evidence.nodes.items() if row.kind == "user"}
    merged = join_persons(users, evidence.links)
    holders: dict[UUID, list[tuple[datetime, UUID]]] = defaultdict(list)
    for (phone, user), since in evidence.holders.items():
        holders[phone].append((since, user))
    return People(
        {node: merged.get(node, node) for node in users},
        {phone: sorted(holdings) for phone, holdings in holders.items()},
    )


def _attempts(evidence: Evidence) -> dict[UUID, UUID]:
    """Attempts by wid, for those composed here: anybody may put a uuid into a callback."""
    found: dict[UUID, UUID] = {}
    for (wid, attempt), (number, _) in evidence.sent_as.items():
        row = evidence.messages.get(attempt)
        if row and row.queued_at and row.number_id == number:
            found[wid] = min(attempt, found.get(wid, attempt))
    return found


def _messages(evidence: Evidence, attempts: dict[UUID, UUID]) -> dict[UUID, Message]:
    messages: dict[UUID, Message] = {}
    for key, row in evidence.messages.items():
        home = messages.setdefault(attempts.get(key, key), Message(row.number_id))
        home.join(row)
    for wid, attempt in attempts.items():
        number, wamid = evidence.sent_as[wid, attempt]
        messages[attempt].join(Message(number, wid, wamid))
    return messages


def _node(evidence: Evidence, people: People, node: UUID) -> Row:
    row = evidence.nodes[node]
    latest = [
        cell
        for pair in (row.profile, row.username, row.app, row.form)
        for cell in ((pair[1] or None, pair[0]) if pair else (None, None))
    ]
    return (row.kind, row.value, people.persons.get(node, node), row.first_at, *latest)


def _contacts(evidence: Evidence, people: People) -> dict[Row, Row]:
    persons = set(people.persons.values())
    persons |= {node for node, row in evidence.nodes.items() if row.kind == "phone" and node not in people.holders}
    return {(person,): contact(person, evidence.nodes, people) for person in persons}


def _content(evidence: Evidence, attempts: dict[UUID, UUID]) -> dict[Row, Row]:
    best: dict[Row, Version] = {}
    for (message, key), version in evidence.versions.items():
        at = (attempts.get(message, message), key)
        best[at] = max(version, best.get(at, version), key=lambda v: v[:2])
    return {at: (v.said_at, v.rank, v.tie, v.kind, orjson.loads(v.body)) for at, v in best.items()}


def _media(row: Media, attempts: dict[UUID, UUID]) -> Row:
    stored = row.stored
    message = attempts.get(row.message_id, row.message_id) if row.message_id else None
    return (
        row.number_id, message, row.meta_media_id,
        stored.mime if stored else row.mime, stored.sha256 if stored else row.sha256, row.filename, row.voice,
        stored.size if stored else None, row.state, stored.storage_key if stored else None, row.reason,
    )  # fmt: skip


def _reaction(actor: str, row: Reaction, ids: Ids, people: People) -> Row:
    conversation = None
    if actor == "customer":
        person = people.person(row.phone_node, row.user_node, row.said_at)
        conversation = ids.conversation(row.number_id, person) if person else None
    return (
        row.emoji, row.said_at, row.tie, row.number_id, row.phone_node, row.user_node, conversation, row.imported
    )  # fmt: skip


def _attention(evidence: Evidence, people: People) -> dict[Row, Row]:
    rows: dict[Row, Row] = {}
    for (number, node), row in evidence.attention.items():
        is_user = evidence.nodes[node].kind == "user"
        person = people.person(None if is_user else node, node if is_user else None, row.at)
        to = UUID(row.assigned[1]) if row.assigned and row.assigned[1] else None
        conversation = evidence.ids.conversation(number, person) if person else None
        at = row.assigned[0] if row.assigned else None
        rows[number, node] = (conversation, row.read_up_to, row.read_at, to, at)
    return rows


def _home(row: Message, ids: Ids, people: People) -> UUID | None:
    if row.head is None:
        return None
    person = people.person(row.phone_node, row.user_node, row.head.said_at)
    return ids.conversation(row.number_id, person) if person else None


def _message(row: Message, ids: Ids, people: People) -> Row:
    *values, pricing = message_values(row)
    return (_home(row, ids, people), *values, orjson.loads(pricing) if pricing else None)


def _conversations(state: State, messages: dict[UUID, Message], evidence: Evidence, people: People) -> dict[Row, Row]:
    inside: dict[UUID, list[tuple[UUID, Message]]] = defaultdict(list)
    for (key,), values in state.tables["message"].items():
        if values[0]:
            inside[values[0]].append((key, messages[key]))
    return {(home,): _conversation(home, rows, state, people) for home, rows in inside.items()}


def _conversation(home: UUID, rows: list[tuple[UUID, Message]], state: State, people: People) -> Row:
    heads = [(row.head, row, key) for key, row in rows if row.head]
    said_at, heard_at, last = max((head.said_at, row.heard_at, key) for head, row, key in heads)
    first, row = heads[0][0], heads[0][1]
    asked = [head.said_at for head, row, _ in heads if head.origin == "customer" and not row.imported]
    reacted = [
        values[1] for (_, actor), values in state.tables["reaction"].items()
        if actor == "customer" and values[6] == home and not values[7]
    ]  # fmt: skip
    out = [head.said_at for head, _, _ in heads if head.direction == "outbound"]
    phone = [head.said_at for head, row, _ in heads if head.origin == "phone" and not row.imported]
    care = [values for values in state.tables["attention"].values() if values[0] == home]
    assigned = max(((v[4], str(v[3] or "")) for v in care if v[4]), default=(None, ""))
    return (
        row.number_id, people.person(row.phone_node, row.user_node, first.said_at), said_at, heard_at, last,
        max(asked + reacted, default=None), max(asked, default=None), max(out, default=None), max(phone, default=None),
        all(row.imported for _, row, _ in heads), any(row.imported for _, row, _ in heads),
        max((v[1] for v in care if v[1]), default=None), max((v[2] for v in care if v[2]), default=None),
        UUID(assigned[1]) if assigned[1] else None, assigned[0],
    )  # fmt: skip
