"""Each import contract holds, and breaks on a deliberate violation."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).resolve().parents[2]
GATE_MAY_IMPORT = {
    "twinline.wire",
    "twinline.log.intake",
    "twinline.workspaces.secrets",
    "twinline.workspaces.installation",
}

# contract, file to plant in, line to plant
VIOLATIONS = [
    ("The story: imports point only toward wire", "twinline/wire/planted.py", "import twinline.log"),
    ("The story: imports point only toward wire", "twinline/log/planted.py", "import twinline.engine.policy"),
    ("The story: imports point only toward wire", "twinline/web/planted.py", "import twinline.gate"),
    ("The story: imports point only toward wire", "twinline/attic/__init__.py", ""),
    (
        "Features know nothing of each other",
        "twinline/features/planted/__init__.py",
        "import twinline.features.conversation",
    ),
    (
        "Every feature has the same floors",
        "twinline/features/planted/rules.py",
        "import twinline.features.planted.actions",
    ),
    ("Every feature has the same floors", "twinline/features/planted/attic.py", ""),
    (
        "Automation stands on dispatch, dispatch on policy",
        "twinline/engine/policy.py",
        "import twinline.engine.dispatch.pace",
    ),
    ("Decisions are pure", "twinline/wire/planted.py", "import socket"),
    ("Decisions are pure", "twinline/log/facts.py", "import django"),
    ("Decisions are pure", "twinline/log/canonical.py", "import psycopg"),
    ("Decisions are pure", "twinline/log/ids.py", "import random"),
    ("Decisions are pure", "twinline/projections/fold.py", "import django"),
    ("Decisions are pure", "twinline/engine/policy.py", "import httpx"),
    ("Decisions are pure", "twinline/engine/dispatch/pace.py", "import psycopg"),
    ("Decisions are pure", "twinline/features/planted/rules.py", "import django"),
    ("The gate never loads Django", "twinline/gate/planted.py", "import django"),
    ("The gate never loads Django", "twinline/gate/planted.py", "import twinline.projections.fold"),
    ("What runs beside Django does not load it", "twinline/web/running/planted.py", "import django"),
    (
        "What runs beside Django does not load it",
        "twinline/log/intake.py",
        "import twinline.web.settings, django",
    ),
    ("What runs beside Django does not load it", "twinline/workspaces/secrets.py", "import django"),
    ("Only those who talk to Meta import graph", "twinline/log/planted.py", "import twinline.graph"),
    ("One guarded client makes all outgoing HTTP", "twinline/web/planted.py", "import httpx"),
    ("No other client makes HTTP", "twinline/web/planted.py", "import requests"),
    ("Twinline and Bothends share no code", "twinline/web/planted.py", "import bothends"),
    ("Twinline and Bothends share no code", "bothends/planted.py", "import twinline.wire"),
    ("No cycles between neighbours", "twinline/wire/planted.py", "import twinline.wire.planting"),
]


@pytest.fixture(scope="module")
def skeleton(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packages as they are, with room for a feature and the other half of a cycle."""
    copy = tmp_path_factory.mktemp("skeleton")
    only_code = shutil.ignore_patterns("__pycache__", "*.pyc", "page", "static")
    shutil.copytree(ROOT / "src" / "twinline", copy / "twinline", ignore=only_code)
    shutil.copytree(ROOT / "sandbox" / "src" / "bothends", copy / "bothends", ignore=only_code)
    shutil.copy(ROOT / "pyproject.toml", copy)
    feature = copy / "twinline" / "features" / "planted"
    feature.mkdir()
    for name in ("__init__.py", "rules.py", "actions.py"):
        (feature / name).touch()
    (copy / "twinline" / "wire" / "planting.py").write_text("import twinline.wire.planted\n")
    (copy / "twinline" / "wire" / "planted.py").touch()
    return copy


def test_all_contracts_hold(skeleton: Path) -> None:
    broken, said = lint(skeleton)
    assert not broken, said


@pytest.mark.parametrize(("contract", "file", "line"), VIOLATIONS, ids=[f"{v[1]}: {v[2]}" for v in VIOLATIONS])
def test_a_violation_breaks_its_contract(skeleton: Path, contract: str, file: str, line: str) -> None:
    path = skeleton / file
    before = path.read_text() if path.exists() else None
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"{before or ''}\n{line}\n")
    try:
        broken, said = lint(skeleton)
    finally:
        take_back(path, before)
    assert contract in broken, said


def test_every_contract_is_seen_to_break() -> None:
    text = (ROOT / "pyproject.toml").read_text()
    named = set(re.findall(r'^\[\[tool\.importlinter\.contracts\]\]\nname = "(.+)"', text, re.MULTILINE))
    assert named == {contract for contract, _, _ in VIOLATIONS}


def test_the_gate_imports_only_what_it_may() -> None:
    graph = grimp.build_graph("twinline")
    strange = {
        (importer, imported)
        for importer in graph.find_descendants("twinline.gate") | {"twinline.gate"}
        for imported in graph.find_modules_directly_imported_by(importer)
        if not imported.startswith("twinline.gate")
        and not any(imported == may or imported.startswith(f"{may}.") for may in GATE_MAY_IMPORT)
    }
    assert not strange


@pytest.mark.parametrize("module", ["twinline.gate.serve", "twinline.wire.explain", "twinline.web.running.up"])
def test_django_is_not_loaded_with(module: str) -> None:
    """What grimp cannot see: packages load their parents, and parents may load anything."""
    program = f"import sys, {module}; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def lint(skeleton: Path) -> tuple[set[str], str]:
    """The names of the broken contracts, and all that was said."""
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-logo", "--no-cache"],
        cwd=skeleton,
        env=os.environ | {"PYTHONPATH": str(skeleton), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    said = done.stdout + done.stderr
    broken = set(re.findall(r"^(.+?) BROKEN", said, re.MULTILINE))
    assert broken or done.returncode == 0, said
    return broken, said


def take_back(path: Path, before: str | None) -> None:
    if before is not None:
        path.write_text(before)
        return
    path.unlink()
    if path.name == "__init__.py":
        shutil.rmtree(path.parent)
