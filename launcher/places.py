"""Where things live: the checkout, its var directory, and the state of the private servers."""

import hashlib
import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path

from launcher.terminal import TroubleError

CHECKOUT = Path(__file__).resolve().parent.parent
SHARED_STATE = Path("/var/lib/vidkryte-misto")


@dataclass(frozen=True, slots=True)
class Place:
    """One set of private servers: logs and pidfiles in ``var``, their own files in ``state``."""

    var: Path
    state: Path

    @property
    def logs(self) -> Path:
        """One log file per process."""
        return self.var / "log"

    @property
    def pids(self) -> Path:
        """Pidfiles and locks."""
        return self.var / "run"


@dataclass(frozen=True, slots=True)
class OsUser:
    """The account that a server runs under."""

    name: str
    uid: int
    gid: int


def os_user(name: str) -> OsUser | None:
    """Return the account ``name``, or None if the system has no such account."""
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return OsUser(entry.pw_name, entry.pw_uid, entry.pw_gid)


def own_name() -> str:
    """Return the name of the account that runs this program."""
    return pwd.getpwuid(os.geteuid()).pw_name


def server_user(*names: str) -> OsUser | None:
    """Return the first account of ``names`` to run a server under; none unless we are root."""
    if os.geteuid() != 0:
        return None
    return next((user for user in map(os_user, names) if user), os_user("nobody"))


def place_for(var: Path) -> Place:
    """Return ``var`` for the servers' files too, or /var/lib where they cannot reach it."""
    var.mkdir(parents=True, exist_ok=True)
    if not os.access(var, os.W_OK):
        raise TroubleError(
            f"{var} belongs to {var.owner()}, and {own_name()} may not write there.",
            "Run ./run as the same user as before, or set VAR_DIR to a directory of your own.",
        )
    place = Place(var, var if _servers_reach(var) else _shared_state(var))
    place.logs.mkdir(exist_ok=True)
    place.pids.mkdir(exist_ok=True)
    return place


def own_directory(path: Path, user: OsUser | None) -> Path:
    """Make ``path`` a directory that only ``user`` (and root) may enter."""
    owner = user.uid if user else os.geteuid()
    if not path.exists():
        path.mkdir(parents=True)
        path.chmod(0o700)
        os.chown(path, owner, user.gid if user else -1)
    if path.stat().st_uid != owner:
        raise TroubleError(
            f"{path} belongs to {path.owner()}: ./run was used here by another user.",
            "Run it as the same user again, or move that directory away to begin anew.",
        )
    return path


def home_for(user: OsUser | None, place: Place) -> Path:
    """Return where files that ``user`` must reach live: ``var``, or /var/lib where it cannot."""
    if user is None or _reaches(user, place.var):
        return place.var
    return _shared_state(place.var)


def _servers_reach(var: Path) -> bool:
    users = [server_user("postgres"), server_user("redis", "postgres")]
    return all(_reaches(user, var) for user in users if user)


def _reaches(user: OsUser, path: Path) -> bool:
    command = ["/usr/bin/test", "-x", str(path)]
    answer = subprocess.run(
        command, user=user.uid, group=user.gid, extra_groups=[], cwd="/", check=False
    )
    return answer.returncode == 0


def _shared_state(var: Path) -> Path:
    state = SHARED_STATE / hashlib.sha256(str(var.resolve()).encode()).hexdigest()[:16]
    state.mkdir(parents=True, exist_ok=True)
    return state
