"""The fence as a program: ``python -I app/fence/__main__.py SOCKET``, or ``-`` for a control line.

It reads nothing of our settings: an environment with anything in it is left behind first.
"""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = {
    "LANG": "C.UTF-8",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "GDAL_NUM_THREADS": "1",
    "GDAL_PAM_ENABLED": "NO",
    "PROJ_NETWORK": "OFF",
}


def main() -> int:
    """Serve jobs until told to stop."""
    if os.environ.keys() - {"LC_CTYPE"} != ENVIRONMENT.keys():
        os.execve(sys.executable, [sys.executable, "-I", *sys.argv], ENVIRONMENT)  # noqa: S606
    os.umask(0o077)
    sys.path.insert(0, str(ROOT))
    from app.fence import server

    return server.main(sys.argv[1])


if __name__ == "__main__":
    sys.exit(main())
