"""A reader finds the old folders or the new ones, whatever happens while they change places."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from membership.build import freshness, swap
from tests.toy import tree

OWN = [".gitignore", "README.txt", "building"]
FOLDERS = ("figures", "notebooks/html")
OLD = {"figures/a.svg": "old", "notebooks/html/index.html": "old"}
NEW = {"figures/a.svg": "new", "figures/b.svg": "new", "notebooks/html/index.html": "new"}


def quiet(_: str) -> None:
    """Take what a build says."""


class Killed(BaseException):
    """What ends a test where a kill would end the process."""


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def read(out: Path) -> dict[str, str]:
    return {name: (out / name).read_text(encoding="utf-8") for name in tree(out)}


def left(out: Path) -> list[str]:
    return sorted(path.name for path in (out / ".build").iterdir())


def replace(out: Path) -> None:
    with swap.workshop(out, quiet) as work:
        write(work, NEW)
        swap.put_in_place(work, out, FOLDERS)


@pytest.fixture(params=["in one step", "by two renames"])
def way(request, monkeypatch):
    """Both ways to let folders change places, the second as where the system knows no exchange."""
    if request.param == "by two renames":
        monkeypatch.setattr(swap, "_exchange", lambda one, other: False)
    return request.param


def stop_at(monkeypatch, step: int, error: BaseException) -> list[str]:
    """Raise `error` instead of the step with this number that moves something; return the steps' names."""
    steps: list[str] = []

    def counted(name, move):
        def moved(*arguments):
            steps.append(name)
            if len(steps) == step:
                raise error
            return move(*arguments)

        return moved

    monkeypatch.setattr(Path, "rename", counted("rename", Path.rename))
    monkeypatch.setattr(Path, "replace", counted("replace", Path.replace))
    monkeypatch.setattr(Path, "unlink", counted("unlink", Path.unlink))
    monkeypatch.setattr(swap, "_exchange", counted("exchange", swap._exchange))
    return steps


def test_all_folders_are_replaced_and_nothing_is_left_over(tmp_path, way):
    write(tmp_path, OLD)
    replace(tmp_path)
    assert read(tmp_path) == NEW
    assert left(tmp_path) == OWN


def test_the_first_build_makes_the_folders(tmp_path, way):
    replace(tmp_path / "not" / "there")
    assert read(tmp_path / "not" / "there") == NEW


@pytest.mark.parametrize("before", [OLD, {}], ids=["old output", "no output"])
@pytest.mark.parametrize("step", range(1, 9))
def test_killed_at_any_step_the_next_build_finds_all_of_one_and_nothing_of_the_other(
    tmp_path, way, step, before
):
    write(tmp_path, before)
    with pytest.MonkeyPatch.context() as patch:
        steps = stop_at(patch, step, Killed())
        try:
            replace(tmp_path)
        except Killed:
            assert len(steps) == step
    half_way = freshness.interrupted(tmp_path)
    assert half_way or read(tmp_path) in (before, NEW)
    said: list[str] = []
    with swap.workshop(tmp_path, said.append):
        assert read(tmp_path) == (NEW if half_way else read(tmp_path))
        assert not freshness.interrupted(tmp_path)
    assert bool(said) == half_way
    assert left(tmp_path) == OWN


def test_a_kill_can_leave_a_mixture_which_the_steps_above_have_met(tmp_path):
    write(tmp_path, OLD)
    with pytest.MonkeyPatch.context() as patch:
        stop_at(patch, 3, Killed())
        with pytest.raises(Killed):
            replace(tmp_path)
    assert read(tmp_path) == NEW | {"notebooks/html/index.html": "old"}
    assert freshness.interrupted(tmp_path)


@pytest.mark.parametrize("before", [OLD, {}], ids=["old output", "no output"])
@pytest.mark.parametrize("step", range(1, 7))
def test_a_folder_that_cannot_take_its_place_leaves_all_of_the_old(tmp_path, way, step, before):
    write(tmp_path, before)
    with pytest.MonkeyPatch.context() as patch:
        steps = stop_at(patch, step, OSError(28, "No space left on device"))
        try:
            replace(tmp_path)
        except OSError:
            done = steps[step - 1] == "unlink"  # of the journal, once all is in place
            assert read(tmp_path) == (NEW if done else before)
        else:
            assert len(steps) < step
    with swap.workshop(tmp_path, quiet):
        assert read(tmp_path) in (before, NEW)


def test_what_people_put_beside_the_output_is_carried_over_and_what_is_no_longer_made_is_not(tmp_path):
    mine, gone = (
        {"figures/mine/note.txt": "mine", "notebooks/html/CNAME": "mine"},
        {"figures/gone.svg": "old"},
    )
    write(tmp_path, OLD | mine | gone)
    (tmp_path / "figures" / "link").symlink_to("nowhere")
    (tmp_path / "figures" / "empty").mkdir()
    with swap.workshop(tmp_path, quiet) as work:
        write(work, NEW)
        swap.carry_over(tmp_path, work, FOLDERS, but={*OLD, *gone})
        swap.put_in_place(work, tmp_path, FOLDERS)
    assert read(tmp_path) == NEW | mine
    assert str((tmp_path / "figures" / "link").readlink()) == "nowhere"
    assert (tmp_path / "figures" / "empty").is_dir()


def test_a_signal_waits_until_the_folders_belong_together(tmp_path, monkeypatch):
    write(tmp_path, OLD)
    put = swap._put

    def interrupted(new, target):
        put(new, target)
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(swap, "_put", interrupted)
    with pytest.raises(KeyboardInterrupt):
        replace(tmp_path)
    assert read(tmp_path) == NEW
    assert not freshness.interrupted(tmp_path)


def test_a_second_build_waits_for_the_first_and_says_for_whom(tmp_path):
    code = (
        "import sys; from pathlib import Path; from membership.build import swap\n"
        "with swap.workshop(Path(sys.argv[1]), lambda text: print(text, flush=True)): print('in')"
    )
    with swap.workshop(tmp_path, quiet) as work:
        second = subprocess.Popen(
            [sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True
        )
        assert second.stdout is not None
        assert f"process {os.getpid()}" in second.stdout.readline()
        assert second.poll() is None
        assert work.exists()
    assert second.communicate()[0] == "in\n"
    assert second.returncode == 0


def test_a_file_that_somebody_edited_or_put_where_a_build_writes_is_kept_and_named(tmp_path):
    edited, late, same = "figures/a.svg", "figures/b.svg", "notebooks/html/index.html"
    write(tmp_path, {edited: "old", late: "mine", same: "new", "figures/gone.svg": "mine"})
    made = dict.fromkeys([edited, "figures/gone.svg"], freshness.sha256(tmp_path / same))
    with swap.workshop(tmp_path, quiet) as work:
        write(work, NEW)
        aside = swap.set_aside(tmp_path, work, made, NEW)
        swap.put_in_place(work, tmp_path, FOLDERS)
    assert [name.split("/", 3)[3] for name in aside] == [edited, late, "figures/gone.svg"]
    assert [(tmp_path / name).read_text(encoding="utf-8") for name in aside] == ["old", "mine", "mine"]
    made = {name: freshness.sha256(tmp_path / name) for name in NEW}
    with swap.workshop(tmp_path, quiet) as work:
        write(work, OLD)
        assert swap.set_aside(tmp_path, work, made, OLD) == [], "what a build made is replaced without a word"
