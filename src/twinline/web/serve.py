"""`twinline web`: Django under gunicorn, in threads, on a Unix socket that only gate speaks to."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

from gunicorn.app.base import BaseApplication

from twinline.workspaces.installation import Installation

THREADS = 16


class Web(BaseApplication):
    """gunicorn configured from here rather than from a file or its command line."""

    def __init__(self, options: dict[str, Any]) -> None:
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        from twinline.web.wsgi import application

        return application


def options(installation: Installation) -> dict[str, Any]:
    return {
        "bind": f"unix:{installation.web_socket}",
        "worker_class": "gthread",
        "workers": int(os.environ.get("TWINLINE_WEB_WORKERS", "1")),
        "threads": THREADS,
        "umask": 0o077,
        "timeout": 60,
        "graceful_timeout": 5,
        "keepalive": 30,
        "accesslog": None,
        "loglevel": "warning",
        "forwarder_headers": "",
        # The socket's file mode says who may speak here, so the headers of who does are believed.
        "forwarded_allow_ips": "*",
        "control_socket_disable": True,
    }


def main(argv: Sequence[str] = ()) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "twinline.web.settings")
    os.environ["TWINLINE_ROLE"] = "web"
    installation = Installation.from_environment()
    installation.web_socket.parent.mkdir(parents=True, exist_ok=True)
    Web(options(installation)).run()
    return 0
