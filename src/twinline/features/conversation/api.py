"""The Conversation page over HTTP: thin, one line of meaning per route."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Status
from ninja.files import UploadedFile

from twinline.engine import clock
from twinline.features.conversation import actions, files, presence, queries, takers, thread
from twinline.features.conversation.shapes import (
    Assign,
    Attend,
    Changes,
    Compose,
    Conversation,
    ConversationPage,
    Here,
    Message,
    MessagePage,
    Retry,
    Settle,
    Tab,
    Upload,
)
from twinline.features.conversation.shapes import Person as Named
from twinline.workspaces.access import entered
from twinline.workspaces.api import REFUSALS, Refusal, user_of

HERE = "/workspaces/{uuid:workspace}"
ONE = HERE + "/conversations/{uuid:conversation}"
SENT = HERE + "/messages/{uuid:message}"
PageSize = Annotated[int, Query(ge=1, le=100)]
Cursor = Annotated[str | None, Query(max_length=400)]

router = Router(tags=["conversation"])


@router.get(HERE + "/conversations", response={200: ConversationPage, REFUSALS: Refusal})
def listed(
    request: HttpRequest,
    workspace: UUID,
    *,
    tab: Tab = "all",
    unread: bool = False,
    number: UUID | None = None,
    q: Annotated[str, Query(max_length=200)] = "",
    before: Cursor = None,
    limit: PageSize = 50,
) -> ConversationPage:
    with entered(workspace, user_of(request).id) as (tx, person):
        wanted = queries.Wanted(tab=tab, unread=unread, number=number, text=q, before=before, limit=limit)
        return queries.conversations(tx, person, wanted, clock.now(tx))


@router.get(ONE, response={200: Conversation, REFUSALS: Refusal})
def one(request: HttpRequest, workspace: UUID, conversation: UUID) -> Conversation:
    with entered(workspace, user_of(request).id) as (tx, person):
        return queries.conversation(tx, person, conversation, clock.now(tx))


@router.get(ONE + "/messages", response={200: MessagePage, REFUSALS: Refusal})
def messages(
    request: HttpRequest,
    workspace: UUID,
    conversation: UUID,
    *,
    before: Cursor = None,
    after: Cursor = None,
    around: UUID | None = None,
    limit: PageSize = 50,
) -> MessagePage:
    part = thread.Part(before=before, after=after, around=around, limit=limit)
    with entered(workspace, user_of(request).id) as (tx, person):
        return thread.thread(tx, person, conversation, part, clock.now(tx))


@router.get(HERE + "/changes", response={200: Changes, REFUSALS: Refusal})
def changed(request: HttpRequest, workspace: UUID, since: Annotated[int, Query(ge=0)]) -> Changes:
    with entered(workspace, user_of(request).id) as (tx, person):
        return queries.changes(tx, person, since, clock.now(tx))


@router.post(ONE + "/messages", response={202: Message, REFUSALS: Refusal})
def send(request: HttpRequest, workspace: UUID, conversation: UUID, draft: Compose) -> Status[Message]:
    with entered(workspace, user_of(request).id) as (tx, person):
        return Status(202, actions.send(tx, person, conversation, draft, now=clock.now(tx)))


@router.post(ONE + "/read", response={204: None, REFUSALS: Refusal})
def read(request: HttpRequest, workspace: UUID, conversation: UUID) -> Status[None]:
    with entered(workspace, user_of(request).id) as (tx, person):
        actions.mark_read(tx, person, conversation, now=clock.now(tx))
    return Status(204, None)


@router.post(ONE + "/typing", response={204: None, REFUSALS: Refusal})
def typing(request: HttpRequest, workspace: UUID, conversation: UUID) -> Status[None]:
    with entered(workspace, user_of(request).id) as (tx, person):
        actions.show_typing(tx, person, conversation, now=clock.now(tx))
    return Status(204, None)


@router.get(ONE + "/takers", response={200: list[Named], REFUSALS: Refusal})
def takers_of(request: HttpRequest, workspace: UUID, conversation: UUID) -> list[Named]:
    with entered(workspace, user_of(request).id) as (tx, person):
        return takers.takers(tx, person, conversation)


@router.put(ONE + "/assignee", response={200: Conversation, REFUSALS: Refusal})
def assign(request: HttpRequest, workspace: UUID, conversation: UUID, to: Assign) -> Conversation:
    with entered(workspace, user_of(request).id) as (tx, person):
        return actions.assign(tx, person, conversation, to.member, now=clock.now(tx))


@router.post(ONE + "/present", response={200: Here, REFUSALS: Refusal})
def attend(request: HttpRequest, workspace: UUID, conversation: UUID, attending: Attend) -> Here:
    with entered(workspace, user_of(request).id) as (tx, person):
        return presence.say(tx, person, conversation, attending.doing, request.session.session_key or "", _true_now())


@router.delete(ONE + "/present", response={204: None, REFUSALS: Refusal})
def leave(request: HttpRequest, workspace: UUID, conversation: UUID) -> Status[None]:
    with entered(workspace, user_of(request).id) as (tx, person):
        presence.leave(tx, person, conversation, request.session.session_key or "", _true_now())
    return Status(204, None)


@router.post(SENT + "/retry", response={202: Message, REFUSALS: Refusal})
def retry(request: HttpRequest, workspace: UUID, message: UUID, again: Retry) -> Status[Message]:
    with entered(workspace, user_of(request).id) as (tx, person):
        return Status(202, actions.retry(tx, person, message, again.id, now=clock.now(tx)))


@router.post(SENT + "/settle", response={200: Message, REFUSALS: Refusal})
def settle(request: HttpRequest, workspace: UUID, message: UUID, settlement: Settle) -> Message:
    with entered(workspace, user_of(request).id) as (tx, person):
        return actions.settle(tx, person, message, settlement.outcome, now=clock.now(tx))


@router.post(HERE + "/media", response={201: Upload, REFUSALS: Refusal})
def upload(request: HttpRequest, workspace: UUID, file: UploadedFile) -> Status[Upload]:
    with entered(workspace, user_of(request).id) as (tx, person):
        return Status(201, files.keep(tx, person, file, now=clock.now(tx)))


@router.get(HERE + "/media/{uuid:media}", response={200: bytes, REFUSALS: Refusal})
def file(request: HttpRequest, workspace: UUID, media: UUID) -> HttpResponse:
    with entered(workspace, user_of(request).id) as (tx, person):
        return files.answer(tx, person, media, request.headers.get("Range"))


def _true_now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - presence, like sessions, does not turn with the clock
