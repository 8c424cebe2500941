"""The writer against stores that fail in every way a database can."""

import asyncio
import contextlib

import pytest

from twinline.gate.writer import Ceiling, Overloaded, Unavailable, Writer

QUICK = Ceiling(waiting=50, waiting_bytes=10_000, group=8, group_bytes=2_000, patience=0.3, stuck=0.6)


class Store:
    """Keeps groups in memory; `trouble` is awaited before each."""

    def __init__(self, trouble=None):
        self.groups = []
        self.severed = 0
        self.trouble = trouble

    async def keep(self, group):
        if self.trouble is not None:
            await self.trouble(self)
        self.groups.append(list(group))

    def sever(self):
        self.severed += 1

    @property
    def kept(self):
        return [body for group in self.groups for _, body in group]


@contextlib.asynccontextmanager
async def writing(store, ceiling=QUICK):
    writer = Writer(store, ceiling)
    task = asyncio.create_task(writer.run())
    try:
        yield writer
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def outcome(answer):
    try:
        await answer
    except Unavailable:
        return "refused"
    except asyncio.CancelledError:
        return "left"
    return "kept"


def run(test):
    asyncio.run(asyncio.wait_for(test, 10))


def test_what_waits_together_is_written_together():
    async def test():
        store = Store()
        async with writing(store) as writer:
            answers = [writer.submit("1", b"%d" % n) for n in range(8)]
            assert [await outcome(answer) for answer in answers] == ["kept"] * 8
        assert len(store.groups) == 1
        assert store.kept == [b"%d" % n for n in range(8)]

    run(test())


def test_a_group_has_a_ceiling_in_bodies_and_in_bytes():
    async def test():
        store = Store()
        async with writing(store) as writer:
            answers = [writer.submit("1", b"x" * size) for size in [1] * 9 + [1500, 600, 600]]
            for answer in answers:
                await answer
        assert [len(group) for group in store.groups] == [8, 3, 1]

    run(test())


def test_nobody_is_answered_before_the_store_says_so():
    async def test():
        durable = asyncio.Event()
        store = Store(lambda _: durable.wait())
        async with writing(store) as writer:
            answer = writer.submit("1", b"body")
            await asyncio.sleep(0.1)
            assert not answer.done()
            durable.set()
            assert await outcome(answer) == "kept"

    run(test())


@pytest.mark.parametrize("error", [ConnectionError, RuntimeError, MemoryError, asyncio.CancelledError, SystemError])
def test_whatever_fails_refuses_its_group_and_the_next_is_written(error):
    async def test():
        async def once(store):
            store.trouble = None
            raise error

        store = Store(once)
        async with writing(store) as writer:
            assert await outcome(writer.submit("1", b"lost")) == "refused"
            assert not writer.holds
            assert await outcome(writer.submit("1", b"kept")) == "kept"
            assert writer.holds
        assert store.kept == [b"kept"]

    run(test())


def test_killing_the_writing_again_and_again_never_ends_it_nor_makes_it_lie():
    async def test():
        async def long(_):
            await asyncio.sleep(0.05)

        store, outcomes = Store(long), {}
        async with writing(store, Ceiling(patience=5)) as writer:
            for n in range(5):
                answer = writer.submit("1", b"%d" % n)
                await asyncio.sleep(0.02)
                for task in asyncio.all_tasks():
                    if "_write_or_refuse" in repr(task.get_coro()):
                        task.cancel()
                outcomes[b"%d" % n] = await outcome(answer)
            assert await outcome(writer.submit("1", b"last")) == "kept"
        assert "refused" in outcomes.values()
        assert store.kept == [body for body, told in outcomes.items() if told == "kept"] + [b"last"]

    run(test())


def test_a_client_that_went_away_hurts_nobody():
    async def test():
        slow = asyncio.Event()
        store = Store(lambda _: slow.wait())
        async with writing(store) as writer:
            left_while_written, stayed = writer.submit("1", b"a"), writer.submit("1", b"b")
            await asyncio.sleep(0.02)
            left_while_waiting, also_stayed = writer.submit("1", b"c"), writer.submit("1", b"d")
            left_while_written.cancel()
            left_while_waiting.cancel()
            slow.set()
            assert await outcome(stayed) == "kept"
            assert await outcome(also_stayed) == "kept"
        assert store.kept == [b"a", b"b", b"d"]

    run(test())


def test_a_store_that_says_nothing_costs_nobody_more_than_their_patience():
    async def test():
        async def never(_):
            await asyncio.Event().wait()

        store = Store(never)
        loop = asyncio.get_running_loop()
        async with writing(store) as writer:
            begun = loop.time()
            first = writer.submit("1", b"in the group")
            await asyncio.sleep(0.1)
            second = writer.submit("1", b"in the queue")
            assert await outcome(first) == "refused"
            assert loop.time() - begun < 0.6
            assert await outcome(second) == "refused"
            assert loop.time() - begun < 0.8
            await asyncio.sleep(0.6)
            assert store.severed >= 1
        assert store.kept == []

    run(test())


def test_what_waits_has_a_ceiling_and_room_again_afterwards():
    async def test():
        slow = asyncio.Event()
        store = Store(lambda _: slow.wait())
        async with writing(store) as writer:
            first = writer.submit("1", b"")
            await asyncio.sleep(0.02)
            waiting = [writer.submit("1", b"") for _ in range(QUICK.waiting)]
            with pytest.raises(Overloaded):
                writer.submit("1", b"")
            slow.set()
            assert {await outcome(answer) for answer in [first, *waiting]} == {"kept"}
            assert await outcome(writer.submit("1", b"x" * QUICK.waiting_bytes)) == "kept"
            with pytest.raises(Overloaded):
                writer.submit("1", b"x" * (QUICK.waiting_bytes + 1))

    run(test())
