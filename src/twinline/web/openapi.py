"""`twinline openapi`: the schema of the HTTP API as JSON on standard output. Needs no database."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from typing import Any


def main(argv: Sequence[str] = ()) -> int:
    print(json.dumps(schema(), indent=2, ensure_ascii=False))
    return 0


def schema() -> dict[str, Any]:
    """The same text for the same code, wherever it is printed."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "twinline.web.settings")
    # Printing a schema must not need a running server, and never connects to this one.
    os.environ.setdefault("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    import django

    django.setup()
    from twinline.web.api import api

    return dict(api.get_openapi_schema(path_prefix="/api/"))
