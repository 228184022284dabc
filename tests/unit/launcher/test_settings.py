import stat
from pathlib import Path

import pytest

from launcher import postgres
from launcher.places import CHECKOUT
from launcher.procfile import read_procfile
from launcher.settings import identity_key, parse_env, read_settings, secret_key
from launcher.terminal import TroubleError


@pytest.mark.parametrize(
    ("line", "key", "value"),
    [
        ("PORT=8001", "PORT", "8001"),
        ("export PORT = 8001", "PORT", "8001"),
        ("SECRET_KEY='a # b'", "SECRET_KEY", "a # b"),
        ('MAIL_FROM="Місто <a@b>"', "MAIL_FROM", "Місто <a@b>"),
        ("HOST=::1  # every interface would be ::", "HOST", "::1"),
        ("SECRET_KEY=pa$$word#1", "SECRET_KEY", "pa$$word#1"),
        ("BASEMAP=", "BASEMAP", ""),
        ("DATABASE_URL=postgresql://u:p@h/d?a=b", "DATABASE_URL", "postgresql://u:p@h/d?a=b"),
    ],
)
def test_a_line_of_the_env_file(line: str, key: str, value: str) -> None:
    assert parse_env(line, ".env") == {key: value}


def test_comments_and_empty_lines_of_the_env_file_say_nothing() -> None:
    assert parse_env("# PORT=1\n\n   \n", ".env") == {}


@pytest.mark.parametrize("line", ["PORT 8000", "=8000", "8PORT=1", "- PORT=1"])
def test_an_unreadable_line_is_named_with_its_number(line: str) -> None:
    with pytest.raises(TroubleError, match="line 2"):
        parse_env(f"HOST=a\n{line}", ".env")


def test_the_environment_wins_over_the_file_and_the_file_over_the_defaults(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("HOST=::1\nPORT=9000\n")
    settings = read_settings({"PORT": "9001"}, file)
    assert (settings["HOST"], settings["PORT"]) == ("::1", "9001")


def test_an_empty_setting_is_one_not_made(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("PORT=\nVAR_DIR=\nDATABASE_URL=\n")
    settings = read_settings({"PORT": ""}, file)
    assert settings["PORT"] == "8000"
    assert settings["VAR_DIR"] == str(CHECKOUT / "var")
    assert "DATABASE_URL" not in settings


@pytest.mark.parametrize("port", ["0", "65536", "eighty", "-1", "80 80"])
def test_a_port_that_is_none_is_refused(tmp_path: Path, port: str) -> None:
    with pytest.raises(TroubleError, match="PORT"):
        read_settings({"PORT": port}, tmp_path / "absent")


def test_the_secret_key_is_made_once_and_is_its_owners_alone(tmp_path: Path) -> None:
    key = secret_key(tmp_path)
    assert len(key) == 64
    assert secret_key(tmp_path) == key
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def test_the_identity_key_is_made_once_in_a_folder_that_is_its_owners_alone(tmp_path: Path) -> None:
    key = identity_key(tmp_path)
    assert len(key) == 64
    assert identity_key(tmp_path) == key != secret_key(tmp_path)
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "keys" / "identity.key").stat().st_mode) == 0o600


def test_the_procfile_is_read_without_a_shell(tmp_path: Path) -> None:
    file = tmp_path / "Procfile"
    file.write_text("# comment\nweb: serve --port $PORT 'a b' ;ls\n\nworker-mail: work\n")
    assert read_procfile(file, {"PORT": "1"}) == {
        "web": ("serve", "--port", "1", "a b", ";ls"),
        "worker-mail": ("work",),
    }


@pytest.mark.parametrize("line", ["web serve", "web:", "Web: serve", "web: serve $ABSENT"])
def test_a_bad_line_of_the_procfile_is_refused(tmp_path: Path, line: str) -> None:
    file = tmp_path / "Procfile"
    file.write_text(line)
    with pytest.raises(TroubleError):
        read_procfile(file, {})


@pytest.mark.parametrize(("memory_mb", "share_mb"), [(512, 128), (4096, 512), (262_144, 2048)])
def test_the_database_takes_a_share_of_the_memory(memory_mb: int, share_mb: int) -> None:
    assert postgres._buffers_mb(memory_mb) == share_mb
