"""POST /{phone number id}/messages: send, or mark as read and show typing (Meta: Messages)."""

import asyncio
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from bothends.chaos import Rule
from bothends.graph.door import Call, graph, hang_up, refusal
from bothends.meta.checks import check_message
from bothends.meta.errors import GraphError, bad, missing
from bothends.play import phones, sending, ticks
from bothends.sandbox import Sandbox
from bothends.webhooks.delivery import Delivery
from bothends.world import Message, Number

Json = dict[str, Any]
TYPING_SECONDS = 25.0
PATIENCE = 5.0


async def messages(call: Call) -> Any:
    number, body = call.number(), await call.body()
    if "status" in body:
        return _mark_read(call.sandbox, number, body)
    try:
        return await _send(call, number, body)
    except GraphError as error:
        call.sandbox.note_send({**_line(number, body), "outcome": "refused", "code": error.number, "http": error.http})
        raise


def _line(number: Number, body: Json) -> Json:
    keys = {"to": "to", "recipient": "recipient", "type": "type", "callback_data": "biz_opaque_callback_data"}
    return {"number_id": number.id, **{name: body.get(key) for name, key in keys.items()}}


async def _send(call: Call, number: Number, body: Json) -> Response:
    sandbox, chaos = call.sandbox, call.sandbox.chaos
    where = {"number": number.id, "customer": sending.recipient_id(sandbox, body)}
    if chaos.strikes("reset_before_accept", **where):
        return hang_up(call.request)
    _refuse_by_chaos(sandbox, where)
    kind = check_message(body)
    message, answer = sending.accept(sandbox, number, kind, body)
    sandbox.note_send({**_line(number, body), "outcome": "accepted", "wamid": message.wamid})
    await _tell_before_answer(sandbox, message, where)
    broken = await _broken_answer(sandbox, call.request, where)
    if chaos.strikes("echo_api_sends", **where):
        sandbox.clock.after(0.05, lambda: _echo(sandbox, message))
    return broken or JSONResponse(answer)


def _echo(sandbox: Sandbox, message: Message) -> None:
    phones.echo_of_api_send(sandbox, message)


def _refuse_by_chaos(sandbox: Sandbox, where: dict[str, str]) -> None:
    if sandbox.chaos.strikes("storm_130429", **where):
        raise GraphError(130429, http=sandbox.settings.rate_http)
    rule = sandbox.chaos.strikes("refuse", **where)
    if rule is not None:
        raise GraphError(int(rule.params["code"]), "Refused by a rule of chaos.", http=rule.params["http"])


async def _tell_before_answer(sandbox: Sandbox, message: Message, where: dict[str, str]) -> None:
    told: list[Delivery] = []
    if sandbox.chaos.strikes("echo_before_answer", **where):
        told += phones.echo_of_api_send(sandbox, message)
    if sandbox.chaos.strikes("status_before_answer", **where):
        told += ticks.now_until_delivered(sandbox, message)
    if told:
        waits = [asyncio.ensure_future(delivery.tried.wait()) for delivery in told]
        _, late = await asyncio.wait(waits, timeout=PATIENCE)
        for wait in late:
            wait.cancel()


async def _broken_answer(sandbox: Sandbox, request: Request, where: dict[str, str]) -> Response | None:
    """What chaos makes of the answer to an accepted send; None when it leaves it alone."""
    if slow := sandbox.chaos.strikes("slow", **where):
        await asyncio.sleep(slow.params["delay_ms"] / 1000)
    if sandbox.chaos.strikes("answer_lost", **where):
        return hang_up(request)
    if hang := sandbox.chaos.strikes("hang", **where):
        return await _hang(request, hang)
    if failed := sandbox.chaos.strikes("error_after_accept", **where):
        error = GraphError(int(failed.params["code"]), "Failed after it was accepted (chaos).", http=500)
        return refusal(sandbox, error)
    return None


async def _hang(request: Request, rule: Rule) -> Response:
    await asyncio.sleep(rule.params["seconds"])
    return hang_up(request)


def _mark_read(sandbox: Sandbox, number: Number, body: Json) -> Json:
    if body.get("messaging_product") != "whatsapp":
        raise GraphError(100, message="(#100) The parameter messaging_product is required.")
    if body["status"] != "read":
        raise bad("status is read.")
    if not body.get("message_id"):
        raise missing("message_id")
    message = sandbox.world.wamids.get(str(body["message_id"]))
    if message is None or message.number_id != number.id or message.side != "customer":
        raise bad("message_id: no message of a customer to this number has this id.")
    chat = sandbox.world.chat(number.id, message.customer_id)
    ticks.open_by_business(sandbox, chat, up_to=message)
    if body.get("typing_indicator"):
        sending.show_typing(sandbox, chat, TYPING_SECONDS)
    return {"success": True}


def routes() -> list[BaseRoute]:
    return [*graph("POST", "/{node:digits}/messages", messages)]
