"""What the page WhatsApp integration stands on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.conf import settings

from twinline.features.onboarding import rules
from twinline.workspaces.access import Person
from twinline.workspaces.rules import Right
from twinline.workspaces.transaction import Tx

APPS = """
    select app_id, name, config_id, workspace_id is not null from config.meta_app
    where workspace_id is null or workspace_id = %s order by name, app_id
"""
TAKEN = """
    select extract(epoch from percentile_cont(0.5) within group (order by changed_at - begun_at))::int, count(*)
    from config.joining where workspace_id = %s and step = 'joined'
"""
CONNECTED = """
    select exists (select from config.number where workspace_id = %s and display_phone = %s and state <> 'removed')
"""


@dataclass(frozen=True, slots=True)
class App:
    """A Meta app that this workspace may use; `own` ones it may change."""

    app_id: str
    name: str
    config_id: str
    own: bool


@dataclass(frozen=True, slots=True)
class Signup:
    """What Meta's window needs, and what is known before. `closed`: countries, as ISO 3166 names them."""

    script: str
    version: str
    origins: tuple[str, ...]
    closed: tuple[str, ...]
    closed_by: rules.ClosedBy
    closed_on: date
    median_seconds: int | None
    joined: int


@dataclass(frozen=True, slots=True)
class Phone:
    """What can be told of a number before anybody is asked. `country` None: this is no number."""

    country: str | None
    closed: bool
    connected: bool


def apps(tx: Tx, person: Person) -> list[App]:
    person.check_may(Right.SET_UP_NUMBERS)
    return [App(*row) for row in tx.rows(APPS, (tx.workspace,))]


def signup(tx: Tx, person: Person) -> Signup:
    person.check_may(Right.SET_UP_NUMBERS)
    here = settings.INSTALLATION
    countries, by = rules.closed_countries(here.closed_countries)
    median, joined = tx.row(TAKEN, (tx.workspace,)) or (None, 0)
    return Signup(
        script=here.signup_script,
        version=here.graph_version,
        origins=here.signup_origins,
        closed=countries,
        closed_by=by,
        closed_on=rules.CLOSED_ON,
        median_seconds=median,
        joined=joined,
    )


def phone(tx: Tx, person: Person, typed: str) -> Phone:
    """Of a number as a person types it, with its country code."""
    person.check_may(Right.SET_UP_NUMBERS)
    known = rules.phone_of(typed)
    if known is None:
        return Phone(None, closed=False, connected=False)
    digits, country = known
    closed, _ = rules.closed_countries(settings.INSTALLATION.closed_countries)
    return Phone(country, country in closed, tx.row(CONNECTED, (tx.workspace, digits)) == (True,))
