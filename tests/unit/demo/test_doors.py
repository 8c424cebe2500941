"""The tour's doors while there is nothing to show yet, and for a step that has nothing to do."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
import pytest

from demo.guide.app import build
from demo.guide.stage import Doing, Ends, Stage


def asked(method: str, path: str, body: dict[str, str] | None = None, *, ready: bool) -> int:
    """The status with which the tour answers."""
    stage = bare()
    stage.ready = ready
    return answer(stage, method, path, body).status_code


def bare() -> Stage:
    return Stage(Ends(twinline="http://127.0.0.1:1", phones="http://127.0.0.1:1"), Path("nowhere"))


def answer(stage: Stage, method: str, path: str, body: dict[str, str] | None = None) -> httpx.Response:
    async def ask() -> httpx.Response:
        tour = httpx.ASGITransport(app=build(stage))
        async with httpx.AsyncClient(transport=tour, base_url="http://127.0.0.1") as visitor:
            return await visitor.request(method, path, json=body)

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


@pytest.mark.parametrize(
    ("doing", "told", "word", "shown", "done"),
    [
        ("ends", (0, 0), "wait.ends", "", "0.00"),
        ("people", (0, 0), "wait.people", "", "1.00"),
        ("past", (0, 60), "wait.past", "0 / 60", "2.00"),
        ("past", (45, 60), "wait.past", "45 / 60", "2.75"),
    ],
)
def test_who_comes_early_is_told_how_far_it_is(
    doing: Doing, told: tuple[int, int], word: str, shown: str, done: str
) -> None:
    stage = bare()
    stage.doing, stage.told = doing, told
    page = answer(stage, "GET", "/")
    assert page.status_code == 503
    assert page.headers["retry-after"] == "2"
    assert f'data-word="{word}"' in page.text
    assert f"</span> {shown}</p>" in page.text
    assert f'value="{done}" max="3"' in page.text
