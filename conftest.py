"""Fixtures for every test, wherever it stands: beside the code, in tests/ or in sandbox/tests/."""

pytest_plugins = [
    "tests.fixtures.databases",
    "tests.fixtures.running",
    "tests.fixtures.connected",
    "tests.fixtures.profiles",
]
