"""Paths that come from outside and lead back to this site: the only judge of them."""

import re
from urllib.parse import quote

HOME = "/account/"
MOST_CHARS = 2000

# Names of letters, digits and marks that mean nothing in a URL, never "." or ".." alone. No other
# site begins so: its name would need a second slash, a backslash or an encoded one of these,
# and what browsers drop (tabs, line ends, spaces at the start) is in no name either.
_NAME = r"(?!\.{1,2}(?:/|$))[A-Za-z0-9._~@=-]+"
_OWN_PATH = re.compile(rf"/(?:{_NAME}/)*(?:{_NAME})?", re.ASCII)
_IN_A_QUERY = "!$&'()*+,;=:@/?%-._~"


def own_path(raw: str | None) -> str:
    """Return a path on this site with its query, in ASCII; anything else becomes the account page.

    A fragment is dropped. Browsers read URLs by https://url.spec.whatwg.org: whatever passes here
    stays at the same origin there.
    """
    if not raw or len(raw) > MOST_CHARS or not raw.isprintable():
        return HOME
    path, mark, query = raw.partition("#")[0].partition("?")
    if not _OWN_PATH.fullmatch(path):
        return HOME
    return path + mark + quote(query, safe=_IN_A_QUERY)
