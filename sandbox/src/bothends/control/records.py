"""What happened: the book of accepted sends, every Graph send, every webhook with its attempts."""

from typing import Any

from starlette.requests import Request
from starlette.routing import BaseRoute

from bothends.control.wire import Json, route, whole
from bothends.refused import Refused
from bothends.sandbox import Sandbox


def _page(lines: list[Json], request: Request, key: str, **wanted: str) -> list[Json]:
    after, limit = whole(request, "after", 0), whole(request, "limit", 1000)
    asked = {name: request.query_params.get(param) for name, param in wanted.items()}
    kept = [line for line in lines if line[key] > after and _fits(line, asked)]
    return kept[:limit]


def _fits(line: Json, asked: dict[str, str | None]) -> bool:
    return all(value is None or str(line.get(name)) == value for name, value in asked.items())


async def book(sandbox: Sandbox, request: Request, body: Json) -> Any:
    return _page(sandbox.book.lines, request, "n", number_id="number", callback_data="callback_data")


async def book_counts(sandbox: Sandbox, request: Request, body: Json) -> Json:
    return sandbox.book.counts()


async def sends(sandbox: Sandbox, request: Request, body: Json) -> Any:
    return _page(sandbox.sends, request, "n", number_id="number", outcome="outcome")


async def webhooks(sandbox: Sandbox, request: Request, body: Json) -> Any:
    bodies = request.query_params.get("bodies") == "1"
    lines = [delivery.view(body=bodies) for delivery in sandbox.queue.deliveries.values()]
    return _page(lines, request, "id", field="field", state="state", number_id="number", app_id="app")


async def webhook(sandbox: Sandbox, request: Request, body: Json) -> Json:
    delivery = sandbox.queue.deliveries.get(int(request.path_params["webhook"]))
    if delivery is None:
        raise Refused.missing("webhook", str(request.path_params["webhook"]))
    return delivery.view(body=True)


async def webhook_counts(sandbox: Sandbox, request: Request, body: Json) -> Json:
    return sandbox.queue.counts()


async def redeliver(sandbox: Sandbox, request: Request, body: Json) -> Json:
    return sandbox.queue.redeliver(int(request.path_params["webhook"])).view()


async def retry(sandbox: Sandbox, request: Request, body: Json) -> Json:
    return {"retried": sandbox.queue.retry_now()}


def routes() -> list[BaseRoute]:
    return [
        route("GET", "/book", book),
        route("GET", "/book/counts", book_counts),
        route("GET", "/sends", sends),
        route("GET", "/webhooks", webhooks),
        route("GET", "/webhooks/counts", webhook_counts),
        route("POST", "/webhooks/retry", retry),
        route("GET", "/webhooks/{webhook:int}", webhook),
        route("POST", "/webhooks/{webhook:int}/redeliver", redeliver),
    ]
