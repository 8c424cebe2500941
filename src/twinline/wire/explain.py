"""`twinline explain FILE…|-`: what webhook bodies say, a JSON object a line.

The one file of this layer that reads files.
"""

import json
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from .bodies import NotJSON
from .facts import Contact, Fact
from .webhooks import parse


def main(argv: Sequence[str]) -> int:
    """Arguments without the command's name. 0: everything was JSON; 2: a file was missing or held none."""
    if not argv or any(argument in ("-h", "--help") for argument in argv):
        print("usage: twinline explain FILE…|-   (webhook bodies: one JSON body a file, or one a line)")
        return 0 if argv else 2
    complaints = [complaint for name in argv for complaint in _explain(name)]
    for complaint in complaints:
        print(complaint, file=sys.stderr)
    return 2 if complaints else 0


def _explain(name: str) -> Iterator[str]:
    """Prints the facts of one file; yields a sentence for each thing that is no JSON."""
    try:
        content = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        yield f"twinline explain: {_safe(name)} cannot be read: {reason}."
        return
    try:
        _print(name, parse(content))
    except NotJSON as error:
        lines = content.splitlines()
        yield from _lines(name, lines) if _is_lines(lines) else [f"twinline explain: {_safe(name)}: {error}"]


def _is_lines(lines: list[bytes]) -> bool:
    """JSON Lines: several lines, of which one at least is an object of its own."""
    return sum(1 for line in lines if line.strip()) > 1 and any(
        _parses(line) for line in lines if line.lstrip().startswith(b"{")
    )


def _parses(line: bytes) -> bool:
    try:
        parse(line)
    except NotJSON:
        return False
    return True


def _lines(name: str, lines: list[bytes]) -> Iterator[str]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            _print(name, parse(line))
        except NotJSON as error:
            yield f"twinline explain: {_safe(name)}, line {number}: {error}"


def _print(name: str, facts: list[Fact]) -> None:
    for fact in facts:
        # An output that is not UTF-8 gets escapes, which are JSON as well.
        plain = (sys.stdout.encoding or "").lower().replace("-", "") != "utf8"
        print(json.dumps(explained(_safe(name), fact), ensure_ascii=plain, separators=(",", ":")))


def explained(file: str, fact: Fact) -> dict[str, Any]:
    contact: Contact = getattr(fact, "contact", Contact())
    return {
        "file": file,
        "fact": type(fact).__name__,
        "field": fact.field,
        "phone_number_id": fact.phone_number_id,
        "waba_id": fact.waba_id,
        "wamid": getattr(fact, "wamid", None),
        "contact": {"phone": contact.phone, "user_id": contact.user_id},
        "direction": fact.direction,
        "origin": fact.origin,
        "said_at": _utc(fact.said_at),
        "text": getattr(fact, "text", None),
        "unknown_keys": list(fact.unknown_keys),
    }


def _utc(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z") if moment else None


def _safe(name: str) -> str:
    return name.encode("utf-8", "replace").decode()
