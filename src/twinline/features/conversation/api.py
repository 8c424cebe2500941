"""The Conversation page over HTTP: thin, one line of meaning per route."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from ninja.files import UploadedFile

from twinline.engine import clock
from twinline.features.conversation import actions, files, queries
from twinline.features.conversation.models import (
    Changes,
    Conversation,
    ConversationPage,
    Draft,
    Message,
    MessagePage,
    Retry,
    Settlement,
    Tab,
    Uploaded,
)
from twinline.workspaces.access import entered
from twinline.workspaces.api import REFUSALS, Problem, user_of

HERE = "/workspaces/{uuid:workspace_id}"
ONE = HERE + "/conversations/{uuid:conversation_id}"
SENT = HERE + "/messages/{uuid:message_id}"
PAGE_SIZE = Query(50, ge=1, le=100)

router = Router(tags=["conversation"])


@router.get(HERE + "/conversations", response={200: ConversationPage, REFUSALS: Problem})
def conversations(
    request: HttpRequest,
    workspace_id: UUID,
    tab: Tab = "all",
    number: UUID | None = None,
    q: str = Query("", max_length=200),
    before: str | None = Query(None, max_length=400),
    limit: int = PAGE_SIZE,
) -> ConversationPage:
    with entered(workspace_id, user_of(request).id) as (tx, person):
        wanted = queries.Wanted(tab=tab, number=number, text=q, before=before, limit=limit)
        return queries.conversations(tx, person, wanted, clock.now(tx))


@router.get(ONE, response={200: Conversation, REFUSALS: Problem})
def conversation(request: HttpRequest, workspace_id: UUID, conversation_id: UUID) -> Conversation:
    with entered(workspace_id, user_of(request).id) as (tx, person):
        return queries.conversation(tx, person, conversation_id, clock.now(tx))


@router.get(ONE + "/messages", response={200: MessagePage, REFUSALS: Problem})
def messages(
    request: HttpRequest,
    workspace_id: UUID,
    conversation_id: UUID,
    before: str | None = Query(None, max_length=400),
    limit: int = PAGE_SIZE,
) -> MessagePage:
    with entered(workspace_id, user_of(request).id) as (tx, person):
        return queries.thread(tx, person, conversation_id, before, limit)


@router.get(HERE + "/changes", response={200: Changes, REFUSALS: Problem})
def changes(request: HttpRequest, workspace_id: UUID, since: int = Query(..., ge=0)) -> Changes:
    with entered(workspace_id, user_of(request).id) as (tx, person):
        return queries.changes(tx, person, since, clock.now(tx))


@router.post(ONE + "/messages", response={202: Message, REFUSALS: Problem})
def send(request: HttpRequest, workspace_id: UUID, conversation_id: UUID, draft: Draft) -> tuple[int, Message]:
    with entered(workspace_id, user_of(request).id) as (tx, person):
        return 202, actions.send(tx, person, conversation_id, draft, now=clock.now(tx))


@router.post(ONE + "/read", response={204: None, REFUSALS: Problem})
def read(request: HttpRequest, workspace_id: UUID, conversation_id: UUID) -> tuple[int, None]:
    with entered(workspace_id, user_of(request).id) as (tx, person):
        actions.mark_read(tx, person, conversation_id, now=clock.now(tx))
    return 204, None


@router.post(ONE + "/typing", response={204: None, REFUSALS: Problem})
def typing(request: HttpRequest, workspace_id: UUID, conversation_id: UUID) -> tuple[int, None]:
    with entered(workspace_id, user_of(request).id) as (tx, person):
        actions.show_typing(tx, person, conversation_id, now=clock.now(tx))
    return 204, None


@router.post(SENT + "/retry", response={202: Message, REFUSALS: Problem})
def retry(request: HttpRequest, workspace_id: UUID, message_id: UUID, again: Retry) -> tuple[int, Message]:
    with entered(workspace_id, user_of(request).id) as (tx, person):
        return 202, actions.retry(tx, person, message_id, again.id, now=clock.now(tx))


@router.post(SENT + "/settle", response={200: Message, REFUSALS: Problem})
def settle(request: HttpRequest, workspace_id: UUID, message_id: UUID, settlement: Settlement) -> Message:
    with entered(workspace_id, user_of(request).id) as (tx, person):
        return actions.settle(tx, person, message_id, settlement.outcome, now=clock.now(tx))


@router.post(HERE + "/media", response={201: Uploaded, REFUSALS: Problem})
def upload(request: HttpRequest, workspace_id: UUID, file: UploadedFile) -> tuple[int, Uploaded]:
    with entered(workspace_id, user_of(request).id) as (tx, person):
        return 201, files.keep(tx, person, file, now=clock.now(tx))


@router.get(HERE + "/media/{uuid:media_id}", response={200: bytes, REFUSALS: Problem})
def media(request: HttpRequest, workspace_id: UUID, media_id: UUID) -> HttpResponse:
    with entered(workspace_id, user_of(request).id) as (tx, person):
        return files.answer(tx, person, media_id, request.headers.get("Range"))
