"""The front page of the project says what the tables say, and its examples run."""

from __future__ import annotations

import re

import pytest

import membership as m
from membership.english import cardinal
from membership.intervals.dates import words
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```python\n(.*?)```", README, re.DOTALL)


def test_it_opens_with_the_finding():
    tables = m.load()
    csto, nato = (m.organization(tables, one) for one in ("CSTO", "NATO"))
    course = m.member_count(csto.spells)
    first, most, now = (cardinal(int(number)) for number in (course.iloc[0], course.max(), course.iloc[-1]))
    then, today = (len(m.members_on(nato.spells, day)) for day in (csto.treaty, nato.verified_to))
    opening = " ".join(README.split("\n## ", 1)[0].split())
    assert f"NATO had {then} members; today it has {today}." in opening
    assert f"began with {first}, grew to {most} and has {now}, one of which takes no part" in opening
    assert (csto.pauses["end"] == "").sum() == 1


def test_it_says_how_far_each_organization_is_verified():
    for row in m.load().organizations.to_dict("records"):
        until = f"{words(row['dissolved'])} (dissolved)" if row["dissolved"] else words(row["verified_to"])
        assert f"| {row['name']} ({row['organization']}) | {words(row['treaty'])} | {until} |" in README


def test_every_file_it_leads_to_is_there():
    targets = re.findall(r"\]\(([^)#:]+)\)", README)
    assert len(targets) > 10
    assert [target for target in targets if not (ROOT / target).exists()] == []


@pytest.mark.parametrize("example", EXAMPLES, ids=range(len(EXAMPLES)))
def test_its_examples_run(example, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    exec(compile(example, "README.md", "exec"), names := {})
    if "savefig" in example:
        assert (tmp_path / "timeline.svg").stat().st_size > 1000
        assert m.lint(names["ax"]) == []


def test_there_are_examples():
    assert len(EXAMPLES) == 4
