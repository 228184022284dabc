"""The whole set-up in order; every part finds out for itself whether anything is to be done."""

import subprocess
from collections.abc import Mapping
from pathlib import Path

from launcher import locks
from launcher.frontend import install_frontend
from launcher.packages import TO_RUN, TO_TEST, install_packages, venv_python
from launcher.places import CHECKOUT
from launcher.steps import fresh_log
from launcher.styles import join_styles
from launcher.system import install_system
from launcher.terminal import TroubleError


def set_up(settings: Mapping[str, str], var: Path, *, tests: bool = False) -> None:
    """Make the machine ready to run the city, and with ``tests`` to test it."""
    (var / "run").mkdir(parents=True, exist_ok=True)
    with locks.awaited(var / "run" / "setup.lock", "setting up"):
        log = fresh_log(var)
        install_system(settings, log, tests=tests)
        for requirements in (TO_RUN, TO_TEST) if tests else (TO_RUN,):
            install_packages(var, requirements, log)
        install_frontend(var, log)
        join_styles(CHECKOUT / "static")
        compile_translations(var, CHECKOUT / "translations")


def compile_translations(var: Path, translations: Path) -> None:
    """Compile every .po file that is newer than its .mo file."""
    stale = [path for path in sorted(translations.glob("*/LC_MESSAGES/*.po")) if _is_stale(path)]
    if not stale:
        return
    command = [str(venv_python(var)), "-m", "launcher.catalogs", *map(str, stale)]
    answer = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    if answer.returncode != 0:
        raise TroubleError(f"A translation does not compile:\n{answer.stderr.strip()}")


def _is_stale(source: Path) -> bool:
    compiled = source.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime
