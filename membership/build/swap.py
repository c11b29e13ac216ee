"""Put finished folders in place so that a reader finds the old output or the new one, never a mixture.

New output is made in a workshop on the same file system. Each folder then changes places with the
old one in a single step where the system can do that, by two renames where it cannot; a journal
written before the first step lets the next run finish what a kill interrupted.
"""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from membership.build.freshness import sha256
from membership.build.surroundings import try_lock

_JOURNAL = "journal.json"
_WORKSHOP = "report-"
_REPLACED = "replaced"
_SAID = {
    ".gitignore": "*\n",
    "README.txt": "Kept by `python -m membership report`, which builds here what it then puts in place:\n"
    "stamp.json   by which the next build knows that there is nothing to do\n"
    "building     which keeps two builds from working here at once\n"
    "report-*     a build at work, or one that was killed: the next one clears it\n"
    "replaced/    files of yours that a build would have overwritten\n"
    "All but the last can be deleted while no build runs.\n",
}


@contextmanager
def workshop(out: Path, say: Callable[[str], None]) -> Iterator[Path]:
    """Yield an empty folder below `out` to build in, alone: a second build waits for the first.

    What dead builds left is finished or removed before, and the folder is removed after.
    """
    home = out.resolve() / ".build"  # kernels write into it, and they run in another folder
    home.mkdir(parents=True, exist_ok=True)
    for name, text in _SAID.items():
        if not (home / name).exists():
            (home / name).write_text(text, encoding="utf-8")
    with (home / "building").open("a+", encoding="utf-8") as lock:
        if not try_lock(lock):
            lock.seek(0)
            who = lock.read().strip() or "unknown"
            say(f"another build (process {who}) is at work in {out}; waiting for it")
            while not try_lock(lock):
                time.sleep(0.1)
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        for left in sorted(home.glob(f"{_WORKSHOP}*")):
            if finish(left, out):
                say("finished putting in place what an interrupted build had made")
            shutil.rmtree(left, ignore_errors=True)
        work = Path(tempfile.mkdtemp(prefix=_WORKSHOP, dir=home))
        try:
            yield work
        finally:
            # With its journal, the old output may stand in it, and the next build needs both.
            if not (work / _JOURNAL).exists():
                shutil.rmtree(work, ignore_errors=True)


def carry_over(out: Path, work: Path, folders: Sequence[str], *, but: Collection[str]) -> None:
    """Copy into the new folders what people put into the old ones: everything `but` the files of a build."""
    for folder in folders:
        for path in sorted((out / folder).rglob("*")):
            name = path.relative_to(out)
            if name.as_posix() in but or os.path.lexists(work / name):
                continue
            (work / name).parent.mkdir(parents=True, exist_ok=True)
            if path.is_dir() and not path.is_symlink():
                (work / name).mkdir()
            else:
                shutil.copy2(path, work / name, follow_symlinks=False)


def set_aside(out: Path, work: Path, made: Mapping[str, str], names: Collection[str]) -> list[str]:
    """Copy to ``.build/replaced`` the files that no build made as they are, and that are to be replaced.

    `made` gives the hash of each file that a build made in `out`, "" where it is not known; `names` are those
    of the new output in `work`. Returns where the copies are, below `out`.
    """
    aside = []
    place = Path(".build", _REPLACED, time.strftime("%Y-%m-%d %H.%M.%S"))
    for name in sorted({*made, *names}):
        old, new = out / name, work / name
        as_made = not old.is_file() or made.get(name) in ("", hashed := sha256(old))
        if as_made or (name in names and hashed == sha256(new)):
            continue
        (out / place / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(old, out / place / name, follow_symlinks=False)
        aside.append((place / name).as_posix())
    return aside


def put_in_place(work: Path, out: Path, folders: Sequence[str]) -> None:
    """Replace folders below `out` by those of the same name below `work`: all of them, or none.

    Both are on the same file system; afterwards the replaced folders stand in `work`. An OSError says that a
    folder could not take its place; the others are then back in theirs.
    """
    steps = {folder: _inode(work / folder) for folder in folders}
    draft = work / "journal.draft"
    draft.write_text(json.dumps(steps), encoding="utf-8")
    with _undisturbed():
        draft.replace(work / _JOURNAL)
        try:
            for folder in folders:
                _put(work / folder, out / folder)
        except OSError:
            for folder, inode in steps.items():
                _put_back(work / folder, out / folder, inode)
            (work / _JOURNAL).unlink()
            raise
        (work / _JOURNAL).unlink()


def finish(work: Path, out: Path) -> bool:
    """Finish the replacement that the journal in `work` tells of; return whether there was one."""
    try:
        steps = json.loads((work / _JOURNAL).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    for folder, inode in steps.items():
        if _inode(out / folder) != inode:
            _put(work / folder, out / folder)
    (work / _JOURNAL).unlink()
    return True


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Let Ctrl-C and its like wait until all folders belong together again."""
    # Not by a mask: a signal masked here is given to another thread, and interrupts this one all the same.
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []
    names = ("SIGINT", "SIGTERM", "SIGHUP")  # Windows has no SIGHUP
    there = [getattr(signal, name) for name in names if hasattr(signal, name)]
    numbers = [number for number in there if signal.getsignal(number) not in (signal.SIG_IGN, None)]
    before = {number: signal.signal(number, lambda caught, _: came.append(caught)) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        for caught in came:
            signal.raise_signal(caught)


def _put(new: Path, target: Path) -> None:
    if not os.path.lexists(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        new.rename(target)
    elif not _exchange(new, target):
        target.rename(_aside(new))
        new.rename(target)


def _put_back(new: Path, target: Path, inode: int | None) -> None:
    """Undo `_put`, whatever part of it was done: nothing, half of it, or all."""
    if _inode(target) == inode and not (new.exists() and _exchange(new, target)):
        target.rename(new)
    if _aside(new).exists():
        _aside(new).rename(target)


def _aside(new: Path) -> Path:
    return new.with_name(f"{new.name}.old")


def _inode(path: Path) -> int | None:
    with suppress(OSError):
        return path.stat().st_ino
    return None


def _exchange(one: Path, other: Path) -> bool:
    """Let two folders change names in one atomic step; return False where the system cannot."""
    try:
        renameat2 = ctypes.CDLL(None).renameat2
    except (AttributeError, OSError, TypeError):  # of other systems, Windows last
        return False
    at_cwd, exchange = -100, 2  # AT_FDCWD, RENAME_EXCHANGE of linux/fcntl.h and linux/fs.h
    return renameat2(at_cwd, os.fsencode(one), at_cwd, os.fsencode(other), exchange) == 0
