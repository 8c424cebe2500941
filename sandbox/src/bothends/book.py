"""The book of accepted sends: one line per send that Meta would have accepted, durable before it is answered.

It is how a test counts duplicates after killing the sender: `callback_data` that occurs twice was sent twice.
"""

import json
import os
from collections import Counter
from pathlib import Path
from typing import Any


class Book:
    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._file = None if path is None else os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self.lines: list[dict[str, Any]] = []
        self._data: Counter[str] = Counter()

    def write(self, line: dict[str, Any]) -> None:
        """Numbers and keeps the line; with a file, returns only after fsync."""
        line = {"n": len(self.lines) + 1, **line}
        self.lines.append(line)
        if line.get("callback_data"):
            self._data[line["callback_data"]] += 1
        if self._file is not None:
            os.write(self._file, json.dumps(line, ensure_ascii=False).encode() + b"\n")
            os.fsync(self._file)

    def counts(self) -> dict[str, Any]:
        return {
            "accepted": len(self.lines),
            "with_callback_data": self._data.total(),
            "distinct_callback_data": len(self._data),
            "repeated": {data: n for data, n in self._data.items() if n > 1},
        }

    def clear(self) -> None:
        """Empties the book; the file, which only ever grows, gets a line that says so."""
        self.lines.clear()
        self._data.clear()
        if self._file is not None:
            os.write(self._file, b'{"reset": true}\n')
            os.fsync(self._file)

    def close(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None
