import pytest

from app.config import BadSettings, Settings

GOOD = {
    "DATABASE_URL": "postgresql://x/y",
    "REDIS_URL": "redis://x",
    "SECRET_KEY": "s",
    "IDENTITY_KEY": "i",
}


def test_every_missing_setting_is_named_at_once() -> None:
    with pytest.raises(BadSettings) as refusal:
        Settings.from_env({})
    for name in GOOD:
        assert name in str(refusal.value)


@pytest.mark.parametrize(
    "bad",
    [
        {"PORT": "eighty"},
        {"TRUSTED_PROXIES": "-1"},
        {"RATE_LIMITS": "maybe"},
        {"LOG_LEVEL": "loud"},
        {"DATABASE_URL": "mysql://x"},
        {"SMTP_URL": "mail.example"},
        {"BASE_URL": "example.org"},
    ],
)
def test_an_unreadable_setting_is_named(bad: dict[str, str]) -> None:
    with pytest.raises(BadSettings, match=next(iter(bad))):
        Settings.from_env(GOOD | bad)


def test_an_empty_setting_is_an_absent_one() -> None:
    assert Settings.from_env(GOOD | {"SMTP_URL": "", "PORT": ""}).port == "8000"


def test_links_begin_with_the_base_url_or_where_we_listen() -> None:
    assert Settings.from_env(GOOD).public_url == "http://127.0.0.1:8000"
    assert Settings.from_env(GOOD | {"BASE_URL": "https://a.ua/"}).public_url == "https://a.ua"
    assert Settings.from_env(GOOD | {"BASE_URL": "https://a.ua/"}).secure
