"""The tour's doors while there is nothing to show yet, and for a step that has nothing to do."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
import pytest

from demo.guide.app import build
from demo.guide.stage import Ends, Stage


def asked(method: str, path: str, body: dict[str, str] | None = None, *, ready: bool) -> int:
    """The status with which the tour answers."""
    stage = Stage(Ends(twinline="http://127.0.0.1:1", phones="http://127.0.0.1:1"), Path("nowhere"))
    stage.ready = ready

    async def ask() -> int:
        tour = httpx.ASGITransport(app=build(stage))
        async with httpx.AsyncClient(transport=tour, base_url="http://127.0.0.1") as visitor:
            return (await visitor.request(method, path, json=body)).status_code

    return asyncio.run(asyncio.wait_for(ask(), 10))


@pytest.mark.parametrize("path", ["/state", "/events"])
def test_a_page_left_open_from_the_last_demo_is_told_to_wait(path: str) -> None:
    assert asked("GET", path, ready=False) == 503


def test_a_button_pressed_too_early_is_refused() -> None:
    assert asked("POST", "/do/go", {"step": "phone"}, ready=False) == 503


def test_a_step_without_an_act_is_refused() -> None:
    assert asked("POST", "/do/act", {"step": "end"}, ready=True) == 404


@pytest.mark.parametrize("step", ["page", "clock"])
def test_a_step_for_which_the_customer_must_write_first_says_so(step: str) -> None:
    assert asked("POST", "/do/act", {"step": step}, ready=True) == 409
