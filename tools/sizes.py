"""The house rules on size and names, for every Python file of the project that is not a test."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ["src", "sandbox/src", "demo", "bench", "tools"]
LONGEST_FUNCTION = 60
LONGEST_FILE = 400
NO_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "service", "services", "base"}


def main(root: Path = ROOT) -> int:
    faults = [fault for path in sources(root) for fault in faults_of(path)]
    for fault in faults:
        print(fault)
    return 1 if faults else 0


def sources(root: Path) -> Iterator[Path]:
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*.py")):
            if "tests" not in path.parts and "node_modules" not in path.parts:
                yield path


def faults_of(path: Path) -> Iterator[str]:
    text = path.read_text()
    lines = text.count("\n")
    if lines > LONGEST_FILE:
        yield f"{path}: {lines} lines; {LONGEST_FILE} at most: two rooms in one?"
    if path.stem in NO_NAMES or path.parent.name in NO_NAMES:
        yield f"{path}: a name that says nothing; name it after what it does"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _long(path, node)


def _long(path: Path, function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[str]:
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    if lines > LONGEST_FUNCTION:
        yield f"{path}:{function.lineno}: {function.name} has {lines} lines; {LONGEST_FUNCTION} at most"


if __name__ == "__main__":
    sys.exit(main())
