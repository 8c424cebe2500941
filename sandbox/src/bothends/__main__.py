"""`bothends serve`: the sandbox on one port."""

import argparse
import asyncio
import contextlib
import socket
from pathlib import Path

import uvicorn

from bothends import __version__, site
from bothends.clock import Clock
from bothends.sandbox import Sandbox
from bothends.server import application


def _arguments(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="bothends", description="A sandbox for the WhatsApp Business Platform. Not affiliated with Meta."
    )
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(dest="command", required=True)
    serve = commands.add_parser("serve", help="play WhatsApp and Meta's Graph API")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=8900, help="0 takes a free one and prints it")
    serve.add_argument("--seed", type=int, default=1, help="ids, secrets and delays are drawn from it")
    serve.add_argument("--book", type=Path, help="append every accepted send to this file, fsynced")
    serve.add_argument("--stepped-from", type=float, metavar="SECONDS", help="the clock stands still until turned")
    serve.add_argument("--public-url", help="how others reach this server (default: http://HOST:PORT)")
    serve.add_argument("--framed-by", nargs="*", default=[], help="more origins that may frame the phones")
    return parser.parse_args(argv)


def main(argv: list[str] | None = None) -> None:
    args = _arguments(argv)
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(args))


async def _serve(args: argparse.Namespace) -> None:
    stepped = args.stepped_from is not None
    clock = Clock(mode="stepped" if stepped else "running", start=args.stepped_from)
    sandbox = Sandbox(args.seed, clock=clock, book=args.book)
    listening = socket.create_server((args.host, args.port), backlog=2048)
    # asyncio sets this only on sockets that say they are TCP; without it every second answer takes 40 ms.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    address = f"http://{args.host}:{listening.getsockname()[1]}"
    sandbox.public_url = (args.public_url or address).rstrip("/")
    app = application(sandbox, framed_by=(*site.FRAMED_BY, *args.framed_by))
    # A stream of events never ends by itself: a stop waits a second for it. Idle connections are kept longer than
    # clients keep theirs (5 s is usual), or a send would now and then meet a line that was closed just then.
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=1,
        timeout_keep_alive=75,
        server_header=False,
    )
    print(f"Bothends is on {address} (a sandbox, not affiliated with Meta)", flush=True)
    await uvicorn.Server(config).serve(sockets=[listening])


if __name__ == "__main__":
    main()
