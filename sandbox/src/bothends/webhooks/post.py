"""From an item to deliveries: who wants it, and what chaos does to it on the way."""

from collections.abc import Callable
from typing import Any

from bothends.chaos import Chaos, Rule
from bothends.clock import Clock, Timer
from bothends.meta.bodies import Item, encoded, payload, signature
from bothends.webhooks.delivery import Delivery, Target, targets
from bothends.webhooks.queue import Queue


class Post:
    """`send(item)` is how the rest of the sandbox tells the outside anything."""

    def __init__(self, clock: Clock, chaos: Chaos, queue: Queue, world: Callable[[], Any]) -> None:
        self._clock, self._chaos, self._queue, self._world = clock, chaos, queue, world
        self._batches: dict[str, tuple[Target, Rule, list[Item], Timer]] = {}
        self._held: dict[str, list[Delivery]] = {}

    def send(self, item: Item) -> list[Delivery]:
        return [d for target in targets(self._world(), item) for d in self._to(target, item)]

    def _to(self, target: Target, item: Item) -> list[Delivery]:
        if self._strikes("drop", item):
            dropped = self._delivery(target, [item])
            dropped.state = "dropped"
            dropped.tried.set()
            return [dropped]
        batch = self._batches.get(target.key)
        if batch is not None:
            return self._into_batch(target, batch, item)
        rule = self._strikes("batch", item)
        if rule is not None:
            self._start_batch(target, rule, item)
            return []
        return self._out(target, [item], "items")

    def _start_batch(self, target: Target, rule: Rule, item: Item) -> None:
        timer = self._clock.after(rule.params["wait_ms"] / 1000, lambda: self._flush_late(target.key))
        self._batches[target.key] = (target, rule, [item], timer)
        self._queue.held += 1

    def _into_batch(self, target: Target, batch: tuple[Target, Rule, list[Item], Timer], item: Item) -> list[Delivery]:
        batch[2].append(item)
        return self._flush(target.key) if len(batch[2]) >= batch[1].params["items"] else []

    def _flush(self, key: str) -> list[Delivery]:
        batch = self._batches.pop(key, None)
        if batch is None:
            return []
        target, rule, items, timer = batch
        timer.cancel()
        self._queue.held -= 1
        return self._out(target, items, rule.params["layout"])

    def _flush_late(self, key: str) -> None:
        self._flush(key)

    def _out(self, target: Target, items: list[Item], layout: str) -> list[Delivery]:
        first = items[0]
        delivery = self._delivery(target, items, layout)
        delivery.lose_first = self._strikes("drop_first", first) is not None
        self._release(delivery)
        twice = self._strikes("duplicate", first)
        copies = [self._delivery(target, items, layout) for _ in range(int(twice.params["times"]) if twice else 0)]
        for copy in copies:
            self._queue.put(copy)
        late = self._strikes("delay", first)
        overtaken = None if late else self._strikes("reorder", first)
        if late is not None:
            self._later(delivery, late.params["delay_ms"] / 1000)
        elif overtaken is not None:
            self._hold(delivery, overtaken.params["wait_ms"] / 1000)
        else:
            self._queue.put(delivery)
            self._let_go(delivery)
        return [delivery, *copies]

    def _later(self, delivery: Delivery, seconds: float) -> None:
        self._queue.held += 1
        self._clock.after(seconds, lambda: self._go(delivery))

    def _hold(self, delivery: Delivery, seconds: float) -> None:
        self._queue.held += 1
        self._held.setdefault(_lane(delivery), []).append(delivery)
        self._clock.after(seconds, lambda: self._let_go(delivery))

    def _let_go(self, passing: Delivery) -> None:
        for delivery in self._held.pop(_lane(passing), []):
            self._go(delivery)

    def _go(self, delivery: Delivery) -> None:
        self._queue.held -= 1
        self._queue.put(delivery)

    def _release(self, delivery: Delivery) -> None:
        """A batch spans chats: it gets a lane of its own instead of holding up one of them."""
        if len(delivery.wamids) > 1:
            delivery.lane = "batch"

    def _delivery(self, target: Target, items: list[Item], layout: str = "items") -> Delivery:
        first, body = items[0], encoded(payload(items, layout))
        delivery = Delivery(
            id=self._queue.next_id(),
            app_id=target.app_id,
            url=target.url,
            field=first.field,
            kinds=[item.kind for item in items],
            wamids=[item.wamid for item in items if item.wamid],
            number_id=first.number_id,
            lane=first.lane,
            body=body,
            signature=signature(target.secret, body),
            created_at=self._clock.now(),
        )
        self._queue.keep(delivery)
        return delivery

    def _strikes(self, rule: str, item: Item) -> Rule | None:
        return self._chaos.strikes(
            rule, number=item.number_id, customer=item.customer_id, field=item.field, kind=item.kind
        )

    def forget(self) -> None:
        self._batches.clear()
        self._held.clear()


def _lane(delivery: Delivery) -> str:
    return f"{delivery.app_id} {delivery.url} {delivery.lane}"
