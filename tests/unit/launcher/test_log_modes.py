"""Logs are read by their owner and group alone."""

from pathlib import Path

from launcher.children import LOG_LIMIT_BYTES, log_file
from launcher.places import place_for


def test_logs_are_closed_to_others(tmp_path: Path) -> None:
    place = place_for(tmp_path)
    place.logs.mkdir(parents=True, exist_ok=True)
    place.logs.chmod(0o755)
    (place.logs / "web.log").touch(mode=0o644)
    for name in ("web", "fresh"):
        assert log_file(place, name).stat().st_mode & 0o777 == 0o640
    assert place.logs.stat().st_mode & 0o777 == 0o750


def test_a_log_set_aside_stays_closed(tmp_path: Path) -> None:
    place = place_for(tmp_path)
    place.logs.mkdir(parents=True, exist_ok=True)
    with log_file(place, "web").open("wb") as log:
        log.truncate(LOG_LIMIT_BYTES + 1)
    log_file(place, "web")
    assert (place.logs / "web.log.1").stat().st_mode & 0o777 == 0o640
