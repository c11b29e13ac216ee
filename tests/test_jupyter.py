"""The notebooks as a reader opens them in JupyterLab and in Notebook 7, run or not, trusted or not."""

from __future__ import annotations

import os
import re
import secrets
import shlex
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from tests.conftest import ROOT
from tests.test_notebooks import outputs

NOTEBOOKS = sorted(path.name for path in (ROOT / "notebooks").glob("[0-9]*.ipynb"))
EXECUTED = sorted((ROOT / "notebooks" / "executed").glob("*.ipynb"))
FOLDERS = ("CONFIG_DIR", "DATA_DIR", "RUNTIME_DIR")
AT_ONCE = 3  # kernels; each takes the memory of pandas and matplotlib

OPEN = """async ([paths, alone]) => {
  const app = window.jupyterapp;
  await app.restored;
  window.panels = window.panels || {};
  const start = alone ? { kernelPreference: { shouldStart: false, autoStartDefault: false } } : {};
  for (const path of paths) {
    const panel = await app.commands.execute("docmanager:open", { path, factory: "Notebook", ...start });
    await Promise.all([panel.context.ready, panel.revealed]);
    window.panels[path] = panel;
  }
}"""
# Every notebook of `paths` is brought to the front and told to run; then all are waited for.
RUN = """async (paths) => {
  const app = window.jupyterapp, runs = [];
  for (const path of paths) {
    const panel = window.panels[path];
    await panel.sessionContext.ready;
    app.shell.activateById(panel.id);
    while (app.shell.currentWidget !== panel) await new Promise((wake) => setTimeout(wake, 20));
    runs.push(app.commands.execute("notebook:run-all-cells"));
  }
  await Promise.all(runs);
  for (const path of paths) await window.panels[path].context.save();
}"""
END = "(paths) => Promise.all(paths.map((path) => window.panels[path].sessionContext.shutdown()))"
LOOK = """async (path) => {
  const panel = window.panels[path], cells = [...panel.content.model.cells].filter((c) => c.type === "code");
  window.jupyterapp.shell.activateById(panel.id);
  const outputs = cells.flatMap((c) =>
    [...Array(c.outputs.length).keys()].map((at) => c.outputs.get(at).toJSON()));
  const all = (selector) => [...panel.node.querySelectorAll(selector)];
  const charts = outputs.filter((one) => one.data?.["image/png"]).length;
  const pictures = () => all(".jp-RenderedSVG img, .jp-RenderedImage img").filter((e) => e.naturalWidth);
  const drawn = () => all(".jp-OutputArea-output").filter((e) => e.childElementCount || e.textContent.trim());
  const whole = () => pictures().length >= charts && drawn().length >= outputs.length;
  for (let tries = 0; !whole() && tries < 200; tries++)
    await new Promise((wake) => setTimeout(wake, 100));
  const light = (colour) => {
    const [r, g, b] = colour.match(/[\\d.]+/g).slice(0, 3)
      .map((one) => one / 255).map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (e) => {
    const colour = getComputedStyle(e).backgroundColor;
    return /^rgb\\(/.test(colour) || !e.parentElement ? colour : ground(e.parentElement);
  };
  const contrast = (e) => {
    const [low, high] = [light(getComputedStyle(e).color), light(ground(e))].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  const cellsOfTables = all(".jp-RenderedHTML table:not(.dataframe) :is(td, th)");
  return {
    trusted: cells.every((c) => c.trusted),
    unrun: cells.filter((c) => c.executionCount === null).length,
    wrong: outputs.filter((one) => one.output_type === "error" || one.name === "stderr"),
    charts,
    pictures: pictures().map((e) => [e.alt, e.getBoundingClientRect().width, e.parentElement.clientWidth]),
    vectors: all(".jp-RenderedSVG img").length,
    inline: all(".jp-OutputArea-output :is(svg, script)").map((e) => e.outerHTML.slice(0, 100)),
    tables: all(".jp-RenderedHTML table").length,
    prose: all(".jp-OutputArea-output.jp-RenderedMarkdown").length,
    aside: cellsOfTables.filter((e) => !["left", "start"].includes(getComputedStyle(e).textAlign)).length,
    contrast: Math.min(...cellsOfTables.map(contrast), 21),
    links: all(".jp-RenderedHTML table:not(.dataframe) a").map((e) => decodeURIComponent(e.href)),
  };
}"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server started as `make lab` starts it, in a copy of the project's folder."""
    home = tmp_path_factory.mktemp("jupyter")
    (home / "clone" / "notebooks").mkdir(parents=True)
    for name in ("data", "figures"):
        (home / "clone" / name).symlink_to(ROOT / name)
    (home / "clone/notebooks/html").symlink_to(ROOT / "notebooks/html")
    shutil.copytree(ROOT / "notebooks/executed", home / "clone/notebooks/executed")
    for name in NOTEBOOKS:
        shutil.copy(ROOT / "notebooks" / name, home / "clone/notebooks")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token = secrets.token_hex(16)
    options = f"--no-browser --ip=127.0.0.1 --port={port} --ServerApp.port_retries=0 "
    options += f"--IdentityProvider.token={token} --LabApp.expose_app_in_browser=True "
    options += "--JupyterNotebookApp.expose_app_in_browser=True"
    own = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "JUPYTER"))}
    told = subprocess.run(
        ["make", "--dry-run", "lab", f"ARGS={options}"],
        **{"cwd": ROOT, "env": own, "check": True, "capture_output": True, "text": True},
    ).stdout
    command = shlex.split(next(line for line in told.splitlines() if "jupyterlab" in line))
    own |= {f"JUPYTER_{name}": str(home / name) for name in FOLDERS} | {"IPYTHONDIR": str(home / "ipython")}
    own |= {f"JUPYTERLAB_{name}_DIR": str(home / name) for name in ("SETTINGS", "WORKSPACES")}
    with (home / "log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, *command[1:]], cwd=home / "clone", env=own, stdout=log, stderr=log
        )
        try:
            _wait(f"http://127.0.0.1:{port}/api/status?token={token}", server, home / "log")
            yield f"http://127.0.0.1:{port}/{{}}?token={token}"
        finally:
            server.terminate()  # and with it its kernels
            server.wait(30)


def _wait(status: str, server: subprocess.Popen, log: Path) -> None:
    for _ in range(300):
        assert server.poll() is None, log.read_text()
        try:
            with urlopen(status, timeout=10):
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"the server did not answer in a minute: {log.read_text()}")


@pytest.fixture(scope="module")
def lab(browser: Any, address: str) -> Iterator[Any]:
    """JupyterLab with every notebook open in it, after Run All in each."""
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    tab = _started(context, address.format("lab"))
    paths = [f"notebooks/{name}" for name in NOTEBOOKS]
    for at in range(0, len(paths), AT_ONCE):
        some = paths[at : at + AT_ONCE]
        tab.evaluate(OPEN, [some, False])
        tab.evaluate(RUN, some)
        tab.evaluate(END, some)
    yield tab
    context.close()


def _started(context: Any, where: str) -> Any:
    tab = context.new_page()
    tab.set_default_timeout(120_000)
    tab.goto(where)
    tab.wait_for_function("() => window.jupyterapp")
    return tab


def _draws(name: str) -> bool:
    return "m.figure(" in (ROOT / "notebooks" / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_every_notebook_runs_in_jupyterlab_and_shows_all_it_makes(lab, theme):
    lab.evaluate("(theme) => jupyterapp.commands.execute('apputils:change-theme', { theme })", theme)
    lab.wait_for_function(f"() => document.body.dataset.jpThemeName === '{theme}'")
    proofs = 0
    for name in NOTEBOOKS:
        seen = lab.evaluate(LOOK, f"notebooks/{name}")
        _right(name, seen)
        assert seen["trusted"], name
        assert seen["vectors"] == seen["charts"], name
        proofs += len(seen["links"])
    assert proofs > 100


def _right(name: str, seen: dict[str, Any]) -> None:
    """Require of a notebook that has run: no error, charts as pictures, text to the left, sound links."""
    assert seen["unrun"] == 0, name
    assert seen["wrong"] == [], name
    assert (seen["charts"] > 0) == _draws(name), name
    assert len(seen["pictures"]) == seen["charts"], name
    assert all(400 < width <= room for _, width, room in seen["pictures"]), (name, seen["pictures"])
    assert seen["inline"] == [], name
    assert seen["aside"] == 0, name
    assert seen["contrast"] >= 4.5, (name, seen["contrast"])
    lost = [link for link in seen["links"] if not _leads_somewhere(link)]
    assert lost == [], (name, lost[:3])


def _leads_somewhere(link: str) -> bool:
    path, _, fragment = link.partition("#")
    ours = re.search(r"/notebooks/(html/\w+\.html|(?:executed/)?\w+\.ipynb)(?:\?|$)", path)
    if not ours:
        return not re.match(r"http://(127\.0\.0\.1|localhost)", link)
    file = ROOT / "notebooks" / ours[1]
    return file.is_file() and (not fragment or f'id="{fragment}"' in _text(file))


@cache
def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["1_membership.ipynb", "4_article.ipynb"])
def test_a_notebook_runs_in_notebook_7(lab, browser, address, name):
    # After JupyterLab, so that both do not draw at the same time.
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    path = f"notebooks/{name}"
    tab = _started(context, address.format(f"notebooks/{path}"))
    tab.evaluate(
        """async (path) => {
          await jupyterapp.restored;
          while (!jupyterapp.shell.currentWidget?.content?.model) await new Promise((w) => setTimeout(w, 50));
          window.panels = { [path]: jupyterapp.shell.currentWidget };
        }""",
        path,
    )
    tab.evaluate(RUN, [path])
    _right(name, tab.evaluate(LOOK, path))
    context.close()


def test_executed_copies_show_everything_without_being_trusted(browser, address):
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    tab = _started(context, address.format("lab/workspaces/copies"))
    tab.evaluate(OPEN, [[f"notebooks/executed/{file.name}" for file in EXECUTED], True])
    for path in EXECUTED:
        seen = tab.evaluate(LOOK, f"notebooks/executed/{path.name}")
        made = [output["data"] for output in outputs(path.parents[1] / path.name)]
        assert not seen["trusted"], path.name
        assert len(seen["pictures"]) == sum("image/png" in data for data in made), path.name
        assert seen["vectors"] == 0, path.name  # of what it does not trust, Jupyter shows no SVG
        assert seen["tables"] == sum("".join(data.get("text/html", "")).count("<table") for data in made)
        assert seen["prose"] == sum("text/markdown" in data for data in made), path.name
        assert seen["aside"] == 0, path.name
        assert [link for link in seen["links"] if not _leads_somewhere(link)] == [], path.name
    context.close()
