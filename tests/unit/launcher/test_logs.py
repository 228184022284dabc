import errno
import shutil
from pathlib import Path

import pytest

from launcher.logs import trim_logs
from launcher.places import place_for


def test_a_long_log_is_set_aside_while_it_is_written(tmp_path: Path) -> None:
    place = place_for(tmp_path / "var")
    log, short = place.logs / "access.log", place.logs / "web.log"
    short.write_text("short\n")
    log.touch(mode=0o640)
    with log.open("ab", buffering=0) as writer:
        writer.write(b"old line\n" * 10)
        trim_logs(place, limit_bytes=50)
        writer.write(b"new line\n")
    assert log.read_text() == "new line\n"
    assert (place.logs / "access.log.1").read_text() == "old line\n" * 10
    assert (place.logs / "access.log.1").stat().st_mode & 0o777 == 0o640
    assert short.read_text() == "short\n"


def test_a_full_disk_stops_nothing_and_a_long_log_makes_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_log: Path, aside: Path) -> None:
        aside.write_text("half of it")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(shutil, "copy", full)
    place = place_for(tmp_path / "var")
    for name in ("access", "web"):
        (place.logs / f"{name}.log").write_text("line\n" * 20)
    trim_logs(place, limit_bytes=50)
    assert [path.name for path in sorted(place.logs.iterdir())] == ["access.log", "web.log"]
    assert all(path.stat().st_size == 0 for path in place.logs.iterdir())
