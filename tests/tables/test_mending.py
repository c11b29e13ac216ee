"""Slips of form that have one remedy are mended beside the table, and nothing else is touched."""

import pytest

import membership as m
from membership.__main__ import main
from tests.small import spoil, write


@pytest.mark.parametrize(
    ("spoilt", "kept"),
    [
        pytest.param(lambda text: ("\ufeff" + text.replace("\n", "\r\n")).encode(), True, id="mark and CRLF"),
        pytest.param(lambda text: text.replace(",", ";").encode(), True, id="semicolons"),
        pytest.param(lambda text: text.encode("utf-16"), True, id="UTF-16"),
        pytest.param(lambda text: text.encode("utf-32"), True, id="UTF-32"),
        pytest.param(lambda text: text.replace("\n", ",,\n").encode(), True, id="empty columns at the end"),
        pytest.param(lambda text: text.replace("2010-07-01", "1 July 2010").encode(), True, id="words"),
        pytest.param(
            lambda text: (text.replace("2010-07-01", "01/07/2010 ") + "\n").encode(), False, id="a blank line"
        ),
    ],
)
def test_a_table_is_mended_beside_the_old_one(tmp_path, capsys, spoilt, kept):
    folder = write(tmp_path / "data")
    path, beside = folder / "membership.csv", folder / "membership.mended.csv"
    sound = path.read_text()
    path.write_bytes(spoilt(sound))
    assert main(["check", "--data", str(folder)]) == 1
    assert "python -m membership check --fix" in capsys.readouterr().out
    main(["check", "--fix", "--data", str(folder)])
    assert str(beside) in capsys.readouterr().out
    assert path.read_bytes() == spoilt(sound)
    assert beside.read_text().splitlines()[0] == sound.splitlines()[0]
    if kept:
        assert beside.read_text() == sound
        beside.replace(path)
        assert m.check(folder) == []


@pytest.mark.parametrize("slip", ["01/07/2010", "2010/11", "2010-07-01[1]", '"2010"-07-01', '"2010-07-01'])
def test_what_cannot_be_mended_without_a_person_is_left(tmp_path, capsys, slip):
    folder = spoil(write(tmp_path / "data"), "membership", "2010-07-01", slip)
    main(["check", "--fix", "--data", str(folder)])
    assert "nothing that can be mended without you" in capsys.readouterr().out
    assert list(folder.glob("*mended*")) == []
