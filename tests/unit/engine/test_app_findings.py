"""What an app lacks at Meta, rule by rule."""

from __future__ import annotations

from dataclasses import replace

import pytest

from twinline.engine.app_findings import Finding, Told, Trouble, Wanted, findings, is_ours, is_reachable
from twinline.wire import accounts, split
from twinline.wire.apps import NEEDED, USEFUL, Subscription, subscription
from twinline.wire.errors import GraphError

APP = "1029384756"
HERE = "https://chat.casanova.example"
WANTED = Wanted(app_id=APP, config_id="5566778899", version="v25.0", origin=HERE)
ALL = frozenset((*NEEDED, *USEFUL))
WELL = Told(
    name="Casa Nova",
    version="v25.0",
    subscription=Subscription(f"{HERE}/hooks/meta/{APP}", active=True, fields=ALL),
    handshake="answered",
)


def refused(code: int | None) -> Trouble:
    return Trouble("refused", GraphError(code=code, http=400))


def subscribed(**other: object) -> Told:
    return replace(WELL, subscription=replace(WELL.subscription, **other))  # type: ignore[type-var]


def said(told: Told, wanted: Wanted = WANTED) -> dict[str, tuple[str, str]]:
    return {one.step: (one.kind, one.code) for one in findings(told, wanted)}


def test_an_app_that_is_well_is_well_in_every_step() -> None:
    assert {kind for kind, _ in said(WELL).values()} == {"good"}
    assert list(said(WELL)) == ["key", "version", "configuration", "callback", "fields", "verification"]


@pytest.mark.parametrize(
    ("trouble", "code"),
    [
        (refused(190), "key_wrong"),
        (refused(101), "key_wrong"),
        (refused(1), "key_wrong"),
        (refused(4), "app_refused"),
        (refused(None), "app_refused"),
        (Trouble("unreachable"), "app_unreachable"),
        (Trouble("silent"), "app_silent"),
        (Trouble("unreadable"), "secret_unreadable"),
    ],
)
def test_a_key_that_fails_leaves_what_follows_unknown(trouble: Trouble, code: str) -> None:
    steps = said(Told(trouble=trouble))
    assert steps.pop("key") == ("bad", code)
    assert steps.pop("configuration") == ("good", "configuration_good")
    assert set(steps.values()) == {("unknown", "unchecked")}


def test_a_version_that_meta_does_not_know_is_the_versions_fault_and_not_the_keys() -> None:
    steps = said(Told(trouble=refused(2500)))
    assert steps["key"] == ("unknown", "unchecked")
    assert steps["version"] == ("bad", "version_unknown")


@pytest.mark.parametrize(
    ("told", "wanted", "step", "kind", "code"),
    [
        (replace(WELL, version="v26.0"), WANTED, "version", "bad", "version_over"),
        (replace(WELL, version=None), WANTED, "version", "note", "version_untold"),
        (WELL, replace(WANTED, config_id=""), "configuration", "bad", "configuration_missing"),
        (replace(WELL, subscription=None), WANTED, "callback", "bad", "callback_missing"),
        (replace(WELL, subscription=refused(10)), WANTED, "callback", "bad", "subscription_untold"),
        (replace(WELL, subscription=Trouble("silent")), WANTED, "callback", "bad", "subscription_untold"),
        (subscribed(url="https://old.example/hooks/meta/1"), WANTED, "callback", "bad", "callback_elsewhere"),
        (subscribed(active=False), WANTED, "callback", "bad", "callback_inactive"),
        (subscribed(fields=ALL - {"history"}), WANTED, "fields", "bad", "fields_missing"),
        (subscribed(fields=ALL - {"security"}), WANTED, "fields", "note", "fields_useful"),
        (replace(WELL, subscription=None), WANTED, "fields", "unknown", "unchecked"),
        (replace(WELL, handshake="refused"), WANTED, "verification", "bad", "handshake_refused"),
        (replace(WELL, handshake="unreachable"), WANTED, "verification", "bad", "handshake_unreachable"),
        (replace(WELL, handshake="barred"), WANTED, "verification", "note", "handshake_barred"),
        (replace(WELL, handshake=None), WANTED, "verification", "unknown", "unchecked"),
    ],
)
def test_each_fault_has_its_code(told: Told, wanted: Wanted, step: str, kind: str, code: str) -> None:
    assert said(told, wanted)[step] == (kind, code)


def test_missing_fields_are_named_with_the_needed_ones_first() -> None:
    told = subscribed(fields=ALL - {"messages", "security"})
    assert [one.about for one in findings(told, WANTED) if one.step == "fields"] == [{"fields": "messages, security"}]


def test_a_private_callback_is_worth_knowing() -> None:
    told = subscribed(url=f"http://127.0.0.1:8000/hooks/meta/{APP}")
    found = said(told, replace(WANTED, origin="http://127.0.0.1:8000"))
    assert found["callback"] == ("note", "callback_private")


def test_without_an_origin_the_path_alone_is_compared() -> None:
    anywhere = replace(WANTED, origin=None)
    assert is_ours(f"https://any.example/hooks/meta/{APP}", anywhere)
    assert not is_ours(f"https://any.example/hooks/meta/{APP}?x=1", anywhere)
    assert not is_ours("https://any.example/hooks/meta/1", anywhere)


@pytest.mark.parametrize(
    ("url", "open_to_meta"),
    [
        ("https://chat.example/hooks", True),
        ("https://8.8.8.8/hooks", True),
        ("http://chat.example/hooks", False),
        ("https://localhost/hooks", False),
        ("https://intranet/hooks", False),
        ("https://printer.local/hooks", False),
        ("https://10.0.0.7/hooks", False),
        ("https://[::1]/hooks", False),
    ],
)
def test_whether_meta_could_come(url: str, open_to_meta: bool) -> None:
    assert is_reachable(url) is open_to_meta


def test_every_field_that_is_asked_for_has_a_reader() -> None:
    assert {*NEEDED, *USEFUL} <= split._ITEM_FIELDS | set(accounts._READERS)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (None, None),
        ({"data": [{"object": "page", "callback_url": "https://x.example"}]}, None),
        (
            {"data": [{"object": "whatsapp_business_account", "callback_url": "u", "active": True, "fields": ["a"]}]},
            Subscription("u", active=True, fields=frozenset("a")),
        ),
        (
            {"data": [{"object": "whatsapp_business_account", "fields": [{"name": "a", "version": "v25.0"}]}]},
            Subscription("", active=False, fields=frozenset("a")),
        ),
        ({"data": [{"object": "whatsapp_business_account"}]}, Subscription("", active=False, fields=frozenset())),
    ],
)
def test_the_subscription_for_whatsapp_is_found(answer: object, expected: Subscription | None) -> None:
    assert subscription(answer) == expected


def test_a_finding_has_no_words() -> None:
    assert Finding("key", "good", "key_good").about == {}
