"""The gate answering without storing, to see what storing costs: `python -m bench.plain_gate PORT`.

Only here: the product has no way to answer what it did not store.
"""

import asyncio
import dataclasses
import sys

import uvloop

from twinline.gate import serve
from twinline.gate.writer import Writer
from twinline.workspaces.installation import Installation


class Forgetful(Writer):
    """Says at once that a body is durable, and drops it."""

    def submit(self, app_id: str, body: bytes) -> asyncio.Future[None]:
        answer: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        answer.set_result(None)
        return answer


def main(port: int) -> None:
    installation = dataclasses.replace(Installation.from_environment(), port=port)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serve.serve(installation, Forgetful))


if __name__ == "__main__":
    main(int(sys.argv[1]))
