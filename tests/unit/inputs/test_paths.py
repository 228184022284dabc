"""What passes as a path of this site stays there in every browser."""

import string
from urllib.parse import unquote

import ada_url
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.inputs.paths import HOME, MOST_CHARS, own_path

SITES = ("http://localhost:8000", "https://misto.example", "http://[::1]:8000")
# What has led browsers away: slashes of both kinds and look-alikes, what they drop or decode,
# schemes, userinfo and ports, steps up, other hosts.
_LURES = (
    "/", "\\", "//", "///", "%2f", "%2F", "%5c", "%5C", "%09", "%0a", "%0d", "%00", "%20", "\t",
    "\n", "\r", "\0", " ", "\x0b", "\x0c", "\x1f", "\x85", "\xa0", "\xad", "\ufeff", "\u200b",
    "\u202e", "\u2028", "\u3000", "\u2215", "\u2044", "\uff0f", "\u29f8", "\uff3c", "\u3002",
    "\ud800", ".", "..", "%2e", "%2e%2e", ";", ":", "@", "?", "#", "&", "=", "http:", "https:",
    "javascript:", "data:", "evil.test", "user:pass@", "user@", ":80", "[::1]", "0x7f.1", "pokrov",
    "reports", "account", "я", "e\u0301", "ß", "İ", "K", "😀",
)  # fmt: skip
tempting = st.lists(st.sampled_from(_LURES) | st.characters(), max_size=12).map("".join)
_CHARACTERS = string.ascii_letters + string.digits + "-_~@="
names = st.text(_CHARACTERS, min_size=1, max_size=12)
queries = st.text(_CHARACTERS + "&;,+/?%!", max_size=20)


def stays(path: str, site: str) -> bool:
    """Whether a browser at the site stays there; ada is the parser of Node.js."""
    return ada_url.URL(path, base=f"{site}/account/sign-in?next=x#y").origin == site


@pytest.mark.parametrize("site", SITES)
@given(tempting.map("/".__add__) | tempting)
@example("/" * 4 + "evil.test/login")
@example(" ////evil.test/login")
@example("/\t//evil.test")
@example("/\\evil.test")
@example("/.//evil.test")
@example("/%2e//evil.test")
def test_what_passes_never_leaves_the_site(site: str, raw: str) -> None:
    path = own_path(raw)
    assert stays(path, site)
    assert path.isascii()
    assert path.isprintable()
    # Nor once a proxy has decoded it, nor as the page from which the next path is found.
    decoded = unquote(path.partition("?")[0])
    assert stays(decoded, site)
    assert not decoded.startswith(("//", "/\\"))


@given(tempting.map("/".__add__) | tempting)
def test_judging_twice_changes_nothing(raw: str) -> None:
    assert own_path(own_path(raw)) == own_path(raw)


@given(st.lists(names, max_size=6), st.sampled_from(["", "/"]), queries)
def test_a_path_of_this_site_passes(parts: list[str], end: str, query: str) -> None:
    path = "/" + "/".join(parts) + (end if parts else "") + (f"?{query}" if query else "")
    assert own_path(path) == path


def test_a_search_in_ukrainian_is_kept_encoded() -> None:
    assert (
        own_path("/pokrov/list?q=яма тут")
        == "/pokrov/list?q=%D1%8F%D0%BC%D0%B0%20%D1%82%D1%83%D1%82"
    )


def test_a_fragment_is_dropped() -> None:
    assert own_path("/pokrov/list?q=1#//evil.test") == "/pokrov/list?q=1"


@pytest.mark.parametrize(
    "raw", [None, "", "pokrov", "/a//b", "/a/../b", "/./b", "/..", "/" + "a" * MOST_CHARS]
)
def test_anything_else_becomes_the_account_page(raw: str | None) -> None:
    assert own_path(raw) == HOME
