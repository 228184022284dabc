"""The private PostgreSQL and Redis together: started, found running, or not needed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from launcher import locks, postgres, redis
from launcher.children import (
    Child,
    Program,
    clear_leftover,
    last_lines,
    log_file,
    start,
    stop,
)
from launcher.places import Place
from launcher.terminal import TroubleError, say

LOCK = "servers.lock"


@dataclass(slots=True)
class Servers:
    """Addresses for the app, and the children that answer there if we started them."""

    addresses: dict[str, str]
    watched: dict[str, tuple[Callable[[], Program], Child]] = field(default_factory=dict)

    def restart(self, name: str, place: Place) -> None:
        """Start the dead server ``name`` again on its files."""
        command, dead = self.watched[name]
        stop(dead)
        self.watched[name] = (command, start(command(), place))


@contextmanager
def running_servers(place: Place, given: dict[str, str], *, durable: bool = True) -> Iterator[Servers]:
    """Serve what ``given`` does not name already; what runs in ``place`` is used as it is."""
    wanted = [key for key in ("DATABASE_URL", "REDIS_URL") if not given.get(key)]
    if not wanted:
        yield Servers({})
        return
    with locks.held(place.pids / LOCK) as ours:
        if not ours:
            yield _found_running(place, wanted, durable)
            return
        servers = Servers({})
        try:
            _start_all(servers, place, wanted, durable)
            yield servers
        finally:
            _stop_all(servers)


def _found_running(place: Place, wanted: list[str], durable: bool) -> Servers:
    say(f"Using the servers that PID {locks.holder(place.pids / LOCK)} runs.")
    servers = Servers({})
    if "DATABASE_URL" in wanted:
        cluster = postgres.cluster_in(place, durable=durable)
        postgres.await_server(cluster)
        servers.addresses |= _database_addresses(cluster)
    if "REDIS_URL" in wanted:
        found = redis.redis_in(place, durable=durable)
        redis.await_server(found)
        servers.addresses["REDIS_URL"] = found.url
    return servers


def _start_all(servers: Servers, place: Place, wanted: list[str], durable: bool) -> None:
    if "DATABASE_URL" in wanted:
        cluster = postgres.cluster_in(place, durable=durable)
        _start(servers, place, lambda: postgres.program_of(cluster))
    if "REDIS_URL" in wanted:
        fresh = redis.redis_in(place, durable=durable)
        _start(servers, place, lambda: redis.program_of(fresh))
        servers.addresses["REDIS_URL"] = fresh.url
        _await(place, "redis", lambda: redis.await_server(fresh))
    if "DATABASE_URL" in wanted:
        _await(place, "postgres", lambda: postgres.prepare(cluster))
        servers.addresses |= _database_addresses(cluster)


def _start(servers: Servers, place: Place, command: Callable[[], Program]) -> None:
    program = command()
    clear_leftover(place, program.name, program.stop_signal)
    servers.watched[program.name] = (command, start(program, place))


def _await(place: Place, name: str, answered: Callable[[], None]) -> None:
    try:
        answered()
    except TroubleError as trouble:
        raise TroubleError(f"{trouble}\n{last_lines(log_file(place, name))}") from None


def _database_addresses(cluster: postgres.Cluster) -> dict[str, str]:
    return {
        "DATABASE_URL": cluster.url(postgres.LOGIN),
        "DATABASE_OWNER_URL": cluster.url(postgres.OWNER),
    }


def _stop_all(servers: Servers) -> None:
    for name in ("redis", "postgres"):
        if name in servers.watched:
            stop(servers.watched[name][1])
