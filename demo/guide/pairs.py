"""Who the tour is with, in each language: a customer, and the agent whose number she writes to."""

from __future__ import annotations

from dataclasses import dataclass

from demo.cast import Customer, Number, customers, number_for

LANGUAGES = ("en", "de", "fr", "it")
# A woman in each language, for the tour's words say "she"; and none who shares a name with her agent.
GUESTS = {"en": "en0", "de": "de0", "fr": "fr3", "it": "it0"}
# Those who write while the plug is pulled; women again, for the visitor looks on with one of them.
WRITERS = ("en2", "en4", "de2", "de4", "fr1", "fr5", "it2", "it4")


@dataclass(frozen=True, slots=True)
class Pair:
    customer: Customer
    number: Number

    @property
    def key(self) -> tuple[str, str]:
        return self.customer.id, self.number.id


def pairs() -> dict[str, Pair]:
    by_id = {customer.id: customer for customer in customers()}
    return {language: Pair(by_id[guest], number_for(by_id[guest])) for language, guest in GUESTS.items()}


def writers() -> list[Customer]:
    return [customer for customer in customers() if customer.id in WRITERS]


def is_guest(customer: Customer) -> bool:
    """Nobody else writes for them: the visitor's messages are the only ones."""
    return customer.id in GUESTS.values()
