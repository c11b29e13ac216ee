"""Slips of form that have one remedy are mended beside the table, and nothing else is touched."""

import pytest

import membership as m
from membership.__main__ import main
from tests.small import write


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda text: ("\ufeff" + text.replace("\n", "\r\n")).encode(), id="mark and CRLF"),
        pytest.param(lambda text: text.replace(",", ";").encode(), id="semicolons"),
        pytest.param(lambda text: text.encode("utf-16"), id="UTF-16"),
        pytest.param(lambda text: text.replace("2010-07-01", "1 July 2010").encode(), id="a date in words"),
        pytest.param(
            lambda text: (
                text.replace("2010-07-01", "01/07/2010 ")
                .replace("2008-12", "31/12/2008")
                .replace("31/12/2008", "2008-12")
                .encode()
                + b"\n"
            ),
            id="a blank line",
        ),
    ],
)
def test_a_table_is_mended_beside_the_old_one(tmp_path, capsys, spoil):
    folder = write(tmp_path / "data")
    path = folder / "membership.csv"
    sound = path.read_text()
    path.write_bytes(spoil(sound))
    spoilt = path.read_bytes()
    assert main(["check", "--data", str(folder)]) == 1
    assert "python -m membership check --fix" in capsys.readouterr().out
    main(["check", "--fix", "--data", str(folder)])
    beside = folder / "membership.mended.csv"
    assert str(beside) in capsys.readouterr().out
    assert path.read_bytes() == spoilt
    assert beside.read_text().splitlines()[0] == sound.splitlines()[0]
    if "01/07" not in spoilt.decode("utf-8", "ignore"):
        assert beside.read_text() == sound
        beside.replace(path)
        assert m.check(folder) == []


def test_what_has_several_remedies_is_left(tmp_path, capsys):
    folder = write(tmp_path / "data")
    path = folder / "membership.csv"
    path.write_text(path.read_text().replace("2010-07-01", "01/07/2010"))
    main(["check", "--fix", "--data", str(folder)])
    assert "nothing that can be mended without you" in capsys.readouterr().out
    assert sorted(file.name for file in folder.glob("*mended*")) == []
