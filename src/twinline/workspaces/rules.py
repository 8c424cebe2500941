"""Who may do and see what in a workspace. Pure."""

from collections.abc import Mapping
from enum import StrEnum

from twinline.workspaces.refused import Forbidden


class Role(StrEnum):
    OWNER = "owner"
    ADMINISTRATOR = "administrator"
    SUPERVISOR = "supervisor"
    AGENT = "agent"
    AUDITOR = "auditor"


class Right(StrEnum):
    """What the doors ask for. A door asks for exactly one."""

    SEE_CONVERSATIONS = "see conversations"
    SEE_EVERY_NUMBER = "see conversations of all numbers"
    WRITE_TO_CUSTOMERS = "write to customers"
    ASSIGN = "assign"
    SET_UP_NUMBERS = "set up numbers"
    SET_UP_MEMBERS = "set up members"
    MANAGE_TEAMS = "manage teams"
    MANAGE_SETTINGS = "manage workspace settings"
    NAME_AN_OWNER = "name an owner"


_LOOKS: frozenset[Right] = frozenset({Right.SEE_CONVERSATIONS})
_WORKS: frozenset[Right] = _LOOKS | {Right.WRITE_TO_CUSTOMERS}
_LEADS: frozenset[Right] = _WORKS | {Right.ASSIGN}
_RUNS: frozenset[Right] = _LEADS | {
    Right.SEE_EVERY_NUMBER,
    Right.SET_UP_NUMBERS,
    Right.SET_UP_MEMBERS,
    Right.MANAGE_TEAMS,
    Right.MANAGE_SETTINGS,
}

RIGHTS: Mapping[Role, frozenset[Right]] = {
    Role.OWNER: _RUNS | {Right.NAME_AN_OWNER},
    Role.ADMINISTRATOR: _RUNS,
    Role.SUPERVISOR: _LEADS,
    Role.AGENT: _WORKS,
    # An auditor looks and leaves no trace at the customer's end: no message, no read receipt, no typing sign.
    Role.AUDITOR: _LOOKS | {Right.SEE_EVERY_NUMBER},
}

_NO: Mapping[Right, str] = {
    Right.SEE_CONVERSATIONS: "Your role does not see conversations.",
    Right.SEE_EVERY_NUMBER: "Your role sees the numbers of its teams only.",
    Right.ASSIGN: "Your role may take a conversation or give it back, but not give it to somebody else.",
    Right.MANAGE_TEAMS: "Only owners and administrators manage teams.",
    Right.MANAGE_SETTINGS: "Only owners and administrators change the workspace's settings.",
    Right.WRITE_TO_CUSTOMERS: "Your role may read here but not write to customers.",
    Right.SET_UP_NUMBERS: "Only owners and administrators set up numbers.",
    Right.SET_UP_MEMBERS: "Only owners and administrators manage members.",
    Right.NAME_AN_OWNER: "Only an owner can make somebody an owner.",
}


def may(role: Role, right: Right) -> bool:
    return right in RIGHTS[role]


def check_may(role: Role, right: Right) -> None:
    """Raises Forbidden with a sentence."""
    if not may(role, right):
        raise Forbidden(_NO[right])


def check_may_name(by: Role, role: Role) -> None:
    """Members are named by those who set up members; owners by owners alone. Raises Forbidden."""
    check_may(by, Right.SET_UP_MEMBERS)
    if role is Role.OWNER:
        check_may(by, Right.NAME_AN_OWNER)
