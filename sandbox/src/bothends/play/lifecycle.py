"""What becomes of a number that lives in the app too: set up anew, connected again, disconnected for good.

Meta: Onboard Business app users ("Reconnecting", "Disconnecting"), `account_update` reference. A number that is set up
anew on a phone (`ACCOUNT_OFFBOARDED`) comes back to the same partner within minutes (`ACCOUNT_RECONNECTED`), with its
subscription and token; one that was disconnected (`PARTNER_REMOVED`) needs Embedded Signup again, and may then be
synced once more. Which error a send gets meanwhile is not documented; it is 133010 here.
"""

from typing import Any, Literal, get_args

from bothends.meta.bodies import Item
from bothends.refused import Refused
from bothends.sandbox import Sandbox
from bothends.world import Number

Json = dict[str, Any]
Reason = Literal[
    "ACCOUNT_DISCONNECTED",
    "BUSINESS_DOWNGRADE",
    "CHANGE_NUMBER",
    "COMPANION_INACTIVITY",
    "PRIMARY_INACTIVITY",
    "USER_RE_REGISTERED",
]
# Two of Meta's pages show the event with different keys and another `entry[].id`; `bare` lacks the reason.
Shape = Literal["phone", "waba", "bare"]
BY_SYSTEM = ("COMPANION_INACTIVITY", "PRIMARY_INACTIVITY")


def offboard(sandbox: Sandbox, number: Number) -> None:
    """The app was installed anew, or moved to another device."""
    _check(number, connected=True)
    number.registered = False
    _tell(sandbox, number, {"event": "ACCOUNT_OFFBOARDED"})


def reconnect(sandbox: Sandbox, number: Number) -> None:
    """The owner left "reconnect" ticked on the new device. History is not sent again."""
    _check(number, connected=False)
    if number.removed:
        raise Refused.conflict("removed", "A number that was disconnected needs Embedded Signup again.")
    number.registered = True
    _tell(sandbox, number, {"event": "ACCOUNT_RECONNECTED"})


def disconnect(sandbox: Sandbox, number: Number, reason: str, shape: str) -> None:
    """Settings › Account › Business Platform › Disconnect Account; or what Meta does for one of its reasons."""
    if reason not in get_args(Reason) or shape not in get_args(Shape):
        allowed = f"{', '.join(get_args(Reason))}; shape one of {', '.join(get_args(Shape))}"
        raise Refused("bad_reason", f"reason is one of {allowed}.")
    if number.removed or not number.has_app:
        raise Refused.conflict("not_connected", "This number is not connected to the Business Platform.")
    number.registered, number.removed, number.connected = False, True, False
    number.synced.clear()
    by = "SYSTEM" if reason in BY_SYSTEM else "USER"
    told: Json = {"event": "PARTNER_REMOVED"}
    if shape != "bare":
        told["disconnection_info"] = {"reason": reason, "initiated_by": by}
    if shape == "waba":
        business = sandbox.world.waba(number.waba_id).business_id
        told["waba_info"] = {"waba_id": number.waba_id, "owner_business_id": business}
        _tell(sandbox, number, told, entry_id=business)
    else:
        _tell(sandbox, number, {"phone_number": number.phone, **told})


def _check(number: Number, *, connected: bool) -> None:
    if not number.has_app:
        raise Refused.conflict("no_app", "This number is on the Cloud API only: there is no Business app.")
    if number.registered is not connected:
        raise Refused.conflict("not_now", "The number is connected." if number.registered else "It is not connected.")


def _tell(sandbox: Sandbox, number: Number, value: Json, entry_id: str | None = None) -> None:
    event = str(value["event"])
    sandbox.post.send(
        Item(
            waba_id=number.waba_id,
            number_id=number.id,
            customer_id="",
            field="account_update",
            kind=event,
            value=value,
            time=int(sandbox.clock.now()),
            entry_id=entry_id,
        )
    )
