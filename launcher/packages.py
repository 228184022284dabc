"""The Python environment under var/venv, from hash-locked requirements."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from launcher.places import CHECKOUT
from launcher.steps import run_step
from launcher.terminal import TroubleError, say

LAUNCHER = Path(__file__).parent
TO_RUN = CHECKOUT / "requirements.txt"
TO_TEST = CHECKOUT / "requirements-test.txt"


def install_packages(var: Path, requirements: Path, log: Path) -> None:
    """Create var/venv if needed and install ``requirements`` there, checked by hashes."""
    stamp = var / "venv" / f"installed-{requirements.stem}"
    python = venv_python(var)
    mark = _mark(requirements, python)
    if python.exists() and stamp.exists() and stamp.read_text() == mark:
        return
    tools = _installer(var, log)
    if not _works(python):
        make = _uv(tools, "venv", "--clear", "--python", sys.executable, str(var / "venv"))
        run_step("Making a Python environment", make, log=log)
    _install(tools, python, requirements, log)
    stamp.write_text(mark)


def venv_python(var: Path) -> Path:
    """Return the Python that runs the app."""
    return var / "venv" / "bin" / "python"


def throwaway_environment(home: Path, requirements: Path, log: Path, title: str) -> Path:
    """Create a small environment by pip alone, checked by hashes; return its Python."""
    if home.exists():
        shutil.rmtree(home)
    log_title = f"{title}: environment"
    run_step(log_title, [sys.executable, "-m", "venv", str(home)], log=log)
    python = home / "bin" / "python"
    command = [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    command += ["--require-hashes", "--only-binary", ":all:", "-r", str(requirements)]
    run_step(f"{title}: packages", command, log=log)
    return python


def _installer(var: Path, log: Path) -> Path:
    home, locked = var / "tools", LAUNCHER / "uv.txt"
    stamp, mark = home / "installed", _mark(locked, home)
    if not (stamp.exists() and stamp.read_text() == mark and _works(home / "bin" / "python")):
        throwaway_environment(home, locked, log, "The installer")
        stamp.write_text(mark)
    return home / "bin"


def _install(tools: Path, python: Path, requirements: Path, log: Path) -> None:
    title = f"Installing {requirements.name}"
    common = ["--require-hashes", "-r", str(requirements)]
    uv = _uv(tools, "pip", "install", "--compile-bytecode", "--python", str(python))
    try:
        run_step(title, [*uv, *common], log=log)
    except TroubleError:
        say("  uv could not; trying pip, which may be configured otherwise.")
        pip = [str(tools / "python"), "-m", "pip", "--python", str(python), "install", "-q"]
        run_step(f"{title} by pip", [*pip, *common], log=log)


def _uv(tools: Path, *arguments: str) -> list[str]:
    return [str(tools / "uv"), "--no-progress", *arguments]


def _works(python: Path) -> bool:
    if not python.exists():
        return False
    check = [str(python), "-c", "import sys; sys.exit(sys.version_info < (3, 11))"]
    return subprocess.run(check, check=False, env=dict(os.environ)).returncode == 0


def _mark(locked: Path, where: Path) -> str:
    """Return a digest of the lock file and the place, as scripts contain absolute paths."""
    text = f"{where}\n".encode() + locked.read_bytes()
    return hashlib.sha256(text).hexdigest() + "\n"
