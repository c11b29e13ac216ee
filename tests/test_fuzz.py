"""A few of the random calls that ``make fuzz`` makes many of, and those that once failed."""

from __future__ import annotations

import matplotlib as mpl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings

from tests.fuzz import bare_error, calls

ONE = {"state": ["A"], "start": ["2000-01-01"], "end": ["2000-01-01"]}
SURVIVAL = {"organization": ["X"], "years": [0.0], "share": [1.0], "left": [0], "censored": [1]}


@pytest.fixture(autouse=True)
def _no_window():
    mpl.use("Agg")


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(calls())
def test_a_random_call_is_answered_or_refused_in_a_sentence(call):
    assert not bare_error(*call)


@pytest.mark.parametrize(
    ("name", "arguments", "options"),
    [
        ("count_chart", [ONE], {}),
        ("definition_panels", [{"a": ONE}], {}),
        ("survival_chart", [SURVIVAL], {"figsize": (1, 1), "title": "A finding"}),
        ("milestones_chart", [{"date": ["2000-01-01"], "label": ["A"], "lane": ["L"]}], {}),
        ("timeline", [ONE | {"end": [""]}], {"until": pd.NaT}),
        ("timeline", [ONE | {"end": ["9999-12-30"]}], {"locale": None}),
        ("timeline", [ONE | {"state": ["\ud800"]}], {}),
        ("lead_chart", [ONE | {"organization": ["X"]}, 7], {}),
    ],
)
def test_what_once_failed_is_answered_or_refused(name, arguments, options):
    assert not bare_error(name, arguments, options)


def test_a_bare_error_is_seen(monkeypatch):
    monkeypatch.setattr("membership.member_count", lambda data: {}[data])
    assert "KeyError" in bare_error("member_count", ["A"], {})
