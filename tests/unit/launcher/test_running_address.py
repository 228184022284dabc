"""Commands print links to the city that runs, on whatever port it was started."""

from pathlib import Path

from launcher import locks
from launcher.ready import running_address


def test_the_running_city_tells_its_address(tmp_path: Path) -> None:
    file, lock = tmp_path / "city.address", tmp_path / "city.lock"
    file.write_text("http://127.0.0.1:8123/\n")
    with locks.held(lock, "./run"):
        assert running_address(file, lock) == "http://127.0.0.1:8123/"


def test_what_a_city_that_is_gone_wrote_does_not_count(tmp_path: Path) -> None:
    file, lock = tmp_path / "city.address", tmp_path / "city.lock"
    assert running_address(file, lock) == ""
    file.write_text("http://127.0.0.1:8123/\n")
    assert running_address(file, lock) == ""
