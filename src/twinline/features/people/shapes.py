"""What the settings see and send. Times are UTC. Pure."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints
from typing_extensions import TypeAliasType

from twinline.workspaces.rules import Role

Language = TypeAliasType("Language", Literal["en", "de", "fr", "it"])
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
Text = Annotated[str, StringConstraints(max_length=5000)]
Hours = tuple[str, str]


class PrivacyText(BaseModel):
    en: Text = ""
    de: Text = ""
    fr: Text = ""
    it: Text = ""


class Settings(BaseModel):
    name: str
    language: Language
    time_zone: str
    privacy_text: PrivacyText


class SettingsChange(BaseModel):
    name: Name | None = None
    language: Language | None = None
    time_zone: Annotated[str, StringConstraints(max_length=60)] | None = None
    privacy_text: PrivacyText | None = None


class Member(BaseModel):
    """`email` and `two_factor` are null for those who do not manage people."""

    id: UUID
    name: str
    email: str | None
    role: Role
    teams: list[UUID]
    two_factor: bool | None
    joined_at: datetime


class Invitation(BaseModel):
    id: UUID
    email: str
    role: Role
    teams: list[UUID]
    invited_by: str
    expires_at: datetime


class People(BaseModel):
    members: list[Member]
    invitations: list[Invitation]


class MemberChange(BaseModel):
    role: Role | None = None
    teams: list[UUID] | None = Field(None, max_length=100)


class Invite(BaseModel):
    email: Annotated[str, StringConstraints(strip_whitespace=True, max_length=254)]
    role: Role
    teams: list[UUID] = Field([], max_length=100)
    language: Language = "en"


class Invited(BaseModel):
    """`link` is shown once: only a digest of it is kept."""

    id: UUID
    link: str


class Door(BaseModel):
    """What an invitation says to whoever opens its link."""

    workspace: str
    email: str
    role: Role
    invited_by: str
    has_account: bool


class Acceptance(BaseModel):
    """Empty for somebody who is signed in as the invited person already."""

    name: Name | None = None
    password: Annotated[str, StringConstraints(max_length=1000)] | None = None
    language: Language | None = None


class Team(BaseModel):
    id: UUID
    name: str


class TeamName(BaseModel):
    name: Name


class NumberOwner(BaseModel):
    """The person with the phone. `member` only where that person signs in here too.

    `handed_over`: somebody else has the phone from now on; another account than before says so too. Who sees the number
    as its owner alone sees what is said from then on, and what was said before only with `sees_past`.
    """

    name: Annotated[str, StringConstraints(strip_whitespace=True, max_length=80)]
    member: UUID | None = None
    handed_over: bool = False
    sees_past: bool = False


class NumberChange(BaseModel):
    name: Name | None = None
    owner: NumberOwner | None = None
    visibility: Literal["everyone", "teams"] | None = None
    teams: list[UUID] | None = Field(None, max_length=100)
    read_receipts: Literal["never", "assigned"] | None = None


class Weekly(BaseModel):
    mon: list[Hours] = Field([], max_length=12)
    tue: list[Hours] = Field([], max_length=12)
    wed: list[Hours] = Field([], max_length=12)
    thu: list[Hours] = Field([], max_length=12)
    fri: list[Hours] = Field([], max_length=12)
    sat: list[Hours] = Field([], max_length=12)
    sun: list[Hours] = Field([], max_length=12)


class Day(BaseModel):
    date: date
    name: str = Field(max_length=80)
    open: list[Hours] = Field([], max_length=12)


class Holiday(BaseModel):
    date: date
    name: str


class CalendarKept(BaseModel):
    """`inherits`: the hours are those of the workspace; what else is said here waits."""

    inherits: bool
    time_zone: str = Field(max_length=60)
    canton: str | None = Field(None, pattern="^[A-Z]{2}$")
    weekly: Weekly
    days: list[Day] = Field([], max_length=400)


class Calendar(CalendarKept):
    holidays: list[Holiday] = Field(description="Public holidays of the canton, this year and the next.")
    open_now: bool
    next_change: datetime | None
