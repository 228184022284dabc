import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from launcher import node as tools
from launcher.terminal import TroubleError

VAR = Path(sys.prefix).parent

# Installs, and returns what npm was asked for until now.
Installed = Callable[[], list[list[str]]]


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Installed:
    """Tools of a var directory of its own; npm is only written down."""
    calls: list[list[str]] = []

    def npm(python: Path, arguments: list[str], log: Path, title: str) -> None:
        home = Path(arguments[arguments.index("--prefix") + 1])
        assert (home / "package-lock.json").read_bytes() == tools.LOCKS[1].read_bytes()
        (home / "node_modules").mkdir()
        calls.append(arguments)

    monkeypatch.setattr(tools, "_npm_by_python", npm)

    def install() -> list[list[str]]:
        tools.install_script_tools(tmp_path, tmp_path / "log", tmp_path / "link")
        return calls

    return install


def test_tools_are_installed_once_with_what_only_checks_need(
    installed: Installed, tmp_path: Path
) -> None:
    assert len(installed()) == 1
    (arguments,) = installed()
    assert "--omit=dev" not in arguments
    assert (tmp_path / "link").readlink() == tmp_path / "node" / "node_modules"


def test_tools_are_installed_anew_when_the_lock_has_changed(
    installed: Installed, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed()
    monkeypatch.setattr(tools, "lock_mark", lambda: "another")
    assert len(installed()) == 2


def test_an_interrupted_installation_is_begun_anew(installed: Installed, tmp_path: Path) -> None:
    installed()
    (tmp_path / "node" / "installed").unlink()
    assert len(installed()) == 2


def test_a_link_elsewhere_is_led_here_and_a_directory_is_left_alone(
    installed: Installed, tmp_path: Path
) -> None:
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "elsewhere")
    installed()
    assert link.readlink() == tmp_path / "node" / "node_modules"
    link.unlink()
    link.mkdir()
    with pytest.raises(TroubleError, match="not ours"):
        installed()


def test_checks_run_by_the_node_that_is_pinned() -> None:
    assert tools.node(VAR).is_relative_to(VAR / "venv")
    with pytest.raises(TroubleError, match="Node is missing"):
        tools.node(VAR / "absent")
