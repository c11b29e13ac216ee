"""The tables that the tests of this room ask about: the project's own, and small ones; they are only read."""

from __future__ import annotations

import pytest

import membership as m
from membership.tables.loading import Tables
from tests.small import write


@pytest.fixture(scope="session")
def ours() -> Tables:
    return m.load()


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    return m.load(write(tmp_path_factory.mktemp("small")))
