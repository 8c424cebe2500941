"""`twinline gate`: puts the gate together and serves it until told to stop."""

import asyncio
import logging
import resource
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from types import FrameType
from typing import Final

import psycopg
import uvicorn
import uvloop

from twinline.gate.app import Background, Gate
from twinline.gate.apps import Apps
from twinline.gate.clock import Clock, wall
from twinline.gate.hooks import Hooks
from twinline.gate.intake import Intake, Store
from twinline.gate.link import Link
from twinline.gate.live import Live
from twinline.gate.notices import Notices
from twinline.gate.protocol import Door, watch
from twinline.gate.proxy import Web
from twinline.gate.tickets import Tickets
from twinline.gate.writer import Writer
from twinline.log.intake import HourKeys
from twinline.workspaces.installation import Installation, Misconfigured
from twinline.workspaces.secrets import Vault

KEEP_ALIVE_SECONDS: Final = 75
LAST_ANSWERS_SECONDS: Final = 2
CONNECTIONS: Final = 8_192
RELOAD_SECONDS: Final = 30.0
LINE: Final = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def main(argv: Sequence[str] = ()) -> int:
    """Serve until SIGTERM or SIGINT."""
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format=LINE)
    if argv:
        print("twinline gate takes no arguments: set TWINLINE_HOST and TWINLINE_PORT.", file=sys.stderr)
        return 2
    try:
        installation = Installation.from_environment()
    except Misconfigured as error:
        print(error, file=sys.stderr)
        return 1
    _allow_files()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serve(installation))
    return 0


async def serve(installation: Installation, make_writer: Callable[[Store], Writer] = Writer) -> None:
    """Serve in the running loop; returns after a graceful stop. The benchmark measures with a writer of its own."""
    vault = Vault(installation.secret)
    dsn = installation.dsn("gate")
    link = Link(dsn)
    clock = Clock(link)
    intake = Intake(dsn, HourKeys(vault), clock.now)
    writer = make_writer(intake)
    apps = Apps(link, vault)
    live = Live(link, Tickets(link, wall))
    web = Web(str(installation.web_socket))
    gate = Gate(
        hooks=Hooks(apps, writer),
        live=live,
        web=web,
        probes={"database": link.answers, "writer": intake.ready, "web": web.answers},
    )
    server = Server(gate, installation, live)

    async def reload() -> None:
        await apps.load()
        await clock.load()

    async def caught_up() -> None:
        await reload()
        await live.catch_up()

    async def keep_reloading() -> None:
        while True:
            await asyncio.sleep(RELOAD_SECONDS)
            with suppress(psycopg.Error, OSError):
                await reload()

    channels = {
        "twinline_live": live.changed,
        "twinline_closed": live.closed,
        "twinline_presence": live.present,
        "twinline_apps": lambda _: apps.load(),
        "twinline_clock": lambda _: clock.load(),
    }
    background = Background(
        {
            "The writer": writer.run,
            "Listening for notices": Notices(dsn, channels, caught_up).run,
            "Reloading": keep_reloading,
            "Checking tickets": live.keep_checking,
            "Watching who is there": live.keep_presences_true,
            "Watching connections": lambda: watch(server.server_state),
        }
    )
    background.start()
    try:
        await server.serve()
    finally:
        await background.stop()
        await asyncio.gather(web.close(), link.close(), intake.link.close())


class Server(uvicorn.Server):
    """One process, and a stop that does not wait for streams which never end by themselves."""

    def __init__(self, gate: Gate, installation: Installation, live: Live) -> None:
        super().__init__(settings(gate, installation))
        self._live = live
        self._loop = asyncio.get_running_loop()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self.should_exit = True
        self._loop.call_soon_threadsafe(self._live.end_all)


def settings(gate: Gate, installation: Installation) -> uvicorn.Config:
    # Left alone, uvicorn believes anyone on this machine about who the client is.
    return uvicorn.Config(
        gate,
        host=installation.host,
        port=installation.port,
        http=Door,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(installation.proxies),
        forwarded_allow_ips=list(installation.proxies),
        limit_concurrency=CONNECTIONS,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=LAST_ANSWERS_SECONDS,
    )


def _allow_files() -> None:
    """Each connection is a file; laptops allow few until asked."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
