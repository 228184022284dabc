"""The commands of ./run."""

import os
import signal
import sys
import time
from launcher.places import CHECKOUT, place_for
from launcher.servers import running_servers
from launcher.terminal import TroubleError, say, warn
from pathlib import Path

def _leave(signum, frame):
    raise SystemExit(128 + signum)

def main(arguments: list[str]) -> int:
    for n in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(n, _leave)
    try:
        place = place_for(CHECKOUT / "var")
        with running_servers(place, {}) as servers:
            for k, v in servers.addresses.items():
                say(f"{k}={v}")
            say("Ready")
            while True:
                signal.pause()
    except TroubleError as t:
        warn(str(t))
        return 1
