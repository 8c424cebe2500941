"""The same facts in any order, batching and repetition give the same tables: SQL against the pure fold."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fixtures.databases import Database
from tests.fixtures.profiles import NIGHTLY
from tests.promises.confluence_bodies import (
    DISPLAY,
    IDS,
    NUMBER,
    UNSUPPORTED,
    at,
    echo,
    edit,
    facts,
    history,
    image,
    inbound,
    late_media,
    ours,
    quoting,
    reaction,
    remembered,
    revoke,
    status,
    synced,
    text,
    user_id_update,
)
from twinline.log import facts as our
from twinline.log.ids import Ids
from twinline.log.recorded import Recorded
from twinline.projections.tables import VALUES, State

OTHER_NUMBER = UUID("018f0000-0000-7000-8000-000000000002")
ATTEMPTS = [UUID(f"018f0000-0000-7000-8000-00000000a00{n}") for n in (1, 2)]
COLLEAGUES = [UUID(f"018f0000-0000-7000-8000-00000000b00{n}") for n in (1, 2)]
# One person under two spellings, one who may have taken over her phone, and one known by a user id alone.
CUSTOMERS = [
    ("5511987654321", None), ("551187654321", None), ("5511987654321", "BR.1"), ("5511987654321", "BR.2"),
    (None, "BR.1"), (None, "BR.2"), (None, "BR.3"), ("4915112345678", None), ("4915112345678", "DE.9"),
]  # fmt: skip

# Which of two joined persons gives the name hangs on the key, so one key would leave half of the ways untried.
KEYS = [Ids(hashlib.sha256(bytes([n])).digest()) for n in range(8)]

wamids = st.sampled_from([f"wamid.{n}" for n in "ABCD"])
seconds = st.integers(0, 6)
customers = st.sampled_from(CUSTOMERS)
attempts = st.sampled_from(ATTEMPTS)
numbers = st.sampled_from([NUMBER, NUMBER, NUMBER, OTHER_NUMBER])
names = st.sampled_from(["Ines Roth", "Inês Rocha", None])
emojis = st.sampled_from(["👍", "❤️", None])
words = st.sampled_from(["Hallo", "Grüezi", "Done."])
contents = st.one_of(
    words.map(text), st.builds(quoting, wamids, words), st.just(UNSUPPORTED), st.builds(image, st.sampled_from("xy")),
    st.builds(reaction, wamids, emojis), st.builds(edit, wamids, words), st.builds(revoke, wamids),
)  # fmt: skip


@st.composite
def deliveries(draw: st.DrawFn, place: int = 0) -> list[Recorded]:
    """The facts of one webhook or one act here."""
    phone, user = draw(customers)
    wamid, second, number = draw(wamids), draw(seconds), draw(numbers)
    kind = draw(st.sampled_from([
        "inbound", "inbound", "inbound", "echo", "echo", "status", "status", "status", "history", "media", "sync",
        "user id", "composed", "accepted", "sending", "read", "assigned", "stored",
    ]))  # fmt: skip
    if kind == "inbound":
        return facts(inbound(wamid, second, draw(contents), phone, user, draw(names)), place, number)
    if kind == "echo":
        return facts(echo(wamid, second, draw(contents), phone, user), place, number)
    if kind == "status":
        what = draw(st.sampled_from(["sent", "delivered", "read", "played", "failed"]))
        code = draw(st.sampled_from([131026, 131047])) if what == "failed" else None
        attempt, category = draw(st.one_of(st.none(), attempts)), draw(st.sampled_from([None, "utility", "service"]))
        return facts(status(wamid, second, what, phone, user, attempt, code, category), place, number)
    if kind == "history":
        by, told = draw(st.sampled_from([phone or "", DISPLAY])), draw(st.sampled_from(["READ", "SENT", "ERROR"]))
        content = draw(st.one_of(words.map(text), st.just({"type": "media_placeholder"})))
        return facts(history(remembered(wamid, second, content, by, told), phone=phone, user=user), place, number)
    if kind == "media":
        return facts(late_media(wamid, second, phone or "4915112345678"), place, number)
    if kind == "sync":
        action = draw(st.sampled_from(["add", "remove"]))
        return facts(synced(second, action, phone, user, "Ines R." if action == "add" else None), place, number)
    if kind == "user id":
        previous, current = draw(st.permutations(["BR.1", "BR.2", "BR.3"]))[:2]
        return facts(user_id_update(second, previous, current, draw(st.sampled_from([None, phone]))), place, number)
    return ours(draw(_acts(kind, phone, user, wamid, second, number)), place, number)


@st.composite
def _acts(
    draw: st.DrawFn, kind: str, phone: str | None, user: str | None, wamid: str, second: int, number: UUID
) -> our.OurFact:
    attempt, person = ATTEMPTS[number == OTHER_NUMBER], draw(st.sampled_from(COLLEAGUES))
    about = {"at": at(second), "number_id": number, "phone": phone, "user_id": user}
    if kind == "composed":
        return our.MessageComposed(
            **about, attempt_id=attempt, conversation_id=number, origin="person", kind="text", text=draw(words),
            author=person, quoted_wamid=draw(st.one_of(st.none(), wamids)),
        )  # fmt: skip
    if kind == "accepted":
        # Meta gives one attempt one wamid, so the wamid hangs on the attempt here.
        return our.SendAccepted(**about, attempt_id=attempt, wamid=f"wamid.{'AB'[ATTEMPTS.index(attempt)]}")
    if kind == "sending":
        return draw(st.sampled_from([
            our.SendAttempted(**about, attempt_id=attempt, try_no=1),
            our.SendUnknown(**about, attempt_id=attempt, try_no=1, reason="timeout"),
            our.SendOffered(**about, attempt_id=attempt),
            our.SendSettled(**about, attempt_id=attempt, outcome="abandoned", by=person),
            our.SendSettled(**about, attempt_id=attempt, outcome="again", by=person),
            our.SendSettled(**about, attempt_id=attempt, outcome="sent", by=person),
            our.SendRefused(**about, attempt_id=attempt, try_no=1, code=131026, message="", final=True),
            our.SendRefused(**about, attempt_id=attempt, try_no=1, code=130429, message="", final=False),
        ]))  # fmt: skip
    if kind == "read":
        return our.ConversationRead(**about, conversation_id=number, by=person, up_to=at(draw(seconds)))
    if kind == "assigned":
        return our.Assigned(**about, conversation_id=number, to=draw(st.one_of(st.none(), st.just(person))), by=person)
    media = IDS.media(IDS.message(number, wamid), draw(st.sampled_from(["x", "y", f"file-{wamid}"])))
    if draw(st.booleans()):
        return our.MediaLost(**about, media_ref=media, reason="expired_at_meta", wamid=wamid)
    return our.MediaStored(
        **about, media_ref=media, storage_key=draw(st.sampled_from(["k1", "k2"])), sha256="ab" * 32, size=7,
        mime="image/png", wamid=wamid,
    )  # fmt: skip


@st.composite
def histories(draw: st.DrawFn, most: int = 9) -> list[Recorded]:
    count = draw(st.integers(1, most))
    return [recorded for place in range(count) for recorded in draw(deliveries(place))]


@dataclass
class Tables:
    """A database whose tables are filled and emptied again, a workspace for each filling."""

    database: Database

    def differences(self, batches: Sequence[Sequence[Recorded]], ids: Ids = IDS) -> list[tuple[str, object, object]]:
        """Where tables filled so differ from the fold: (table, key, [(column, is, ought to be)])."""
        from twinline.projections import dump
        from twinline.projections.apply import apply
        from twinline.projections.fold import fold
        from twinline.workspaces.transaction import SYSTEM, transaction

        expected = fold(ids, [recorded for batch in batches for recorded in batch])
        there = State()
        with suppress(_Undone), transaction(uuid4(), SYSTEM) as tx:
            for batch in batches:
                apply(tx, ids, batch)
            there = dump.state(tx)
            raise _Undone
        return [
            (table, key, [
                (name, *pair)
                for name, *pair in zip(
                    VALUES[table], there.tables[table].get(key, _missing(table)),
                    expected.tables[table].get(key, _missing(table)), strict=True,
                )
                if pair[0] != pair[1]
            ])
            for table, key in dump.differences(there, expected)
        ]  # fmt: skip


def _missing(table: str) -> tuple[str, ...]:
    return ("(no row)",) * len(VALUES[table])


class _Undone(Exception):
    """Takes back what an example wrote."""


@pytest.fixture
def tables(database: Database) -> Tables:
    database.use("worker")
    return Tables(database)


def split(recorded: Sequence[Recorded], cuts: Sequence[int]) -> list[Sequence[Recorded]]:
    places = sorted({0, len(recorded), *(cut % (len(recorded) + 1) for cut in cuts)})
    return [recorded[a:b] for a, b in itertools.pairwise(places)]


@pytest.mark.timeout(0 if NIGHTLY else 400)
def test_any_order_batching_and_repetition_of_webhooks_gives_the_state_of_the_fold(
    tables: Tables, permutations: int
) -> None:
    @settings(max_examples=permutations, suppress_health_check=list(HealthCheck), deadline=None)
    @given(st.data(), histories())
    def check(data: st.DataObject, recorded: list[Recorded]) -> None:
        again = data.draw(st.lists(st.sampled_from(recorded), max_size=3) if recorded else st.just([]))
        shuffled = data.draw(st.permutations([*recorded, *again]))
        cuts = data.draw(st.lists(st.integers(0, 20), max_size=6))
        assert tables.differences(split(shuffled, cuts), data.draw(st.sampled_from(KEYS))) == []

    check()


def test_a_fold_does_not_care_in_which_order_it_reads(permutations: int) -> None:
    from twinline.projections.fold import fold

    @settings(max_examples=permutations, suppress_health_check=list(HealthCheck), deadline=None)
    @given(st.data(), histories())
    def check(data: st.DataObject, recorded: list[Recorded]) -> None:
        shuffled = data.draw(st.permutations(recorded))
        assert fold(IDS, shuffled).tables == fold(IDS, [*recorded, *recorded]).tables

    check()
