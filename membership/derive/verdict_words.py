"""The words of a fact-check, each defined once: its verdicts, its kinds of check, and what a check finds."""

from __future__ import annotations

from dataclasses import dataclass

SUPPORTED, IMPRECISE, INCOMPLETE = "supported", "imprecise", "incomplete"
CONTRADICTED, UNVERIFIED, OPINION = "contradicted", "unverified", "opinion"

VERDICTS = {
    SUPPORTED: "What is said is right, and nothing that matters is missing.",
    IMPRECISE: "The gist is right; a date, an object, a place, a speaker or a word is off.",
    INCOMPLETE: "Each word can be defended, but a fact is left out that changes what a reader concludes.",
    CONTRADICTED: "The record says otherwise.",
    UNVERIFIED: "It could be checked, but no source that says so was found. It may well be true.",
    OPINION: "A judgement, a prediction, a motive or a metaphor. Opinions are not rated.",
}
COMPUTED = (SUPPORTED, INCOMPLETE, CONTRADICTED)

CHECKS = {
    "date": "whether a dated event in the tables has the date, and the place, that the article gives",
    "members": "whether exactly the states named were members on a day",
    "joined": "whether the states named became members in a period; others may have too, and are shown",
    "left": "whether the states named stopped being members in a period; others may have too, and are shown",
    "count": "whether the number of members on a day, or its course between two days, is as stated",
    "spells": "whether the dates given are a state's whole history of membership",
    "order": "whether events in the tables happened in the order stated",
    "interval": "whether as many calendar years as stated lie between two events in the tables",
    "holder": "whether the person named held an office on a day",
}

# What a check leaves open that a claim may also say, where a reader could take its verdict for more.
LIMITS = {
    "members": "This asks which states were in, and not who acted for them.",
    "count": "This counts members: not who came to a meeting, nor in which direction an alliance grew.",
    "holder": "This asks who held the office, and not what was said or where.",
}


@dataclass(frozen=True)
class Finding:
    """What a check found: its verdict ("" where it cannot decide), why, and the facts that decide it."""

    verdict: str
    why: str
    facts: tuple[str, ...] = ()


SILENT = Finding("", "the tables do not decide it")
