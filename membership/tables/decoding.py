"""From the bytes of a file to its records: encodings, line ends, quotes that do not close."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from membership.tables.faults import Fault

# One cell as RFC 4180 has it: in quotes, with those inside it doubled, or without.
_CELL = re.compile(r'(?:"(?:[^"]|"")*"|[^",\n][^,\n]*|)(?=[,\n]|\Z)')


@dataclass(frozen=True)
class Record:
    """One record of a file: its cells and the number of its first line.

    `fault` is what kept it from being read whole; then only its first cells are there.
    """

    cells: Sequence[str]
    line: int
    fault: Fault | None = None


def decode(content: bytes, file: str) -> tuple[str, list[Fault]]:
    """Return the text of a file, with LF line ends, and what is wrong with the file as a whole.

    Bytes that are not UTF-8 stay as lone surrogates; `sheet_of` finds the cells that hold them.
    """
    faults = []
    wide = content[:2] in (b"\xff\xfe", b"\xfe\xff")
    if wide or b"\0" in content[:2]:
        faults.append(Fault(file, 1, 1, "UTF-16", "is the encoding of this file", "save it as UTF-8"))
        codec = "utf-16" if wide else "utf-16-be" if content[:1] == b"\0" else "utf-16-le"
        text = content.decode(codec, errors="replace")
        return text.replace("\r\n", "\n").replace("\r", "\n"), faults
    if content.startswith(b"\xef\xbb\xbf"):
        remedy = "save the file as UTF-8 without BOM"
        faults.append(Fault(file, 1, 1, "\ufeff", "is a byte order mark", remedy))
        content = content[3:]
    text = content.decode("utf-8", errors="surrogateescape")
    if "\r" in text:
        line = text[: text.index("\r")].count("\n") + 1
        faults.append(Fault(file, line, 1, "\r", "ends a line", "expected lines that end in LF alone"))
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text, faults


def torn_record(text: str, line: int, file: str) -> tuple[Record, int]:
    """Return what can be read of a record whose quotes are wrong, and the line with which to go on.

    Parameters
    ----------
    text : str
        The file from the beginning of the record.
    line : int
        The number of its first line.
    file : str
        What to call it in a fault.

    Examples
    --------
    >>> record, line = torn_record('AAA,"Aland,', 2, "states.csv")
    >>> record.cells, line, record.fault.problem
    (('AAA',), 3, 'opens a quote that is not closed')
    """
    cells, at = [], 0
    while (match := _CELL.match(text, at)) and match.end() < len(text):
        cell, at = match[0], match.end() + 1
        cells.append(cell[1:-1].replace('""', '"') if cell.startswith('"') else cell)
    culprit, there = text[at:].split("\n", 1)[0], line + text[:at].count("\n")
    closed = re.match(r'"(?:[^"]|"")*"', culprit)
    problem = "goes on after its closing quote" if closed else "opens a quote that is not closed"
    remedy = 'a quoted cell ends with ", and a quote inside it is written twice'
    return Record(tuple(cells), line, Fault(file, there, len(cells) + 1, culprit, problem, remedy)), there + 1


def readable(cell: str) -> str:
    """Return `cell` with the bytes that are not UTF-8 read as Windows-1252, the likeliest encoding."""
    if cell.isascii() or not any("\udc80" <= letter <= "\udcff" for letter in cell):
        return cell
    return cell.encode("utf-8", errors="surrogateescape").decode("cp1252", errors="replace")
