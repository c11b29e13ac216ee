"""The surroundings of a build: the same whoever starts it, wherever, and nothing of it left behind.

What a person has set for their own sessions (Jupyter, IPython, matplotlib, Python, a home) reaches neither
a notebook nor what makes pages of it.
"""

from __future__ import annotations

import os
import shutil
import site
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

_PREFIX = "membership-report-"


@contextmanager
def own_surroundings() -> Iterator[Path]:
    """Run what is inside with an environment and an empty home of its own; yield a folder to leave things in.

    The folder is removed after, and with it what builds left that were killed.
    """
    before = dict(os.environ)
    with scratch() as folder:
        (folder / "home").mkdir()
        os.environ.clear()
        os.environ.update(environment(before, folder / "home"))
        try:
            _list_fonts()
            yield folder
        finally:
            os.environ.clear()
            os.environ.update(before)


def environment(given: dict[str, str], home: Path) -> dict[str, str]:
    """Return the environment of a build: what the system needs of the one `given`, and what is fixed."""
    kept = {name: value for name, value in given.items() if name in _KEPT}
    fixed = {
        "HOME": str(home),
        "LC_ALL": "C.UTF-8",
        "MATPLOTLIBRC": str(Path(sysconfig.get_path("platlib")) / "matplotlib/mpl-data/matplotlibrc"),
        "MPLBACKEND": "agg",
        "MPLCONFIGDIR": str(_font_folder(home)),
        "PYTHONHASHSEED": "0",
        "PYTHONUTF8": "1",
        # A name in letters that no font has is told before the build (see `Inventory`), and is drawn.
        "PYTHONWARNINGS": "ignore:no font of the charts,ignore:Glyph",
        "TZ": "UTC",
        "USERPROFILE": str(home),  # the home of Windows
    }
    if site.ENABLE_USER_SITE:
        fixed["PYTHONUSERBASE"] = site.getuserbase()  # packages may be there, though the home is another
    package = Path(__file__).parents[2]
    if str(package) not in sysconfig.get_paths().values():
        fixed["PYTHONPATH"] = os.pathsep.join(filter(None, [str(package), kept.get("PYTHONPATH")]))
    return kept | fixed


_KEPT = {
    *("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "TMPDIR"),
    *("PYTHONDONTWRITEBYTECODE", "PYTHONHOME", "PYTHONPATH", "PYTHONPYCACHEPREFIX"),
    *("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"),
    # Without these Windows starts no process.
    *("COMSPEC", "NUMBER_OF_PROCESSORS", "PATHEXT", "SYSTEMDRIVE", "SYSTEMROOT", "TEMP", "TMP", "WINDIR"),
}


def _font_folder(home: Path) -> Path:
    """Return where matplotlib lists the machine's fonts: in the virtual environment, where it can be."""
    folder = Path(sys.prefix) / "var" / "matplotlib"
    if sys.prefix != sys.base_prefix:
        with suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            if os.access(folder, os.W_OK):
                return folder
    return home / "matplotlib"


def _list_fonts() -> None:
    """Have matplotlib list the fonts of the machine, if it has not: it tells of that as of a warning."""
    if not any(Path(os.environ["MPLCONFIGDIR"]).glob("fontlist*")):
        list_fonts = [sys.executable, "-c", "import matplotlib.font_manager"]
        subprocess.run(list_fonts, capture_output=True, check=False)


@contextmanager
def scratch() -> Iterator[Path]:
    """Yield a folder that is removed after, as are those of builds of this person that were killed."""
    home = Path(tempfile.gettempdir())
    _remove_left_behind(home)
    while True:
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=home)).resolve()
        with (folder / "lock").open("w") as lock:
            # Another build may take it for one that was left, as long as it is not locked.
            if try_lock(lock) and (folder / "lock").exists():
                try:
                    yield folder
                    return
                finally:
                    shutil.rmtree(folder, ignore_errors=True)


def _remove_left_behind(home: Path) -> None:
    """Remove the folders of builds of this person that were killed: nobody holds their locks."""
    for folder in home.glob(f"{_PREFIX}*"):
        with suppress(OSError):
            of_another = hasattr(os, "getuid") and folder.lstat().st_uid != os.getuid()
            if of_another or folder.is_symlink():
                continue
            with (folder / "lock").open("r+") as lock:
                abandoned = try_lock(lock)
            if abandoned:
                shutil.rmtree(folder, ignore_errors=True)


def try_lock(file: IO[str]) -> bool:
    """Lock an open file until it is closed; return False if another process has locked it."""
    try:
        import fcntl
    except ImportError:
        return _try_lock_on_windows(file)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _try_lock_on_windows(file: IO[str]) -> bool:
    import msvcrt

    # A locked byte cannot be read by others: one that is not there is locked instead.
    os.lseek(file.fileno(), 1 << 30, os.SEEK_SET)
    try:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
    except OSError:
        return False
    finally:
        os.lseek(file.fileno(), 0, os.SEEK_SET)
    return True
