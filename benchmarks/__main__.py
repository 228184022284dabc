"""Runs benchmarks by name: ``python -m benchmarks [NAME ...] [--reports N] [--keep]``.

``./run bench`` starts servers of their own for them. Without a name, all that are listed here run
with few reports; the targets of docs/performance.md are for 5,000,000.
"""

import argparse
import os
import sys
from collections.abc import Callable
from importlib import import_module

from app.migrate import upgrade
from benchmarks.databases import OWNER, TEMPLATE, copied, filled, url_of
from benchmarks.dataset import Size

SIZES = (50_000, 500_000, 5_000_000)
# Benchmarks that create databases of a size.
SIZED = ("tiles", "upkeep", "web", "requests", "routing", "front")
# Others, and the database they need: filled, migrated only, or none.
OTHERS = {
    "duplicates": "filled",
    "addresses": "migrated",
    "basemap": "migrated",
    "notices": "migrated",
    "letters": "migrated",
    "fence": "none",
    "limits": "none",
}


def main() -> None:
    """Run the named benchmarks."""
    options, rest = _options()
    size = Size(options.reports)
    for name in options.names or SIZED:
        print(f"== {name}, {size.reports:,} reports", flush=True)
        if name in SIZED:
            work: Callable[..., None] = import_module(f"benchmarks.{name}").run
            work(size, keep=options.keep)
        else:
            _run_other(name, rest, size, keep=options.keep)


def _run_other(name: str, rest: list[str], size: Size, *, keep: bool) -> None:
    module = import_module(f"benchmarks.{name}")
    sys.argv = [f"benchmarks.{name}", *rest]
    if OTHERS[name] == "none":
        module.main()
        return
    if OTHERS[name] == "filled":
        with filled(size, keep=keep) as database:
            os.environ["DATABASE_URL"] = url_of(database)
            module.main()
        return
    with copied(TEMPLATE, "vidkryte_bench_empty") as database:
        upgrade(url_of(database, OWNER))
        os.environ["DATABASE_URL"] = url_of(database)
        module.main()


def _options() -> tuple[argparse.Namespace, list[str]]:
    parser = argparse.ArgumentParser(prog="./run bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join([*SIZED, *OTHERS]))
    parser.add_argument("--reports", type=int, default=SIZES[0], help="50000, 500000, 5000000")
    parser.add_argument("--keep", action="store_true", help="leave the databases for the next run")
    return parser.parse_known_args()


if __name__ == "__main__":
    main()
