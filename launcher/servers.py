"""The private PostgreSQL and Redis together: started, found running, or not needed."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from launcher import locks, postgres, redis
from launcher.children import last_lines, log_file
from launcher.places import Place
from launcher.supervisor import Kept, keep, let_go
from launcher.terminal import TroubleError, say

LOCK = "servers.lock"


@dataclass(slots=True)
class Servers:
    """Addresses for the app, and the processes behind them that we started."""

    addresses: dict[str, str] = field(default_factory=dict)
    kept: dict[str, Kept] = field(default_factory=dict)
    database_sockets: Path | None = None

    def name_database(self, cluster: postgres.Cluster) -> None:
        """Record the addresses of ``cluster``."""
        self.database_sockets = cluster.sockets
        self.addresses["DATABASE_URL"] = cluster.url(postgres.LOGIN)
        self.addresses["DATABASE_OWNER_URL"] = cluster.url(postgres.OWNER)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which servers are private, and whether they must survive a power cut."""

    database: bool = True
    redis: bool = True
    durable: bool = True


def wanted_by(settings: Mapping[str, str]) -> Wanted:
    """Return the servers that the settings leave to us."""
    return Wanted(not settings.get("DATABASE_URL"), not settings.get("REDIS_URL"))


@contextmanager
def running_servers(place: Place, wanted: Wanted, *, title: str) -> Iterator[Servers]:
    """Run what is ``wanted``; use those of a long-running command of this checkout."""
    if not (wanted.database or wanted.redis):
        yield Servers()
        return
    with locks.shared_or_own(place.pids / LOCK, title) as ours:
        if not ours:
            yield _found_running(place, wanted)
            return
        servers = Servers()
        try:
            _start(servers, place, wanted)
            yield servers
        finally:
            for name in ("redis", "postgres"):
                let_go([servers.kept[name]] if name in servers.kept else [])


def _found_running(place: Place, wanted: Wanted) -> Servers:
    say(f"Using the servers that {locks.holder(place.pids / LOCK)} runs.")
    servers = Servers()
    if wanted.database:
        cluster = postgres.cluster_in(place, durable=wanted.durable)
        postgres.await_server(cluster)
        servers.name_database(cluster)
    if wanted.redis:
        found = redis.redis_in(place, durable=wanted.durable)
        redis.await_server(found)
        servers.addresses["REDIS_URL"] = found.url
    return servers


def _start(servers: Servers, place: Place, wanted: Wanted) -> None:
    if wanted.database:
        cluster = postgres.cluster_in(place, durable=wanted.durable)
        servers.kept["postgres"] = keep(lambda: postgres.program_of(cluster), place)
        servers.name_database(cluster)
    if wanted.redis:
        fresh = redis.redis_in(place, durable=wanted.durable)
        servers.kept["redis"] = keep(lambda: redis.program_of(fresh), place)
        servers.addresses["REDIS_URL"] = fresh.url
        _await(place, "redis", lambda: redis.await_server(fresh))
    if wanted.database:
        _await(place, "postgres", lambda: postgres.prepare(cluster))


def _await(place: Place, name: str, answered: Callable[[], None]) -> None:
    try:
        answered()
    except TroubleError as trouble:
        raise TroubleError(f"{trouble}\n{last_lines(log_file(place, name))}") from None
