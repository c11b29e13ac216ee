"""What a screen reader says of a chart, read back: its numbers and names are those of the plotted rows."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import date, timedelta

import pandas as pd
import pytest

import membership as m
from membership.derive.labels import labels
from membership.english import cardinal
from membership.intervals.dates import words
from tests.conftest import ROOT

FIGURES = ROOT / "figures"
ENTRIES = {
    entry["stem"]: entry
    for entry in json.loads((FIGURES / "manifest.json").read_text(encoding="utf-8"))["figures"]
}
TIMELINES = [
    stem for stem in ENTRIES if "what" in (FIGURES / f"{stem}.csv").read_text("utf-8").split("\n")[0]
]
LABELS = labels(m.load())
NUMBER = {cardinal(number): number for number in range(13)} | {"none": 0}
MONTHS = {words(f"2000-{month:02}").split()[0]: month for month in range(1, 13)}


def rows(stem: str) -> pd.DataFrame:
    """Return the plotted rows of a figure, as text."""
    return pd.read_csv(FIGURES / f"{stem}.csv", dtype=str, keep_default_na=False)


def number(text: str) -> int:
    return int(text) if text.isdigit() else NUMBER[text]


def iso(text: str) -> str:
    """Return a date in words as ISO text at its precision."""
    *day, month, year = text.split() if not text.isdigit() else ("", text)
    return "-".join([year] + ([f"{MONTHS[month]:02}"] if month else []) + [f"{int(part):02}" for part in day])


def names(text: str) -> list[str]:
    return re.split(r", | and ", text)


def spells_said(description: str) -> Counter:
    """Return the spells (name, start, end) that a description tells, ends half-open."""
    said: Counter = Counter()
    for who, how in re.findall(
        r"(?:^|\. )([^.]*?) ((?:from|since) \d[^.]*|from [A-Z][^.]*)(?=\.)", description
    ):
        if "hatched" in who:
            continue
        if how.startswith("since "):
            said.update((name, iso(how[6:]), "") for name in names(who))
            continue
        start, until, end = re.fullmatch(r"from (.+?) (until|to the end of) (.+)", how).groups()
        last = iso(end)
        stop = last if until == "until" else str(date.fromisoformat(last) + timedelta(days=1))
        said.update((name, iso(start), stop) for name in names(who))
    return said


def test_every_figure_is_read_back_here_or_has_its_own_test():
    assert {*TIMELINES, *OTHERS} == set(ENTRIES)


@pytest.mark.parametrize("stem", TIMELINES)
def test_a_timeline_is_described_spell_by_spell(stem):
    frame, entry = rows(stem), ENTRIES[stem]
    members = frame[frame["what"] == "member"]
    plotted = Counter(zip(members["name"], members["start"], members["end"], strict=True))
    assert spells_said(entry["description"]) == plotted
    hatched = re.findall(
        r"(?:^|(?<=\. ))([^.]+?) has its part hatched from ([^.]+?)(?: until ([^.]+?))?\.",
        entry["description"],
    )
    paused = frame[frame["what"] == "paused"]
    told = Counter((name, iso(start), iso(end) if end else "") for name, start, end in hatched)
    assert told == Counter(zip(paused["name"], paused["start"], paused["end"], strict=True))
    found = re.search(r"Sources disagree about the first or last day of (\S+) bar", entry["description"])
    assert (number(found[1]) if found else 0) == (members["disputed"] == "True").sum()


@pytest.mark.parametrize("stem", TIMELINES)
def test_the_alt_text_of_a_timeline_counts_its_bars(stem):
    frame, alt = rows(stem), ENTRIES[stem]["alt"]
    members = frame[frame["what"] == "member"]
    states = set(members["state"])
    staying = set(members.loc[members["end"] == "", "state"])
    said = re.search(
        r"of (\S+) states? in .+, (\d+) to (\d+): (\S+) spells? of membership, "
        r"(\S+) still open, (\S+) ended for good",
        alt,
    )
    assert [number(text) for text in said.groups()[0:1] + said.groups()[3:]] == [
        len(states),
        len(members),
        len(staying),
        len(states - staying),
    ]
    assert said[2] == members["start"].min()[:4]
    assert said[3] == ENTRIES[stem]["as_of"][:4]


def test_the_count_of_members_is_told_step_by_step():
    frame, entry = rows("membership-count"), ENTRIES["membership-count"]
    steps = [
        (int(count), iso(day))
        for count, day in re.findall(r"(\d+) from (\d+ \w+ \d{4})", entry["description"])
    ]
    assert steps == list(zip(frame["lowest"].astype(int), frame["date"], strict=True))
    first, last, most = map(int, re.search(r"from (\d+) to (\d+), at most (\d+)", entry["alt"]).groups())
    counts = frame["lowest"].astype(int)
    assert (first, last, most) == (counts.iloc[0], counts.iloc[-1], counts.max())


def test_the_definitions_are_counted_on_the_last_verified_day():
    frame, entry = rows("membership-definitions"), ENTRIES["membership-definitions"]
    day = iso(re.search(r"Members on (.+?):", entry["alt"])[1])
    assert day == entry["as_of"]
    for name, own in frame.groupby("definition"):
        now = own[(own["start"] <= day) & ((own["end"] == "") | (own["end"] > day))]["state"].nunique()
        assert f"{name.lower()} {now}" in entry["alt"]
        assert number(re.search(rf"{name}: (\S+) members", entry["description"])[1]) == now
        never = re.search(rf"{name}: [^.]*none on record: ([^.]+)\.", entry["description"])
        signed = set(frame.loc[frame["definition"] == "Signed", "name"])
        assert (set(names(never[1])) if never else set()) == signed - set(own["name"])


def test_the_lines_of_the_blocs_are_read_off_at_their_ends():
    frame, entry = rows("bloc-counts"), ENTRIES["bloc-counts"]
    for owner, own in frame.groupby(frame["organization"].map(LABELS)):
        counts = own["lowest"].astype(int)
        said = re.search(
            rf"{owner}: (\d+) from (\d+), at most (\d+) from (\d+), (\d+) on ([^.]+)\.", entry["description"]
        ).groups()
        last = own[own["date"] <= iso(said[5])].iloc[-1]
        assert (int(said[0]), said[1]) == (counts.iloc[0], own["date"].iloc[0][:4])
        assert (int(said[2]), said[3]) == (counts.max(), own["date"].iloc[counts.argmax()][:4])
        assert int(said[4]) == int(last["lowest"])
        assert f"{owner} {said[4]}" in entry["alt"]


def test_the_overlaps_name_each_state_with_its_blocs():
    frame, entry = rows("bloc-overlaps"), ENTRIES["bloc-overlaps"]
    blocs = frame.groupby("name")["organization"].agg(lambda own: frozenset(map(LABELS.get, own))).to_dict()
    said = {}
    for who, which in re.findall(r"(?:^|\. )([^.:]+): ([^.:]+)(?=\.)", entry["description"]):
        said |= {name: frozenset(names(which)) for name in names(who)}
    assert said == blocs
    assert number(re.search(r"of (\S+) states", entry["alt"])[1]) == len(blocs)


def test_the_survival_of_memberships_is_read_off_at_the_end():
    frame, entry = rows("bloc-survival"), ENTRIES["bloc-survival"]
    for owner, own in frame.groupby(frame["organization"].map(LABELS)):
        share = f"{round(100 * float(own['share'].iloc[-1]))}%"
        exits, joined = own["left"].astype(int).sum(), int(own["at_risk"].iloc[0])
        assert f"{owner} {share}" in entry["alt"]
        said = re.search(
            rf"{owner}: (\d+%) after [\d.]+ years, (\S+) exits? of (\d+) memberships", entry["description"]
        )
        assert (said[1], number("none" if said[2] == "no" else said[2]), int(said[3])) == (
            share,
            exits,
            joined,
        )


def test_the_verdicts_add_up():
    frame, entry = rows("claim-verdicts"), ENTRIES["claim-verdicts"]
    for row in frame.to_dict("records"):
        assert f"{row['judged']} {row['verdict']}" in entry["alt"]
        assert (
            not row["computed"]
            or f"{row['computed']} {row['verdict']}" in entry["description"].split("computed")[1]
        )
    assert f"of {frame['judged'].astype(int).sum()} claims" in entry["alt"]
    assert f"{frame['computed'].replace('', '0').astype(int).sum()} are computed" in entry["alt"]


def test_the_kinds_of_source_add_up_to_all_dates():
    frame, entry = rows("evidence-by-kind"), ENTRIES["evidence-by-kind"]
    frame["kind"] = frame["kind"].replace("none", "no source read")
    for owner, own in frame.groupby(frame["organization"].replace(LABELS)):
        told = re.search(rf"{owner or 'Others'}, (\S+) dates: ([^.]+)\.", entry["description"])
        assert number(told[1]) == int(own["total"].iloc[0])
        said = {kind: int(count) for count, kind in re.findall(r"(\d+) ([a-z ]+?)(?=,|$)", told[2])}
        assert said == {k: int(d) for k, d in zip(own["kind"], own["decided"], strict=True) if int(d)}


def test_the_codings_are_counted_by_data_set():
    frame, entry = rows("codings-compared"), ENTRIES["codings-compared"]
    for dataset in frame["dataset"].unique():
        own = frame[frame["dataset"] == dataset]
        said = re.search(
            rf"{re.escape(dataset[:1].upper() + dataset[1:])}: (\S+) spells of (\S+) states",
            entry["description"],
        )
        assert (number(said[1]), number(said[2])) == (len(own), own["state"].nunique()), dataset


def test_the_milestones_are_counted_by_lane():
    frame, entry = rows("milestones"), ENTRIES["milestones"]
    for lane, count in Counter(frame["lane"]).items():
        assert f"{lane}: {count}" in entry["description"]
    marks, lanes = re.search(r"(\S+) marks by kind: ([^.]+)\.", entry["description"]).groups()
    assert number(marks) == len(frame)
    assert (
        lanes.count(": ") == frame["lane"].nunique() == number(re.search(r"in (\S+) lane", entry["alt"])[1])
    )
    told = re.findall(r"(\S+) (?:events?|planned|terms? of office|deployments?)(?=[,.])", entry["alt"])
    assert sum(map(number, told)) == len(frame)
    dated = re.findall(r"(?<=\. )(\d+ \w+ \d{4}): ([^.]+)\.", entry["description"])
    labels = {(row["date"], row["label"]) for row in frame.to_dict("records")}
    assert dated
    assert {(iso(day), label) for day, label in dated} <= labels


OTHERS = {
    *("membership-count", "membership-definitions", "bloc-counts", "bloc-overlaps", "bloc-survival"),
    *("claim-verdicts", "evidence-by-kind", "codings-compared", "milestones"),
}


def test_no_alternative_only_repeats_the_title_or_was_cut_off():
    for entry in ENTRIES.values():
        assert entry["alt"] != entry["title"]
        assert not entry["alt"].endswith("…")
        assert not re.search("(under|beside|below) the chart", entry["description"]), "a file has only itself"
        assert entry["description"].replace(entry["title"], "").strip(" .")
