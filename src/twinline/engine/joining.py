"""Meta's calls while a number is connected, and what its answers mean for the person who connects it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from twinline.engine.loops import open_graph
from twinline.graph import joining
from twinline.graph.client import Graph, GraphRefused, NotSubmitted, OutcomeUnknown
from twinline.wire.errors import GraphError, Retry, SlowDown, Stop, TellAPerson, Wait, decision_for
from twinline.wire.joining import Inspected, Node
from twinline.workspaces.refused import Action, Refused

# Subcodes of Facebook Login for a code that came too late, or was used before.
CODE_OVER = (36007, 36009)


def come_in(app_id: str, secret: str, code: str) -> tuple[str, Inspected]:
    """The token that a code stands for, and what Meta says of it. Raises Refused; a code is good once."""
    with _graph() as graph:
        token = joining.exchange(graph, app_id, secret, code)
        return token, joining.inspect(graph, app_id, secret, token)


def numbers(token: str, waba_id: str) -> list[Node]:
    """Raises Refused."""
    with _graph() as graph:
        return joining.numbers(graph, token, waba_id)


def connect(token: str, waba_id: str, phone_number_id: str, pin: str | None) -> None:
    """Hear the account's webhooks, and register a number that is new. May be repeated. Raises Refused."""
    with _graph() as graph:
        joining.subscribe(graph, token, waba_id)
        if pin is not None:
            joining.register(graph, token, phone_number_id, pin)


@contextmanager
def _graph() -> Iterator[Graph]:
    graph = open_graph(settings.INSTALLATION)
    try:
        yield graph
    except GraphRefused as refusal:
        raise _refused(refusal.error) from refusal
    except NotSubmitted as fault:
        raise Refused("meta_unreachable", "Meta could not be reached; nothing was done. Try again.", "retry") from fault
    except OutcomeUnknown as fault:
        raise Refused("meta_silent", "Meta did not answer. Look at the attempt, then try again.", "retry") from fault
    finally:
        graph.close()


def _refused(error: GraphError) -> Refused:
    if error.subcode in CODE_OVER:
        return Refused("code_over", "Meta's code lives for 30 seconds and is good once: begin again.", "retry")
    return Refused("meta_refused", f"Meta refused with code {error.code}: {error.message}", _action(error))


def _action(error: GraphError) -> Action:
    actions: dict[type, Action] = {
        Retry: "retry", SlowDown: "slow_down", Wait: "slow_down", Stop: "stop", TellAPerson: "tell_a_person",
    }  # fmt: skip
    return actions[type(decision_for(error.code, error.http))]
