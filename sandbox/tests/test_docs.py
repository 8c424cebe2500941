"""The document of the control API names everything that there is."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from bothends.chaos import RULES
from bothends.control.routes import routes
from bothends.settings import Settings

TEXT = (Path(__file__).parent.parent / "docs" / "control-api.md").read_text()


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_of_chaos_is_described_with_its_parameters(rule):
    [line] = [line for line in TEXT.splitlines() if line.startswith(f"| `{rule}`")]
    for parameter in RULES[rule]:
        assert f"`{parameter}`" in line


@pytest.mark.parametrize("setting", [field.name for field in fields(Settings)])
def test_every_setting_is_described(setting):
    assert f"`{setting}`" in TEXT


@pytest.mark.parametrize("path", sorted({route.path for route in routes()}))
def test_every_address_is_described(path):
    last = [part for part in path.split("/") if not part.startswith("{")][-1]
    assert re.search(rf"/{last}\b", TEXT)
